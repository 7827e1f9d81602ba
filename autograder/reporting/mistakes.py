"""The commonest mistakes of a class, as a table."""

from collections import Counter
from collections.abc import Iterable

from rich import box
from rich.table import Table
from rich.text import Text

_MOST = 10
Mistake = tuple[str, str]  # a question, and a name


def commonest(mistakes: Iterable[Mistake]) -> list[tuple[Mistake, int]]:
    """Return each mistake with how often it was made, the commonest first."""
    return sorted(Counter(mistakes).items(), key=lambda item: (-item[1], item[0]))


def mistakes_table(mistakes: Iterable[Mistake]) -> Table | None:
    """Return the table of the commonest mistakes, None if there are none."""
    found = commonest(mistakes)
    if not found:
        return None
    more = len(found) - _MOST
    caption = f"and {more} more" if more > 0 else None
    table = Table(
        title="Commonest mistakes",
        caption=caption,
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title_justify="left",
    )
    table.add_column("students", justify="right", no_wrap=True)
    table.add_column("question", overflow="fold")
    table.add_column("mistake")
    for (question, name), count in found[:_MOST]:
        table.add_row(str(count), Text(question), Text(name))
    return table
