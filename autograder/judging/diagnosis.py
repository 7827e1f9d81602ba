"""Which mistake would have answered as the student did, and which of many to name."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from msgspec import structs

from autograder.checks.gradients.diagnoses import DIAGNOSES, section_in_words
from autograder.checks.gradients.residuals import name_data_residual
from autograder.checks.small_problems import Reduction
from autograder.findings import Code, Finding, text
from autograder.judging.mistakes.catalogue import (
    Mistake,
    mistakes_of,
    origin,
    reduction_of,
    section,
)
from autograder.judging.mistakes.wrong_functions import WrongFunction, WrongFunctions
from autograder.judging.observed import Comparison, Function, ObservedCall
from autograder.results.record import NamedMistake


def explain_residual(
    right: Callable[..., Any], seen: Sequence[ObservedCall], reduction: Reduction = "mean"
) -> NamedMistake | None:
    """Return what a wrong dW looks like, None if it isn't wrong or there is no name for it.

    What to re-read is a topic yet.

    Asked is the first call of a loss without regularization whose examples don't depend on each
    other: then the residual leads back to single examples and classes.
    """
    for each in seen:
        name = _name(each, right, reduction)
        if name and name != "factor":
            found = DIAGNOSES[name]
            looks = text("mistake.unknown")
            return NamedMistake(found.seen, looks, "", found.cause, found.topic, known=False)
    return None


# A feature beyond it carries large scores: what is off in its row is no place, it is the rounding.
_ORDINARY = 100.0
# Its examples have nothing in common with each other.
_BESIDE_KINKS = Finding(Code.NEAR_KINKS)


def _name(each: ObservedCall, right: Callable[..., Any], reduction: Reduction) -> str | None:
    problem = each.problem
    if problem is None or problem.reg or problem.label == _BESIDE_KINKS:
        return None
    if not 2 <= len(problem.y) <= problem.X.shape[1] or np.abs(problem.X).max() > _ORDINARY:
        return None
    theirs = each.of(right)
    if isinstance(theirs, Finding) or isinstance(each.yours, Finding):
        return None
    gradient = each.yours[1]
    if not np.isfinite(gradient).all():
        return None
    over = len(problem.y) if reduction == "sum" else 1  # what names a residual knows means
    residual = (gradient - theirs[1]) / over
    return name_data_residual(gradient / over, residual, each.arguments[1], problem.y)


Names = tuple[str, ...]


class Plausible:
    """Says whether two mistakes together may have answered as the student did.

    Where one of them is not to be seen, the other alone must have answered so. Asked is a call
    without regularization and one with it: most pairs touch different parts of a loss.
    """

    def __init__(self, comparison: Comparison, right: Function) -> None:
        self._comparison = comparison
        self._right = right
        self._looks = [
            (call, part) for call in comparison.first_of_each() for part in range(comparison.count)
        ]
        self._known: dict[Function, tuple[int, int]] = {}

    def __call__(self, one: Function, other: Function) -> bool:
        """Return whether nothing speaks against the pair."""
        (student_1, right_1), (student_2, right_2) = self._of(one), self._of(other)
        as_right, _ = self._of(self._right)
        # A bit for each look, as there are thousands of pairs.
        against = right_1 & right_2 & ~as_right
        against |= right_1 & ~right_2 & ~student_2
        against |= right_2 & ~right_1 & ~student_1
        return not against

    def _of(self, function: Function) -> tuple[int, int]:
        """Return the looks in which a function is like the student, and those like the right."""
        if function not in self._known:
            seen = self._comparison
            self._known[function] = (
                _bits(seen.agrees_in(function, part, call) for call, part in self._looks),
                _bits(
                    seen.alike_in(function, self._right, part, call) for call, part in self._looks
                ),
            )
        return self._known[function]


def _bits(each: Iterable[bool]) -> int:
    return sum(holds << place for place, holds in enumerate(each))


# So many calls with numbers in them tell functions apart: which agree there are one function.
ENOUGH = 5


Asked = tuple[str, str]  # a function, and the assignment that asks for it


def _likeliest(found: Iterable[WrongFunction], comparison: Comparison) -> Names:
    """Return the names of one description of what was seen, none if it isn't sure.

    Those found come in the order of `_commonest_first`. Two that agree with all that was seen
    describe one function, and the commoner is said: then the others are not even looked for. Of
    calls that all ended in an exception, many have the same.
    """
    names = (tuple(sorted(each.names)) for each in found)
    if comparison.numbers >= ENOUGH:
        return next(names, ())
    different = set(names)
    return different.pop() if len(different) == 1 else ()


def _commonest_first(
    suspects: Iterable[WrongFunction], times: Mapping[str, int]
) -> list[WrongFunction]:
    def order(each: WrongFunction) -> tuple[int, Names]:
        return -min(times[name] for name in each.names), tuple(sorted(each.names))

    return sorted(suspects, key=order)


def diagnose(
    function: str,
    right: Function,
    seen: Sequence[ObservedCall],
    said: Sequence[Finding],
    strength: float = 1.0,
    assignment: str = "",
    learned: Callable[[], NamedMistake | None] = lambda: None,
) -> tuple[NamedMistake, ...]:
    """Return the mistakes that explain what was seen; none if it is not sure.

    `seen` are the calls of the student's function, `said` what its failed facets found, `right` is
    the reference; `strength` times its regularization is asked for. `assignment` may have mistakes
    of its own; one that it has `learned` is asked for where no other explains the results.
    """
    asked = function, assignment
    seen = [each.at_strength(strength) for each in seen]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        by_results = _by_results(asked, right, seen)
        names = [*by_results, *_by_codes(asked, said)]
    known = {mistake.name: mistake for mistake in mistakes_of(*asked)}
    found = tuple(_named(known[name]) for name in dict.fromkeys(names))
    if not by_results and (its := learned()):
        found = (its, *found)
    if found:
        return found if len(found) == 1 else tuple(map(_beside_others, found))
    rest = explain_residual(right, seen, reduction_of(*asked))
    return (structs.replace(rest, reread=_section_in_words(asked, rest.reread)),) if rest else ()


def _section_in_words(asked: Asked, topic: str) -> str:
    place = origin(*asked)
    return section_in_words(section(topic, asked[1], place.assignment if place else ""))


def _named(mistake: Mistake) -> NamedMistake:
    return NamedMistake(
        name=mistake.name,
        seen=mistake.seen,
        why=mistake.why,
        hint=mistake.hint,
        reread=mistake.reread,
    )


def _beside_others(mistake: NamedMistake) -> NamedMistake:
    """Return a mistake that is not alone: beside another one it may look like something else."""
    return structs.replace(mistake, beside=True)


def _by_codes(asked: Asked, said: Sequence[Finding]) -> list[str]:
    codes = {code for finding in said for code in _codes(finding)}
    return [each.name for each in mistakes_of(*asked) if codes.intersection(each.says)]


def _codes(finding: Finding) -> Iterator[Code]:
    """Yield the code of a finding, and of those that are parts of it."""
    yield finding.code
    for value in finding.values.values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Finding):
                yield from _codes(part)


def _by_results(asked: Asked, right: Function, seen: Sequence[ObservedCall]) -> Names:
    """Return the names of one or two mistakes, or of one for each part that is wrong.

    They explain all that was seen, or there are none: a name for the loss alone would leave dW
    unexplained.
    """
    comparison = Comparison(seen)
    parts = range(comparison.count or 1)  # one, if there are words only
    wrong = [part for part in parts if not comparison.agrees(right, [part])]
    if not wrong:
        return ()
    known = WrongFunctions(*asked)
    pairs = known.with_two(Plausible(comparison, right)) if comparison.count else ()
    for suspects in chain(known.with_one(), pairs):
        ordered = _commonest_first(suspects, known.times)
        found = (each for each in ordered if comparison.agrees(each.function, parts))
        first = next(found, None)
        if first:
            return _likeliest(chain([first], found), comparison)
    names = [_in_part(known, right, comparison, part) for part in wrong]
    return tuple(chain.from_iterable(names)) if all(names) else ()


def _in_part(known: WrongFunctions, right: Function, comparison: Comparison, part: int) -> Names:
    """Return the name of the one mistake that explains a part and is not to be seen in others."""
    others = [each for each in range(comparison.count) if each != part]
    for suspects in known.with_one():
        ordered = _commonest_first(suspects, known.times)
        found = [each for each in ordered if comparison.agrees(each.function, [part])]
        pure = (
            each
            for each in found
            if all(comparison.alike(each.function, right, other) for other in others)
        )
        if found:
            return _likeliest(pure, comparison)
    return ()
