"""Name the mistakes in a function that lost points."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograder.grading.diagnosis.named import Named, named
from autograder.grading.diagnosis.residual import explain_residual
from autograder.grading.diagnosis.seen import Seen
from autograder.grading.diagnosis.suspects import agreeing_parts, matches, only, only_in
from autograder.grading.mistakes.load import mistakes_of
from autograder.grading.mistakes.wrong import wrong_functions, wrong_pairs

_GRADIENT = 1


def diagnose(
    function: str,
    right: Callable[..., Any],
    seen: Sequence[Seen],
    said: Sequence[str],
    strength: float = 1.0,
) -> tuple[Named, ...]:
    """Return the mistakes that explain what was seen; none if it is not sure.

    `seen` are the calls of the student's function, `said` what its failed facets say, `right` is
    the reference; `strength` times its regularization is asked for.
    """
    seen = [each.at_strength(strength) for each in seen]
    names = [*_by_results(function, right, seen), *_by_words(function, said)]
    known = {mistake.name: mistake for mistake in mistakes_of(function)}
    found = tuple(named(known[name]) for name in dict.fromkeys(names))
    if found:
        return found
    rest = explain_residual(right, seen)
    return (rest,) if rest else ()


def _by_words(function: str, said: Sequence[str]) -> list[str]:
    return [
        mistake.name
        for mistake in mistakes_of(function)
        if mistake.says and any(mistake.says in text for text in said)
    ]


def _by_results(function: str, right: Callable[..., Any], seen: Sequence[Seen]) -> tuple[str, ...]:
    """Return the names of one or two mistakes, or of one for each part that is wrong."""
    count = max((len(each.yours) for each in seen if not isinstance(each.yours, str)), default=1)
    fine = agreeing_parts(seen, right, count)
    if len(fine) == count:
        return ()
    found = matches(seen, wrong_functions(function), count)
    whole = [match.names for match in found if len(match.parts) == count]
    if whole:
        return only(whole)
    pairs = matches(seen, wrong_pairs(function), count)
    pair = only(match.names for match in pairs if len(match.parts) == count)
    if pair:
        return pair
    as_it_should = [replace(each, yours=each.of(right)) for each in seen]
    by_part = [
        only_in(part, found, as_it_should, count) for part in range(count) if part not in fine
    ]
    return tuple(name for names in by_part for name in names)
