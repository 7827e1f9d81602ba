"""Make the variants of an assignment: each is released in a copy of the course, all are kept."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config

from autograder.course.files import scratch_folder
from autograder.course.folders import RELEASE_FOLDER, CourseError
from autograder.course.variant_copy import variant_course
from autograder.course.variant_list import assigned, class_list, read_listed, write_listed
from autograder.course.variants import FIRST, Variants, read_variants
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import gradebook_to_read
from autograder.gradebook.kept_releases import keep_release
from autograder.gradebook.specifications import specifications_apart
from autograder.gradebook.variants import copy_folder, made_variants, staged_variants
from autograder.instructors.authoring.own_solution import lost_by_solution
from autograder.instructors.authoring.release import (
    check_for_leaks,
    release,
    run_nbgrader,
    write_fingerprints,
)
from autograder.instructors.authoring.translated_release import release_in
from autograder.instructors.authoring.variant_languages import translate_variant
from autograder.notebooks.cells import read_cell
from autograder.notebooks.release_marks import ReleaseMarks, marks_of

Tell = Callable[[str], object]
_IN_LANGUAGE = "in-language"


@dataclass(frozen=True)
class Made:
    """What was made: the handouts' folders by letter, and who has which."""

    variants: Variants
    handouts: Mapping[str, Path]
    students: Mapping[str, str]


@dataclass(frozen=True)
class Released:
    """A variant's release in a folder, and the tests in which its own solution loses points."""

    folder: Path
    lost: frozenset[str] = frozenset()


def handout_folder(root: Path, assignment: str, letter: str, language: str = "") -> Path:
    """Return where a variant's handout is written, in the course's language or another one."""
    spoken = f"-{language}" if language else ""
    return root / f"{RELEASE_FOLDER}-{letter}{spoken}" / assignment


@contextlib.contextmanager
def course_of_variant(root: Path, assignment: str, letter: str) -> Iterator[Path]:
    """Yield a copy of the course in which an assignment is a variant, released as it was made.

    Raises CourseError for one that isn't made.
    """
    variants = read_variants(root, assignment)
    must_be_made(root, assignment, letter)
    handout = handout_folder(root, assignment, letter)
    if not handout.is_dir():
        raise CourseError(text("variants.no-handout", folder=handout, name=assignment, spoken=""))
    with _copy_with(root, variants, letter, handout) as copy:
        yield copy


@contextlib.contextmanager
def _copy_with(root: Path, variants: Variants, letter: str, handout: Path) -> Iterator[Path]:
    with variant_course(root, variants, letter) as copy:
        translate_variant(root, copy, variants, letter)
        shutil.copytree(handout, copy / RELEASE_FOLDER / variants.assignment)
        yield copy


def must_be_made(root: Path, assignment: str, letter: str) -> None:
    """Raise CourseError for a variant that isn't made."""
    made = made_variants(root, assignment)
    if not made:
        raise CourseError(text("variants.not-made", name=assignment))
    if letter not in made:
        facts = {"name": assignment, "letter": letter, "letters": ", ".join(made)}
        raise CourseError(text("variants.unknown", **facts))


def make_variants(
    root: Path,
    assignment: str,
    students: Iterable[str] = (),
    tell: Tell = lambda _: None,
    language: str = "",
) -> Made:
    """Release an assignment and its variants, and write down who has which.

    `students` come beside those of the gradebook; whoever has one keeps it. With a `language`
    handouts are written in that, too. Raises CourseError, and then no variant is changed.
    """
    variants = read_variants(root, assignment)
    if made := made_variants(root, assignment):
        # Whoever has one that was drawn keeps it, though there may be other letters to draw now.
        _list(root, assignment, made, (), variants.letters)
    read_listed(root, assignment, variants.letters)
    with scratch_folder("variants") as folder:
        scratch = Path(folder)
        new = {
            letter: release_variant(root, variants, letter, scratch / letter, tell, language)
            for letter in variants.letters
            if letter != FIRST
        }
        kept = {letter: each.folder / "kept" for letter, each in new.items()}
        with staged_variants(root, assignment, kept) as keep:
            release(root, [assignment], tell)
            _must_ask_the_same(Course(root), assignment, new)
            keep()
        released = Course(root).folder("release", ".", assignment)
        handouts = {letter: each.folder / "handout" for letter, each in new.items()}
        handouts[FIRST] = released
        for alike in _look_alike(handouts):
            tell(text("variants.look-alike", name=assignment, letters=", ".join(alike)))
        if language:
            with _copy_with(root, variants, FIRST, released) as copy:
                release_in(copy, [assignment], language, _refuse, scratch / FIRST / _IN_LANGUAGE)
        written = {
            letter: put_folder(handouts[letter], handout_folder(root, assignment, letter))
            for letter in variants.letters
        }
        for letter in variants.letters if language else ():
            spoken = scratch / letter / _IN_LANGUAGE / assignment
            put_folder(spoken, handout_folder(root, assignment, letter, language))
    return Made(variants, written, list_students(root, assignment, students))


def list_students(root: Path, assignment: str, more: Iterable[str] = ()) -> dict[str, str]:
    """Write down who has which variant, for all that are known; return it. Raises CourseError."""
    letters = made_variants(root, assignment)
    if not letters:
        raise CourseError(text("variants.not-made", name=assignment))
    return _list(root, assignment, letters, more)


