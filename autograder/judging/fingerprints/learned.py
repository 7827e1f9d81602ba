"""What of a course's learned mistakes ships with a handout."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.checks.fingerprints.arguments import Json
from autograder.checks.fingerprints.behaviour import results
from autograder.checks.fingerprints.cells import seal
from autograder.checks.fingerprints.learned import opening_keys
from autograder.checks.fingerprints.verdict import joined
from autograder.judging.kept_inputs import KeptInputs, kept_inputs
from autograder.judging.learned_names import counts
from autograder.judging.mistakes.catalogue import learned_of
from autograder.judging.mistakes.learned import LearnedMistake
from autograder.judging.reference import reference_of

Function = Callable[..., object]


@dataclass(frozen=True)
class Shipped:
    """The learned mistakes of one function that a handout's file has, and their inputs."""

    kept: KeptInputs
    entries: tuple[LearnedMistake, ...]

    def written(self, keys: Callable[[Sequence[LearnedMistake]], bytes]) -> dict[str, Json]:
        """Return them as the file has them; `keys` opens the words of mistakes."""

        def known(each: LearnedMistake) -> Json:
            key = joined([base64.b64decode(f"{part}==") for part in each.keys])
            sealed = base64.b64encode(seal(key, keys([each]))).decode()
            return [list(each.known_by.shifts), list(each.known_by.digests), sealed]

        asks = {key: value for key, value in self.kept.stored.items() if key != "signature"}
        return {**asks, "known": [known(each) for each in self.entries]}


def shipped(assignment: str, function: str) -> Shipped | None:
    """Return what ships of a function, None if nothing does; raises CourseError."""
    learned = learned_of(function, assignment)
    kept = kept_inputs(assignment, function) if learned else None
    if kept is None:
        return None
    right = reference_of(assignment, function)
    entries = tuple(e for e in learned if counts(e, kept, right) and not is_right(e, kept, right))
    return Shipped(kept, entries) if entries else None


def is_right(entry: LearnedMistake, kept: KeptInputs, right: Function) -> bool:
    """Return whether what an entry is known by is what the solution now returns."""
    came, _ = results(right, kept.questions)
    return opening_keys(kept.questions, kept.salt, came, entry.known_by) is not None
