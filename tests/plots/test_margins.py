"""The margin is drawn where it is, and who pays has a ring."""

import numpy as np
import pytest

from autograder.plots import Picture, margin_picture

W = np.array([[-1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])  # class 1 leads by 2 x
X = np.array([[1.0, 0.0], [0.25, 1.0], [-1.0, 2.0], [0.1, 0.0]])
Y = [1, 1, 0, 0]


def picture() -> Picture:
    """Return four points, of which two lead by less than 1."""
    return margin_picture(W, X, Y, "Margin")


def test_summary_tells_width_and_payers() -> None:
    """Is the margin 2 over the length of the slope, and are those counted that lead by less?"""
    assert picture().summary == "Margin: the margin is 1.00 wide; 2 of 4 points pay."


def test_rings_are_on_those_who_pay() -> None:
    """Has the point that leads by half a ring, and the one on the wrong side?"""
    rings = picture().draw().axes[0].collections[-1]
    np.testing.assert_array_equal(rings.get_offsets(), [[0.25, 1.0], [0.1, 0.0]])


def test_lines_are_where_a_class_leads_by_one() -> None:
    """Are three lines drawn, at x = -1/2, 0 and 1/2?"""
    axes = picture().draw().axes[0]
    lines = [part for part in axes.collections if getattr(part, "filled", True) is False]
    ends = [np.asarray(line.get_paths()[0].vertices) for line in lines]
    places = sorted(float(each[:, 0].mean()) for each in ends)
    np.testing.assert_allclose(places, [-0.5, 0.0, 0.5], atol=1e-9)


def test_no_border_yet() -> None:
    """Is W = 0 drawn without a line, and said?"""
    start = margin_picture(0 * W, X, Y, "Start")
    assert start.summary == "Start: there is no border yet; 4 of 4 points pay."
    assert start.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("weights", "points", "labels"),
    [(W[:2], X, Y), (W, X[:, :1], Y), (W, X, [0, 1, 2, 1]), (W, X, [0, 1])],
)
def test_other_shapes_are_refused(weights: object, points: object, labels: object) -> None:
    """Is it said what a margin is drawn of?"""
    with pytest.raises(ValueError, match=r"margin is drawn|y must hold"):
        margin_picture(weights, points, labels, "t")  # type: ignore[arg-type]
