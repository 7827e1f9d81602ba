"""A graded question: points, words, JSON, and what happens when something is missing."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course.folders import CourseError, course_root, source_notebooks
from autograder.findings import words
from autograder.judging import grade_function, grade_loss
from autograder.judging.facets import LOSS_FACETS
from autograder.judging.question import judge
from autograder.judging.reference import load_reference
from autograder.notebooks.code import imports_only
from autograder.results import MIME
from autograder.results.display import bundle as bundle_of
from autograder.results.display import in_words
from tests.judging.harness import failed, grade, hidden_calls, namespace_of


def test_reference_is_the_notebooks(softmax: dict[str, Any], svm: dict[str, Any]) -> None:
    """Does the reference hold the functions that the solution cells define?"""
    assert {"softmax_loss_naive", "softmax_loss_vectorized"} <= set(softmax)
    names = {"hinge_loss", "svm_loss_naive", "svm_loss_vectorized", "squared_hinge_loss"}
    assert names <= set(svm)


def test_reference_follows_an_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is the reference read anew when the source notebook has changed?"""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    path = _source(tmp_path, "def f():\n    return 1")
    assert load_reference("demo")["f"]() == 1
    _source(tmp_path, "def f():\n    return 2")
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000))
    assert load_reference("demo")["f"]() == 2


def test_broken_reference_names_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a solution cell that fails stop the grading, with its name?"""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    _source(tmp_path, "1 / 0")
    with pytest.raises(CourseError, match=r"cell answer of .*demo\.ipynb fails: division by zero"):
        load_reference("demo")


def test_what_a_read_only_cell_defines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """May a solution use it? Is what it computes left out, and a definition that fails?"""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    locked = {"nbgrader": {"locked": True, "solution": False, "grade": False}}
    given = "class Base:\n    two = 2\ncomputed = 1 / 0"
    fails = "def of_data(x=computed):\n    return x"
    open_to_students = "class Base:\n    two = 3"
    cells = [_code("given", given, locked), _code("fails", fails, locked)]
    cells += [_code("open", open_to_students, {})]
    _source(tmp_path, "class Answer(Base):\n    pass", cells)
    found = load_reference("demo")
    assert found["Answer"].two == 2
    assert not {"computed", "of_data"} & set(found)


@pytest.mark.parametrize("content", ["{", "[]", '{"nbformat": 3}', '{"nbformat": 4}'])
def test_unreadable_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """Is a source that is no notebook told by its path?"""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    path = _source(tmp_path, "")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=r"demo\.ipynb"):
        load_reference("demo")


def test_imports_only() -> None:
    """Are only the imports of a cell kept, and a cell with magics passed over?"""
    assert imports_only("import os\nx = 1\nfrom a import b") == "import os\nfrom a import b"
    assert imports_only("%matplotlib inline\nimport os") == ""


def test_course_is_found_from_a_submission(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is the course found above autograded/<student>/<assignment>, and its absence told?"""
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    below = tmp_path / "autograded" / "ada" / "demo"
    below.mkdir(parents=True)
    with pytest.raises(CourseError, match="AUTOGRADER_COURSE"):
        course_root(below)
    (tmp_path / "source").mkdir()
    assert course_root(below) == tmp_path.resolve()
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    assert course_root(below) == root
    with pytest.raises(CourseError, match="is the name right"):
        source_notebooks("no-such-assignment")


def test_a_missing_function_is_told(in_root: None) -> None:  # noqa: ARG001
    """Does a deleted cell cost its question alone, with a message?"""
    result = grade("softmax-loss", "softmax_loss_naive", {}, 1)
    assert result.points == 0
    assert "softmax_loss_naive is not defined: no cell that ran" in in_words(result)
    assert len(in_words(result).splitlines()) == 3  # one reason for all facets is said once


def test_not_implemented_is_told(softmax: dict[str, Any]) -> None:
    """Does a stub get no points and 'not implemented yet'?"""

    def stub(*_: object) -> None:
        raise NotImplementedError

    names = {**softmax, "softmax_loss_vectorized": stub}
    result = grade("softmax-loss", "softmax_loss_vectorized", names, 1)
    assert result.points == 0
    assert "FAILED  not implemented yet" in in_words(result)


