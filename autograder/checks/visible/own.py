"""The visible check of a function of an author's own, put together from single checks."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import NOT_IMPLEMENTED, Outcome
from autograder.checks.numerical import numerical_gradient
from autograder.checks.visible.functions import (
    Check,
    Finding,
    Function,
    NoResult,
    parts_of,
    report_on_function,
    value_of,
)
from autograder.checks.visible.slopes import Slope, seen_in
from autograder.checks.waiting import show

# A step in which single precision inside rounds as little as the difference is off.
_H = 1e-3


def check_function(function: Function, checks: Sequence[Check]) -> None:
    """Run the checks in turn on the student's function and show what was seen.

    A check is a title and a function that takes the student's and returns None, or a sentence on
    what is wrong; `has_shapes`, `is_near`, `has_gradients`, `goes_back` and `leaves_alone` make
    some. What a later check needs of an earlier one: after a wrong shape nothing else is compared.
    """
    asked = [(title, _whatever_comes(check)) for title, check in checks]
    show(lambda: report_on_function(function, asked))


def _whatever_comes(check: Callable[[Function], Finding]) -> Callable[[Function], Finding]:
    """Return the check so that an error in it is said in a sentence."""

    def asked(function: Function) -> Finding:
        try:
            return check(function)
        except NotImplementedError:
            raise NoResult(NOT_IMPLEMENTED) from None
        except NoResult:
            raise
        except Exception as error:
            return f"could not be asked: it {Outcome(error=error).problem}"

    return asked


def has_shapes(shapes: dict[str, tuple[int, ...]], *args: object) -> Check:
    """Return the check that the function returns arrays of these shapes, by name."""

    def check(function: Function) -> Finding:
        parts = _read(function, [*shapes], args)
        for (name, wanted), part in zip(shapes.items(), parts, strict=True):
            found = part.shape if wanted or part.size != 1 else ()  # (1,) holds a number, too
            if found == wanted[::-1] != wanted:
                return f"{name} has shape {found}, it must be {wanted}: is a transpose missing?"
            if found != wanted:
                return f"{name} has shape {found}, it must be {wanted}"
        return None

    return "shape", check


def has_gradients(names: Sequence[str], *args: NDArray[np.float64]) -> Check:
    """Return the check of a function that returns a number and its gradients by its arguments.

    `names` are those of the number and of the gradients by the first arguments, in their order. The
    gradients are compared with numerical ones of the very number that the function returns.
    """

    def check(function: Function) -> Finding:
        value, *gradients = _read(function, names, args)
        if value.size != 1:
            return f"{names[0]} has shape {value.shape}; it must be one number"

        def number(*changed: NDArray[np.float64]) -> float:
            return float(np.sum(_read(function, names, changed)[0]))

        return _compare(names[1:], gradients, number, args)

    return f"{' and '.join(names[1:])} against numerical gradients", check


def goes_back(names: Sequence[str], forward: Function, *args: NDArray[np.float64]) -> Check:
    """Return the check of a layer's way back, `function(dout, *args)`, against its way forward.

    `names` are those of the gradients by the first arguments of `forward`. They are compared with
    numerical gradients of the sum of forward(*args) times dout. If students write the way forward,
    too, give it as `lambda *given: affine_forward(*given)`: it may be missing.
    """

    def check(function: Function) -> Finding:
        try:
            out = value_of(forward, *args)
        except NoResult as reason:
            return f"can't be compared, as on the way forward there is nothing: {reason}"
        dout = np.random.default_rng(len(out)).normal(size=out.shape)

        def number(*changed: NDArray[np.float64]) -> float:
            return float(np.sum(value_of(forward, *changed) * dout))

        gradients = _read(function, names, (dout, *args))
        return _compare(names, gradients, number, args, dout)

    return f"{' and '.join(names)} against numerical gradients", check


def _compare(
    names: Sequence[str],
    gradients: Sequence[NDArray[np.float64]],
    number: Function,
    args: Sequence[NDArray[np.float64]],
    dout: NDArray[np.float64] | None = None,
) -> Finding:
    """Return what is wrong with the first gradient that differs from the numerical one."""
    for k, (name, yours) in enumerate(zip(names, gradients, strict=True)):

        def along(x: NDArray[np.float64], k: int = k) -> float:
            return float(number(*args[:k], x, *args[k + 1 :]))

        right = numerical_gradient(along, args[k], _H)
        seen = seen_in(Slope(yours, right, args[k], dout, len(np.atleast_1d(args[0]))))
        if seen:
            return f"{name} {seen}"
    return None


def _read(
    function: Function, names: Sequence[str], args: Sequence[object]
) -> list[NDArray[np.float64]]:
    return [value_of(function, *args)] if len(names) == 1 else parts_of(function, names, *args)
