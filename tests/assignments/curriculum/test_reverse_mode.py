"""The numbers of reverse-mode: computed by the reference, said in the notebook."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from autograder.checks import entries_of, gradcheck, scaled_by
from autograder.data import spiral
from autograder.judging.reference import load_reference
from tests.assignments.curriculum.test_numbers import text_of
from tests.judging.harness import cells

SAID = (
    r"At \$a = 2\$, \$b = -3\$ and \$g = 1\$ these are \$-3\$ and \$2\$",
    r"and \$g = \(1, -2, 4\)\$ the gradient of \$a\$ is \$\(0, -2, 4\)\$",
    r"\| \(3,\) \| \$\(5, 7, 9\)\$ \|",
    r"\| \(\) \| \$21\$ \|",
    r"Here both `\[2, 3, 1, 0\]` and `\[3, 2, 1, 0\]` are right",
    r"\| \$a\\,b \+ a\$ at \$\(2, -3\)\$ \| \$-2\$ for \$a\$, \$2\$ for \$b\$ \|",
    r"\| \$a\\,a\$ at 3 \| \$3 \+ 3 = 6\$ \|",
    r"\| \$b = a \+ a\$, \$c = b \+ b\$ \| \$4\$ for \$a\$ \|",
    r"\| \$\(2x \+ x\)\^2\$ at 3 \| \$54\$ \|",
    r"the gradient of \$a\\,a\$ is 6, that of \$2a\^2\$ is 12",
    r"Explain the 36 of `2 a a`",
    r"784, 100 and 10 units has 79,510 parameters",
    r"gives 14\.3563, and so should this",
    r"300 points, 100 hidden units, step size 1, reg = 0\.001, 1,000 steps",
    r"over 95 % should be right",
    r"100 units \(603 numbers\), or two of 20 \(543 numbers\)",
    r"about 300,000 of them for one step on the spiral: 997 for each point",
    r"demonstration_size\(1000, graded=\(20,\)\)",
)
SHAPES = ((2, 5), (5,), (5, 3), (3,))
Reference = dict[str, Any]
Gradients = Callable[..., tuple[Any, ...]]


@pytest.fixture
def reference(in_root: None) -> Reference:  # noqa: ARG001 - found from the current folder
    """Return the reference of reverse-mode."""
    return load_reference("reverse-mode")


def small_net() -> tuple[list[Any], Any, Any]:
    """Return the net of the visible check, with its examples and labels."""
    rng = np.random.default_rng(3)
    net = [rng.normal(size=shape) for shape in SHAPES]
    return net, rng.normal(size=(6, 2)), np.array([0, 1, 2, 2, 1, 0])


@pytest.mark.parametrize("number", SAID)
def test_number_stands_in_the_notebook(root: Any, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, "reverse-mode"))


@pytest.mark.parametrize(
    ("made_of", "slopes", "wrt", "right"),
    [
        (((1, 2), (2, 3), (), ()), ((1, 1), (-3, 2), (), ()), [2, 3], [-2.0, 2.0]),
        (((1, 1), ()), ((3, 3), ()), [1], [6.0]),
        (((1, 1), (2, 2), ()), ((1, 1), (1, 1), ()), [2], [4.0]),
        (((1, 1), (2, 3), (3,), ()), ((9, 9), (1, 1), (2,), ()), [3], [54.0]),
    ],
    ids=["a b + a", "a a", "b + b", "(2x + x) squared"],
)
def test_worked_gradients(
    reference: Reference, made_of: Any, slopes: Any, wrt: list[int], right: list[float]
) -> None:
    """Do the four formulas of the text have the gradients that it gives?"""
    ways = entries_of(*made_of), scaled_by(*slopes)
    assert reference["backward"](0, wrt, *ways) == right


def test_the_same_of_values(reference: Reference) -> None:
    """Do Values give the same, without a graph that was written down?"""
    of: Gradients = reference["value_and_gradients"]
    assert [*map(float, of(lambda a, b: a * b + a, 2.0, -3.0))] == [-4.0, -2.0, 2.0]
    assert [*map(float, of(lambda a: a * a, 3.0))] == [9.0, 6.0]
    assert [*map(float, of(lambda x: (2 * x + x) * (x * 2 + x), 3.0))] == [81.0, 54.0]


def test_what_is_kept_is_wrong_the_second_time(reference: Reference) -> None:
    """Are 12 and 36 stored after two ways back without a reset, as the cell prints?"""
    cell = cells("reverse-mode")["predict-kept-run"].partition("\nwith ")[0]
    names = dict(reference)
    exec(cell, names)  # noqa: S102 - the notebook's own
    found = []
    for made_of, slopes in (
        ([(), (0, 0)], [(), (3.0, 3.0)]),
        ([(), (0, 0), (1,)], [(), (3.0, 3.0), (2.0,)]),
    ):
        kept: dict[int, float] = {}
        for _ in range(2):
            names["go_back_and_keep"](kept, len(made_of) - 1, made_of, slopes)
            found.append(kept[0])
    assert found == [6.0, 12.0, 12.0, 36.0]


def test_a_row_gets_the_sum_of_its_copies(reference: Reference) -> None:
    """Are the four shapes of the text reached, and is b's gradient of b's shape?"""
    g = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    found = [reference["unbroadcast"](g, shape) for shape in ((3,), (2, 1), (), (2, 3))]
    assert [each.tolist() for each in found] == [[5, 7, 9], [[6], [15]], 21, g.tolist()]
    X, b = np.ones((6, 2)), np.zeros(5)
    assert (
        reference["value_and_gradients"](
            lambda W, b: (reference["Value"](X) @ W + b).sum(), np.ones((2, 5)), b
        )[2].tolist()
        == [6.0] * 5
    )


def test_a_deep_graph_needs_no_recursion(reference: Reference) -> None:
    """Does a sum of 2,000 terms, one after the other, have its gradient?"""

    def long_sum(x: Any) -> Any:
        total = x
        for _ in range(2000):
            total = total + x
        return total

    assert float(reference["value_and_gradients"](long_sum, 1.0)[1]) == 2001.0


def test_the_net_by_hand_has_the_same_gradients(reference: Reference) -> None:
    """Is the loss that of two-layer-net to the last digit, and each gradient within 1e-15?"""
    net, X, y = small_net()
    found = reference["net_gradients"](*net, X, y, 0.7)
    by_hand = load_reference("two-layer-net")["two_layer_loss"](*net, X, y, 0.7)
    assert round(float(found[0]), 4) == 14.3563
    assert found[0] == pytest.approx(by_hand[0], abs=1e-14)
    for mine, its in zip(found[1:], by_hand[1:], strict=True):
        assert np.abs(mine - its).max() < 1e-15


@pytest.mark.parametrize("k", range(4))
def test_gradcheck_passes_for_each_parameter(reference: Reference, k: int) -> None:
    """Does the kit's checker agree with what wrote itself, regularization included?"""
    net, X, y = small_net()

    def moved(x: Any) -> tuple[float, Any]:
        found = reference["net_gradients"](*net[:k], x, *net[k + 1 :], X, y, 0.1)
        return float(found[0]), found[1 + k]

    assert gradcheck(moved, net[k]).passed


