"""The cell contract: short prose, short stubs, a check after each stub, one question a section."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted(ROOT.glob("assignments/*/*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]
Cell = dict[str, Any]
SHAPE = r"\w+: (\([NDCRSM,]+( [NDCRSM])?\)|\(N, h, w\)|any shape|a number)"


def cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook, each with its source as one text."""
    loaded = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in loaded]


def flags(cell: Cell) -> dict[str, Any]:
    """Return nbgrader's flags of a cell."""
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def words(markdown: str) -> int:
    """Count the words of prose: formulas, tables, headings and tags don't count."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|<[^>]*>", " x ", markdown, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "#"))]
    return len(re.findall(r"[\w'-]+", "\n".join(lines)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_prose_is_short(path: Path) -> None:
    """Has no text cell more than 80 words?"""
    long = {c["id"]: words(c["source"]) for c in cells(path) if c["cell_type"] == "markdown"}
    assert {name: count for name, count in long.items() if count > 80} == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_stubs_are_short_and_say_what_to_expect(path: Path) -> None:
    """Has each stub at most 15 lines, shapes in its docstring and the number of lines?"""
    stubs = [c for c in cells(path) if c["cell_type"] == "code" and flags(c).get("solution")]
    assert stubs
    for stub in stubs:
        assert len(stub["source"].splitlines()) <= 15, stub["id"]
        assert "raise NotImplementedError()" in stub["source"], stub["id"]
        assert re.search(r"\(about \d+ lines?[;)]", stub["source"]), stub["id"]
        assert re.search(SHAPE, stub["source"]), stub["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_a_check_follows_each_stub(path: Path) -> None:
    """Is the next cell after a stub its visible check, and after that a collapsed hint?"""
    every = cells(path)
    for stub, check, hint in zip(every, every[1:], every[2:], strict=False):
        if stub["cell_type"] == "code" and flags(stub).get("solution"):
            assert check["id"] == f"{stub['id']}-tests"
            assert re.search(r"^check_\w+\(", check["source"], re.MULTILINE)
            assert hint["id"] == f"{stub['id']}-hint"
            assert hint["source"].startswith("<details>")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_cells_have_readable_ids(path: Path) -> None:
    """Is each cell's id readable, unique, and equal to its grade_id?"""
    names = [cell["id"] for cell in cells(path)]
    assert len(set(names)) == len(names)
    for cell in cells(path):
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cell["id"])
        assert flags(cell).get("grade_id", cell["id"]) == cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_why_questions_are_graded_by_hand(path: Path) -> None:
    """Does each why question have an answer cell with points, and most sections one question?"""
    every = cells(path)
    questions = [i for i, c in enumerate(every) if c["source"].startswith("**Why ")]
    for number, i in enumerate(questions, start=1):
        assert every[i]["source"].startswith(f"**Why {number}.**")
        answer = every[i + 1]
        assert answer["id"] == f"{every[i]['id']}-answer"
        assert flags(answer)["grade"] and flags(answer)["solution"] and flags(answer)["points"] > 0
    sections = sum(c["source"].startswith("## ") and "·" in c["source"] for c in every)
    assert sections - 2 <= len(questions) <= sections


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_setup_is_short(path: Path) -> None:
    """Has the setup at most 10 lines, and only imports?"""
    setup = next(cell for cell in cells(path) if cell["id"] == "setup")
    tree = ast.parse(setup["source"])
    assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
    assert len(setup["source"].splitlines()) <= 10


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_convention_is_said_once_and_early(path: Path) -> None:
    """If there is regularization, does the convention, with its rival, stand in an early cell?"""
    saying = [i for i, c in enumerate(cells(path)) if "CS231n" in c["source"]]
    regularized = any("| `reg` |" in c["source"] for c in cells(path))
    assert (len(saying) == 1 and saying[0] < 5) if regularized else not saying