def _list(
    root: Path,
    assignment: str,
    letters: Sequence[str],
    more: Iterable[str],
    also: Sequence[str] = (),
) -> dict[str, str]:
    listed = read_listed(root, assignment, [*letters, *also])
    known = {*_known(root), *more}
    _must_be_whole(class_list(root, assignment), listed, known)
    everybody = sorted({*listed, *known})
    found = assigned(root, assignment, letters, everybody, also)
    write_listed(root, assignment, found)
    return found


def _must_be_whole(path: Path, listed: Iterable[str], known: set[str]) -> None:
    """Raise CourseError for an id without its first zeros, as a spreadsheet saves a number."""
    whole = {each.lstrip("0"): each for each in known if each.startswith("0")}
    for student in set(listed) - known:
        if student in whole:
            facts = {"path": path, "listed": student, "known": whole[student]}
            raise CourseError(text("variants.no-zeros", **facts))


def write_each(root: Path, assignment: str, target: Path, language: str = "") -> list[str]:
    """Write each student's own handout into a folder of theirs; return the students.

    What is there by these names is replaced. Raises CourseError.
    """
    found = list_students(root, assignment)
    read_listed(root, assignment, made_variants(root, assignment))  # whose ids are folders' names
    for student, letter in found.items():
        handout = handout_folder(root, assignment, letter, language)
        if not handout.is_dir():
            spoken = f" --language {language}" if language else ""
            facts = {"folder": handout, "name": assignment, "spoken": spoken}
            raise CourseError(text("variants.no-handout", **facts))
        put_folder(handout, target / student / assignment)
    return list(found)


def _known(root: Path) -> list[str]:
    with contextlib.suppress(CourseError), gradebook_to_read(Course(root)) as gradebook:
        return [each.id for each in gradebook.students]
    return []


def release_variant(
    root: Path, variants: Variants, letter: str, target: Path, tell: Tell, language: str = ""
) -> Released:
    """Release a variant in a copy of the course, into a folder with its handout and what grades.

    With a `language` the handout is there in that, too. Raises CourseError.
    """
    name = variants.assignment
    with variant_course(root, variants, letter) as copy:
        lost = translate_variant(root, copy, variants, letter)
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
        given = specifications_apart(course, name)
        kept = keep_release(course, name, given, translated=True)
        shutil.copytree(kept, target / "kept")
        shutil.copytree(copy / RELEASE_FOLDER / name, target / "handout")
        if language:
            release_in(copy, [name], language, _refuse, target / _IN_LANGUAGE)
            if cells := lost.get(language):
                told = {"name": name, "letter": letter, "language": language}
                tell(text("variants.english", **told, cells=", ".join(cells)))
        return Released(target, lost_by_solution(given))


def _must_ask_the_same(course: Course, assignment: str, made: Mapping[str, Released]) -> None:
    """Raise CourseError for a variant with other questions or points: the gradebook has one set.

    So it does for one whose own solution loses points that variant a's has.
    """
    first = specifications_apart(course, assignment)
    now = {
        (name, *each)
        for name, given in first.items()
        for each in _questions(given.handout["cells"])
    }
    for letter, released in made.items():
        folder = released.folder
        then = {
            (path.stem, *each)
            for path in (folder / "kept" / "handouts").glob("*.ipynb")
            for each in _questions(json.loads(path.read_bytes())["cells"])
        }
        if others := sorted({each[1] for each in now ^ then}):
            facts = {"name": assignment, "letter": letter, "cells": ", ".join(others[:5])}
            raise CourseError(text("variants.other-questions", **facts))
    lost = {letter: each.lost for letter, each in made.items() if each.lost}
    of_first = lost_by_solution(first) if lost else frozenset()
    for letter, cells in lost.items():
        if own := sorted(cells - of_first):
            facts = {"name": assignment, "letter": letter, "cells": ", ".join(own)}
            raise CourseError(text("variants.wrong-solution", **facts))


def _look_alike(handouts: Mapping[str, Path]) -> Iterator[list[str]]:
    """Yield the variants of whose handouts nothing tells which of them a submission is."""
    found: list[tuple[list[ReleaseMarks], list[str]]] = []
    for letter, folder in sorted(handouts.items()):
        marks = [marks_of(path.read_bytes()) for path in sorted(folder.glob("*.ipynb"))]
        for known, letters in found:
            if all(one.same_cells(other) for one, other in zip(known, marks, strict=True)):
                letters.append(letter)
                break
        else:
            found.append((marks, [letter]))
    yield from (letters for _, letters in found if len(letters) > 1)


def _questions(nodes: Iterable[dict[str, object]]) -> Iterator[tuple[str, bool, bool, bool, float]]:
    for cell in map(read_cell, nodes):
        if cell.grade or cell.solution or cell.task:
            yield cell.key, cell.grade, cell.solution, cell.task, cell.points


def _refuse(sentence: str) -> None:
    raise CourseError(sentence)


def put_folder(source: Path, target: Path) -> Path:
    """Copy a folder in place of another, which stays where that fails; raises CourseError."""
    new = target.with_name(f".{target.name}.new")
    try:
        copy_folder(source, new)
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return target
