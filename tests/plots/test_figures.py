"""Every figure has a title, labels, and differences that are seen without colour."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from autograder import plots
from autograder.plots import Picture, curves, grouped_bars, image_row, residual_picture, time_bars
from autograder.plots.look import HUES, styled
from tests.plots import examples
from tests.plots.examples import SUMMARIES, WITH_AXES

Maker = Callable[[], Picture]
LABELS: dict[str, Any] = {"title": "t", "xlabel": "x", "ylabel": "y"}


def test_every_function_has_an_example() -> None:
    """Is no public function left out here?"""
    here = {"grouped_bars", "curves", "image_row", "time_bars", "residual_picture"}
    here |= {"computation_graph"}
    course = {"accuracy_bars", "bars_of_probabilities", "decision_boundary", "error_against_step"}
    course |= {"heat_map", "loss_curve", "weight_images"}  # in test_course_figures.py
    films = {"film", "Film", "margin_picture", "softmax_steps"}  # in tests of their own
    nets = {"confusion_picture", "loss_panels"}  # in test_trainings.py
    assert set(plots.__all__) == here | course | films | nets | {"Picture"}


@pytest.mark.parametrize("make", SUMMARIES)
def test_title(make: Maker) -> None:
    """Does each figure say what it shows?"""
    figure = make().draw()
    assert figure.get_suptitle() or figure.axes[0].get_title()


@pytest.mark.parametrize("make", WITH_AXES)
def test_axis_labels(make: Maker) -> None:
    """Does each axis say what it measures?"""
    axes = make().draw().axes[0]
    assert axes.get_xlabel()
    assert axes.get_ylabel()


def test_labels_are_those_given() -> None:
    """Do title and labels stand where they belong?"""
    for make in (examples.bars, examples.lines):
        axes = make().draw().axes[0]
        assert make().summary.startswith(axes.get_title())
    axes = examples.bars().draw().axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("class", "probability")
    axes = examples.lines().draw().axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("lead", "loss")


@pytest.mark.parametrize("make", SUMMARIES)
def test_each_call_draws_anew(make: Maker) -> None:
    """Does drawing twice give two figures, so that one can be changed and shown again?"""
    picture = make()
    assert picture.draw() is not picture.draw()


def test_bars_have_their_heights_and_names() -> None:
    """Is each value a bar of that height, with the group's name below and a legend?"""
    axes = examples.bars().draw().axes[0]
    heights = [bar.get_height() for bar in axes.patches if isinstance(bar, Rectangle)]
    assert heights == [0.909, 0.091, 0.25, 0.75]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["class 0", "class 1"]
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["example 1", "example 2"]


def test_bars_do_not_overlap() -> None:
    """Do four series stand side by side, each within its own group?"""
    series = {name: [1.0, 2.0] for name in "abcd"}
    axes = grouped_bars(["g", "h"], series, **LABELS).draw().axes[0]
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    spans = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars)
    assert len(spans) == 8
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert start >= end - 1e-9
    assert spans[3][1] < 0.5 < spans[4][0]


def test_bars_differ_by_hatch() -> None:
    """Are four series told apart by their hatch, and besides by their hue?"""
    series = {name: [1.0] for name in "abcd"}
    bars = grouped_bars(["g"], series, **LABELS).draw().axes[0].patches
    assert len({bar.get_hatch() for bar in bars}) == 4
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [hue.lower() for hue in HUES]


def test_times_differ_by_hatch() -> None:
    """Are the bars of two functions told apart by their hatch?"""
    axes = examples.seconds().draw().axes[0]
    assert len({bar.get_hatch() for bar in axes.patches}) == 2
    assert [text.get_text() for text in axes.get_yticklabels()] == ["loops", "matrices"]


def test_curves_differ_by_line_style() -> None:
    """Are four curves told apart by their line style, and besides by their hue?"""
    axes = examples.lines().draw().axes[0]
    drawn = axes.get_lines()
    assert len({line.get_linestyle() for line in drawn}) == 4
    assert [line.get_color() for line in drawn] == list(HUES)
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["hinge", "squared", "flat", "line"]


def test_curves_are_drawn_as_given() -> None:
    """Are the points those of the caller?"""
    line = curves([1, 2, 4], {"a": [3.0, 1.0, 2.0]}, **LABELS).draw().axes[0].get_lines()[0]
    np.testing.assert_array_equal(line.get_xdata(), [1.0, 2.0, 4.0])
    np.testing.assert_array_equal(line.get_ydata(), [3.0, 1.0, 2.0])