def test_result_as_json(softmax: dict[str, Any]) -> None:
    """Does the result hold seed, facets and points as plain JSON, beside words and HTML?"""
    result = grade("softmax-loss", "softmax_loss_naive", softmax, 12345)
    bundle = bundle_of(result)
    stored = json.loads(json.dumps(bundle[MIME]))
    assert stored["seed"] == 12345
    assert result.points == result.max_points == 10
    assert stored["version"] == 2
    assert {facet["name"]: facet["max_points"] for facet in stored["facets"]} == {
        "loss": 3,
        "gradient": 3,
        "regularization": 2,
        "stability": 1,
        "inputs": 1,
    }
    assert "AUTOGRADER_SEED=12345" in bundle["text/plain"]
    assert bundle["text/html"].startswith("<div")


def test_html_is_escaped(softmax: dict[str, Any]) -> None:
    """Does a student's exception text stay text in the feedback page?"""
    names = namespace_of(
        "def softmax_loss_naive(*a):\n    raise ValueError('<script>alert(1)</script>')"
    )
    page = bundle_of(grade("softmax-loss", "softmax_loss_naive", {**softmax, **names}, 1))
    assert "<script>" not in page["text/html"]
    assert "&lt;script&gt;" in page["text/html"]


def three_scores(rng: np.random.Generator) -> dict[str, Any]:
    """Return scores and a true class."""
    return {"three scores": (rng.normal(size=3), 1)}


def test_points_are_the_last_expression(
    softmax: dict[str, Any],
    svm: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Do the functions that hidden tests call show the result and return the points?"""
    monkeypatch.setenv("AUTOGRADER_SEED", "5")
    points = grade_loss("softmax-loss", softmax, "softmax_loss_naive", {"loss": 3, "inputs": 1})
    assert points == 4.0
    assert grade_function("svm-loss", svm, "hinge_loss", {"value": 2}, three_scores) == 2.0
    shown = capsys.readouterr().out
    assert "softmax_loss_naive: 4 of 4 points" in shown
    assert "hinge_loss: 2 of 2 points" in shown


def test_unknown_facet(softmax: dict[str, Any]) -> None:
    """Does a facet that doesn't exist stop the instructor, not cost the student?"""
    with pytest.raises(CourseError, match=r"points for 'speed', but .* are loss, gradient"):
        judge(LOSS_FACETS, "softmax-loss", softmax, "softmax_loss_naive", {"speed": 1})


def test_warnings_cost_nothing(softmax: dict[str, Any]) -> None:
    """Does a RuntimeWarning only stand in a note?"""
    source = (
        "def softmax_loss_naive(W, X, y, reg):\n"
        "    np.log(np.zeros(1))\n"
        "    return right(W, X, y, reg)"
    )
    names = namespace_of(source)
    names["right"] = softmax["softmax_loss_naive"]
    result = grade("softmax-loss", "softmax_loss_naive", names, 1)
    assert result.points == 10
    assert "note    RuntimeWarning: divide by zero" in in_words(result)


def test_inf_beyond_a_gap_of_745_is_a_note(softmax: dict[str, Any]) -> None:
    """Does the logarithm of a probability keep its points, with a remark?"""
    source = (
        "def softmax_loss_naive(W, X, y, reg):\n"
        "    S = X @ W\n"
        "    P = np.exp(S - S.max(1, keepdims=True))\n"
        "    P = P / P.sum(1, keepdims=True)\n"
        "    loss = -np.log(P[np.arange(len(y)), y]).mean() + 0.5 * reg * np.sum(W * W)\n"
        "    return loss, right(W, X, y, reg)[1]"
    )
    names = namespace_of(source)
    names["right"] = softmax["softmax_loss_naive"]
    result = grade("softmax-loss", "softmax_loss_naive", names, 1)
    assert result.points == 10
    assert any("800 below the maximum" in words(remark) for remark in result.remarks)


def test_agreement_follows_the_naive_version(softmax: dict[str, Any]) -> None:
    """Does a faithful translation of wrong loops keep the point for agreement, and only that?"""

    def doubled(*arguments: Any) -> tuple[float, Any]:
        loss, gradient = softmax["softmax_loss_vectorized"](*arguments)
        return 2 * loss, 2 * gradient

    wrong = {"softmax_loss_naive": doubled, "softmax_loss_vectorized": doubled}
    faithful = grade("softmax-loss", "softmax_loss_vectorized", wrong, 1)
    assert failed(faithful) == ["loss", "gradient", "regularization"]
    alone = {**softmax, "softmax_loss_vectorized": doubled}
    assert "agreement" in failed(grade("softmax-loss", "softmax_loss_vectorized", alone, 1))
    without = {"softmax_loss_vectorized": softmax["softmax_loss_vectorized"]}
    assert not failed(grade("softmax-loss", "softmax_loss_vectorized", without, 1))


def test_points_in_the_notebook_agree() -> None:
    """Do the facets' points, the cell's points and the comment that students read agree?"""
    import ast

    from tests.judging.harness import ROOT, cells

    for assignment in ("softmax-loss", "svm-loss"):
        path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        flags = {c["id"]: c["metadata"].get("nbgrader") for c in notebook["cells"]}
        for cell_id, call in hidden_calls(assignment).values():
            points = ast.literal_eval(call.args[3])
            said = re.match(r"# (\d+) points: ((?:.|\n# )*)", cells(assignment)[cell_id])
            assert said
            parts = [int(number) for number in re.findall(r"(\d+)(?:,|$|\n)", said[2])]
            assert sum(points.values()) == flags[cell_id]["points"] == int(said[1]) == sum(parts)
            assert sorted(points.values()) == sorted(parts)


def _source(folder: Path, code: str, before: Sequence[dict[str, Any]] = ()) -> Path:
    path = folder / "solutions" / "demo" / "demo.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [*before, _code("answer", code, {"nbgrader": {"solution": True}})]
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}), encoding="utf-8")
    return path


