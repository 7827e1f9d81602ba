"""Make the print of a group of answers, from the values that their functions returned."""

import base64
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder.checks.fingerprints.arguments import NotPlain, Writer
from autograder.checks.fingerprints.behaviour import (
    Array,
    Came,
    Group,
    Part,
    Questions,
    finite_calls,
    results,
)
from autograder.checks.fingerprints.cells import Measured
from autograder.checks.fingerprints.learned import (
    grid_of,
    measured_at,
    opening_keys,
)
from autograder.checks.fingerprints.prints_file import STEPS, Print
from autograder.checks.fingerprints.verdict import ENOUGH
from autograder.course.folders import in_course
from autograder.judging.fingerprints.asked import Asked, asked_in
from autograder.judging.fingerprints.fixed_inputs import ASK
from autograder.judging.fingerprints.make import FAR_ENOUGH, NoFingerprint, enough
from autograder.judging.fingerprints.written import questions_written
from autograder.judging.kept_inputs import digest_of, kept_inputs, signature_of
from autograder.judging.mistakes.catalogue import learned_of
from autograder.judging.mistakes.learned import part_line
from autograder.judging.mistakes.wrong_functions import WrongFunctions
from autograder.judging.question import FULL, HALF, at_strength
from autograder.judging.reference import reference_of
from autograder.results.values import FunctionValues, Returned

Why = Literal["no-calls", "other-inputs", "few-numbers", "little-choice", "near-right", "apart"]


class NoPrint(Exception):  # noqa: N818 - it says why there is none, and is no error
    """A group's behaviour can't be told by a print, for a reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True)
class GroupPrint:
    """A group's print, as an entry has it; `stored` are the inputs to keep.

    `members` says of each member whether the print tells it. `known` names the mistakes that have
    this print already: one that was learned, or those of the catalogue.
    """

    signature: str
    inputs: str
    lines: tuple[str, ...]
    members: tuple[bool, ...]
    stored: dict[str, Any]
    known: tuple[str, ...]


def print_of(
    assignment: str, root: Path, function: str, values: Sequence[FunctionValues]
) -> GroupPrint:
    """Return the print of a group, by what each member's function returned on the fixed inputs.

    Raises NoPrint, and CourseError when the solution can't be run.
    """
    from autograder.judging.fingerprints.values import fixed_calls  # the grader's, by name

    with in_course(root):
        asked = next((e for e in asked_in(assignment, root) if e.function == function), None)
        if asked is None:
            raise NoPrint("no-calls")
        try:
            questions, right = fixed_calls(assignment, asked)
        except (NoFingerprint, NotPlain) as error:
            raise NoPrint("no-calls") from error
        return _print_of(assignment, asked, questions, right, values)


def _print_of(
    assignment: str, asked: Asked, every: Questions, right: Came, values: Sequence[FunctionValues]
) -> GroupPrint:
    if not all(_same_inputs(every, right, each) for each in values):
        raise NoPrint("other-inputs")
    kept = kept_inputs(assignment, asked.function)
    reference = reference_of(assignment, asked.function)
    signature = signature_of(asked.function, reference, every.things)
    stays = kept is not None and kept.signature == signature
    questions = every if stays else replace(every, parts=tuple(_telling(every, right)))
    salt = kept.salt if kept and stays else secrets.token_bytes(16)
    came = list(map(_came, values))
    if min(map(finite_calls, came)) < ENOUGH:
        raise NoPrint("few-numbers")
    shifts = tuple(_shift(questions, part.group, came) for part in questions.parts)
    if _gap(questions, right, came[0], shifts) < FAR_ENOUGH:
        raise NoPrint("near-right")
    lines, print_, members = _best(questions, salt, shifts, came)
    stored = {"signature": signature, "salt": salt.hex(), **_stored(questions)}
    known = tuple(_known(assignment, asked, questions, salt, print_, came[0]))
    return GroupPrint(signature, digest_of(stored), lines, members, stored, known)


def _came(values: FunctionValues) -> Came:
    return [[list(map(_thing, things)) for things in calls.yours] for calls in values.calls]


def _thing(returned: Returned) -> Array | str:
    if returned.word:
        return returned.word
    return np.frombuffer(returned.data, dtype="<f8").reshape(returned.shape)


def _same_inputs(questions: Questions, right: Came, values: FunctionValues) -> bool:
    """Return whether values were taken on these inputs: what was right then is right now."""
    if [(g.name, len(g.calls)) for g in questions.groups] != [
        (c.name, len(c.right)) for c in values.calls
    ]:
        return False
    return all(
        _alike(one, _thing(other), group)
        for group, ours, calls in zip(questions.groups, right, values.calls, strict=True)
        for mine, its in zip(ours, calls.right, strict=True)
        for one, other in zip(mine, its, strict=True)
    )


def _alike(one: Array | str, other: Array | str, group: Group) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and one == other
    if one.shape != other.shape:
        return False
    size = max(float(np.abs(np.nan_to_num(one)).max(initial=0.0)), group.least)
    return np.allclose(one, other, rtol=0.0, atol=group.tolerance * size, equal_nan=True)


def _telling(questions: Questions, right: Came) -> Iterator[Part]:
    """Yield a part for each group of calls under whose hash what is right can't be guessed."""
    things = tuple(range(len(questions.things)))
    for g, group in enumerate(questions.groups):
        if enough(questions, right, g, things):
            yield Part(g, things)
        elif not group.name.startswith(ASK):
            raise NoPrint("little-choice")


