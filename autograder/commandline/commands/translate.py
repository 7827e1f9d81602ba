"""The commands `autograder translate` and `autograder translations`."""

from typing import Annotated, Any

import msgspec
import typer

from autograder.commandline.options import JsonOption
from autograder.course.folders import CourseError, course_root
from autograder.findings import text
from autograder.findings.language import languages
from autograder.instructors.authoring.translations import (
    Part,
    Trouble,
    parts,
    troubles,
    write_skeleton,
)

LanguageArgument = Annotated[str, typer.Argument(metavar="LANGUAGE", help="For example zh.")]
PartArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="An assignment, messages, instructors, pages, mistakes, documents, "
        '"mistakes ASSIGNMENT", or "tests ASSIGNMENT".',
    ),
]
MendedOption = Annotated[
    list[str] | None, typer.Option(metavar="KEY", help="An entry whose text fits again.")
]
LanguagesArgument = Annotated[list[str] | None, typer.Argument(help="Languages, by default all.")]
STALE = 3  # the exit code where something is to be translated


def translate(language: LanguageArgument, name: PartArgument, mended: MendedOption = None) -> None:
    """Write a file for translators: what is translated, and all English that waits.

    An entry has the English and no text yet; what is stale keeps the English that it was made
    from, with that of now above it. Run it again at any time: no text that is there is lost. Say
    with --mended KEY that a text fits the English of now.

    Example: autograder translate zh softmax-loss
    """
    try:
        path, waiting = write_skeleton(course_root(), language, name, mended or ())
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(text("translations.written", path=path, waiting=waiting))


def translations(names: LanguagesArgument = None, as_json: JsonOption = False) -> None:
    """Say what of each language is missing or stale, with both English versions.

    A language has the files that it has: what none is there for isn't missing. Exit codes: 0 for
    nothing to do, 3 for something that is missing, stale or changes code; 1 where it can't be told.

    Example: autograder translations zh
    """
    try:
        root = course_root()
        found = {each: parts(root, each) for each in names or languages()}
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    wrong = [each for its in found.values() for part in its for each in troubles(part)]
    if as_json:
        typer.echo(msgspec.json.encode(_plain(found, wrong)).decode())
    else:
        _show(found, wrong)
    if wrong:
        raise typer.Exit(STALE)


def _show(found: dict[str, list[Part]], wrong: list[Trouble]) -> None:
    for language, its in found.items():
        for part in its:
            states = list(part.states().values())
            typer.echo(
                text(
                    "translations.part",
                    language=language,
                    part=part.name,
                    translated=states.count("translated"),
                    texts=len(states),
                )
            )
    for each in wrong:
        typer.echo(str(each))


def _plain(found: dict[str, list[Part]], wrong: list[Trouble]) -> dict[str, Any]:
    counted = {
        language: {
            part.name: {
                state: list(part.states().values()).count(state)
                for state in ("translated", "missing", "stale")
            }
            for part in its
        }
        for language, its in found.items()
    }
    listed = [{"file": str(each.part.path), "key": each.key, "kind": each.kind} for each in wrong]
    return {"languages": counted, "troubles": listed}
