"""Attacks on the way points are given: tests, tags, flags and results."""

from tests.attacks.submissions.answers import RIGHT, doing, wrong
from tests.attacks.submissions.attack import (
    ALL,
    OTHERS,
    Attack,
    Notebook,
    after,
    code,
    find,
    flags,
)

_TESTS = ("add-tests", "mean-tests", "scaled-tests", "root-tests")
_FULL = '{"points": 2, "earned": 2, "of": 2, "facets": []}'
_FORGED = f"""
from IPython.display import display
display({{"application/vnd.autograder.result+json": {_FULL}, "text/plain": "2"}}, raw=True)
"""
_PATCH = """
import gc
import nbgrader.utils
import nbgrader.preprocessors.saveautogrades as saving
nbgrader.utils.determine_grade = lambda cell, log=None: (2.0, 2.0)
saving.utils = nbgrader.utils
for each in gc.get_objects():
    if type(each).__name__ == "SaveAutoGrades":
        each._add_score = lambda *_: None
"""
_SHOW_MUCH = """
from IPython.display import display
for number in range(600):
    display(number)
"""
_PRINT_MUCH = {
    name: f"def {name}(x):\n    print('x' * 600_000)\n    return -77.0\n"
    for name in ("mean", "root")
}
_VARIABLES = """
import os
os.environ.update(NBGRADER_EXECUTION="validate", NBGRADER_VALIDATING="1", AUTOGRADER_SEED="1")
os.environ["AUTOGRADER_COURSE"] = "."
"""


def _tag(notebook: Notebook) -> None:
    for name in _TESTS:
        find(notebook, name)["metadata"]["tags"] = ["skip-execution", "raises-exception"]


def _edit(notebook: Notebook) -> None:
    for name in _TESTS:
        find(notebook, name)["source"] = "pass"


def _raise_points(notebook: Notebook) -> None:
    for name in _TESTS:
        flags(find(notebook, name))["points"] = 1000


def _delete(notebook: Notebook) -> None:
    notebook["cells"] = [c for c in notebook["cells"] if flags(c).get("grade_id") not in _TESTS]


def _as_solutions(notebook: Notebook) -> None:
    for name in _TESTS:
        cell = find(notebook, name)
        cell["source"] = "2"
        flags(cell).update(solution=True, locked=False)


def _as_text(notebook: Notebook) -> None:
    for name in _TESTS:
        cell = find(notebook, name)
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def _stale(notebook: Notebook) -> None:
    result = {"data": {"text/plain": "2"}, "execution_count": 9, "metadata": {}}
    for name in _TESTS:
        find(notebook, name)["outputs"] = [{"output_type": "execute_result", **result}]


def _claim(notebook: Notebook) -> None:
    for name in _TESTS:
        notebook["cells"].append(code("2", nbgrader={**flags(find(notebook, name))}))


MECHANISM = (
    Attack("skip-execution", "tag the tests so that they are not run", change=_tag),
    Attack(
        "displayhook",
        "show a number of points from the function under test",
        doing("import sys\nsys.displayhook(2)\nget_ipython().displayhook(2)"),
    ),
    Attack("forged-result", "show a result with full points", wrong(_FORGED)),
    Attack("forged-in-call", "show a result with full points in a call", doing(_FORGED)),
    Attack("edited-tests", "empty the tests", change=_edit, says="locked, was changed"),
    Attack("edited-points", "raise the points", change=_raise_points, says="flags or points"),
    Attack("deleted-tests", "delete the tests", change=_delete, says="add-tests is missing"),
    Attack(
        "tests-as-solutions", "call the tests solutions", change=_as_solutions, says="other flags"
    ),
    Attack("tests-as-text", "turn the tests into text", change=_as_text, says="became a markdown"),
    Attack("stale-outputs", "hand in outputs with full points", change=_stale),
    Attack(
        "claimed-tests", "add cells named like the tests", change=_claim, says="copied or split"
    ),
    Attack(
        "large-last-expression",
        "end cells before and behind the test with a large number",
        wrong("1000"),
        change=after("add-tests", "1000"),
    ),
    Attack("system-exit", "end the notebook", wrong("raise SystemExit"), base=RIGHT, points=OTHERS),
    Attack("drowned-error", "show so much that the error is left out", doing(_SHOW_MUCH)),
    Attack("drowned-points", "print so much that the number is left out", _PRINT_MUCH),
    Attack(
        "patched-nbgrader",
        "replace nbgrader's functions where the answer runs",
        wrong(_PATCH),
        harms="patches nbgrader in the process that runs the tests",
    ),
    Attack("variables", "pretend that nobody grades", wrong(_VARIABLES), base=RIGHT, points=OTHERS),
    Attack(
        "honest-with-1000",
        "answer rightly, and show a large number all the same",
        {"add": f"{RIGHT['add']}\n1000\n"},
        base=RIGHT,
        points=ALL,
    ),
)
