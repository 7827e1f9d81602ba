"""Read what a loss function returned: a number and a gradient, or a sentence on what is wrong."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import Outcome

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LossResult:
    """A loss and its gradient, as plain numbers; `remarks` are accepted oddities."""

    loss: float
    gradient: FloatArray
    remarks: tuple[str, ...] = ()

    @property
    def finite(self) -> bool:
        """Whether neither loss nor gradient holds nan or inf."""
        return bool(np.isfinite(self.loss) and np.isfinite(self.gradient).all())


def read_loss_result(outcome: Outcome, shape: tuple[int, ...]) -> LossResult | str:
    """Return the LossResult in `outcome`, or one sentence that says why there is none.

    `shape` is (D, C), the shape of W that the gradient must have.
    """
    if outcome.problem:
        return outcome.problem
    value = outcome.value
    if not isinstance(value, tuple | list) or len(value) != 2:
        return f"returned {_kind(value)}; it must return two things: loss, dW"
    loss, remarks = _read_loss(value[0])
    if isinstance(loss, str):
        return loss
    gradient = _read_gradient(value[1], shape)
    if isinstance(gradient, str):
        return gradient
    if isinstance(value[1], np.matrix):
        remarks = (*remarks, "dW is a np.matrix; accepted, but np.ndarray is the safer type")
    return LossResult(loss, gradient, remarks)


def loss_or_nan(result: LossResult | str) -> float:
    """Return the loss alone, nan where there is none."""
    return float("nan") if isinstance(result, str) else result.loss


def read_number(outcome: Outcome) -> float | str:
    """Return the single number in `outcome`, or one sentence that says why there is none."""
    return outcome.problem or _read_loss(outcome.value)[0]


def _read_loss(value: Any) -> tuple[float | str, tuple[str, ...]]:  # noqa: ANN401 - student value
    if isinstance(value, bool | str | bytes) or value is None:
        return f"the loss is {_kind(value)}; it must be one number", ()
    number = real_array(value)
    if number is None:
        return f"the loss is {_kind(value)}; it must be one real number", ()
    if number.size != 1:
        return (
            f"the loss has shape {number.shape}; it must be one number: sum or average it over "
            "the examples",
            (),
        )
    remark = f"the loss has shape {number.shape}; accepted, but a plain number is better"
    return float(number.reshape(())), (remark,) if number.ndim else ()


def _read_gradient(value: Any, shape: tuple[int, ...]) -> FloatArray | str:  # noqa: ANN401
    if value is None:
        return "dW is None; it must be an array of the shape of W"
    gradient = real_array(value)
    if gradient is None:
        return f"dW is {_kind(value)}; it must be an array of real numbers"
    if gradient.shape != shape:
        turned = " (it looks transposed)" if gradient.shape == shape[::-1] else ""
        return f"dW has shape {gradient.shape}; W has {shape}, so dW must too{turned}"
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


def _kind(value: Any) -> str:  # noqa: ANN401 - any value can be described
    if value is None:
        return "None (is a return line missing?)"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of type {value.dtype}"
    return f"a {type(value).__name__}"
