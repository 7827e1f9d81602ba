"""`autograder gradescope`: an assignment's autograder for Gradescope, as a zip."""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.commandline.options import JsonOption, NameArgument, VariantOption
from autograder.course.files import write_whole, zipped
from autograder.course.folders import CourseError, nbgrader_root
from autograder.course.requirements import grading_requirements
from autograder.engine.submission.specification import Specification
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.releases import Releases
from autograder.gradebook.specifications import specifications
from autograder.gradebook.variants import made_variants
from autograder.instructors.authoring.variants import handout_folder, must_be_made
from autograder.instructors.lms.gradescope.package import FILE, SCRIPTS, Packed, kit_files
from autograder.instructors.lms.gradescope.results_json import by_hand, entries_of

FOLDER = "gradescope"


class Visibility(StrEnum):
    """When students see the results, in Gradescope's words."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Made:
    """A zip's bytes, the points that tests give and that people give, and what is to be told."""

    data: bytes
    points: float
    by_hand: float
    notices: tuple[str, ...]


FileOption = Annotated[
    Path | None, typer.Option(help="The zip to write, by default gradescope/NAME.zip.")
]
VisibilityOption = Annotated[
    Visibility, typer.Option(help="When students see the results of the tests.")
]


def gradescope(
    name: NameArgument,
    file: FileOption = None,
    visibility: VisibilityOption = Visibility.VISIBLE,
    variant: VariantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make an assignment's autograder for Gradescope, which grades as autograder grade does.

    The zip holds hidden tests and solutions: it is for instructors. With --variant b it grades a
    variant: make an assignment there for each, and hand each variant out to its own students.

    Example: autograder gradescope softmax-loss --visibility after_due_date
    """
    try:
        root = nbgrader_root()
        made = make(root, name, visibility, variant)
        path = file or root / FOLDER / f"{name}{f'-{variant}' if variant else ''}.zip"
        _write(path, made.data)
    except (CourseError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    secret = text("gradescope-command.for-instructors", path=path)
    if as_json:
        found = {"file": str(path), "points": made.points, "points_by_hand": made.by_hand}
        typer.echo(json.dumps({**found, "notices": [secret, *made.notices]}, indent=2))
        return
    typer.echo(secret, err=True)
    for notice in made.notices:
        typer.echo(notice)


def make(
    root: Path, name: str, visibility: Visibility = Visibility.VISIBLE, variant: str = ""
) -> Made:
    """Return the zip of an assignment, or of a variant of it; raises CourseError."""
    course = Course(root)
    given = specifications(course, name)
    released = course.folder("release", ".", name)
    if variant:
        must_be_made(root, name, variant)
        of = Releases(course, given)
        given = {each: replace(of.variant(each, variant), notebook=each) for each in given}
        released = handout_folder(root, name, variant)
    packed = Packed(given, tuple(course.directory.ignore), visibility.value)
    files = kit_files() | {
        FILE: packed.to_text().encode(),
        "requirements.txt": grading_requirements(course.root).encode(),
    }
    for notebook in given:
        path = released / f"{notebook}.ipynb"
        if not path.is_file():
            raise CourseError(text("gradescope-command.not-released", path=path, name=name))
        files[f"assignment/{notebook}.ipynb"] = path.read_bytes()
    every = [test for each in given.values() for test in entries_of(each, None)]
    points = sum(float(test["max_score"]) for test in every)
    hand = sum(map(by_hand, given.values()))
    notices = _notices(given, points, hand)
    if not variant and made_variants(root, name):
        notices.append(text("gradescope.of-variant-a", name=name))
    return Made(zipped(files, SCRIPTS), points, hand, tuple(notices))


def _notices(given: dict[str, Specification], points: float, hand: float) -> list[str]:
    found = [text("gradescope-command.points", points=points)]
    if hand:
        found.append(text("gradescope-command.by-hand", points=hand))
    paths = {str(path) for each in given.values() for path in each.settings.view.shown}
    if paths:
        found.append(text("gradescope-command.paths", paths=", ".join(sorted(paths))))
    return [*found, text("gradescope-command.late")]


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise CourseError(
            text("gradescope-command.not-written", path=path, reason=error.strerror)
        ) from error
