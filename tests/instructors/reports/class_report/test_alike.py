"""Which notebooks are shown as alike, and which are not."""

import json
import random
import re

import pytest

from autograder.instructors.reports.similarity.pairs import MOST_LINES, Pair, pairs
from autograder.instructors.reports.similarity.tokens import tokens_of
from tests.conftest import ROOT
from tests.variants.bank import ASSIGNMENTS, BANK

RENAMED = (("scores", "z"), ("num_train", "rows"), ("dW", "grad"), ("probs", "q"))
SOFTMAX = "softmax-loss"


def handout(assignment: str) -> list[str]:
    """Return the code that all students of an assignment are given."""
    path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def honest(assignment: str, seed: int = 0) -> dict[str, dict[str, str]]:
    """Return a class in which everybody answers each question in a style of their own."""
    styles: dict[str, list[str]] = {}
    for variant in BANK:
        if variant.assignment == assignment:
            styles.setdefault(variant.question, []).append(variant.source)
    most = max(map(len, styles.values()))
    drawn = random.Random(seed)  # noqa: S311
    for each in styles.values():
        drawn.shuffle(each)
    return {
        f"student {n}": {name: each[n] for name, each in styles.items() if n < len(each)}
        for n in range(most)
    }


def renamed(answers: dict[str, str]) -> dict[str, str]:
    """Return answers with other names, comments and layout."""
    found = {}
    for cell, source in answers.items():
        for before, after in RENAMED:
            source = re.sub(rf"\b{before}\b", after, source)
        source = source.replace(" = ", "  =  ").replace("\n", "  # mine\n\n", 3)
        found[cell] = source.replace('"""', "'''")
    return found


def names(found: tuple[Pair, ...]) -> list[tuple[str, str]]:
    """Return who is in the pairs."""
    return [(each.first, each.second) for each in found]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("seed", [0, 1])
def test_honest_answers(assignment: str, seed: int) -> None:
    """Are right answers, each written in its own way, not shown as alike?"""
    assert names(pairs(honest(assignment, seed), handout(assignment))) == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_renamed(assignment: str) -> None:
    """Is a notebook found that is another's with other names, comments and layout?"""
    students = honest(assignment)
    students["copy"] = renamed(students["student 0"])
    (found,) = pairs(students, handout(assignment))
    assert (found.first, found.second) == ("copy", "student 0")
    assert found.share > 0.9
    assert {each.name for each in found.cells} <= set(students["copy"])


def test_moved_functions() -> None:
    """Is a copy found whose answers stand in other cells, the other way round?"""
    students = honest(SOFTMAX)
    answers = students["student 0"]
    students["copy"] = dict(zip(answers, reversed(answers.values()), strict=True))
    assert names(pairs(students, handout(SOFTMAX))) == [("copy", "student 0")]


def test_a_group() -> None:
    """Is each pair of a group of four found?"""
    students = honest(SOFTMAX)
    for n in range(3):
        students[f"copy {n}"] = renamed(students["student 0"])
    found = names(pairs(students, handout(SOFTMAX)))
    assert len(found) == 6
    assert {name for pair in found for name in pair} == {"student 0", "copy 0", "copy 1", "copy 2"}


def test_what_most_share_is_nobodys() -> None:
    """Does an answer that more than half of the class wrote make nobody alike?"""
    students = honest(SOFTMAX)
    for n in range(len(students) + 1):
        students[f"by the book {n}"] = dict(students["student 0"])
    assert names(pairs(students, handout(SOFTMAX))) == []


def test_stubs_and_short_answers() -> None:
    """Are untouched notebooks, and short answers that are the same, not alike?"""
    stubs = [source for source in handout(SOFTMAX) if "raise NotImplementedError" in source]
    untouched = {f"cell {n}": source for n, source in enumerate(stubs)}
    assert untouched
    assert pairs({"ada": untouched, "ben": untouched}, handout(SOFTMAX)) == ()
    short = {"f": "def f(x):\n    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)"}
    assert pairs({"ada": short, "ben": short, "cyn": {"f": ""}}, []) == ()


def test_marked_lines() -> None:
    """Are the lines that both have marked, and those that one added not?"""
    students = honest(SOFTMAX)
    cell = "softmax_loss_naive"
    mine = students["student 0"]
    extra = "\n\ndef helper(a, b):\n    return [a ** 3 - b // 7 for _ in range(99) if a or not b]"
    students["copy"] = {**mine, cell: mine[cell] + extra}
    (found,) = pairs(students, handout(SOFTMAX))
    (shown,) = [each for each in found.cells if each.name == cell]
    lines = mine[cell].splitlines()
    assert [line.text for line in shown.second] == lines
    assert sum(line.shared for line in shown.second) > 0.6 * len(lines)
    assert not any(line.shared for line in shown.first[len(lines) + 3 :])


def test_long_cells() -> None:
    """Is only the beginning of an endless cell shown?"""
    source = "\n".join(f"a{n} = [{n}, b{n}.real, {n + 1}]" for n in range(400))
    (found,) = pairs({"ada": {"f": source}, "ben": {"f": source}}, [])
    assert len(found.cells[0].first) == MOST_LINES


@pytest.mark.parametrize(
    "source",
    ["def f(:\n  x = (", "\0", "'''", "x = 5 5 $ ?", "\tif x:\n  y\n z", "f'{x!r:{'", "%%bash\nls"],
)
def test_what_is_no_python(source: str) -> None:
    """Does a cell that is no Python end in tokens, not in an error?"""
    assert len(tokens_of(source)) < 20
    assert pairs({"ada": {"f": source}, "ben": {"f": source}}, [source]) == ()


def test_tokens() -> None:
    """Do names of one's own, comments, docstrings and ways to write a number not count?"""
    mine = 'def f(a):\n    """Say."""\n    # why\n    return np.max(a, axis=1) + 1e3 * len(a)'
    other = "def g(rows):\n    return np.max( rows, axis=1 ) + 1000.0*len(rows)"
    known = frozenset({"np"})
    assert [t.text for t in tokens_of(mine, known)] == [t.text for t in tokens_of(other, known)]
    lower = mine.replace("max", "min")
    assert [t.text for t in tokens_of(mine, known)] != [t.text for t in tokens_of(lower, known)]
