"""Points by nbgrader's rule: the same as nbgrader's own functions say."""

from typing import Any

import nbformat
import pytest
from nbgrader import utils

from autograder.results.points import checksum, earned

ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
PRINTED = {"output_type": "stream", "name": "stdout", "text": "1"}
WARNED = {"output_type": "stream", "name": "stderr", "text": "1"}


def value(text: str) -> dict[str, Any]:
    """Return the output of a cell that ends with a value."""
    return {
        "output_type": "execute_result",
        "data": {"text/plain": text},
        "metadata": {},
        "execution_count": 1,
    }


OUTPUTS: list[list[dict[str, Any]]] = [
    [],
    [ERROR],
    [PRINTED],
    [WARNED],
    [PRINTED, value("1.5"), ERROR],
    [ERROR, value("2")],
    *([value(text)] for text in ("0", "2", "-1", "nan", "'text'", "np.float64(1.0)", "1e-3")),
]


def cell(outputs: list[dict[str, Any]], kind: str = "code", **flags: Any) -> dict[str, Any]:
    """Return a cell with nbgrader's flags, worth 2 points."""
    known = {"grade": True, "solution": False, "locked": True, "grade_id": "q", "points": 2}
    node: dict[str, Any] = {"cell_type": kind, "source": "1 + \u00e9", "metadata": {}}
    node["metadata"]["nbgrader"] = known | flags
    return node | ({"outputs": outputs, "execution_count": None} if kind == "code" else {})


@pytest.mark.parametrize("outputs", OUTPUTS, ids=range(len(OUTPUTS)))
def test_tests(outputs: list[dict[str, Any]]) -> None:
    """Do outputs earn what nbgrader gives for them?"""
    node = cell(outputs)
    assert earned(node) == utils.determine_grade(nbformat.from_dict(node))[0]


@pytest.mark.parametrize("output", [value("3"), {**value(""), "data": {}}])
def test_outputs_without_a_rule(output: dict[str, Any]) -> None:
    """Is a value that nbgrader refuses refused here, too?"""
    node = cell([output])
    with pytest.raises((KeyError, ValueError)):
        utils.determine_grade(nbformat.from_dict(node))
    with pytest.raises((KeyError, ValueError)):
        earned(node)


@pytest.mark.parametrize("kind", ["code", "markdown"])
@pytest.mark.parametrize("points", [2, 2.5])
@pytest.mark.parametrize("solution", [True, False])
@pytest.mark.parametrize("changed", [True, False])
def test_written_answers(kind: str, points: float, solution: bool, changed: bool) -> None:
    """Is an answer that nobody touched worth nothing, and another a person's to grade?"""
    node = cell([], kind, solution=solution, points=points, locked=False)
    node["metadata"]["nbgrader"]["checksum"] = utils.compute_checksum(nbformat.from_dict(node))
    if changed:
        node["source"] = "Because."
    theirs = nbformat.from_dict(node)
    assert checksum(node) == utils.compute_checksum(theirs)
    assert earned(node) == utils.determine_grade(theirs)[0]
