"""The three steps of softmax are drawn on axes that stay, so that they make a film."""

from typing import Any

import numpy as np
import pytest

from autograder.plots import Picture, film, softmax_steps

SCORES = np.array([-3.0, 2.0, -1.0, 0.0])
P = np.array([0.0057, 0.8390, 0.0418, 0.1135])


def picture(score: float = 0.0, moving: int = 3) -> Picture:
    """Return the bars of four scores, of which the last one moves."""
    scores = np.append(SCORES[:3], score)
    return softmax_steps(scores, P, "Bars", moving=moving, lowest=-4.0, highest=4.0)


def test_summary_tells_the_moving_score() -> None:
    """Are the moving score, its exponential and all probabilities said?"""
    assert picture().summary == (
        "Bars: class 3 has the score 0, exp gives 1, the probabilities are "
        "0.006, 0.839, 0.042, 0.114."
    )


def test_bars_are_as_high_as_what_they_show() -> None:
    """Do three axes hold scores, exponentials and probabilities?"""
    patches: list[list[Any]] = [list(axes.patches) for axes in picture().draw().axes]
    heights = [[bar.get_height() for bar in bars] for bars in patches]
    np.testing.assert_allclose(heights, [SCORES, np.exp(SCORES), P])


def test_axes_stay_in_a_film() -> None:
    """Have pictures of other scores the same axes, and the moving bar a hatch?"""
    first, last = picture(-4.0).draw(), picture(4.0).draw()
    assert [a.get_ylim() for a in first.axes] == [a.get_ylim() for a in last.axes]
    assert [bool(bar.get_hatch()) for bar in last.axes[2].patches] == [False] * 3 + [True]
    assert "▶ Play" in film([picture(-4.0), picture(4.0)], "score", "c")._repr_html_()


@pytest.mark.parametrize("moving", [-1, 4])
def test_no_such_class(moving: int) -> None:
    """Is a class that is not there refused?"""
    with pytest.raises(ValueError, match="with the moving class among them"):
        picture(moving=moving)


def test_other_shapes_are_refused() -> None:
    """Must there be as many probabilities as scores?"""
    with pytest.raises(ValueError, match=r"s has shape \(4,\) and p \(3,\)"):
        softmax_steps(SCORES, P[:3], "t", moving=0, lowest=-4.0, highest=4.0)
