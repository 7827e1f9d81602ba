"""The visible check of features of a student's own choice."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks import check_features, check_report
from autograder.checks.feature_check import MOST
from autograder.data import ImageSplits

Images = NDArray[np.uint8]
GOALS = {"most right": (lambda given: given, 0.9), "in the dark": (lambda given: given // 2, 0.9)}


def halves(count: int) -> tuple[Images, NDArray[np.int64]]:
    """Return images that are bright in one of two halves, and which: the class."""
    y = np.arange(count) % 2
    images = np.random.default_rng(count).integers(0, 90, size=(count, 4, 4), dtype=np.uint8)
    images[y == 0, :2] += 100
    images[y == 1, 2:] += 100
    return images, y


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., dict[str, str]]]:
    """Return what a check of features says of each line that failed."""
    shown: list[check_report.Report] = []
    monkeypatch.setattr(check_report.Report, "show", lambda seen: shown.append(seen))
    splits = ImageSplits("halves", ("up", "down"), *halves(40), *halves(20), *halves(10))

    def lines(function: Callable[[Images], Any]) -> dict[str, str]:
        check_features(function, splits, GOALS)
        return {line.name: line.said for line in shown[-1].lines if line.status == "FAILED"}

    yield lines


def pixels(images: Images) -> NDArray[np.float64]:
    """Return a row of numbers for each image."""
    return images.reshape(len(images), -1) / 255


def test_features_that_do(said: Callable[..., dict[str, str]]) -> None:
    """Does nothing fail where the goals are reached, and each where they are not?"""
    assert said(pixels) == {}
    by_light = said(lambda images: np.mean(images, axis=(1, 2))[:, None])  # the same in both halves
    assert set(by_light) == {"most right", "in the dark"}
    assert all("within reach" in words for words in by_light.values())


@pytest.mark.parametrize(
    ("function", "line", "words"),
    [
        (lambda images: pixels(images).T, "result", "F at most"),
        (lambda images: np.zeros((len(images), MOST + 1)), "result", "F at most"),
        (lambda _: None, "result", "None"),
        (lambda images: np.ones((len(images), 3)), "one image alone", "same features"),
        (lambda images: pixels(images) - pixels(images).mean(0), "one image alone", "alone"),
        (lambda images: pixels(images) / pixels(images).max(), "a black image", "nan"),
    ],
    ids=["turned", "too many", "nothing", "constant", "of a batch", "divided by 0"],
)
def test_features_that_do_not(
    said: Callable[..., dict[str, str]], function: Any, line: str, words: str
) -> None:
    """Is what features of any kind must have asked before an accuracy?"""
    with np.errstate(invalid="ignore"):
        found = said(function)
    assert words in found[line]
    assert not set(found) & set(GOALS)


def test_images_that_are_changed(said: Callable[..., dict[str, str]]) -> None:
    """Is it said that the images are others after the call?"""

    def spoils(images: Images) -> NDArray[np.float64]:
        found = pixels(images)
        images[:] = 0
        return found

    assert "argument changed" in said(spoils)["inputs left alone"]
