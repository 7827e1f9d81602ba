"""Say what a wrong loss or gradient looks like, in words that hold no expected value."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.grading.compare import MULTIPLES, Pair, same

# What the student's value would be, made from the right one, and what that looks like.
_Guess = tuple[Callable[[Pair], object], str]

_COMMON: tuple[_Guess, ...] = (
    *((lambda p, factor=factor: factor * p.right, text) for factor, text in MULTIPLES),
    (lambda p: len(p.case.y) * p.right, "it is N times too large: is it divided by N?"),
    (lambda p: p.right / len(p.case.y), "it is N times too small: is it divided by N twice?"),
)
_LOSS: tuple[_Guess, ...] = (
    *_COMMON,
    (lambda p: p.right / np.log(10.0), "it is too small by one factor: which logarithm is it?"),
    (lambda p: p.right / np.log(2.0), "it is too large by one factor: which logarithm is it?"),
    (lambda p: p.right + 1.0, "it is 1 too large on every input: what does the true class add?"),
)
_GRADIENT: tuple[_Guess, ...] = (
    *_COMMON,
    (
        lambda p: p.right + _true_class_part(p),
        "what an example adds to the column of its true class is missing",
    ),
    (
        lambda p: p.right + 2.0 * _true_class_part(p),
        "what an example adds to the column of its true class has the wrong sign",
    ),
)


def explain_loss(pairs: Sequence[Pair]) -> str:
    """Return what the wrong losses have in common."""
    return _explain(pairs, _LOSS)


def explain_gradient(pairs: Sequence[Pair]) -> str:
    """Return what the wrong gradients have in common."""
    return _explain(pairs, _GRADIENT)


def _explain(pairs: Sequence[Pair], guesses: Sequence[_Guess]) -> str:
    if not all(np.isfinite(pair.yours).all() for pair in pairs):
        bad = [pair for pair in pairs if not np.isfinite(pair.yours).all()]
        return f"it holds nan or inf on {_where(bad, pairs)}"
    for guess, text in guesses:
        if all(same(pair.yours, guess(pair), 10 * pair.case.tolerance) for pair in pairs):  # type: ignore[arg-type]
            return text
    return f"it is wrong on {_where([p for p in pairs if not p.agree], pairs)}"


def _where(wrong: Sequence[Pair], pairs: Sequence[Pair]) -> str:
    """Name the inputs by what is special about them, if they are few.

    A mistake that is general may spare an input by chance: the words must not depend on it.
    """
    if 2 * len(wrong) > len(pairs):
        return "ordinary inputs"
    return f"odd inputs only: {', '.join(pair.case.label for pair in wrong)}"


def _true_class_part(pair: Pair) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return (1/N) times X transposed times onehot(y), of shape (D, C)."""
    case = pair.case
    onehot = np.eye(case.W.shape[1])[case.y]
    part: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = case.X.T @ onehot / len(case.y)
    return part
