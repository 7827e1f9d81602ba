"""Each case has the same points in one kernel and in two processes, but for those named here."""

import pytest

from tests.engine.crossing.run_cases import Case, import_ahead, kit, read_cases, stock

CASES = read_cases()
# What can't be told apart from outside, or doesn't cross: the error with which the test ends. With
# `together` such a cell runs with the student.
NOT_YET: dict[str, str] = {
    "classes: a method added to a locked class": "AttributeError",
    "errors: an exception of the test's own, through": "RuntimeError",
    "inspect: a doctest": "RuntimeError",
    "inspect: a doctest's results": "RuntimeError",
    "pandas: a locked table's groups": "Unsendable",
    "patches: a file of the test's": "FileNotFoundError",
    "patches: a file of the answer's": "FileNotFoundError",
    "patches: an environment variable": "KeyError",
    "patches: a Mock given": "AttributeError",
    "patches: an object of the test's class": "Unsendable",
    "patches: a dict subclass of the test's": "KeyError",
    "seeds: the seed goes on in the test": "AssertionError",
    "seeds: the answer seeds, the test draws": "AssertionError",
    "types: type of a function, by another": "AssertionError",
    "types: a subclass in a test": "NotComparable",
    "values: a dataclass is one": "AssertionError",
    "values: NotImplemented": "NotComparable",
    "values: an empty object": "Unsendable",
}


@pytest.fixture(scope="module", autouse=True)
def _ahead() -> None:
    import_ahead()


def in_one_kernel(name: str) -> float | None:
    """Return the points of a case in one kernel, in a fork of it."""
    ((points, _),) = stock([(CASES[name], None)])
    return points


EQUAL = sorted(CASES.keys() - NOT_YET.keys())
EVERY_FOURTH = EQUAL[::4]


@pytest.mark.parametrize("name", EVERY_FOURTH)
def test_same_points(name: str) -> None:
    """Does the solution get the same points from both?"""
    points, said = kit(CASES[name])
    assert points == in_one_kernel(name), said


@pytest.mark.parametrize("name", sorted({*EQUAL} - {*EVERY_FOURTH}))
def test_same_points_of_the_others(name: str) -> None:
    """Does it, too, where that waits for the night?"""
    points, said = kit(CASES[name])
    assert points == in_one_kernel(name), said


@pytest.mark.parametrize("name", sorted(NOT_YET))
def test_what_cannot_cross(name: str) -> None:
    """Does a test that can't be run apart say so, or fail, and never pass by mistake?"""
    points, said = kit(CASES[name])
    assert points == 0
    assert NOT_YET[name] in said


def test_there_are_cases() -> None:
    """Is each case a text of three parts, and are there many?"""
    cases: list[Case] = list(CASES.values())
    assert len(cases) > 300
    assert all(answer and test for _, answer, test in cases)