def _shift(questions: Questions, g: int, came: Sequence[Came]) -> int:
    """Return the shift at which the sizes of a group's results lie farthest from borders."""
    group = questions.groups[g]
    sizes = np.array(
        [
            float(np.abs(thing).max(initial=0.0))
            for each in came
            for things in each[g]
            for thing in things
            if not isinstance(thing, str) and np.isfinite(thing).all()
        ]
    )
    sizes = np.maximum(sizes[sizes > group.tolerance * group.least], group.least)
    if not sizes.size:
        return 0

    def clear(shift: int) -> float:
        beyond = np.mod(np.log2(sizes) + shift / STEPS, 1.0)
        return float(np.minimum(beyond, 1.0 - beyond).min())

    return max(range(STEPS), key=clear)


def _gap(questions: Questions, right: Came, came: Came, shifts: Sequence[int]) -> float:
    """Return how far a behaviour lies from what is right, in tolerances."""
    both = (measured_at(questions, each, shifts) for each in (right, came))
    gaps = [
        one.distance(other) / questions.groups[part.group].tolerance
        for part, one, other in zip(questions.parts, *both, strict=True)
    ]
    return float(max(gaps))


def _best(
    questions: Questions, salt: bytes, shifts: tuple[int, ...], came: Sequence[Came]
) -> tuple[tuple[str, ...], Print, tuple[bool, ...]]:
    """Return the print of the member whose print tells the most of them; raises NoPrint."""
    found: list[tuple[tuple[str, ...], Print, tuple[bool, ...]]] = []
    for each in came[:_MOST_TRIED]:
        lines = tuple(_lines(questions, salt, shifts, measured_at(questions, each, shifts)))
        print_ = Print(shifts, tuple(line.split()[1] for line in lines))
        told = (opening_keys(questions, salt, other, print_) is not None for other in came)
        found.append((lines, print_, tuple(told)))
        if all(found[-1][2]):
            break
    best = max(found, key=lambda each: sum(each[2]))
    if 2 * sum(best[2]) <= len(came):
        raise NoPrint("apart")
    return best


_MOST_TRIED = 10


def _lines(
    questions: Questions, salt: bytes, shifts: Sequence[int], did: Sequence[Measured]
) -> Iterator[str]:
    for part, each in enumerate(did):
        grid = grid_of(salt, questions, part)
        secret = next(grid.secrets(each))
        key = _short(grid.key(secret))
        yield part_line(shifts[part], grid.digest(secret), key)


def _short(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _stored(questions: Questions) -> dict[str, Any]:
    writer = Writer()
    return {**questions_written(writer, questions), "arrays": writer.arrays}


def _known(
    assignment: str, asked: Asked, questions: Questions, salt: bytes, print_: Print, came: Came
) -> Iterator[str]:
    """Yield the names of what has this print already."""
    for each in learned_of(asked.function, assignment):
        try:
            told = opening_keys(questions, salt, came, each.known_by) is not None
        except ValueError:  # it is of other inputs
            told = False
        if told:
            yield each.name
            return
    full = asked.arguments.get("regularization") == "full"
    for wrong in WrongFunctions(asked.function, assignment).with_one():
        for it in wrong:
            function = at_strength(it.function, FULL if full else HALF)
            if opening_keys(questions, salt, results(function, questions)[0], print_) is not None:
                yield from it.names
                return


def learned_as(assignment: str, root: Path, values: FunctionValues) -> str:
    """Return the name of the learned mistake that has these values, '' if none has."""
    with in_course(root):
        kept = kept_inputs(assignment, values.function)
        if kept is None:
            return ""
        asked = [(group.name, len(group.calls)) for group in kept.questions.groups]
        if asked != [(calls.name, len(calls.yours)) for calls in values.calls]:
            return ""
        came = _came(values)
        its = (e for e in learned_of(values.function, assignment) if e.inputs == kept.digest)
        for each in its:
            if opening_keys(kept.questions, kept.salt, came, each.known_by) is not None:
                return each.name
    return ""