@pytest.mark.parametrize(("N", "H"), [(6, 5), (300, 100)])
def test_the_graph_does_not_grow_with_the_data(reference: Reference, N: int, H: int) -> None:
    """Has the net's graph 32 nodes, whatever its sizes?"""
    rng, Value = np.random.default_rng(0), reference["Value"]
    net = [Value(rng.normal(size=shape)) for shape in ((2, H), (H,), (H, 3), (3,))]
    root = reference["net_loss"](*net, rng.normal(size=(N, 2)), rng.integers(0, 3, size=N), 0.1)
    assert len(reference["order"](root, lambda v: v.parents)) == 32


def test_single_numbers_need_997_nodes_a_point() -> None:
    """Do products, sums and ReLUs of single numbers come to 997 for a point, 299,100 in all?"""
    H, D, C = 100, 2, 3
    hidden = H * (D + (D - 1) + 1)  # products, sums, the ReLU; as counted, without the biases
    scores = C * (H + (H - 1))
    assert hidden + scores == 997
    assert 300 * 997 == 299_100


def test_counts_of_parameters() -> None:
    """Have the nets of the text 79,510, 603 and 543 numbers?"""

    def count(*sizes: int) -> int:
        return sum((D + 1) * C for D, C in pairwise(sizes))

    assert [count(784, 100, 10), count(2, 100, 3), count(2, 20, 20, 3)] == [79_510, 603, 543]


def test_the_program_is_short() -> None:
    """Have answers and operators together 86 lines that are neither blank nor docstrings?"""
    code = cells("reverse-mode")
    answers = [code[name] for name in code if f"{name}-tests" in code or name == "operators"]
    lines = [line for each in answers for line in each.splitlines()]
    assert len([line for line in _without_docstrings(lines) if line.strip()]) == 86


def _without_docstrings(lines: list[str]) -> list[str]:
    inside, kept = False, []
    for line in lines:
        quotes = line.count('"""')
        if not inside and not quotes and "### " not in line:
            kept.append(line)
        inside ^= quotes == 1
    return kept


@pytest.fixture
def trained(reference: Reference) -> tuple[Reference, Any, Any]:
    """Return what the training cells of the notebook define, on the spiral."""
    names = dict(reference)
    names.update(progress=range, points=spiral()[0], arms=spiral()[1])
    source = cells("reverse-mode")["training-run"].partition("\ndef ")[2].partition("\nwith ")[0]
    exec("def " + source, names)  # noqa: S102 - the notebook's own
    exec(cells("reverse-mode")["third-layer-run"].partition("\nwith ")[0], names)  # noqa: S102
    return names, names["points"], names["arms"]


def test_the_net_solves_the_spiral(trained: tuple[Reference, Any, Any]) -> None:
    """Do 1,000 steps get 297 of 300 points right, by the weights that those by hand lead to?"""
    names, points, arms = trained
    start = names["random_layers"](2, 100, 3)
    losses, net = names["descend"](
        lambda *net: names["net_loss"](*net, points, arms, 1e-3), start, 1.0, 1000
    )
    assert np.sum(names["class_of"](net, points) == arms) == 297
    assert losses[-1] < 0.3 < losses[0]
    train = load_reference("two-layer-net")["train"]
    by_hand = train(*start, points, arms, step=1.0, reg=1e-3, steps=1000)[1:]
    assert max(np.abs(a - b).max() for a, b in zip(net, by_hand, strict=True)) < 1e-9


def test_a_third_layer_learns_too(trained: tuple[Reference, Any, Any]) -> None:
    """Do two hidden layers of 20 units get 296 of the 300 points right?"""
    names, points, arms = trained
    _, net = names["descend"](names["deep_loss"], names["random_layers"](2, 20, 20, 3), 0.5, 1000)
    assert np.sum(names["class_of"](net, points) == arms) == 296
