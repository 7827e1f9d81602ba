"""Functions to hand to a student's function, known by name: a fingerprint can hold them.

Each is made by a function here and keeps its `recipe`: that name, and what it was made of.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.findings import text

Array = NDArray[np.float64]
Recipe = tuple[str, tuple[Any, ...]]


def quadratic_form(A: Array) -> Callable[[Array], float]:
    """Return the function x A x of a vector; A (D, D)."""
    return _known(lambda x: float(x @ A @ x), "quadratic_form", A)


def squared_distance(B: Array) -> Callable[[Array], float]:
    """Return the sum of the squares of x - B, for x of any shape."""
    return _known(lambda x: float(np.sum((x - B) ** 2)), "squared_distance", B)


def log_sum_exp() -> Callable[[Array], float]:
    """Return log(sum(exp(x)))."""
    return _known(lambda x: float(np.log(np.sum(np.exp(x)))), "log_sum_exp")


def power_sum(exponent: float) -> Callable[[Array], float]:
    """Return the sum of x to a power."""
    return _known(lambda x: float(np.sum(x**exponent)), "power_sum", exponent)


def exponential_sum(rate: float) -> Callable[[Array], float]:
    """Return the sum of exp(rate x)."""
    return _known(lambda x: float(np.sum(np.exp(rate * x))), "exponential_sum", rate)


def table_of(table: Array, **axes: Sequence[float]) -> Callable[..., float]:
    """Return the function of a row's and a column's number that looks up a table (R, C).

    `axes` are the names of its two arguments, each with the numbers that it knows. It raises
    ValueError for arrays, and for numbers that are not in the table.
    """
    names = [*axes]
    first, second = (list(axes[name]) for name in names)

    def look_up(*given: float, **named: float) -> float:
        row, column = (*given, *(named.pop(name) for name in names[len(given) :]))
        if named:
            raise TypeError(", ".join(named))
        if np.ndim(row) or np.ndim(column) or row not in first or column not in second:
            raise ValueError(text("given.no-entry", names=tuple(names)))
        return float(table[first.index(row), second.index(column)])

    return _known(look_up, "table_of", table, *axes.items())


def entries_of(*entries: Any) -> Callable[[int], Any]:  # noqa: ANN401 - any entries
    """Return the function that gives the entry with a number, counted from 0."""
    return _known(lambda k: entries[k], "entries_of", *entries)


def scaled_by(*factors: Sequence[Any]) -> Callable[[int, Any], list[Any]]:
    """Return the function of k and g that gives g times each factor of entry k.

    For the factor None it is g itself, the same object.
    """

    def scaled(k: int, g: Any) -> list[Any]:  # noqa: ANN401 - a number or an array
        return [g if factor is None else g * factor for factor in factors[k]]

    return _known(scaled, "scaled_by", *factors)


# The steps of `steps_of`, by name.
_STEPS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "*": operator.mul,
    "@": operator.matmul,
    "relu": operator.methodcaller("relu"),
    "sum": operator.methodcaller("sum"),
}


def steps_of(*steps: tuple[Any, ...]) -> Callable[..., Any]:
    """Return the function that computes in steps and returns the last step's result.

    A step is a name (+, *, @, relu or sum) and the places of what it takes: first the arguments
    have places, from 0 on, then each step. A float is no place, but a number that is taken.
    """

    def computed(*values: Any) -> Any:  # noqa: ANN401 - numbers, arrays or a student's objects
        found = [*values]
        for name, *places in steps:
            taken = (each if isinstance(each, float) else found[each] for each in places)
            found.append(_STEPS[name](*taken))
        return found[-1]

    return _known(computed, "steps_of", *steps)


_MAKERS: Mapping[str, Callable[..., Callable[..., Any]]] = {
    each.__name__: each
    for each in (
        quadratic_form,
        squared_distance,
        log_sum_exp,
        power_sum,
        exponential_sum,
        table_of,
        entries_of,
        scaled_by,
        steps_of,
    )
}


def made(name: str, *arguments: Any) -> Callable[..., Any]:  # noqa: ANN401 - any function's
    """Return the function with this recipe; raises KeyError for an unknown name."""
    if name == table_of.__name__:
        table, *axes = arguments
        return table_of(table, **dict(axes))
    return _MAKERS[name](*arguments)


def recipe_of(function: object) -> Recipe | None:
    """Return the recipe of a function that was made here, None for another."""
    found: Recipe | None = getattr(function, "recipe", None)
    return found if found and found[0] in _MAKERS else None


def _known(
    function: Callable[..., Any],
    name: str,
    *arguments: Any,  # noqa: ANN401 - any function's
) -> Callable[..., Any]:
    function.recipe = (name, arguments)  # type: ignore[attr-defined]
    return function
