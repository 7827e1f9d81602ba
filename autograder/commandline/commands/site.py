"""`autograder site`: the course as static files, for a browser alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.commandline.options import NamesArgument
from autograder.course.folders import CourseError, assignments, course_root
from autograder.findings import text
from autograder.findings.language import following_the_system, languages
from autograder.gradebook.variants import made_variants
from autograder.instructors.authoring.site import Site, make_site
from autograder.instructors.authoring.translated_release import known_or_english, translated_into

PyodideOption = Annotated[
    str,
    typer.Option(
        metavar="PATH|cdn",
        help="Python for the browser: a folder with Pyodide 0.27, or cdn (a host is then asked).",
    ),
]
OutputOption = Annotated[
    Path, typer.Option(help="The folder to write; an earlier site there goes.")
]

LanguagesOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="A language that it has, as zh or en.")
]


def site(
    pyodide: PyodideOption,
    names: NamesArgument = None,
    output: OutputOption = Path("public"),
    language: LanguagesOption = None,
) -> None:
    """Write the course as static files: students open a link, and work in a browser tab.

    JupyterLab, Python, notebooks, data and checks, and nothing secret: it is looked through for
    lines of solutions and hidden tests before it takes its place. Any web server can serve it.

    It has English, and each language that all of its notebooks are translated into; the other one
    is a click away, and a browser's own language opens first. --language names those that it has
    instead (repeatable; en for English), and the first of them opens.

    Example: autograder site softmax-function --pyodide cdn
    """
    try:
        root = course_root()
        chosen = names or assignments(root)
        if varied := [each for each in chosen if made_variants(root, each)]:
            facts = {"names": ", ".join(varied), "first": varied[0]}
            raise CourseError(text("variants.in-a-site", **facts))
        spoken = list(dict.fromkeys(map(known_or_english, language or ())))
        spoken = spoken or ["", *translated_into(root, chosen)]
        made = make_site(root, chosen, output.absolute(), pyodide, spoken=spoken)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    with following_the_system():
        _tell(made, output, chosen)


def _tell(made: Site, output: Path, chosen: Sequence[str]) -> None:
    size = made.size / 1e6
    typer.echo(text("site-command.made", path=output, count=made.files, size=size))
    for tag, font in made.fonts.items():
        named = languages()[tag].name
        if font is None:
            typer.echo(text("site-command.no-font", language=named))
            continue
        count, kb = len(font.characters), len(font.data) / 1e3
        told = {"language": named, "font": font.name, "count": count, "size": kb}
        typer.echo(text("site-command.font", **told))
    typer.echo(text("site-command.notebooks", names=", ".join(chosen)))
    typer.echo(text("site-command.look", path=output))
