"""What a student's function returns on fixed inputs, for instructors who compare answers.

A review puts a call of `show_values` where a hidden test stood, and runs the notebook as grading
does: the student's function is called through the same bridge, and the values come back to the
instructor's process alone.
"""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.checks.fingerprints.arguments import NotPlain
from autograder.checks.fingerprints.behaviour import (
    FUNCTION,
    Array,
    Came,
    Function,
    Group,
    Questions,
    results,
)
from autograder.course.folders import CourseError, course_root
from autograder.judging.fingerprints.asked import Asked, questions_of_cell
from autograder.judging.fingerprints.fixed_inputs import questions_of
from autograder.judging.fingerprints.make import NoFingerprint, shaped
from autograder.judging.kept_inputs import kept_inputs, signature_of
from autograder.judging.question import FULL, HALF, at_strength
from autograder.judging.reference import reference_of
from autograder.judging.subject import Subject
from autograder.results.values import MIME, ComparedCalls, FunctionValues, Returned

# To the grader: a call changes nothing in the process that it is made in.
LEAVES_NOTHING = True

_TIMES = 3  # calls of a drawing function of an author's
_GRACE = 10.0  # others' rounding, too, may differ from the reference's


def show_values(assignment: str, namespace: Mapping[str, Any], source: str) -> None:
    """Display what the function returns that a test cell with this source asks for.

    Nothing is displayed where the cell asks nothing that fixed inputs could be made for.
    """
    from IPython.display import display  # values are also taken without a notebook

    found = values_of(assignment, namespace, source)
    if found is not None:
        display({"text/plain": "", MIME: msgspec.to_builtins(found)}, raw=True)


def values_of(assignment: str, namespace: Mapping[str, Any], source: str) -> FunctionValues | None:
    """Return the same; None where nothing can be asked."""
    fixed = _fixed(assignment, source, course_root())
    if fixed is None:
        return None
    name, questions, right = fixed
    function = Subject(name, namespace).function
    yours = _nothing(questions) if function is None else results(function, questions)[0]
    calls = map(_compared, questions.groups, yours, right)
    return FunctionValues(name, questions.things, tuple(calls))


@lru_cache(maxsize=64)
def _fixed(assignment: str, source: str, _root: Path) -> tuple[str, Questions, Came] | None:
    """Return the function's name, the fixed calls, and what is right; `_root` is the course."""
    for asked in questions_of_cell(assignment, source):
        try:
            questions, right = fixed_calls(assignment, asked)
            return asked.function, questions, right
        except (NoFingerprint, NotPlain, CourseError):
            return None
    return None


def fixed_calls(assignment: str, asked: Asked) -> tuple[Questions, Came]:
    """Return the fixed calls of a question, and what is right.

    The inputs are those that are kept of the function, if its signature is still theirs, else drawn
    from numbers that are always the same. Raises NoFingerprint, NotPlain and CourseError.
    """
    given = reference_of(assignment, asked.function)
    full = asked.arguments.get("regularization") == "full"
    reference = at_strength(given, FULL if full else HALF)
    questions = _kept(assignment, asked.function, given) or _drawn(assignment, asked, reference)
    right, _ = results(reference, questions)
    again, _ = results(reference, questions)
    if _read(right) != _read(again):  # what is drawn at random can't be compared
        raise NoFingerprint("random")
    return questions, right


def _kept(assignment: str, name: str, reference: Function) -> Questions | None:
    kept = kept_inputs(assignment, name)
    things = kept.questions.things if kept else ()
    same = kept is not None and kept.signature == signature_of(name, reference, things)
    return kept.questions if kept and same else None


def _drawn(assignment: str, asked: Asked, reference: Function) -> Questions:
    seed = [zlib.crc32(each.encode()) for each in (assignment, asked.function)]
    questions = questions_of(asked, reference, seed, _TIMES)
    return shaped(questions, reference) if questions.kind == FUNCTION else questions


def _nothing(questions: Questions) -> Came:
    """Return what comes of a function that isn't defined."""
    none: list[Array | str] = ["not-defined" for _ in questions.things]
    return [[none for _ in group.calls] for group in questions.groups]


def _compared(group: Group, yours: Any, right: Any) -> ComparedCalls:  # noqa: ANN401 - of Came
    return ComparedCalls(
        group.name,
        _GRACE * group.tolerance,
        group.least,
        tuple(tuple(map(_returned, things)) for things in yours),
        tuple(tuple(map(_returned, things)) for things in right),
    )


def _read(came: Came) -> list[Returned]:
    return [_returned(each) for group in came for things in group for each in things]


def _returned(thing: Array | str) -> Returned:
    if isinstance(thing, str):
        return Returned(word=thing)
    array = np.asarray(thing, dtype="<f8")
    return Returned(array.shape, np.ascontiguousarray(array).tobytes())
