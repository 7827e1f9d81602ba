"""Where shapes don't fit, the message has the student's own operands and their shapes."""

import linecache

import numpy as np
import pytest

from autograder.findings.operands import Operands, operands_of
from autograder.findings.outcome import attempt

MISFITS = {
    "X[i] @ W": Operands("X[i]", "(4,)", "W", "(3, 4)"),
    "X @ W": Operands("X", "(5, 4)", "W", "(3, 4)"),
    "W.dot(X)": Operands("W", "(3, 4)", "X", "(5, 4)"),
    "np.dot(W.T, X.T)": Operands("W.T", "(4, 3)", "X.T", "(4, 5)"),
    "X + W": Operands("X", "(5, 4)", "W", "(3, 4)"),
    "1 + 2 * (X[:, 1:] - W)": Operands("X[:, 1:]", "(5, 3)", "W", "(3, 4)"),
    "X - y": Operands("X", "(5, 4)", "y", "(5,)"),
    "(X *\n        W[0:2])": Operands("X", "(5, 4)", "W[0:2]", "(2, 4)"),
    "X['ä'] @ W": None,
    "f(X) @ W": None,
    "np.add(X, W)": None,
    "X[9] @ W": None,
    "int('X @ W')": None,
    "1 / 0": None,
}


@pytest.mark.parametrize("line", MISFITS)
def test_operands(line: str) -> None:
    """Are both told as they were written, and nothing where they can't be looked up again?"""
    source = f"def g(X, W, y, f, i=1):\n    ü = 'ü'; return {line}\n"
    name = f"<ipython-input-{abs(hash(line))}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, object] = {"np": np}
    exec(compile(source, name, "exec"), names)  # noqa: S102 - a test's own
    arrays = np.ones((5, 4)), np.ones((3, 4)), np.ones(5)
    outcome = attempt(names["g"], *arrays, lambda X: X)  # type: ignore[arg-type]
    assert outcome.error is not None
    assert operands_of(outcome.error) == MISFITS[line]
    if MISFITS[line]:
        assert f"There {MISFITS[line].left} has shape" in (outcome.problem or "")  # type: ignore[union-attr]


def test_without_source() -> None:
    """Is nothing told of a line whose source is not kept, or that is no student's?"""
    names: dict[str, object] = {}
    exec(compile("def g(a, b):\n    return a @ b\n", "<gone>", "exec"), names)  # noqa: S102
    for function in (names["g"], lambda a, b: a @ b):
        error = attempt(function, np.ones(3), np.ones(4)).error  # type: ignore[arg-type]
        assert error is not None
        assert operands_of(error) is None
