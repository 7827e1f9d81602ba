"""From the blocks that fail to a verdict: which entry, how many, and why."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.checks.gradients.blocks import Block, Part
from autograder.checks.gradients.diagnoses import DIAGNOSES, Diagnosis
from autograder.checks.gradients.entry_search import (
    ALL_ENTRIES,
    halve,
    measure_bands,
    measure_clear_of_kinks,
)
from autograder.checks.gradients.explain import explain
from autograder.checks.gradients.residuals import name_place
from autograder.checks.gradients.slopes import entry_slope, random_direction, slope
from autograder.checks.gradients.target import Caller, Target
from autograder.checks.gradients.verdict import Entry, Verdict
from autograder.checks.numerical import Float64Array
from autograder.findings import text, words


def verdict_of(
    caller: Caller, parts: Sequence[Part], name: str, rng: np.random.Generator, *, quick: bool
) -> Verdict:
    """Return the verdict on all parts; the first that fails is looked at closely, or quickly."""
    part = next((part for part in parts if not part.passed), parts[0])
    beside = any(each.beside for each in parts)
    if part.passed:
        worst = _largest_entry(caller, parts)
        return Verdict(True, caller.evaluations, worst=worst, name=name, beside=beside)
    if quick:
        where = _where(part.wrong, None)
        return Verdict(
            False, caller.evaluations, name=name, part=part.name, where=where, beside=beside
        )
    small, residual = part.target.point.size <= ALL_ENTRIES, None
    if small:
        target, residual = measure_clear_of_kinks(part, rng)
        part = replace(part, target=target)
    block = min(part.wrong, key=lambda each: int(each.mask.sum()))
    index = _largest(residual) if residual is not None else halve(part.target, block, rng)
    worst = _entry(part.target, index)
    why = _why(caller, part, residual, index, rng)
    return Verdict(
        passed=False,
        evaluations=caller.evaluations,
        worst=worst,
        residual=residual,
        bands=None if small else measure_bands(part.target, part.wrong),
        name=name,
        part=part.name,
        where=_where(part.wrong, why),
        why=why,
        beside=beside,
    )


def _where(wrong: Sequence[Block], why: Diagnosis | None) -> str:
    """Name the blocks that fail: one class, the bias row; '' if they are no few."""
    parts = [block for block in wrong if not block.is_whole]
    if why and why.name == "bias row":  # every class holds a part of it
        parts = [block for block in parts if block.is_bias]
    few = 0 < len(parts) <= 3
    return text("comma").join(words(block.place) for block in parts) if few else ""


def _why(
    caller: Caller,
    part: Part,
    residual: Float64Array | None,
    index: tuple[int, ...],
    rng: np.random.Generator,
) -> Diagnosis | None:
    """Explain by a small problem, else by the place of the residual."""
    if caller.rest:
        found = explain(caller.function, rng)
        if found:
            return found
    place = _place(part, index, rng) if residual is None else None
    name = place if residual is None else _plain_name(part.target, residual)
    return DIAGNOSES[name] if name else None


def _plain_name(target: Target, residual: Float64Array) -> str | None:
    """Name the residual of any function by its place, or as a multiple."""
    gradient, right = target.gradient, target.gradient - residual
    if not np.any(gradient):
        return "zero"
    if np.allclose(gradient, -right, rtol=1e-4):
        return "sign"
    factor = float(np.sum(gradient * right) / max(float(np.sum(right * right)), 1e-300))
    if np.allclose(gradient, factor * right, rtol=1e-4, atol=1e-9):
        return "factor"
    square = gradient.ndim == 2 and gradient.shape[0] == gradient.shape[1] > 1
    if square and np.allclose(gradient, right.T, rtol=1e-4, atol=1e-7):
        return "transposed"
    shape = gradient.shape if gradient.ndim == 2 else (gradient.size, 1)
    return name_place(gradient.reshape(shape), residual.reshape(shape))


def _place(part: Part, index: tuple[int, ...], rng: np.random.Generator) -> str | None:
    """Name a place in a large gradient: does the residual vanish without it?"""
    target, masks = part.target, {}
    for name, keep in (
        ("one entry", index),
        ("one row", index[:-1]),
        ("one column", (..., index[-1])),
    ):
        mask = np.zeros(target.point.shape, dtype=np.bool_)
        mask[keep] = True
        masks[name] = mask
    for name, mask in masks.items():
        direction = random_direction(target.point.shape, rng)
        if slope(target, np.where(mask, 0.0, direction)).agrees:
            last = index[0] == target.point.shape[0] - 1
            return "bias row" if name == "one row" and last else name
    return None


def _largest(table: Float64Array) -> tuple[int, ...]:
    flat = int(np.argmax(np.nan_to_num(np.abs(table), nan=np.inf)))
    return tuple(int(i) for i in np.unravel_index(flat, table.shape))


def _entry(target: Target, index: tuple[int, ...]) -> Entry:
    found = entry_slope(target, index)
    return Entry(index, float(target.gradient[index]), (found.low + found.high) / 2)


def _largest_entry(caller: Caller, parts: Sequence[Part]) -> Entry:
    """Return the largest entry of the gradient as a whole, regularization included."""
    target = parts[0].target
    whole = np.sum([each.target.gradient for each in parts], axis=0)
    return _entry(replace(target, values=caller.values, gradient=whole), _largest(whole))
