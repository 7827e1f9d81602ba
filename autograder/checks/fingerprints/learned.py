"""Mistakes that a course has learned from its students: each is told by a print of its own.

The inputs are those on which the answers of a class were compared. They stay while the function's
signature does, so a print outlives releases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.checks.fingerprints.behaviour import Came, Questions, measured, with_shifts
from autograder.checks.fingerprints.cells import Grid, Measured

STEPS = 64  # a shift of the borders between sizes is so many parts of a power of two


@dataclass(frozen=True)
class Print:
    """What one behaviour is told by: for each part how its sizes are shifted, and its hash."""

    shifts: tuple[int, ...]
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Learned:
    """A learned mistake's print; `sealed` are the keys of its words, for who has what it covers."""

    print: Print
    sealed: bytes


@dataclass(frozen=True)
class LearnedMistakes:
    """All that is learned of one function; a part of `questions` is a group of calls."""

    questions: Questions
    salt: bytes
    known: tuple[Learned, ...]


def grid_of(salt: bytes, questions: Questions, part: int) -> Grid:
    """Return the grid of a part."""
    group = questions.groups[questions.parts[part].group]
    return Grid(salt, f"learned {group.name}", group.tolerance)


def measured_at(questions: Questions, came: Came, shifts: Sequence[int]) -> tuple[Measured, ...]:
    """Return what came of all calls, measured with these shifts, one for each part."""
    by_group = {part.group: shift for part, shift in zip(questions.parts, shifts, strict=True)}
    wanted = [
        [(by_group.get(g, 0) / STEPS,) * len(questions.things) for _ in group.calls]
        for g, group in enumerate(questions.groups)
    ]
    return measured(with_shifts(questions, wanted), came)


def opening_keys(
    questions: Questions, salt: bytes, came: Came, known: Print
) -> tuple[bytes, ...] | None:
    """Return what opens each part of a print that a behaviour has, None if it is another one."""
    found = tuple(_keys(questions, salt, came, known))
    return found if len(found) == len(known.digests) else None


def _keys(questions: Questions, salt: bytes, came: Came, known: Print) -> Iterator[bytes]:
    """Yield the keys of the parts, until one is another."""
    did = measured_at(questions, came, known.shifts)
    for part, (each, digest) in enumerate(zip(did, known.digests, strict=True)):
        grid = grid_of(salt, questions, part)
        secret = next((s for s in grid.secrets(each) if grid.digest(s) == digest), None)
        if secret is None:
            return
        yield grid.key(secret)
