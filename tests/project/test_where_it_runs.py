"""The table of places names tests that are there."""

import re

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "where-it-runs.md"


def test_each_test_that_is_named_is_there() -> None:
    """Is each file there, with the test in it that the page names?"""
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 10
    gone = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file()
        or f"def {test}" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert gone == []
