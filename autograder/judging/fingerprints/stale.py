"""Which of a course's learned mistakes are out of date, and what else is to be known of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from autograder.course.folders import CourseError, in_course, mistakes_file
from autograder.findings import text
from autograder.judging.fingerprints.asked import asked_in
from autograder.judging.fingerprints.learned import is_right
from autograder.judging.kept_inputs import kept_inputs, read_inputs, signature_of
from autograder.judging.learned_names import counts
from autograder.judging.mistakes.catalogue import mistakes_of, read_own
from autograder.judging.mistakes.learned import LearnedMistake, inputs_file
from autograder.judging.reference import reference_of

# What is said of an entry: it is out of date, or only the grade says it, or its name is another's.
Said = Literal["stale", "told-in-grade", "clash"]


def said_of_learned(
    assignment: str, root: Path, without: Mapping[str, str] | None = None
) -> list[str]:
    """Return what an instructor should know of an assignment's learned mistakes, in sentences.

    `without` are the functions whose checks compare nothing. Raises CourseError.
    """
    learned = read_own(assignment, root).learned
    spoilt = _spoilt_inputs(assignment, root)
    if not learned:
        return spoilt
    path = mistakes_file(assignment, root)
    with in_course(root):
        functions = {each.function for each in asked_in(assignment, root)}
        return spoilt + [
            text(f"learned.{kind}", path=path, name=each.name, reason=reason, assignment=assignment)
            for number, each in enumerate(learned)
            if not spoilt or kept_inputs(assignment, each.of) is not None
            for kind, reason in _troubles(
                each, assignment, functions, learned[:number], without or {}
            )
        ]


def _spoilt_inputs(assignment: str, root: Path) -> list[str]:
    """Return what is wrong with the file of inputs: it is said once, and not of each entry."""
    try:
        read_inputs(assignment, root)
    except CourseError as error:
        return [f"{error} {text('learned.inputs-untold', name=assignment)}"]
    return []


def _troubles(
    entry: LearnedMistake,
    assignment: str,
    functions: set[str],
    before: Sequence[LearnedMistake],
    without: Mapping[str, str],
) -> Iterator[tuple[Said, str]]:
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
    if is_right(entry, kept, right):
        return text("learned.stale-right")
    same = next((e for e in before if e.of == entry.of and e.known_by == entry.known_by), None)
    return text("learned.stale-same", other=same.name) if same else ""
