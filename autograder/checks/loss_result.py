"""Read what a loss function returned: a number and a gradient, or a sentence on what is wrong."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.findings import Code, Finding
from autograder.findings.outcome import Outcome

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LossResult:
    """A loss and its gradient, as plain numbers; `remarks` are accepted oddities."""

    loss: float
    gradient: FloatArray
    remarks: tuple[Finding, ...] = ()

    @property
    def finite(self) -> bool:
        """Whether neither loss nor gradient holds nan or inf."""
        return bool(np.isfinite(self.loss) and np.isfinite(self.gradient).all())


def read_loss_result(outcome: Outcome, shape: tuple[int, ...]) -> LossResult | Finding:
    """Return the LossResult in `outcome`, or a finding that says why there is none.

    `shape` is (D, C), the shape of W that the gradient must have.
    """
    if outcome.finding:
        return outcome.finding
    value = outcome.value
    if not isinstance(value, tuple | list) or len(value) != 2:
        return Finding.of(Code.NOT_TWO_THINGS, what=kind_of(value))
    loss, remarks = _read_loss(value[0])
    if isinstance(loss, Finding):
        return loss
    gradient = _read_gradient(value[1], shape)
    if isinstance(gradient, Finding):
        return gradient
    if isinstance(value[1], np.matrix):
        remarks = (*remarks, Finding(Code.MATRIX_TYPE))
    return LossResult(loss, gradient, remarks)


def loss_or_nan(result: LossResult | Finding) -> float:
    """Return the loss alone, nan where there is none."""
    return float("nan") if isinstance(result, Finding) else result.loss


def _read_loss(value: Any) -> tuple[float | Finding, tuple[Finding, ...]]:  # noqa: ANN401
    if isinstance(value, bool | str | bytes) or value is None:
        return Finding.of(Code.LOSS_NO_NUMBER, what=kind_of(value)), ()
    number = real_array(value)
    if number is None:
        return Finding.of(Code.LOSS_NOT_REAL, what=kind_of(value)), ()
    if number.size != 1:
        return Finding.of(Code.LOSS_SHAPE, shape=number.shape), ()
    if number.ndim == 0:
        return float(number), ()
    remark = Finding.of(Code.SHAPE_ACCEPTED, what=Finding(Code.THE_LOSS), shape=number.shape)
    return float(number.reshape(())), (remark,)


def _read_gradient(value: Any, shape: tuple[int, ...]) -> FloatArray | Finding:  # noqa: ANN401
    if value is None:
        return Finding(Code.GRADIENT_NONE)
    gradient = real_array(value)
    if gradient is None:
        return Finding.of(Code.GRADIENT_NOT_REAL, what=kind_of(value))
    if gradient.shape != shape:
        turned = gradient.shape == shape[::-1]
        code = Code.GRADIENT_TRANSPOSED if turned else Code.GRADIENT_SHAPE
        return Finding.of(code, shape=gradient.shape, wanted=shape)
    return gradient


def real_array(value: Any) -> NDArray[np.float64] | None:  # noqa: ANN401 - student value
    """Return a copy as float64, or None if it isn't made of real numbers.

    numpy would turn complex numbers, texts, dates and objects into floats without a word.
    """
    try:
        array = np.array(value)
    except Exception:  # whatever the student's object raises when it is read as an array
        return None
    return array.astype(np.float64, copy=False) if array.dtype.kind in "iuf" else None


def kind_of(value: Any) -> Finding:  # noqa: ANN401 - any value can be described
    """Return what kind of thing a function has returned."""
    kind = type(value).__name__
    if value is None:
        return Finding(Code.A_NONE)
    if isinstance(value, tuple | list):
        return Finding.of(Code.A_LIST, kind=kind, count=len(value))
    if isinstance(value, np.ndarray):
        return Finding.of(Code.AN_ARRAY, dtype=str(value.dtype))
    return Finding.of(Code.A_THING, kind=kind)
