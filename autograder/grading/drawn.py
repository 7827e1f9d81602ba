"""A function of an author's own: inputs that the hidden test draws, and facets that it adds."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checks.calls import copies_of
from autograder.grading.arguments import Arguments
from autograder.grading.course import CourseError
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.facets.functions import FACETS, function_facets
from autograder.grading.facets.returned import keep
from autograder.grading.kinds import KINDS, Kind
from autograder.grading.subject import Unusable

# Draws the arguments of some calls, each with a name that a message can use.
Draw = Callable[[np.random.Generator], Mapping[str, tuple[Any, ...]]]
Function = Callable[..., Any]
# Asks something of the student's function, beside the reference; a sentence if it is not fulfilled.
Ask = Callable[[Function, Function, np.random.Generator], str | None]

_NO_KIND = "inputs={inputs!r} is no kind of inputs; there are: {known}. Or give a function of rng."
_TAKEN = "Two facets are named {name!r}: give the part, or what is asked, another name."
_OF_EXTREME = ("stability", "accuracy")
_NO_TUPLE = "What is drawn for {label!r} is no tuple of arguments; write (x,) for a single one."
_NOTHING = "inputs drew nothing: return a dictionary of names and tuples of arguments."


def facets_of(
    inputs: str | Draw,
    extreme: Draw | None,
    parts: tuple[str, ...],
    tolerance: float,
    asks: Mapping[str, Ask] | None,
) -> dict[str, Facet]:
    """Return the facets of a function: the kit's, one for each part, and those that `asks` adds.

    Raises CourseError for an unknown kind of inputs, or two facets of one name.
    """
    kind = _kind(inputs, extreme, parts, tolerance)
    added = dict(asks or {})
    names = [*FACETS, *kind.parts, *added]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(_TAKEN.format(name=name))
    found = {**function_facets(kind), **{name: _asked(ask, kind) for name, ask in added.items()}}
    if kind.extreme is _none:
        found = {name: facet for name, facet in found.items() if name not in _OF_EXTREME}
    return found


def _kind(
    inputs: str | Draw, extreme: Draw | None, parts: tuple[str, ...], tolerance: float
) -> Kind:
    if not isinstance(inputs, str):
        rough = _drawn(extreme) if extreme else _none
        return Kind(_drawn(inputs), rough, tolerance, tolerance, tuple(parts))
    if inputs not in KINDS:
        raise CourseError(_NO_KIND.format(inputs=inputs, known=", ".join(KINDS)))
    return KINDS[inputs]


def _none(_: np.random.Generator) -> list[Arguments]:
    return []


def _drawn(draw: Draw) -> Callable[[np.random.Generator], list[Arguments]]:
    def arguments(rng: np.random.Generator) -> list[Arguments]:
        calls = dict(draw(rng))
        for label, values in calls.items():
            if not isinstance(values, tuple):
                raise CourseError(_NO_TUPLE.format(label=label))
        if not calls:
            raise CourseError(_NOTHING)
        return [Arguments(label, values) for label, values in calls.items()]

    return arguments


def _asked(ask: Ask, kind: Kind) -> Facet:
    def facet(trial: Trial) -> str | None:
        def yours(*args: Any) -> Any:  # noqa: ANN401 - student value
            outcome = trial.subject.outcome(*copies_of(args))
            try:
                keep(trial, args, outcome, kind.parts, kind.tolerance)
            except Unusable:
                if outcome.value is None:
                    raise
            return outcome.value

        return ask(yours, trial.reference, trial.rng)

    return facet
