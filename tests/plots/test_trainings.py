"""Trainings side by side, and confusions: each panel and each cell is what was given."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from autograder.plots import Picture, confusion_picture, loss_panels

HEALTHY = [2.3, 1.0, 0.5, 0.4], [0.7, 0.9], [0.7, 0.8]
GROWS = [2.3, 1e5, 1e200, np.inf, np.nan], [0.1], [0.1]
COUNTS = [[5, 3, 0], [1, 7, 0], [0, 2, 6]]
NAMES = ["shirt", "coat", "bag"]


def panels() -> Picture:
    """Return two trainings."""
    return loss_panels({"A": HEALTHY, "B": GROWS}, "Trainings")


def confusions() -> Picture:
    """Return a confusion matrix of three classes."""
    return confusion_picture(COUNTS, NAMES, "Confusions")


def test_summary_of_trainings() -> None:
    """Are the first and the last loss told, and both accuracies?"""
    assert panels().summary == (
        "Trainings: A: loss from 2.3 to 0.4, training 0.900, validation 0.800 right; "
        "B: loss from 2.3 to nan, training 0.100, validation 0.100 right."
    )


def test_each_training_has_a_panel() -> None:
    """Has each its losses on a scale of its own, with labels, and is the third panel empty?"""
    first, second, third = panels().draw().axes
    np.testing.assert_array_equal(first.get_lines()[0].get_ydata(), HEALTHY[0])
    assert np.isnan(np.asarray(second.get_lines()[0].get_ydata(), dtype=float)).sum() == 2
    assert first.get_yscale() == "log"
    assert first.get_ylim() == (0.1, 10.0)
    assert second.get_ylim()[1] > 1e199
    assert first.get_xlabel() and first.get_ylabel()
    assert not third.axison
    assert panels().png().startswith(b"\x89PNG")


def test_nothing_but_nan_is_drawn() -> None:
    """Is a training that failed at once drawn without an error?"""
    assert loss_panels({"A": ([np.nan], [0.0], [0.0])}, "t").png().startswith(b"\x89PNG")


@pytest.mark.parametrize("parts", [([1.0], [1.0]), ([[1.0]], [1.0], [1.0]), ([], [1.0], [1.0])])
def test_other_trainings_are_refused(parts: tuple[list[float], ...]) -> None:
    """Is it said what a training must hold?"""
    with pytest.raises(ValueError, match="A must hold"):
        loss_panels({"A": parts}, "t")
    with pytest.raises(ValueError, match="no sequence of losses"):
        loss_panels({}, "t")


def test_summary_of_confusions() -> None:
    """Are those that are right counted, and the worst confusions named, the worst first?"""
    assert confusions().summary == (
        "Confusions: 18 of 24 right, shirt taken for coat 3, bag taken for coat 2, "
        "coat taken for shirt 1."
    )


def test_the_worst_are_framed() -> None:
    """Have the three worst cells a frame, and each count but 0 its number?"""
    axes = confusions().draw().axes[0]
    frames = [each for each in axes.patches if isinstance(each, Rectangle)]
    corners = [(round(each.get_y() + 0.45), round(each.get_x() + 0.45)) for each in frames]
    assert corners == [(0, 1), (2, 1), (1, 0)]
    assert [each.get_text() for each in axes.texts] == ["5", "3", "1", "7", "2", "6"]
    assert [each.get_text() for each in axes.get_yticklabels()] == NAMES


def test_no_confusion_at_all() -> None:
    """Is a matrix without mistakes drawn, without a frame?"""
    perfect = confusion_picture(np.eye(2), ["a", "b"], "t")
    assert perfect.summary == "t: 2 of 2 right."
    assert not perfect.draw().axes[0].patches
    assert perfect.png().startswith(b"\x89PNG")


def test_other_matrices_are_refused() -> None:
    """Is it said that the names don't fit?"""
    with pytest.raises(ValueError, match="doesn't fit 2 classes"):
        confusion_picture(COUNTS, ["a", "b"], "t")
