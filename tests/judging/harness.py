"""Grade source code in this process, with the points that the notebook's hidden tests give."""

import ast
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.submission.handout_names import handout_names
from autograder.judging.facets import (
    LOSS_FACETS,
    TRAINING_FACETS,
    Facet,
    accuracy_facets,
    feature_facets,
    guess_facets,
)
from autograder.judging.facets.functions import facets_of
from autograder.judging.question import generator, judge
from autograder.notebooks.cells import parse_cells
from autograder.results import QuestionResult

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ("setup", "operators")  # read-only cells that answers build on


def cells(assignment: str) -> dict[str, str]:
    """Return the code cells of the source notebook by id."""
    return dict(_read(assignment))


def reference_cells(sources: dict[str, str]) -> list[str]:
    """Return the cells of a source notebook that answers are made of: given ones and solutions."""
    return [code for name, code in sources.items() if name in GIVEN or "BEGIN SOLUTION" in code]


@lru_cache(maxsize=16)
def required_names(assignment: str) -> frozenset[str]:
    """Return what the assignment asks students to define, with the operators of its classes."""
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    return handout_names(parse_cells(path.read_bytes()), ()).required


@lru_cache(maxsize=16)
def _read(assignment: str) -> dict[str, str]:
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return {
        cell["id"]: "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }


@lru_cache(maxsize=16)
def hidden_calls(assignment: str) -> dict[str, tuple[str, ast.Call]]:
    """Return the grading call of each question, by the question's name, with the cell's id."""
    calls = {}
    for cell_id, source in cells(assignment).items():
        if "BEGIN HIDDEN TESTS" in source:
            last = ast.parse(source).body[-1]
            assert isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)
            calls[ast.literal_eval(last.value.args[2])] = (cell_id, last.value)
    return calls


def hidden_code(assignment: str, question: str) -> str:
    """Return the hidden part of the cell that grades a question."""
    source = cells(assignment)[hidden_calls(assignment)[question][0]]
    return source.partition("### BEGIN HIDDEN TESTS")[2].partition("### END HIDDEN TESTS")[0]


def grade(assignment: str, question: str, namespace: dict[str, Any], seed: int) -> QuestionResult:
    """Judge one question of a student's namespace as its hidden test would."""
    grader, points, options = asked(assignment, question)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_SEED", str(seed))
        patch.chdir(ROOT)
        facets = _facets(grader, options)
        return judge(facets, assignment, namespace, question, points, options.get("naive"))


@lru_cache(maxsize=64)
def asked(assignment: str, question: str) -> tuple[str, dict[str, float], dict[str, Any]]:
    """Return the grading function's name, the points, and the other arguments of its call.

    What the hidden part defines before the call may stand in those, such as a function that draws.
    """
    call = hidden_calls(assignment)[question][1]
    assert isinstance(call.func, ast.Name)
    names = namespace_of(cells(assignment)["setup"])
    *before, _ = ast.parse(hidden_code(assignment, question)).body
    exec(compile(ast.Module(before, []), "<a hidden test>", "exec"), names)  # noqa: S102
    options = {str(k.arg): eval(ast.unparse(k.value), names) for k in call.keywords}  # noqa: S307
    return call.func.id, ast.literal_eval(call.args[3]), options


def hidden_inputs(
    assignment: str, question: str, seed: int, extreme: bool = False
) -> dict[str, Any]:
    """Return the calls that a hidden test draws at a seed, by name."""
    options = asked(assignment, question)[2]
    drawn: dict[str, Any] = options["extreme" if extreme else "inputs"](generator(seed))
    return drawn


def _facets(grader: str, options: dict[str, Any]) -> dict[str, Facet]:
    """Return what the grading function of this name judges."""
    if grader == "grade_function":
        plain = {"extreme": None, "parts": (), "tolerance": 1e-5, "asks": None}
        return facets_of(**(plain | options))
    if grader == "grade_weights":
        return accuracy_facets(options["goals"])
    if grader == "grade_guesses":
        return guess_facets(options["goals"])
    if grader == "grade_features":
        return feature_facets(options["goals"])
    return {"grade_loss": LOSS_FACETS, "grade_training": TRAINING_FACETS}[grader]


def namespace_of(*sources: str) -> dict[str, Any]:
    """Return what these cells define; a cell that fails defines nothing, as in a notebook."""
    import numpy as np

    names: dict[str, Any] = {"np": np}
    for source in sources:
        try:
            exec(compile(source, "<a student's cell>", "exec"), names)  # noqa: S102
        except Exception:  # noqa: S112 - the next cell runs all the same
            continue
    return names


def failed(result: QuestionResult) -> list[str]:
    """Return the names of the facets that failed."""
    return [facet.name for facet in result.facets if not facet.passed]


def edited(source: str, *edits: tuple[str, str]) -> str:
    """Return the source with each text replaced, which must stand there exactly once."""
    for find, replace in edits:
        assert source.count(find) == 1, f"{find!r} stands {source.count(find)} times"
        source = source.replace(find, replace)
    return source
