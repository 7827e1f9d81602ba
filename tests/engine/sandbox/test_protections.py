"""The table of protections in docs/security.md: does each cell name a test, or say 'not run'?"""

import re
from pathlib import Path

TITLE = "### By kind of machine"
NOTHING = ("not run", "none")


def rows(root: Path) -> list[list[str]]:
    """Return the cells of the table, without what names a row, by row."""
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    table = text[text.index(TITLE) :].split("\n\n")[1]
    return [line.strip("| ").split(" | ")[1:] for line in table.splitlines()[2:]]


def test_each_cell_names_a_test(root: Path) -> None:
    """Is each test of the table there, and nothing promised where none is named?"""
    there = {path.stem for path in (root / "tests").rglob("test_*.py")}
    cells = [cell for row in rows(root) for cell in row]
    assert len(cells) > 50
    for cell in cells:
        named = re.findall(r"`(test_\w+)`", cell)
        assert set(named) <= there, cell
        assert named or cell.startswith(NOTHING), cell
