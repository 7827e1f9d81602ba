"""Whether a student's function does what a learned mistake does: one more call, at the end."""

from collections.abc import Callable, Collection
from typing import Any

from autograder.checks.fingerprints.behaviour import results
from autograder.checks.fingerprints.learned import opening_keys
from autograder.judging.kept_inputs import KeptInputs, kept_inputs, signature_of
from autograder.judging.mistakes.catalogue import learned_of
from autograder.judging.mistakes.learned import LearnedMistake
from autograder.results.record import NamedMistake

Function = Callable[..., Any]


def learned_name(
    assignment: str, name: str, yours: Function | None, right: Function, failed: Collection[str]
) -> NamedMistake | None:
    """Return the learned mistake that a function has, None if it has none that is known.

    It is one whose facets have failed here, too, and whose print the function has on the fixed
    inputs. The student's function is only called where there is such a mistake.
    """
    possible = [each for each in learned_of(name, assignment) if set(each.facets) <= set(failed)]
    kept = kept_inputs(assignment, name) if possible and yours is not None else None
    if kept is None or yours is None:
        return None
    possible = [each for each in possible if counts(each, kept, right)]
    if not possible:
        return None
    came, _ = results(yours, kept.questions)
    for each in possible:
        if opening_keys(kept.questions, kept.salt, came, each.known_by) is not None:
            return NamedMistake(each.name, each.seen, each.why, each.hint, each.reread)
    return None


def counts(entry: LearnedMistake, kept: KeptInputs, right: Function) -> bool:
    """Return whether an entry is of the inputs that are kept, and of the function as it is now."""
    now = signature_of(entry.of, right, kept.questions.things)
    fits = len(entry.print) == len(kept.questions.parts)
    return fits and entry.inputs == kept.digest and entry.signature == kept.signature == now