def _code(name: str, code: str, metadata: dict[str, Any]) -> dict[str, Any]:
    source = code.splitlines(keepends=True)
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source}


def test_disagreement_is_told_in_numbers(softmax: dict[str, Any]) -> None:
    """Does the facet agreement say how far two functions lie apart, or why one can't be asked?"""

    def doubled(*arguments: Any) -> tuple[float, Any]:
        loss, gradient = softmax["softmax_loss_vectorized"](*arguments)
        return 2 * loss, gradient

    def turned(*arguments: Any) -> tuple[float, Any]:
        loss, gradient = softmax["softmax_loss_vectorized"](*arguments)
        return loss, -gradient

    def broken(*_: Any) -> tuple[float, Any]:
        raise ValueError("not today")

    def said(naive: Any, vectorized: Any) -> str:
        both = {"softmax_loss_naive": naive, "softmax_loss_vectorized": vectorized}
        found = grade("softmax-loss", "softmax_loss_vectorized", both, 1)
        return in_words(found).split("differs from softmax_loss_naive", 1)[-1].split("\n")[0]

    right = softmax["softmax_loss_naive"]
    assert re.search(r"the loss is [\d.]+, and there [\d.]+$", said(right, doubled))
    assert re.search(r"dW by up to [\d.]+$", said(right, turned))
    told = in_words(
        grade(
            "softmax-loss",
            "softmax_loss_vectorized",
            {"softmax_loss_naive": broken, "softmax_loss_vectorized": doubled},
            1,
        )
    )
    assert "differs from" not in told
    assert "gives nothing to compare it with: stopped with ValueError: not today" in told


@pytest.mark.parametrize(
    ("name", "said"), [("log of p", True), ("unshifted", False), ("shifted by the minimum", False)]
)
def test_a_logarithm_of_0_is_told_where_it_is_one(name: str, said: bool) -> None:
    """Is a loss of inf put down to a logarithm of 0 only where exp survives that gap?"""

    def loss(W: Any, X: Any, y: Any, reg: float) -> tuple[float, Any]:
        scores = X @ W
        shift = {"log of p": scores.max(axis=1), "shifted by the minimum": scores.min(axis=1)}
        powers = np.exp(scores - shift.get(name, np.zeros(len(X)))[:, None])
        p = powers / powers.sum(axis=1, keepdims=True)
        true = p[np.arange(len(y)), y].copy()
        p[np.arange(len(y)), y] -= 1
        value = -np.log(true).mean() + 0.5 * reg * (W**2).sum()
        return value, X.T @ p / len(y) + reg * W

    with np.errstate(all="ignore"):
        found = grade("softmax-loss", "softmax_loss_naive", {"softmax_loss_naive": loss}, 1)
    assert ("log of a probability of 0" in in_words(found)) is said
