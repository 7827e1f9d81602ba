"""Make the variants of an assignment: each is released in a copy of the course, all are kept."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config

from autograder.course.files import scratch_folder
from autograder.course.folders import RELEASE_FOLDER, CourseError
from autograder.course.variant_copy import variant_course
from autograder.course.variants import (
    FIRST,
    Variants,
    assigned,
    read_listed,
    read_variants,
    write_listed,
)
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import gradebook_to_read
from autograder.gradebook.releases import keep_release
from autograder.gradebook.specifications import specifications_apart
from autograder.gradebook.variants import keep_variants, made_variants
from autograder.instructors.authoring.release import (
    check_for_leaks,
    release,
    run_nbgrader,
    write_fingerprints,
)
from autograder.notebooks.cells import read_cell

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """What was made: the handouts' folders by letter, and who has which."""

    variants: Variants
    handouts: Mapping[str, Path]
    students: Mapping[str, str]


def handout_folder(root: Path, assignment: str, letter: str) -> Path:
    """Return where a variant's handout is written."""
    return root / f"{RELEASE_FOLDER}-{letter}" / assignment


def make_variants(
    root: Path, assignment: str, students: Iterable[str] = (), tell: Tell = lambda _: None
) -> Made:
    """Release an assignment and its variants, and write down who has which.

    `students` come beside those of the gradebook; whoever has one keeps it. Raises CourseError, and
    then no variant is changed.
    """
    variants = read_variants(root, assignment)
    read_listed(root, assignment, variants.letters)
    with scratch_folder("variants") as scratch:
        kept = {
            letter: release_variant(root, variants, letter, Path(scratch) / letter, tell)
            for letter in variants.letters
            if letter != FIRST
        }
        release(root, [assignment], tell)
        _must_ask_the_same(Course(root), assignment, kept)
        keep_variants(root, assignment, {letter: each / "kept" for letter, each in kept.items()})
        handouts = {letter: each / "handout" for letter, each in kept.items()}
        handouts[FIRST] = Course(root).folder("release", ".", assignment)
        written = {
            letter: _written(root, assignment, letter, handouts[letter])
            for letter in variants.letters
        }
    return Made(variants, written, list_students(root, assignment, students))


def list_students(root: Path, assignment: str, more: Iterable[str] = ()) -> dict[str, str]:
    """Write down who has which variant, for all that are known; return it. Raises CourseError."""
    letters = made_variants(root, assignment)
    if not letters:
        raise CourseError(text("variants.not-made", name=assignment))
    everybody = sorted({*read_listed(root, assignment, letters), *_known(root), *more})
    found = assigned(root, assignment, letters, everybody)
    write_listed(root, assignment, found)
    return found


def write_each(root: Path, assignment: str, target: Path) -> list[str]:
    """Write each student's own handout into a folder of theirs; return the students.

    What is there by these names is replaced. Raises CourseError.
    """
    found = list_students(root, assignment)
    read_listed(root, assignment, made_variants(root, assignment))  # whose ids are folders' names
    for student, letter in found.items():
        folder = target / student / assignment
        if folder.is_dir():
            shutil.rmtree(folder)
        shutil.copytree(handout_folder(root, assignment, letter), folder)
    return list(found)


def _known(root: Path) -> list[str]:
    with contextlib.suppress(CourseError), gradebook_to_read(Course(root)) as gradebook:
        return [each.id for each in gradebook.students]
    return []


def release_variant(root: Path, variants: Variants, letter: str, target: Path, tell: Tell) -> Path:
    """Release a variant in a copy of the course; return a folder with its handout and what grades.

    Raises CourseError.
    """
    name = variants.assignment
    with variant_course(root, variants, letter) as copy:
        tell(text("variants.releasing", name=name, letter=letter))
        database = f"sqlite:///{copy / 'gradebook.db'}"
        release_folder = str(copy / RELEASE_FOLDER)
        run_nbgrader(
            copy,
            *("generate_assignment", name, "--force"),
            f"--CourseDirectory.root={copy}",
            f"--CourseDirectory.db_url={database}",
            f"--CourseDirectory.release_directory={release_folder}",
        )
        write_fingerprints(copy, name, tell)
        check_for_leaks(copy, name)
        apart = Config()
        apart.CourseDirectory.db_url = database
        apart.CourseDirectory.release_directory = release_folder
        course = Course(copy, apart)
        kept = keep_release(course, name, specifications_apart(course, name))
        shutil.copytree(kept, target / "kept")
        shutil.copytree(copy / RELEASE_FOLDER / name, target / "handout")
    return target


def _must_ask_the_same(course: Course, assignment: str, kept: Mapping[str, Path]) -> None:
    """Raise CourseError for a variant with other questions or points: the gradebook has one set."""
    now = {
        (name, *each)
        for name, given in specifications_apart(course, assignment).items()
        for each in _questions(given.handout["cells"])
    }
    for letter, folder in kept.items():
        then = {
            (path.stem, *each)
            for path in (folder / "kept" / "handouts").glob("*.ipynb")
            for each in _questions(json.loads(path.read_bytes())["cells"])
        }
        if others := sorted({each[1] for each in now ^ then}):
            facts = {"name": assignment, "letter": letter, "cells": ", ".join(others[:5])}
            raise CourseError(text("variants.other-questions", **facts))


def _questions(nodes: Iterable[dict[str, object]]) -> Iterator[tuple[str, bool, bool, bool, float]]:
    for cell in map(read_cell, nodes):
        if cell.grade or cell.solution or cell.task:
            yield cell.key, cell.grade, cell.solution, cell.task, cell.points


def _written(root: Path, assignment: str, letter: str, released: Path) -> Path:
    target = handout_folder(root, assignment, letter)
    if target.is_dir():
        shutil.rmtree(target)
    shutil.copytree(released, target)
    return target
