"""The cell that a notebook for Colab begins with: it installs what the other cells import.

It does nothing elsewhere, so grading leaves it out: it is no cell that a student has added.
"""

import re
from functools import cache
from pathlib import Path
from string import Template

CELL_ID = "install-on-colab"
_TEMPLATE = Path(__file__).with_name("install_cell.py.template")
# What an address, or the name of a file, may consist of: it stands in quotes in a program.
ADDRESS = re.compile(r"[A-Za-z0-9._~:/?#@!&()*+,;=%-]+")


def install_cell(wheel: str) -> str:
    """Return the source of the cell that installs a wheel, by its address or its file's name.

    Raises ValueError for what can't stand in it.
    """
    if not ADDRESS.fullmatch(wheel):
        raise ValueError(wheel)
    return Template(_text()).substitute(wheel=wheel)


def is_install_cell(source: str) -> bool:
    """Return whether a cell is one of these, word for word but for its wheel."""
    return bool(_pattern().fullmatch(source.strip().replace("\r\n", "\n")))


@cache
def _text() -> str:
    return _TEMPLATE.read_text(encoding="utf-8").strip()


@cache
def _pattern() -> re.Pattern[str]:
    before, after = map(re.escape, _text().split("$wheel"))
    return re.compile(f"{before}{ADDRESS.pattern}{after}")
