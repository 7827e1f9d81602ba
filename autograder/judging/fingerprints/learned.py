"""What of a course's learned mistakes ships with a handout, and which are out of date."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.checks.fingerprints.arguments import Json
from autograder.checks.fingerprints.behaviour import results
from autograder.checks.fingerprints.cells import seal
from autograder.checks.fingerprints.learned import opening_keys
from autograder.checks.fingerprints.verdict import joined
from autograder.course.folders import in_course, mistakes_file
from autograder.findings import text
from autograder.judging.fingerprints.asked import asked_in
from autograder.judging.kept_inputs import KeptInputs, kept_inputs, signature_of
from autograder.judging.learned_names import counts
from autograder.judging.mistakes.catalogue import learned_of, mistakes_of, read_own
from autograder.judging.mistakes.learned import LearnedMistake, inputs_file
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
    entries = tuple(e for e in learned if counts(e, kept, right) and not _is_right(e, kept, right))
    return Shipped(kept, entries) if entries else None


def _is_right(entry: LearnedMistake, kept: KeptInputs, right: Function) -> bool:
    came, _ = results(right, kept.questions)
    return opening_keys(kept.questions, kept.salt, came, entry.known_by) is not None


def said_of_learned(
    assignment: str, root: Path, without: Mapping[str, str] | None = None
) -> list[str]:
    """Return what an instructor should know of an assignment's learned mistakes, in sentences.

    `without` are the functions whose checks compare nothing. Raises CourseError.
    """
    learned = read_own(assignment, root).learned
    if not learned:
        return []
    path = mistakes_file(assignment, root)
    with in_course(root):
        functions = {each.function for each in asked_in(assignment, root)}
        return [
            text(f"learned.{kind}", path=path, name=each.name, reason=reason, assignment=assignment)
            for number, each in enumerate(learned)
            for kind, reason in _troubles(
                each, assignment, functions, learned[:number], without or {}
            )
        ]


def _troubles(
    entry: LearnedMistake,
    assignment: str,
    functions: set[str],
    before: Sequence[LearnedMistake],
    without: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    stale = _stale(entry, assignment, functions, before)
    if stale:
        yield "stale", stale
        return
    if entry.of in without:
        yield "told-in-grade", text("learned.stale-unchecked", function=entry.of)
    if entry.name in {each.name for each in mistakes_of(entry.of, assignment)}:
        yield "clash", ""


def _stale(
    entry: LearnedMistake, assignment: str, functions: set[str], before: Sequence[LearnedMistake]
) -> str:
    """Return why an entry is out of date, '' if it isn't."""
    if entry.of not in functions:
        return text("learned.stale-function", function=entry.of)
    right, kept = reference_of(assignment, entry.of), kept_inputs(assignment, entry.of)
    things = kept.questions.things if kept else ()
    now = signature_of(entry.of, right, things)
    if kept is not None and entry.signature != now:
        return text("learned.stale-signature", then=entry.signature, now=now)
    if kept is None or not counts(entry, kept, right):
        return text("learned.stale-inputs", path=inputs_file(assignment))
    if _is_right(entry, kept, right):
        return text("learned.stale-right")
    same = next((e for e in before if e.of == entry.of and e.known_by == entry.known_by), None)
    return text("learned.stale-same", other=same.name) if same else ""
