"""What a cell of a table may be: never a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.instructors.lms.export.sheet import escape_formulas

SPACES = ["", " ", "\t", "\r", "\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2028", "\x00", "  "]
SIGNS = [*"=+-@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\u207a"]


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_formula_is_text(space: str, sign: str) -> None:
    """Is what a spreadsheet may compute text, in wide signs and after spaces of any kind, too?"""
    assert escape_formulas(f"{space}{sign}cmd|'/c calc'!A1").startswith("'")


@pytest.mark.parametrize("name", ["Jane Doe", "O'Brien", "Łukasz", "12.5", "", '="00123"', "李伟"])
def test_a_plain_text_stays(name: str) -> None:
    """Is a usual name or number as it was, and Canvas's own way to write a number?"""
    assert escape_formulas(name) == name


@given(st.text())
def test_a_cell_is_one_line_that_can_be_printed(text: str) -> None:
    """Does no control character come through, and is a cell that was made safe left alone?"""
    safe = escape_formulas(text)
    assert safe.isprintable()
    assert escape_formulas(safe) == safe