def test_a_range_is_pointed_out() -> None:
    """Is it tinted and striped, named in the legend, and told in words?"""
    picture = curves([0.0, 2.0], {"a": [1.0, 2.0]}, shade=(0.0, 0.5, "small x"), **LABELS)
    axes = picture.draw().axes[0]
    (band,) = axes.patches
    assert band.get_hatch() and axes.get_xlim()[0] <= 0.0
    legend = axes.get_legend()
    assert legend is not None
    assert [each.get_text() for each in legend.get_texts()] == ["a", "small x"]
    assert "from 0 to 0.5 is shaded, small x" in picture.summary


def test_arrows_have_shafts() -> None:
    """Is the line of each arrow of a graph drawn, in the style that a notebook shows?"""
    with styled():
        axes = examples.graph().draw().axes[0]
    arrows = [each for text in axes.texts if (each := getattr(text, "arrow_patch", None))]
    assert arrows
    assert all(each.get_linewidth() > 1 for each in arrows)


def test_images_have_their_labels() -> None:
    """Is each image drawn once, below its own label?"""
    axes = examples.images().draw().axes
    assert [axis.get_title() for axis in axes] == ["boot", "shirt", "bag"]
    for k, axis in enumerate(axes):
        np.testing.assert_array_equal(
            np.asarray(axis.images[0].get_array()), np.arange(16).reshape(4, 4) + 16 * k
        )


def test_residual_is_symmetric_about_zero() -> None:
    """Are too small and too large told apart by hue and by a sign, with 0 in the middle?"""
    figure = examples.residual().draw()
    image = figure.axes[0].images[0]
    assert image.get_clim() == (-2.25, 2.25)
    assert image.get_cmap().name == "ag_diverging"
    assert figure.axes[1].get_ylabel() == "- too small (blue) ... + too large (orange)"
    assert [text.get_text() for text in figure.axes[0].texts] == ["+0.5", "-2.2"]


def test_residual_frames_the_largest() -> None:
    """Is the frame around the entry that is farthest off?"""
    (frame,) = examples.residual().draw().axes[0].patches
    assert frame.get_patch_transform().transform((0.5, 0.5)).tolist() == pytest.approx([1.0, 1.0])


def test_residual_of_nothing_is_plain() -> None:
    """Does a residual of zeros keep 0 in the middle of the scale?"""
    image = residual_picture(np.zeros((2, 3))).draw().axes[0].images[0]
    assert image.get_clim() == (-1.0, 1.0)


@pytest.mark.parametrize(
    "picture",
    [
        residual_picture(np.zeros((2, 3))),
        residual_picture(np.array([[0.5]])),
        residual_picture(np.array([1.0, -3.0])),
        time_bars({}),
        time_bars({"loops": 0.5}),
        curves([0.0, 1.0], {"a": [np.nan, np.nan]}, **LABELS),
        curves([0.0], {"a": [1.0]}, **LABELS),
        grouped_bars(["g"], {"a": [0.0]}, **LABELS),
        grouped_bars(["g"], {"a": [-1.0], "b": [np.nan]}, **LABELS),
        image_row(np.zeros((1, 1, 1)), ["a $ and a _"], "1 < 2"),
    ],
    ids=lambda picture: picture.summary,
)
def test_odd_data_is_drawn(picture: Picture) -> None:
    """Are zeros, single values, nothing at all or nan drawn without an error or a warning?"""
    assert picture.png().startswith(b"\x89PNG")


def test_values_must_pair_with_groups() -> None:
    """Is a missing value an error for the author at once, drawn or not?"""
    with pytest.raises(ValueError, match="shorter"):
        grouped_bars(["g", "h"], {"a": [1.0]}, **LABELS)


@pytest.mark.parametrize(
    ("parents", "message"),
    [([(), (0,), (1,)], "lists of one length"), ([(1,), (0,)], "has a circle")],
)
def test_a_graph_that_is_none(parents: list[tuple[int, ...]], message: str) -> None:
    """Are lists of several lengths refused, and a node that is made of itself?"""
    with pytest.raises(ValueError, match=message):
        plots.computation_graph(["a", "b"], parents, [1.0, 2.0], [1.0, 1.0])
