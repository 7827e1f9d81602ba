"""The commands `autograder data list` and `autograder data fetch`."""

import sys
from typing import Annotated, NoReturn

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.data.catalog import DATASETS
from autograder.data.errors import DataError
from autograder.data.fetch import fetch_cifar10

data_app = typer.Typer(help="List the datasets, or fetch one.", no_args_is_help=True)

PLAIN_WIDTH = 1000  # a line for a file or a pipe is never folded


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
    for title in ("Name", "Images", "Classes", "Size", "Licence", "Where"):
        table.add_column(title, overflow="fold", justify="right" if title == "Classes" else "left")
    for each in DATASETS:
        cells = (each.name, each.images, str(each.classes), each.size, each.licence, each.where())
        table.add_row(*(escape(cell) for cell in cells))  # a path may have brackets
    console.print(table, highlight=False)


@data_app.command("fetch")
def fetch(name: DatasetArgument) -> None:
    """Fetch a dataset that does not ship with the kit.

    Example: autograder data fetch cifar10
    """
    known = [each.name for each in DATASETS]
    if name not in known:
        _stop(f"There is no dataset {name!r}: the kit knows {', '.join(known)}.")
    if name != "cifar10":
        typer.echo(f"{name} ships with the kit: nothing to fetch.")
        return
    try:
        path = fetch_cifar10(progress=sys.stderr.isatty())
    except DataError as error:
        _stop(str(error))
    typer.echo(f"CIFAR-10 is in {path}")


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
