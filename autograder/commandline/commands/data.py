"""The commands `autograder data list` and `autograder data fetch`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, NoReturn

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.data.cifar10_fetch import fetch_cifar10
from autograder.data.cifar10_files import find_cifar10
from autograder.data.errors import DataError
from autograder.data.fashion_mnist import fashion_mnist_file
from autograder.findings import text

data_app = typer.Typer(help="List the datasets, or fetch one.", no_args_is_help=True)

PLAIN_WIDTH = 1000  # a line for a file or a pipe is never folded


@dataclass(frozen=True)
class Dataset:
    """A dataset's facts, some in words; `where` says whether and where it is on this computer."""

    name: str
    images: Callable[[], str]
    classes: int
    size: str
    licence: Callable[[], str]
    where: Callable[[], str]


def _fashion_mnist() -> str:
    try:
        path = fashion_mnist_file()
    except DataError as error:
        return text("data-command.missing", what=error)
    return str(path) if path.is_file() else text("data-command.missing", what=path)


def _cifar10() -> str:
    try:
        path = find_cifar10()
    except DataError as error:
        return text("data-command.missing", what=error)
    return str(path) if path else text("data-command.not-fetched")


def _points() -> str:
    return text("data-command.points", count=300)


def _generated() -> str:
    return text("data-command.generated")


def _fashion_images() -> str:
    return text("data-command.of-size", count=8000, size="28x28")


def _cifar10_images() -> str:
    return text("data-command.of-size", count=60000, size="32x32x3")


def _no_licence() -> str:
    return text("data-command.no-licence")


# Sizes of the datasets as their files are on disk. CIFAR-10's page asks for a citation and names
# no licence.
DATASETS = (
    Dataset("spiral", _points, 3, "0", lambda: "BSD-3-Clause", _generated),
    Dataset("fashion_mnist", _fashion_images, 10, "3.5 MB", lambda: "MIT", _fashion_mnist),
    Dataset("cifar10", _cifar10_images, 10, "170 MB", _no_licence, _cifar10),
)
_TITLES = (
    "data-command.name",
    "data-command.images",
    "data-command.classes",
    "data-command.size",
    "data-command.licence",
    "data-command.where",
)


def _complete(incomplete: str) -> list[str]:
    return [each.name for each in DATASETS if each.name.startswith(incomplete)]


DatasetArgument = Annotated[
    str, typer.Argument(help="The dataset's name: cifar10.", autocompletion=_complete)
]


@data_app.command("list")
def list_datasets() -> None:
    """List the datasets, and whether they are on this computer.

    Example: autograder data list
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    table = Table(box=SIMPLE if console.is_terminal else None, pad_edge=False)
    for key in _TITLES:
        side: Literal["left", "right"] = "right" if key == "data-command.classes" else "left"
        table.add_column(text(key), overflow="fold", justify=side)
    for each in DATASETS:
        cells = (
            each.name,
            each.images(),
            str(each.classes),
            each.size,
            each.licence(),
            each.where(),
        )
        table.add_row(*(escape(cell) for cell in cells))  # a path may have brackets
    console.print(table, highlight=False)


@data_app.command("fetch")
def fetch(name: DatasetArgument) -> None:
    """Fetch a dataset that does not ship with the kit.

    Example: autograder data fetch cifar10
    """
    known = [each.name for each in DATASETS]
    if name not in known:
        _stop(text("data-command.unknown", name=name, names=", ".join(known)))
    if name != "cifar10":
        typer.echo(text("data-command.ships", name=name))
        return
    try:
        path = fetch_cifar10(progress=sys.stderr.isatty())
    except DataError as error:
        _stop(str(error))
    typer.echo(text("data-command.fetched", path=path))


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
