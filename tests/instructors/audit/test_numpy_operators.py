"""The slips of numpy's users: what each makes of small sources, and where it makes nothing."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import chain

import pytest

from autograder.course.folders import assignments, source_notebooks
from autograder.instructors.audit.answers import Answer, answers_of
from autograder.instructors.audit.classifier_operators import CLASSIFIER
from autograder.instructors.audit.code_edits import Code
from autograder.instructors.audit.line_operators import LINES
from autograder.instructors.audit.mutants import distinct, numpy_changes
from autograder.instructors.audit.numpy_operators import NUMPY
from autograder.notebooks.cells import read_cells
from tests.conftest import ROOT

OPERATORS: dict[str, Callable[[Code], Iterator[str]]] = {
    operator.__name__.replace("_", " "): operator for operator in (*NUMPY, *CLASSIFIER, *LINES)
}


def everywhere(source: str) -> Code:
    """Return a source that may be changed in all its lines."""
    return Code(source, frozenset(range(1, len(source.splitlines()) + 1)))


def function(*lines: str, of: str = "W, X, y, reg") -> str:
    """Return a function of these lines, for operators that ask for parameters."""
    return "\n    ".join((f"def f({of}):", *lines))


# By operator: an expression or a line, and all that becomes of it.
LINE_BY_LINE = [
    ("other reduction", "np.max(x)", ["np.min(x)", "np.mean(x)", "np.sum(x)"]),
    ("other reduction", "x.mean(axis=1)", ["x.max(axis=1)", "x.min(axis=1)", "x.sum(axis=1)"]),
    ("other reduction", "max(a, b)", ["min(a, b)", "sum(a, b)"]),
    ("other reduction", "(X @ W).argmax(axis=1)", ["(X @ W).argmin(axis=1)"]),
    ("other reduction", "np.maximum(0, x)", ["np.minimum(0, x)"]),
    ("other reduction", "mean(x)", []),
    ("other axis", "x.sum(axis=1)", ["x.sum(axis=0)", "x.sum()"]),
    ("other axis", "np.max(x, axis=0, keepdims=True)", [
        "np.max(x, axis=1, keepdims=True)",
        "np.max(x, keepdims=True)",
    ]),
    ("other axis", "np.sum(x)", ["np.sum(x, axis=1)"]),
    ("other axis", "x.sum()", ["x.sum(axis=1)"]),
    ("other axis", "np.sum(W * W) + W.shape[1]", [
        "np.sum(W * W, axis=0) + W.shape[1]",
        "np.sum(W * W, axis=1) + W.shape[1]",
    ]),
    ("other axis", "p[i, y].sum() + x.mean() + p.T + x[i]", [
        "p[i, y].sum(axis=1) + x.mean() + p.T + x[i]",
        "p[i, y].sum() + x.mean(axis=1) + p.T + x[i]",
    ]),
    ("other axis", "sum(x) + rng.permutation(x, axis=a)", []),
    ("axis given without its name", "x.sum(1)", ["x.sum(0)", "x.sum(None)"]),
    ("axis given without its name", "np.sum(x, 0)", ["np.sum(x, 1)", "np.sum(x, None)"]),
    ("axis given without its name", "max(x, 0) + x.std(2)", []),
    ("axis given without its name", "x.sum() + np.sum(x)", []),
    ("keepdims dropped", "x.max(axis=1, keepdims=True)", ["x.max(axis=1)"]),
    ("keepdims dropped", "x.max(axis=1, keepdims=False)", []),
    ("new axis dropped", "(a - b)[:, None] + c[:, np.newaxis]", [
        "(a - b) + c[:, np.newaxis]",
        "(a - b)[:, None] + c",
    ]),
    ("new axis dropped", "a[:, 0]", []),
    ("epsilon in the logarithm", "np.log(p)", [
        "np.log(p + 1e-8)",
        "np.log(np.clip(p, 1e-8, 1.0))",
    ]),
    ("epsilon in the logarithm", "special.log_softmax(S, axis=1)", [
        "np.log(special.softmax(S, axis=1))",
        "np.log(special.softmax(S, axis=1) + 1e-8)",
        "np.log(np.clip(special.softmax(S, axis=1), 1e-8, 1.0))",
    ]),
    ("epsilon in the logarithm", "np.exp(p)", []),
    ("other logarithm", "-np.log(a + b)", ["-(a + b)", "-np.log2(a + b)", "-np.log1p(a + b)"]),
    ("other logarithm", "log_softmax(S)", ["softmax(S)"]),
    ("other logarithm", "np.exp(S)", []),
    ("all rows for pairs", "p[np.arange(N), y] -= 1", ["p[:, y] -= 1", "p[y] -= 1"]),
    ("all rows for pairs", "p[:, y] + p[0] + p[0, 1]", []),
    ("swapped indices", "p[np.arange(N), y]", ["p[y, np.arange(N)]"]),
    ("swapped indices", "p[:, y]", []),
    ("row for column", "dW[:, k] += x", ["dW[k] += x"]),
    ("row for column", "dW[1:, k] + dW[k]", []),
    ("swapped operands", "X @ W + b", ["W @ X + b"]),
    ("swapped operands", "(a + b) @ W", ["W @ (a + b)"]),
    ("swapped operands", "np.outer(x, d)", ["np.outer(d, x)"]),
    ("swapped operands", "X * W", []),
    ("transpose dropped", "X.T @ (a - b).T", ["X @ (a - b).T", "X.T @ (a - b)"]),
    ("transpose dropped", "X.shape", []),
    ("entrywise product", "X.T @ d / N", ["X.T * d / N"]),
    ("entrywise product", "X.T * d", []),
    ("integers and booleans", "np.zeros(n)", ["np.zeros(n, dtype=int)", "np.zeros(n, dtype=bool)"]),
    ("integers and booleans", "x.astype(float)", ["x.astype(int)", "x.astype(bool)"]),
    ("integers and booleans", "np.zeros(n, dtype=float)", []),
    ("constant class count", "N = W.shape[1]", ["N = 3", "N = 10"]),
    ("constant class count", "C = y.max() + 1", ["C = 3", "C = 10", "C = len(np.unique(y))"]),
    ("constant class count", "W.shape[0] + y.max()", []),
    ("mean of means", "(a - b).sum() / N", [
        "(a - b).mean(axis=0).sum() / N",
        "(a - b).mean(axis=1).mean() / N",
    ]),
    ("mean of means", "a.sum(axis=1) + a.mean() + max(a)", []),
    ("one row for all", "x.max(axis=1)", ["x[:1].max(axis=1)", "x[-1:].max(axis=1)"]),
    ("one row for all", "p[np.arange(N), y]", ["p[0, y]"]),
    ("one row for all", "x.max(axis=0) + p[:, y] + p[i]", []),
    ("term dropped", "a + b - c", ["a + b", "c", "a - c", "b - c"]),
    ("term dropped", "a = a - b", ["a = b"]),
    ("term dropped", "-a * b", []),
    ("line dropped", "x += 1", ["pass"]),
    ("line dropped", "x[i] = 0", ["pass"]),
    ("line dropped", "x = x / N", ["pass"]),
    ("line dropped", "x.append(1)", ["pass"]),
    ("line dropped", "x = N", []),
    ("other assignment", "x += 1", ["x = 1", "x -= 1"]),
    ("other assignment", "x[:, k] -= a + b", ["x[:, k] = a + b", "x[:, k] += a + b"]),
    ("other assignment", "x *= 2", ["x = 2"]),
    ("other assignment", "x = x + 1", []),
    ("alias for a copy", "dW = np.zeros_like(W)", ["dW = W"]),
    ("alias for a copy", "-(a + b).astype(float)", ["-(a + b)"]),
    ("alias for a copy", "a.sum()", []),
    ("one array for two", "a, b = x.copy(), x.copy()", ["a = b = x.copy()"]),
    ("one array for two", "a, b = x.copy(), y.copy()", []),
]  # fmt: skip

# The same for the last line of a function of W, X, y and reg.
IN_A_FUNCTION = [
    ("mask of another array", ["Z = X @ W", "return y * (Z > 0)"], [
        "return y * (W > 0)",
        "return y * (X > 0)",
        "return y * (y > 0)",
        "return y * (reg > 0)",
    ]),
    ("mask of another array", ["if y > 0: y = 0"], []),
    ("mask dropped", ["used = y > 0", "return y[used]"], ["return y"]),
    ("mask dropped", ["used = y", "return y[used]"], []),
    ("confused sizes", ["N, C = X.shape[0], W.shape[1]", "S = X @ W", "return a / N"], [
        "return a / C",
        "return a / X.shape[1]",
    ]),
    ("confused sizes", ["S = X @ W", "return a / len(y)"], [
        "return a / X.shape[1]",
        "return a / W.shape[1]",
    ]),
    ("confused sizes", ["return X.mean(axis=0) / X.shape[0]"], [
        "return X.mean(axis=0) / X.shape[1]",
    ]),
    ("confused sizes", ["return a / X.shape[0] + W.size"], []),
    ("confused sizes", ["N, D = X.shape", "return N"], ["return D"]),
    ("confused sizes", ["n, m = len(X), len(W)", "return np.zeros((n, m))"], [
        "return np.zeros((m, m))",
        "return np.zeros((n, n))",
    ]),
    ("labels from one", ["return S[np.arange(N), y] - S[y[i]]"], [
        "return S[np.arange(N), y - 1] - S[y[i]]",
        "return S[np.arange(N), y] - S[y[i] - 1]",
        "return S[np.arange(N), y - 1] - S[y[i] - 1]",
    ]),
    ("labels from one", ["return S[k == y[i]]"], ["return S[k == (y[i] - 1)]"]),
    ("labels from one", ["return len(y) + y[i] + S[k]"], []),
    ("factor dropped", ["return 0.5 * reg * np.sum(R)"], [
        "return reg * np.sum(R)",
        "return 0.5 * np.sum(R)",
    ]),
    ("factor dropped", ["return (a + b) * c / 2"], ["return (a + b) * c"]),
    ("factor dropped", ["return a * b"], []),
    ("other convention in one place", ["return d + reg * W"], ["return d + 2 * reg * W"]),
    ("other convention in one place", ["return 0.5 * reg * W + a * W + W * (b + reg)"], []),
    ("mean of means", ["return -a.mean()"], [
        "return -np.mean([a[y == c].mean() for c in np.unique(y)])",
    ]),
    ("one row for all", ["for i in N:", "    t += S[i, y[i]] + S[k]"], [
        "    t += S[0, y[i]] + S[k]",
        "    t += S[i, y[0]] + S[k]",
    ]),
    ("in place for a copy", ["W = W - reg * (a + b)"], ["W -= reg * (a + b)"]),
    ("in place for a copy", ["V = V - a"], []),
    ("in place for a copy", ["A = np.maximum(0, X)"], ["A = np.maximum(0, X, out=X)"]),
    ("in place for a copy", ["self.W = self.W - a"], ["self.W -= a"]),
    ("in place for a copy", ["W = a - W"], []),
    ("in place for a copy", ["W = W + 1"], []),
]  # fmt: skip

# Whole functions: what stands in the line comes first.
BY_LINES = [
    (
        "in place for a copy",
        ["Z = X - a", "return Z"],
        [["X -= a", "Z = X", "return Z"]],
    ),
    (
        "in place for a copy",
        ["W, X = W - a, X - b"],
        [["W -= a", "X -= b"]],
    ),
    (
        "line moved out",
        ["for i in X:", "    a += i", "    b = a", "return b"],
        [
            ["for i in X:", "    b = a", "a += i", "return b"],
            ["for i in X:", "    a += i", "b = a", "return b"],
        ],
    ),
    (
        "line moved out",
        ["if a:", "    b = 1", "    c = 2"],
        [["if a:", "    c = 2", "b = 1"], ["if a:", "    b = 1", "c = 2"],
         ["b = 1", "if a:", "    c = 2"]],
    ),
    ("line moved out", ["for i in X:", "    a += i"], []),
    (
        "line moved in",
        ["a = 0", "N = len(X)", "for i in X:", "    a += i", "a /= N"],
        [
            ["N = len(X)", "for i in X:", "    a = 0", "    a += i", "a /= N"],
            ["a = 0", "N = len(X)", "for i in X:", "    a += i", "    a /= N"],
        ],
    ),
    ("line moved in", ["N = len(X)", "for i in range(N):", "    print(i)", "b = 1"], []),
    ("line moved in", ["for i in X:", "    print(i)", "i = 1"], []),
    ("line moved in", ["if a:", "    return 1", "b = 1"], []),
    ("line moved in", ["if a:", "    b = 1", "elif c:", "    d = 1"], []),
    (
        "line moved in",
        ["if a:", "    pass", "else:", "    b = 1", "    if c:", "        d = 1"],
        [["if a:", "    pass", "else:", "    if c:", "        b = 1", "        d = 1"]],
    ),
    (
        "line moved out",
        ["if a:", "    b = 1", "elif c:", "    d = 1", "    e = 1"],
        [
            ["if a:", "    b = 1", "elif c:", "    e = 1", "d = 1"],
            ["if a:", "    b = 1", "elif c:", "    d = 1", "e = 1"],
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line", "expected"), LINE_BY_LINE)
def test_a_line(name: str, line: str, expected: list[str]) -> None:
    """Does an operator make just these of a line?"""
    assert list(OPERATORS[name](everywhere(line))) == expected


@pytest.mark.parametrize(("name", "lines", "expected"), IN_A_FUNCTION)
def test_the_last_line_of_a_function(name: str, lines: list[str], expected: list[str]) -> None:
    """Does an operator that looks at the function around make just these of its last line?"""
    source = function(*lines)
    last = frozenset({len(lines) + 1})
    if lines[0].startswith("used"):  # a mask is known by its own line
        last |= {2}
    found = list(OPERATORS[name](Code(source, last)))
    assert found == [function(*lines[:-1], line) for line in expected]


@pytest.mark.parametrize(("name", "lines", "expected"), BY_LINES)
def test_lines(name: str, lines: list[str], expected: list[list[str]]) -> None:
    """Is a line moved to where it means something else, or made two?"""
    found = list(OPERATORS[name](everywhere(function(*lines))))
    assert found == [function(*changed) for changed in expected]


def test_each_operator_has_a_case_and_one_where_it_makes_nothing() -> None:
    """Do the tables above show each operator at work, and at rest?"""
    cases = [*LINE_BY_LINE, *IN_A_FUNCTION, *BY_LINES]
    assert {name for name, _, expected in cases if expected} == set(OPERATORS)
    assert {name for name, _, expected in cases if not expected} == set(OPERATORS)


def test_text_beside_a_change_keeps_its_form() -> None:
    """Do comments, blanks and letters of two bytes stay, and lines that are given?"""
    source = "λ  =  x.sum( axis = 1 )  # Σ x, 'é'\nμ = 'é' + x.mean()  # as it was\n"
    first = list(numpy_changes(source, frozenset({1})))
    second = dict(numpy_changes(source, frozenset({2})))
    made = [changed for _, changed in first]
    assert "λ  =  x.max( axis = 1 )  # Σ x, 'é'\nμ = 'é' + x.mean()  # as it was\n" in made
    assert all(changed.endswith("\nμ = 'é' + x.mean()  # as it was\n") for changed in made)
    assert second["other reduction"].startswith(source.splitlines()[0])
    assert list(numpy_changes("%matplotlib inline", frozenset({1}))) == []


ANSWERS = [
    (name, answer)
    for name in assignments(ROOT)
    for path in source_notebooks(name, ROOT)
    for answer in answers_of(read_cells(path))
]


@pytest.mark.parametrize("answer", [answer for _, answer in ANSWERS], ids=lambda each: each.cell)
def test_all_that_is_made_of_the_kits_solutions(answer: Answer) -> None:
    """Is it Python, and does each line that is given stay?"""
    rows = answer.source.splitlines()
    given = [row for number, row in enumerate(rows, 1) if number not in answer.lines]
    for name, changed in numpy_changes(answer.source, answer.lines):
        ast.parse(changed)
        left = iter(changed.splitlines())
        assert all(row in left for row in given), (name, changed)


def test_most_operators_find_a_place_in_the_kits_solutions() -> None:
    """Which operators does no solution of the kit have a place for?"""
    made = chain.from_iterable(
        distinct(answer.source, numpy_changes(answer.source, answer.lines)) for _, answer in ANSWERS
    )
    assert OPERATORS.keys() - {name for name, _ in made} == {"axis given without its name"}


def test_the_docs_name_each_operator() -> None:
    """Does docs/audit.md have all of them, and none that isn't there?"""
    rows = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8").split("| Slips of")[1]
    table = rows.split("\n\n")[0]
    assert set(re.findall(r"\*([a-z ]+)\*", table)) == set(OPERATORS)
