"""Mistakes that a course has learned from its students: each is told by a print of its own.

The inputs are those on which the answers of a class were compared. They stay while the function's
signature does, so a print outlives releases.
"""

from collections.abc import Iterator, Sequence

from autograder.checks.fingerprints.behaviour import Came, Questions, measured, with_shifts
from autograder.checks.fingerprints.cells import Grid, Measured
from autograder.checks.fingerprints.prints_file import STEPS, Print


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
