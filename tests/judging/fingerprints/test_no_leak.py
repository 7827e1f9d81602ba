"""A file with fingerprints tells no number, no line and no word that a student must not have."""

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks.fingerprints.behaviour import Came, FixedCall, is_finite, results
from autograder.checks.fingerprints.cells import LEAST_BITS, Measured, bits_of
from autograder.checks.fingerprints.prints_file import SUFFIX, Fingerprint, fingerprint_of
from autograder.checks.fingerprints.verdict import opened
from autograder.checks.given_functions import recipe_of
from autograder.course.folders import assignments, source_notebooks
from autograder.instructors.authoring.leaks import secret_lines
from autograder.judging.fingerprints.asked import asked_in
from autograder.judging.mistakes.catalogue import catalogue, course_mistakes
from autograder.judging.reference import reference_of
from tests.conftest import ROOT
from tests.support.depth import much

NAMES = assignments(ROOT)
FUNCTIONS = [(name, each.function) for name in NAMES for each in asked_in(name, ROOT)]
# Their results are some of the numbers that come in, or whole numbers.
CHOOSES = (
    *("relu_forward", "relu_backward", "predict", "grid_search", "vote", "classes_of"),
    *("mini_batches", "diagnose", "confusion_matrix", "largest_confusions", "sure_mistakes"),
    *("relu_back", "sum_back", "order"),
)
_MINUTES = 10.0


def text_of(assignment: str) -> str:
    """Return the file as it ships."""
    return (ROOT / "assignments" / assignment / f"{assignment}{SUFFIX}").read_text("utf-8")


def print_of(assignment: str, function: str) -> Fingerprint:
    """Return a function's fingerprint."""
    found = fingerprint_of(ROOT / "assignments" / assignment, [function], None)
    assert found is not None
    return found


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a file, also what is written in base 64."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value
        if len(value) > 11 and not len(value) % 4 and re.fullmatch(r"[A-Za-z0-9+/]+=*", value):
            yield base64.b64decode(value).decode("latin-1")


@pytest.mark.parametrize("assignment", NAMES)
def test_no_line_and_no_word(assignment: str) -> None:
    """Is no secret line there, and no name, look or hint of a mistake in the clear?"""
    found = "\n".join(strings(json.loads(text_of(assignment))))
    bare = re.sub(r"\s", "", found)
    assert not [line for line in secret_lines(source_notebooks(assignment, ROOT)) if line in bare]
    for mistake in (*catalogue(), *course_mistakes(assignment, ROOT)):
        for words in (mistake.name, mistake.seen, mistake.hint):
            assert words not in found
        for slip in mistake.slips:
            assert not [edit for _, edit in slip.edits if len(edit) > 12 and edit in found]


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)
def test_no_number_of_what_is_right(assignment: str, function: str) -> None:
    """Is no right result among the file's numbers, but for those that came in?"""
    known = print_of(assignment, function)
    right = right_numbers(came_of(assignment, function, known))
    shipped = [float(each) for each in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text_of(assignment))]
    arguments = [x for group in known.questions.groups for x in numbers_in(group.calls)]
    secret = np.setdiff1d(np.round(right, 9), np.round(arguments, 9))
    assert secret.size or function in CHOOSES
    assert not np.intersect1d(secret, np.round(shipped, 9)).size


def came_of(assignment: str, function: str, known: Fingerprint) -> Came:
    """Return what the solution returns in all calls."""
    return results(reference_of(assignment, function), known.questions)[0]


def right_numbers(came: Came) -> NDArray[np.float64]:
    """Return all numbers of results that are no plain ones, such as 0, or a share of some rows."""
    calls = [call for group in came for call in group]
    arrays = [np.ravel(each) for call in calls for each in call if is_finite(each)]
    found = np.array([float(x) for array in arrays for x in array])
    plain = [np.abs(found * parts - np.round(found * parts)) <= 1e-6 * parts for parts in (100, 16)]
    unlike: NDArray[np.float64] = found[~np.any(plain, axis=0)]
    return unlike


def numbers_in(value: Any) -> Iterator[float]:
    """Yield the numbers among arguments of calls, also those that functions are made of."""
    if isinstance(value, FixedCall):
        value = value.arguments
    if callable(value):
        value = recipe_of(value)
    if isinstance(value, tuple | list):
        for each in value:
            yield from numbers_in(each)
    elif isinstance(value, int | float | np.ndarray):
        yield from map(float, np.ravel(value))


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)
def test_numbers_under_a_hash_are_many(assignment: str, function: str) -> None:
    """Has each part of what is right so many numbers that 64 bits of choice lie under its hash?"""
    known = print_of(assignment, function)
    came = came_of(assignment, function, known)
    for part in known.questions.parts:
        group = known.questions.groups[part.group]
        sizes = [
            np.count_nonzero(call[thing])
            for call in came[part.group]
            for thing in part.things
            if is_finite(call[thing])
        ]
        assert sum(sizes) * bits_of(group.tolerance) >= LEAST_BITS
        assert len(known.digests[0][0]) >= 22  # 128 bits in base 64


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)
def test_sealed_words_open_for_nobody_else(assignment: str, function: str) -> None:
    """Are mistakes' words noise to who has the file alone?"""
    known = print_of(assignment, function)
    for sealed in known.words:
        assert b"Re-read" not in sealed and sum(byte > 127 for byte in sealed) > len(sealed) / 4
    wrong = bytes(18)
    with pytest.raises((ValueError, IndexError)):
        opened(known, wrong)


def guesses(known: Fingerprint, part: int, seconds: float) -> Iterator[str]:
    """Yield hashes of guessed losses, as fast as they can be made.

    Who guesses knows the sizes, one loss at a time, and nothing of the others.
    """
    grid, rng, end = known.grid(part), np.random.default_rng(0), time.monotonic() + seconds
    group = known.questions.groups[known.questions.parts[part].group]
    for number in count():
        if not number % 100 and time.monotonic() > end:
            return
        numbers = tuple(rng.uniform(0.5, 1.0, size=1) for _ in group.calls)
        tokens = tuple(f"size {rng.integers(-1, 3)}" for _ in group.calls)
        yield from map(grid.digest, grid.secrets(Measured(tokens, numbers)))


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS[:1] + FUNCTIONS[-3:-2])
def test_guessing_finds_nothing(assignment: str, function: str) -> None:
    """Do ten minutes of guessing at night, and a second by day, not find a hash?"""
    known = print_of(assignment, function)
    wanted = {digest for part in known.digests for digest in part}
    seconds = 60.0 * _MINUTES / 2 if much() else 1.0
    assert not wanted.intersection(guesses(known, 0, seconds))


def test_one_number_would_be_found() -> None:
    """Is it the many numbers that protect: is a hash of one found, by the same guessing?"""
    salt, loss = b"salt", 1.23457
    wanted = hashlib.sha256(salt + f"{loss:.5f}".encode()).hexdigest()
    tried = (f"{k / 1e5:.5f}" for k in range(300_000))
    found = [each for each in tried if hashlib.sha256(salt + each.encode()).hexdigest() == wanted]
    assert found == ["1.23457"]


def test_files_are_where_they_are_looked_for() -> None:
    """Are these the files beside the handouts, one for each assignment?"""
    found = sorted(Path(ROOT / "assignments").glob(f"*/*{SUFFIX}"))
    assert [path.name.removesuffix(SUFFIX) for path in found] == NAMES
