"""Name the mistakes in a function that lost points."""

import warnings
from collections.abc import Sequence
from itertools import chain

import numpy as np

from autograder.grading.diagnosis.named import Named, named
from autograder.grading.diagnosis.residual import explain_residual
from autograder.grading.diagnosis.seen import Seen
from autograder.grading.diagnosis.suspects import Function, Line, Names, only
from autograder.grading.mistakes.load import mistakes_of
from autograder.grading.mistakes.wrong import wrong_functions, wrong_pairs

Asked = tuple[str, str]  # a function, and the assignment that asks for it


def diagnose(
    function: str,
    right: Function,
    seen: Sequence[Seen],
    said: Sequence[str],
    strength: float = 1.0,
    assignment: str = "",
) -> tuple[Named, ...]:
    """Return the mistakes that explain what was seen; none if it is not sure.

    `seen` are the calls of the student's function, `said` what its failed facets say, `right` is
    the reference; `strength` times its regularization is asked for. `assignment` may have mistakes
    of its own.
    """
    asked = function, assignment
    seen = [each.at_strength(strength) for each in seen]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        names = [*_by_results(asked, right, seen), *_by_words(asked, said)]
    known = {mistake.name: mistake for mistake in mistakes_of(*asked)}
    found = tuple(named(known[name]) for name in dict.fromkeys(names))
    if found:
        return found
    rest = explain_residual(right, seen)
    return (rest,) if rest else ()


def _by_words(asked: Asked, said: Sequence[str]) -> list[str]:
    return [
        mistake.name
        for mistake in mistakes_of(*asked)
        if mistake.says and any(mistake.says in text for text in said)
    ]


def _by_results(asked: Asked, right: Function, seen: Sequence[Seen]) -> Names:
    """Return the names of one or two mistakes, or of one for each part that is wrong."""
    line = Line(seen)
    parts = range(line.count or 1)  # one, if there are words only
    wrong = [part for part in parts if not line.agrees(right, [part])]
    if not wrong:
        return ()
    for suspects in chain(wrong_functions(*asked), wrong_pairs(*asked) if line.count else ()):
        found = [each.names for each in suspects if line.agrees(each.function, parts)]
        if found:
            return only(found)
    return tuple(name for part in wrong for name in _in_part(asked, right, line, part))


def _in_part(asked: Asked, right: Function, line: Line, part: int) -> Names:
    """Return the name of the one mistake that explains a part and is not to be seen in others.

    If each that explains it is to be seen in others, too, it may be any of those.
    """
    others = [each for each in range(line.count) if each != part]
    for suspects in wrong_functions(*asked):
        found = [each for each in suspects if line.agrees(each.function, [part])]
        pure = [
            each
            for each in found
            if all(line.alike(each.function, right, other) for other in others)
        ]
        if found:
            return only(each.names for each in pure or found)
    return ()
