"""A course's own mistakes: read from mistakes/NAME.toml, named, and refused when they don't fit."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.course.folders import CourseError
from autograder.engine.submission.sources import sources_of
from autograder.judging.facets.functions import facets_of
from autograder.judging.mistakes.catalogue import mistakes_of, slips_of
from autograder.judging.mistakes.wrong_functions import WrongFunction, WrongFunctions
from autograder.judging.question import judge
from tests.judging.harness import namespace_of
from tests.judging.mistakes.planted import names

SOURCE = "import numpy as np\n\ndef predict(x):\n    y = 2.0 * x + 1.0\n    return y"
ENTRY = """
[[mistake]]
name = "1 is forgotten"
seen = "The line goes through the origin."
why = "b was left out."
hint = "What comes of 0?"
reread = "ps1, 1 · Lines"

[[mistake.slip]]
of = "predict"
edits = [["+ 1.0", "+ 0.0"]]
"""
Make = Callable[[str], Path]
HANDOUT = [{"cell_type": "code", "source": "from autograder.judging import grade_function"}]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return what writes a course of one function, named as one of the kit's, and its mistakes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    cell = {"cell_type": "code", "id": "predict", "source": SOURCE}
    cell["metadata"] = {"nbgrader": {"solution": True}}  # type: ignore[assignment]
    path = tmp_path / "solutions" / "ps1" / "ps1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"nbformat": 4, "cells": [cell]}), encoding="utf-8")

    def write(text: str) -> Path:
        (tmp_path / "mistakes").mkdir(exist_ok=True)
        (tmp_path / "mistakes" / "ps1.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def named(source: str) -> list[str]:
    """Return the names of the mistakes in a student's function."""
    points = {"value": 2.0}
    facets = facets_of(lambda rng: {"x": (rng.normal(size=4),)}, None, (), 1e-5, None)
    return names(judge(facets, "ps1", namespace_of(source), "predict", points))


def test_a_mistake_of_the_courses_own_is_named(make: Make) -> None:
    """Is it named in code of another kind, and no other mistake of that function's name?"""
    make(ENTRY)
    assert named("def predict(x):\n    return x + x") == ["1 is forgotten"]
    assert named("def predict(x):\n    return x * x") == []
    assert named(SOURCE) == []


LOSS = """import numpy as np

def softmax_loss_naive(W, X, y, reg):
    loss, dW = np.mean(X @ W), X.T @ np.ones((len(X), W.shape[1])) / X.size
    loss += 0.5 * reg * np.sum(W * W)
    dW += reg * W
    return loss, dW
"""


def test_a_loss_has_the_kits_mistakes_besides(make: Make) -> None:
    """Are a loss's shared mistakes known in any course, but for the names that it has itself?"""
    root = make(ENTRY.replace('"predict"', '"softmax_loss_naive"').replace("+ 1.0", "+= reg"))
    path = root / "solutions" / "ps1" / "ps1.ipynb"
    path.write_text(path.read_text().replace(json.dumps(SOURCE), json.dumps(LOSS)))
    found = {each.name: each for each in mistakes_of("softmax_loss_naive", "ps1")}
    assert next(iter(found)) == "1 is forgotten"
    doubled = found["the regularization in the loss is doubled"]
    assert doubled.reread == "what regularization asks for"
    assert any(each.names == (doubled.name,) for each in made("softmax_loss_naive"))
    make(ENTRY.replace('"predict"', '"softmax_loss_naive"').replace("1 is forgotten", doubled.name))
    names = [each.name for each in mistakes_of("softmax_loss_naive", "ps1")]
    assert names.count(doubled.name) == 1


def made(function: str) -> list[WrongFunction]:
    """Return the wrong functions that the course's reference and its mistakes make."""
    return [wrong for group in WrongFunctions(function, "ps1").with_one() for wrong in group]


def test_a_topic_has_the_courses_own_section(make: Make) -> None:
    """Does [sections] say where a course tells what a shared mistake is about?"""
    make(ENTRY + '[sections]\n"what regularization asks for" = "ps1, 2 · Small weights"')
    found = {each.name: each.reread for each in mistakes_of("softmax_loss_naive", "ps1")}
    assert found["the regularization is missing"] == "ps1, 2 · Small weights"
    assert found["dW is overwritten in the loop"] == "loss and gradient with loops"


def test_a_function_that_asks_for_the_same_as_another(make: Make) -> None:
    """Does [[same]] lend one function the mistakes of another?"""
    make(ENTRY + '[[same]]\nof = "line"\nfunctions = ["predict"]')
    assert [each.name for each in mistakes_of("line", "ps1")] == ["1 is forgotten"]


def test_a_change_counts_at_once(make: Make) -> None:
    """Is a file that is saved again read again?"""
    make(ENTRY)
    assert named("def predict(x):\n    return 2 * x") == ["1 is forgotten"]
    make(ENTRY.replace("1 is forgotten", "b is left out, as in older courses"))
    assert named("def predict(x):\n    return 2 * x") == ["b is left out, as in older courses"]


def test_they_go_where_grading_goes(make: Make) -> None:
    """Is the file among the sources that a worker gets, so that a result depends on it?"""
    root = make(ENTRY)
    assert set(sources_of(root, "ps1", HANDOUT)) == {"solutions/ps1/ps1.ipynb", "mistakes/ps1.toml"}


def test_a_file_without_mistakes_goes_where_grading_goes(make: Make) -> None:
    """Do sections alone travel, too?"""
    root = make('[sections]\n"names and one convention" = "ps1, 2"')
    assert "mistakes/ps1.toml" in sources_of(root, "ps1", HANDOUT)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[mistake", "can't be read: "),
        (ENTRY + '[[same]]\nof = "f"', "[[same]] number 1 needs of and functions"),
        (ENTRY + "[sections]\na = 1", "under [sections] stand texts"),
        (ENTRY + "[other]", "each mistake stands under"),
        (ENTRY.replace('hint = "What comes of 0?"', ""), "mistake 1 needs hint"),
        (ENTRY.replace('"1 is forgotten"', '" "'), "mistake 1 needs name"),
        (ENTRY.partition("[[mistake.slip]]")[0], "mistake 1 needs a slip"),
        (ENTRY.replace('[["+ 1.0", "+ 0.0"]]', '["+ 1.0"]'), "mistake 1 needs a slip"),
        (ENTRY.replace("why =", 'becaus = "x"\nwhy ='), "other words than these"),
    ],
)
def test_a_file_that_is_not_whole_says_where(make: Make, text: str, words: str) -> None:
    """Does grading stop before the first student, with the file and what it lacks?"""
    root = make(text)
    with pytest.raises(CourseError, match=r"mistakes.ps1\.toml can't be read") as said:
        sources_of(root, "ps1", HANDOUT)
    assert words in str(said.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace('of = "predict"', 'of = "predcit"'), "which no solution cell of ps1 has"),
        (ENTRY.replace("+ 1.0", "+ 3.0"), "finds '+ 3.0' 0 times"),
    ],
)
def test_a_slip_that_does_not_fit_is_told_by_an_audit(make: Make, text: str, words: str) -> None:
    """Does it cost no student a point, and does the audit say it?"""
    make(text)
    with np.errstate(all="raise"):
        assert named("def predict(x):\n    return 2 * x") == []
    with pytest.raises(CourseError) as said:
        slips_of("ps1")
    assert words in str(said.value)
