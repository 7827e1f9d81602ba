"""Mistakes where a notebook asks for the sum over the examples: named as what they are there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.folders import CourseError
from autograder.course.variant_copy import variant_course
from autograder.course.variants import read_variants
from autograder.judging.facets import LOSS_FACETS
from autograder.judging.mistakes.catalogue import (
    Mutation,
    catalogue,
    mistakes_of,
    read_own,
    reduction_of,
    slips_of,
)
from autograder.judging.question import judge
from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.judging.harness import ROOT, namespace_of

NAME, SUMMED = "softmax-loss", "c"
POINTS = {"loss": 3, "gradient": 3, "regularization": 2}


@pytest.fixture(scope="module")
def course() -> Iterator[Path]:
    """Yield a copy of the course in which softmax-loss asks for the sum."""
    with variant_course(ROOT, read_variants(ROOT, NAME), SUMMED) as copy:
        yield copy


def sources(course: Path) -> dict[str, str]:
    """Return the code cells of the variant's source."""
    path = course / "solutions" / NAME / f"{NAME}.ipynb"
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {each["id"]: "".join(each["source"]) for each in cells if each["cell_type"] == "code"}


def judged(source: str, function: str) -> QuestionResult:
    """Grade a function's source by the variant's reference."""
    return judge(LOSS_FACETS, NAME, namespace_of(source), function, POINTS)


def graded(course: Path, slip: Mutation) -> QuestionResult:
    """Grade the solution with a slip in it."""
    return judged(slip.apply(sources(course)[slip.cell]), slip.function)


@pytest.mark.usefixtures("course")
def test_who_asks_for_which() -> None:
    """Do a mean's mistakes stay out of a sum, a sum's out of a mean, and others in both?"""
    summed = {each.name for each in mistakes_of("softmax_loss_vectorized", NAME)}
    assert read_own(NAME).reduction == "sum"
    assert reduction_of("softmax_loss_vectorized", NAME) == "sum"
    mean = {each.name for each in mistakes_of("svm_loss_vectorized", "svm-loss")}
    by_reduction = {
        reduction: {each.name for each in catalogue() if each.reduction == reduction}
        for reduction in ("mean", "sum")
    }
    assert by_reduction["sum"] & summed and not by_reduction["mean"] & summed
    assert by_reduction["mean"] & mean and not by_reduction["sum"] & mean
    assert "the regularization is missing" in summed & mean


def test_the_sum_is_right(course: Path) -> None:
    """Has the variant's solution all points?"""
    for cell, function in (
        ("softmax-loss-naive", "softmax_loss_naive"),
        ("softmax-loss-vectorized", "softmax_loss_vectorized"),
    ):
        result = judged(sources(course)[cell], function)
        assert result.points == result.max_points, in_words(result)


def test_each_mistake_of_sums_has_its_name(course: Path) -> None:
    """Does each lose points, and is it named as itself?"""
    own = {each.name for each in catalogue() if each.reduction == "sum"}
    slips = [each for each in slips_of(NAME) if each.name in own]
    assert len(slips) > len(own)
    for slip in slips:
        result = graded(course, slip)
        assert result.points < result.max_points, slip
        assert [each.name for each in result.mistakes] == [slip.name], slip


@pytest.mark.usefixtures("course")
def test_the_mean_is_told() -> None:
    """Is the mean of variant a said to be the mean where a sum is asked for?"""
    path = ROOT / "solutions" / NAME / f"{NAME}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (source,) = ("".join(c["source"]) for c in cells if c["id"] == "softmax-loss-vectorized")
    result = judged(source, "softmax_loss_vectorized")
    said = in_words(result)
    assert "you return the mean over the examples, this notebook asks for the sum" in said
    assert [each.name for each in result.mistakes] == ["loss and dW are means over the examples"]
    assert "divided by N twice" not in said


def test_a_true_class_that_is_left_out_of_a_sum(course: Path) -> None:
    """Is the part of the true class known though nothing is divided by N?"""
    slips = [each for each in slips_of(NAME) if "true class is not subtracted" in each.name]
    for slip in slips:
        assert [each.name for each in graded(course, slip).mistakes] == [slip.name]
        assert "true class" in in_words(graded(course, slip))


def test_another_word_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a reduction that is none said, with what there is?"""
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "solutions" / "x").mkdir(parents=True)
    (tmp_path / "mistakes" / "x.toml").write_text('reduction = "median"\n')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="reduction is mean or sum"):
        read_own("x", tmp_path)
