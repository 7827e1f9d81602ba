"""`autograder bundle`: the students' zip."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.commandline.options import LanguageOption, VariantOption
from autograder.course.folders import CourseError, assignments, course_root
from autograder.findings import text
from autograder.findings.language import following_the_system
from autograder.gradebook.variants import made_variants
from autograder.instructors.authoring.bundle import BUNDLES, make_bundle
from autograder.instructors.authoring.colab import checked_address, make_colab_bundle
from autograder.instructors.authoring.translated_release import known_or_english
from autograder.instructors.authoring.variants import course_of_variant

NamesArgument = Annotated[
    list[str] | None, typer.Argument(help="Assignments to hand out, by default all, in one zip.")
]
OutputOption = Annotated[
    Path | None, typer.Option(help="The zip to write, by default bundles/NAME.zip.")
]


class Place(StrEnum):
    """Where students work."""

    COMPUTER = "computer"
    COLAB = "colab"


PlaceOption = Annotated[Place, typer.Option("--for", help="Where students work.")]
AddressOption = Annotated[
    str, typer.Option(metavar="URL", help="For Colab: the folder on the web for these files.")
]


def bundle(
    names: NamesArgument = None,
    output: OutputOption = None,
    place: PlaceOption = Place.COMPUTER,
    address: AddressOption = "",
    language: LanguageOption = "",
    variant: VariantOption = "",
) -> None:
    """Make the students' zip: notebooks, data, checks, a start script, and nothing secret.

    It is read back and looked through for lines of solutions and hidden tests; one that holds any
    is not written. Students unpack it and run: python start.py

    With --for colab it holds notebooks whose first cell installs the rest from a wheel: from the
    address where you put the zip's files, or without one from a file that students upload.

    With --language zh notebooks, checks, README and start.py are Chinese. With --variant b the
    notebook is that of a variant that `autograder variants` made.

    Example: autograder bundle softmax-loss
    """
    try:
        root = course_root()
        wanted, spoken = names or assignments(root), known_or_english(language)
        if address and place is not Place.COLAB:
            raise CourseError(text("colab.lone-address"))
        if not variant:
            said = _written(root, wanted, place, address, output, spoken)
            said += [
                text("bundle.of-variant-a", name=each)
                for each in wanted
                if made_variants(root, each)
            ]
        else:
            said = _of_variant(root, wanted, variant, place, address, output, spoken)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for each in said:
        typer.echo(each)


def _written(
    root: Path, names: list[str], place: Place, address: str, output: Path | None, language: str
) -> list[str]:
    if place is Place.COLAB:
        return _for_colab(root, names, address, output, language)
    return [_made(*make_bundle(root, names, output, language=language))]


def _of_variant(
    root: Path,
    names: list[str],
    letter: str,
    place: Place,
    address: str,
    output: Path | None,
    language: str,
) -> list[str]:
    """Write the zip of a variant; return what is to be said of it."""
    if len(names) != 1:
        raise CourseError(text("bundle.one-name"))
    title = f"{names[0]}-{letter}" + ("-colab" if place is Place.COLAB else "")
    title += f"-{language}" if language else ""
    path = output.absolute() if output else root / BUNDLES / f"{title}.zip"
    with course_of_variant(root, names[0], letter) as copy:
        return _written(copy, names, place, address, path, language)


def _made(path: Path, count: int) -> str:
    size = path.stat().st_size / 1e6
    with following_the_system():
        return text("bundle-command.made", path=path, count=count, size=size)


def _for_colab(
    root: Path, names: list[str], address: str, output: Path | None, language: str
) -> list[str]:
    """Write the zip for Colab; return what is to be said of it."""
    made = make_colab_bundle(root, names, address, output, language=language)
    said = [_made(made.path, made.files)]
    if not address:
        said.append(text("colab.next-upload"))
    else:
        said.append(text("colab.next-address", address=checked_address(address)))
        if not made.badge:
            said.append(text("colab.no-badge"))
    if made.left_behind:
        said.append(text("colab.left-behind", names=", ".join(made.left_behind)))
    return said
