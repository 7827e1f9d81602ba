"""Which cells others need, and what a solution borrows from another assignment."""

from pathlib import Path

import numpy as np
import pytest

from autograder.instructors.audit.answers import pasted
from autograder.judging.reference import load_reference
from autograder.notebooks.code import Names, dependencies, names_of, texts_in
from tests.judging.harness import cells


@pytest.mark.parametrize(
    ("source", "gives", "takes"),
    [
        ("import numpy as np\nfrom a import b", {"np", "b"}, set()),
        ("def f(x):\n    y = x + z\n    return len(y)", {"f"}, {"z"}),
        ("class A:\n    def g(self):\n        return [h(k) for k in self.k]", {"A"}, {"h"}),
        ("def f():\n    global n\n    n = m", {"f", "n"}, {"m"}),
        ("a, b = c, d", {"a", "b"}, {"c", "d"}),
    ],
)
def test_names_of_a_cell(source: str, gives: set[str], takes: set[str]) -> None:
    """Does a cell take what it uses and doesn't define, without local and built-in names?"""
    assert names_of(source) == Names(frozenset(gives), frozenset(takes))


def test_a_magic_has_no_names() -> None:
    """Is a cell that is no plain Python told apart from one without names?"""
    assert names_of("%matplotlib inline") is None
    assert names_of("") == Names()
    assert texts_in("%cd x") == set()
    assert texts_in("grade('p', globals(), 'f', {'value': 2})") == {"p", "f", "value"}


def test_needs_are_followed() -> None:
    """Are cells found that are needed by way of others, also in a circle?"""
    sources = ["a = 1", "def b(): return a + c()", "def c(): return b()", "d = 1", "b()"]
    names = [names_of(source) for source in sources]
    assert dependencies(names, [4]) == {0, 1, 2, 4}
    assert dependencies([*names, None], [5]) == {5}


def test_borrowed_functions_are_pasted(root: Path, in_root: None) -> None:  # noqa: ARG001
    """Does a solution that looks up another's function work where nothing can be looked up?"""
    source = cells("linear-classifier")["softmax-loss-again"]
    found = pasted(source, root)
    assert "load_reference" in source
    assert "load_reference" not in found
    assert "BEGIN SOLUTION" not in found
    names: dict[str, object] = {}
    exec(found, names)  # noqa: S102 - our own notebook's
    W, X, y = np.ones((2, 3)), np.arange(8.0).reshape(4, 2), np.array([0, 1, 2, 0])
    right = load_reference("softmax-loss")["softmax_loss_vectorized"](W, X, y, 0.5)
    loss, dW = names["softmax_loss"](W, X, y, 0.5)  # type: ignore[operator]
    assert loss == right[0]
    assert np.array_equal(dW, right[1])
    assert pasted("x = 1  # kept", root) == "x = 1  # kept"
