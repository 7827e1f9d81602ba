"""Honest work scores the same in two processes as in nbgrader's one kernel."""

from pathlib import Path

import pytest

from autograder.course.folders import assignments
from tests.conftest import ROOT
from tests.journeys.two_ways import (
    RENEW,
    hand_in_all,
    hand_in_solutions,
    recorded,
    scores,
    stock_scores,
    what_they_depend_on,
)


def test_recorded_scores_are_of_these_notebooks() -> None:
    """Are the scores that are kept of stock nbgrader those of today's notebooks and examples?"""
    kept = recorded()
    today = what_they_depend_on()
    assert {name: kept[name] for name in today} == today, f"renew them: {RENEW}"


def test_solutions_have_all_points() -> None:
    """Does stock nbgrader give the solutions all points that tests give?"""
    assert _sum(recorded()["scores"]["solution"]) == 338


@pytest.mark.parametrize("name", assignments(ROOT))
def test_a_solution_has_the_same_scores_both_ways(name: str, tmp_path: Path) -> None:
    """Has every cell of a solution the score that stock nbgrader gives it?"""
    hand_in_solutions(tmp_path / "ours", [name])
    ours = scores(tmp_path / "ours")
    assert ours == {"solution": {name: recorded()["scores"]["solution"][name]}}


def test_scores_are_the_same_both_ways(tmp_path: Path) -> None:
    """Has every cell of every example, too?"""
    hand_in_all(tmp_path / "ours")
    ours = scores(tmp_path / "ours")
    assert ours == recorded()["scores"]
    assert len(ours) == 14


def test_recorded_scores_are_what_nbgrader_gives(tmp_path: Path) -> None:
    """Does stock nbgrader still give the scores that are kept?"""
    hand_in_all(tmp_path / "stock")
    assert stock_scores(tmp_path / "stock") == recorded()["scores"]


def _sum(student: dict[str, dict[str, float | None]]) -> float:
    return sum(score or 0.0 for cells in student.values() for score in cells.values())
