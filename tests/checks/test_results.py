"""What comes back from a loss function is read strictly, and refused in one sentence."""

from collections import namedtuple
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
import pytest

from autograder.checks.loss_result import LossResult, read_loss_result
from autograder.findings import Finding
from autograder.findings.outcome import Outcome
from tests.checks.losses import normal, softmax
from tests.checks.mistakes import UNREADABLE, Mistake, label
from tests.said import said

SHAPE = (2, 3)
ZEROS = np.zeros(SHAPE)


class Broken:
    """An object that fails when numpy reads it."""

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("no array")


def read(loss: Any, dW: Any = ZEROS) -> LossResult | Finding:
    """Read this pair as what a function returned."""
    return read_loss_result(Outcome((loss, dW)), SHAPE)


@pytest.mark.parametrize(
    "loss",
    [2, 2.0, np.float64(2), np.float32(2), np.float16(2), np.int64(2), np.uint8(2), np.array(2.0)],
    ids=lambda loss: type(loss).__name__,
)
def test_plain_numbers(loss: Any) -> None:
    """Is every kind of one real number read as a float, without a remark?"""
    result = read(loss)
    assert isinstance(result, LossResult)
    assert result.loss == 2.0
    assert type(result.loss) is float
    assert result.remarks == ()


@pytest.mark.parametrize(
    ("loss", "shape"),
    [([2.0], "(1,)"), (np.array([2]), "(1,)"), (np.array([[2.0]]), "(1, 1)")],
)
def test_one_number_in_an_array(loss: Any, shape: str) -> None:
    """Is an array of a single number accepted, with a remark on its shape?"""
    result = read(loss)
    assert isinstance(result, LossResult)
    assert result.loss == 2.0
    assert len(result.remarks) == 1
    assert shape in said(result.remarks[0])


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # np.matrix is on its way out
def test_matrices() -> None:
    """Is np.matrix accepted as loss and as dW, with a remark on each?"""
    result = read(np.matrix([[2.0]]), np.matrix(ZEROS))
    assert isinstance(result, LossResult)
    assert result.loss == 2.0
    assert type(result.gradient) is np.ndarray
    of_loss, of_gradient = map(said, result.remarks)
    assert ["shape (1, 1)" in of_loss, "np.matrix" in of_gradient] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    "dW",
    [ZEROS.tolist(), ZEROS.astype(np.float32), ZEROS.astype(int), np.asfortranarray(ZEROS)],
    ids=["list", "float32", "int", "fortran"],
)
def test_kinds_of_gradients(dW: Any) -> None:
    """Is every kind of real array read as a float64 array?"""
    result = read(2.0, dW)
    assert isinstance(result, LossResult)
    assert result.gradient.dtype == np.float64
    np.testing.assert_array_equal(result.gradient, ZEROS)


def test_gradient_is_a_copy() -> None:
    """Is the gradient safe from what the student's function does with its array later?"""
    dW = ZEROS.copy()
    result = read(2.0, dW)
    dW.fill(5.0)
    assert isinstance(result, LossResult)
    np.testing.assert_array_equal(result.gradient, ZEROS)


def test_a_pair_of_any_kind() -> None:
    """Are a list and a named tuple of two as good as a tuple?"""
    pair = namedtuple("pair", "loss dW")
    for value in ([2.0, ZEROS], pair(2.0, ZEROS)):
        assert isinstance(read_loss_result(Outcome(value), SHAPE), LossResult)


@pytest.mark.parametrize("mistake", UNREADABLE, ids=label)
def test_unreadable(mistake: Mistake) -> None:
    """Is each mistake a sentence that names it?"""
    from autograder.findings.outcome import attempt

    W, X, y = normal(0)
    found = read_loss_result(attempt(mistake.make(softmax), W, X, y, 0.0), W.shape)
    assert isinstance(found, Finding)
    text = said(found)
    assert mistake.words in text


@pytest.mark.parametrize(
    "loss",
    [
        None,
        True,
        np.True_,
        np.array(True),
        "2.0",
        b"2.0",
        np.str_("2.0"),
        np.array("2.0"),
        1 + 2j,
        1 + 0j,
        np.complex128(1),
        np.array(1j),
        np.array([2.0], dtype=object),
        np.array(None),
        np.datetime64("2026-01-01"),
        np.timedelta64(2),
        Fraction(1, 2),
        Decimal(2),
        10**400,
        {},
        {2.0},
        object(),
        Broken(),
        [],
        np.zeros(0),
        np.zeros(6),
        [[1.0], [2.0, 3.0]],
    ],
    ids=lambda loss: type(loss).__name__,
)
def test_no_number(loss: Any) -> None:
    """Is anything that is not one real number refused, with words on the loss, without warning?"""
    found = read(loss)
    assert isinstance(found, Finding)
    text = said(found)
    assert text.startswith("the loss ")
    assert "one number" in text or "one real number" in text


@pytest.mark.parametrize(
    "dW",
    [
        None,
        "dW",
        "[[0, 0, 0], [0, 0, 0]]",
        ZEROS.astype(str),
        [["0", "0", "0"], ["0", "0", "0"]],
        ZEROS + 1j,
        ZEROS.astype(complex),
        ZEROS.astype(object),
        ZEROS.astype(bool),
        ZEROS.astype("M8[s]"),
        [[None] * 3] * 2,
        [[1.0, 2.0, 3.0], [1.0, 2.0]],
        {},
        {1.0},
        Broken(),
    ],
    ids=lambda dW: f"{type(dW).__name__} {dW}"[:30].replace("\n", ""),
)
def test_no_gradient(dW: Any) -> None:
    """Is anything that is not an array of real numbers refused, without warning?"""
    found = read(2.0, dW)
    assert isinstance(found, Finding)
    text = said(found)
    assert text.startswith("dW is ")
    assert "must be an array" in text


@pytest.mark.parametrize(
    ("shape", "turned"),
    [
        ((3, 2), True),
        ((6,), False),
        ((2, 3, 1), False),
        ((), False),
        ((2, 2), False),
        ((0,), False),
    ],
)
def test_wrong_shapes(shape: tuple[int, ...], turned: bool) -> None:
    """Are both shapes told, and 'transposed' only when it looks so?"""
    found = read(2.0, np.zeros(shape))
    assert isinstance(found, Finding)
    text = said(found)
    assert str(shape) in text
    assert str(SHAPE) in text
    assert ("transposed" in text) is turned


def test_square_gradients_never_look_transposed() -> None:
    """Is nothing said of a transposed dW where shapes can't show it?"""
    assert isinstance(read_loss_result(Outcome((2.0, np.eye(3))), (3, 3)), LossResult)


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf])
def test_nan_and_inf_are_numbers(loss: float) -> None:
    """Are they read as they are, for the checks to judge?"""
    result = read(loss, ZEROS + loss)
    assert isinstance(result, LossResult)
    np.testing.assert_array_equal([result.loss, result.gradient[0, 0]], [loss, loss])
