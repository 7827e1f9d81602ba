"""The course figures have titles and labels, and are read without colour."""

from collections.abc import Sequence

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from autograder.plots import (
    Picture,
    accuracy_bars,
    bars_of_probabilities,
    decision_boundary,
    error_against_step,
    heat_map,
    loss_curve,
    weight_images,
)
from autograder.plots.look import HATCHES, HUES, LINE_STYLES, MARKERS, REGIONS, TEXT_HUES
from tests.plots.contrast import contrast

nan = float("nan")
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
STEPS = [1e-1, 1e-3, 1e-5]


def corner(points: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return class 0 at the left, 1 and 2 at the right."""
    upper = (points[:, 1] > 0.5).astype(int)
    return np.where(points[:, 0] > 0.5, 1 + upper, 0)


def boundary(y: Sequence[int] = (0, 0, 1, 2)) -> Picture:
    """Return three regions with four points."""
    return decision_boundary(corner, SQUARE, y, "Square")


def grid() -> Picture:
    """Return a grid search with one failed cell."""
    values = [[0.1, 0.389, 0.2], [nan, 0.2, 0.3]]
    return heat_map(values, [1e-7, 5e-7], [0.0, 0.5, 1.0], "Grid", "strength", "rate")


def steps() -> Picture:
    """Return two lines, of which one has a zero and one a nan."""
    errors = {"forward": [1e-1, 1e-3, nan], "central": [1e-2, 0.0, 1e-5]}
    return error_against_step(STEPS, errors, "Steps")


def probabilities() -> Picture:
    """Return two examples of ten classes."""
    return bars_of_probabilities(np.linspace(0, 0.19, 20).reshape(2, 10), [3, 9], title="P")


LABELLED = [
    (boundary(), "Square", "feature 0", "feature 1"),
    (loss_curve([2.0, 1.0], "Loss"), "Loss", "iteration", "loss"),
    (grid(), "Grid", "strength", "rate"),
    (steps(), "Steps", "step h", "error"),
    (accuracy_bars({"svm": 0.3}, "Acc"), "Acc", "accuracy (%)", "classifier"),
    (accuracy_bars({"val": 0.3}, "Acc", ylabel="split"), "Acc", "accuracy (%)", "split"),
    (probabilities(), "P", "example", "probability"),
]


def printed(axes: Axes) -> list[str]:
    """Return the texts that stand in the axes."""
    return [text.get_text() for text in axes.texts]


def entries(axes: Axes) -> list[str]:
    """Return what the legend of the axes, or of its figure, says."""
    legend = axes.get_legend() or axes.figure.legends[0]
    return [text.get_text() for text in legend.get_texts()]


@pytest.mark.parametrize(("picture", "title", "xlabel", "ylabel"), LABELLED)
def test_title_and_labels(picture: Picture, title: str, xlabel: str, ylabel: str) -> None:
    """Does each figure say what it shows and each axis what it measures?"""
    axes = picture.draw().axes[0]
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == (title, xlabel, ylabel)
    assert picture.summary.startswith(title)
    assert picture.png().startswith(b"\x89PNG")


def test_boundary_tells_classes_apart_by_marker() -> None:
    """Has each class a marker of its own, and each region its number?"""
    axes = boundary().draw().axes[0]
    points = [part for part in axes.collections if isinstance(part, PathCollection)]
    assert len({np.asarray(part.get_paths()[0].vertices).tobytes() for part in points}) == 3
    assert printed(axes) == ["0", "1", "2"]
    assert entries(axes) == ["class 0", "class 1", "class 2"]


def test_boundary_numbers_stand_in_their_regions() -> None:
    """Would the classifier itself give the number that is printed there?"""
    for text in boundary().draw().axes[0].texts:
        assert corner(np.array([text.get_position()]))[0] == int(text.get_text())


def test_boundary_crosses_the_wrong_points() -> None:
    """Is an x on the wrong point and on no other?"""
    axes = boundary((0, 1, 1, 2)).draw().axes[0]
    points = [part for part in axes.collections if isinstance(part, PathCollection)]
    np.testing.assert_array_equal(points[-1].get_offsets(), [[0.0, 1.0]])
    assert entries(axes)[-1] == "wrong"


def test_boundary_has_tints() -> None:
    """Are the regions three tints, each light enough for the edges of its markers?"""
    mesh = boundary().draw().axes[0].collections[0]
    assert len(np.unique(np.asarray(mesh.get_array()))) == 3
    tints = [mesh.get_cmap()(k) for k in range(3)]
    assert [to_hex(tint) for tint in tints] == [tint.lower() for tint in REGIONS[:3]]
    for tint, edge in zip(REGIONS, TEXT_HUES, strict=True):
        assert contrast(tint, edge) >= 4.5


def test_a_class_seen_nowhere_else_is_drawn() -> None:
    """May the regions hold a class that no point has?"""
    far = decision_boundary(lambda p: (p[:, 0] > 1.05) * 7, SQUARE, [0] * 4, "t")
    assert printed(far.draw().axes[0]) == ["0", "7"]


def test_short_losses_are_drawn_as_given() -> None:
    """Is a history of up to 200 values one line, without an average?"""
    (line,) = loss_curve(np.arange(200.0).tolist(), "t").draw().axes[0].get_lines()
    np.testing.assert_array_equal(line.get_ydata(), np.arange(200.0))


def test_long_losses_are_averaged() -> None:
    """Are more than 200 values drawn faint, with their moving average?"""
    raw, average = loss_curve(np.arange(300.0).tolist(), "t").draw().axes[0].get_lines()
    np.testing.assert_array_equal(raw.get_ydata(), np.arange(300.0))
    assert to_rgb(raw.get_color())[0] > 0.7
    assert raw.get_linewidth() < 1
    np.testing.assert_allclose(
        np.asarray(average.get_xydata()), np.arange(4.5, 295.5)[:, None] * [1, 1]
    )


def test_average_skips_what_is_not_finite() -> None:
    """Does the average go on over a nan, and stop where all is nan?"""
    losses = np.ones(300)
    losses[5] = np.inf
    losses[100:] = nan
    heights = np.asarray(loss_curve(losses.tolist(), "t").draw().axes[0].get_lines()[1].get_ydata())
    np.testing.assert_array_equal(heights[:100], 1.0)
    assert np.isnan(heights[100:]).all()


def test_a_diverged_history_is_drawn_to_its_end() -> None:
    """Does the axis show that there were iterations after the last finite loss?"""
    axes = loss_curve([1.0, 2.0] + [nan] * 98, "t").draw().axes[0]
    assert axes.get_xlim()[1] > 99


@pytest.mark.parametrize("losses", [[1.0, 1e308, -1e308], [nan] * 300, [1.0], [0.0] * 5000])
def test_odd_losses_are_drawn(losses: list[float]) -> None:
    """Are huge, missing, single and many losses drawn without a warning?"""
    assert loss_curve(losses, "t").png().startswith(b"\x89PNG")


def test_losses_differ_by_style_and_marker() -> None:
    """Are ten histories told apart without colour?"""
    lines = loss_curve({str(k): [1.0, k] for k in range(10)}, "t").draw().axes[0].get_lines()
    assert len({line.get_marker() for line in lines}) == 10
    assert len({line.get_linestyle() for line in lines}) == 4
    looks = {(line.get_color(), line.get_linestyle()) for line in lines}
    assert looks == set(zip(HUES, LINE_STYLES, strict=True))


@pytest.mark.parametrize("count", [1, 3, 4])
def test_losses_are_named(count: int) -> None:
    """Does a legend name each history, beside the axes when it would hide the lines?"""
    axes = loss_curve({str(k): [1.0, k] for k in range(count)}, "t").draw().axes[0]
    assert entries(axes) == [str(k) for k in range(count)]
    assert (axes.get_legend() is None) == (count > 3)


def test_heat_map_prints_each_cell() -> None:
    """Is each number in its cell, and 'failed' where there is none?"""
    axes = grid().draw().axes[0]
    assert printed(axes) == ["0.100", "0.389 ★", "0.200", "failed", "0.200", "0.300"]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "0.5", "1"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["1e-07", "5e-07"]


def test_heat_map_print_is_read_on_its_shade() -> None:
    """Has each number a contrast of 4.5 to 1 with its cell, on any shade?"""
    table = np.linspace(0.3, 0.4, 11).reshape(1, 11)
    axes = heat_map(table, [1], range(11), "t", "a", "b").draw().axes[0]
    image = axes.images[0]
    shades = image.get_cmap()(np.asarray(image.get_array()).ravel())
    for text, shade in zip(axes.texts, shades, strict=True):
        assert contrast(text.get_color(), tuple(shade)) >= 4.5


def test_heat_map_frames_the_best() -> None:
    """Is the frame around the best cell, and nowhere when every cell failed?"""
    (frame,) = grid().draw().axes[0].patches
    assert isinstance(frame, Rectangle)
    assert frame.get_center() == pytest.approx((1, 0))
    assert not heat_map([[nan]], [1], [1], "t", "a", "b").draw().axes[0].patches


def test_weights_have_a_scale_of_their_own() -> None:
    """Is 0 in the middle for each class, its largest weight at an end, and its bias left out?"""
    W = np.array([[0.0, -2.0], [0.5, 0.0], [1.0, 4.0], [1.0, 0.0], [99.0, -99.0]])
    axes = weight_images(W, ["cat", "dog"], (2, 2), "Weights").draw().axes
    images = [part.images[0] for part in axes]
    np.testing.assert_array_equal(np.asarray(images[1].get_array()), [[-2, 0], [4, 0]])
    assert [image.get_clim() for image in images] == [(-1.0, 1.0), (-4.0, 4.0)]
    assert {image.get_cmap().name for image in images} == {"ag_diverging"}
    assert [part.get_title() for part in axes] == ["cat", "dog"]


def test_colour_weights_fill_the_range() -> None:
    """Is a class of colour images rescaled by its own least and greatest weight?"""
    W = np.array([[0.0], [0.5], [1.0]])
    image = weight_images(W, ["cat"], (1, 1, 3), "t").draw().axes[0].images[0]
    np.testing.assert_array_equal(np.asarray(image.get_array()), [[[0, 128, 255]]])


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("shape", [(28, 28), (32, 32, 3)])
def test_weights_of_the_course(shape: tuple[int, ...], extra: int) -> None:
    """Do ten classes of each dataset stand in two rows, with and without biases?"""
    W = np.random.default_rng(0).normal(size=(int(np.prod(shape)) + extra, 10))
    names = [f"class {c}" for c in range(10)]
    picture = weight_images(W, names, shape, "Weights")
    figure = picture.draw()
    assert figure.get_suptitle() == "Weights"
    assert np.asarray(figure.axes[0].images[0].get_array()).shape == shape
    assert len({round(axes.get_position().y0, 3) for axes in figure.axes}) == 2
    assert picture.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("weight", [0.0, nan])
def test_weights_without_a_range_are_plain(weight: float) -> None:
    """Is an image of zeros, or of no finite weights, of the colour in the middle?"""
    image = weight_images(np.full((4, 1), weight), ["cat"], (2, 2), "t").draw().axes[0].images[0]
    assert np.unique(np.asarray(image.get_array())).tolist() == [0.0]
    assert image.get_clim() == (-1.0, 1.0)


def test_steps_are_on_log_axes() -> None:
    """Are both axes logarithmic, and the steps drawn from small to large?"""
    axes = steps().draw().axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    np.testing.assert_array_equal(axes.get_lines()[0].get_xdata(), sorted(STEPS))
    np.testing.assert_array_equal(axes.get_lines()[0].get_ydata(), [nan, 1e-3, 1e-1])


def test_steps_differ_by_style_and_marker() -> None:
    """Are the two lines told apart without colour?"""
    forward, central = steps().draw().axes[0].get_lines()[:2]
    assert forward.get_linestyle() != central.get_linestyle()
    assert forward.get_marker() != central.get_marker()


def test_an_error_of_zero_is_below_all_others() -> None:
    """Is a zero shown, in words, lower than any error that is not zero?"""
    axes = steps().draw().axes[0]
    assert printed(axes) == ["= 0"]
    zero = next(line for line in axes.get_lines()[2:] if line.get_marker() == MARKERS[1])
    bottom, top = np.log(axes.get_ylim())
    lowest = (np.log(1e-5) - bottom) / (top - bottom)
    assert float(np.asarray(zero.get_ydata())[0]) < lowest
    assert "best step" in entries(axes)


def test_steps_without_a_positive_error_are_drawn() -> None:
    """Is a log axis of nothing but zeros or nan drawn without a warning?"""
    for values in ([0.0, 0.0], [nan, nan]):
        picture = error_against_step([1e-3, 1e-4], {"a": values, "b": values}, "t")
        assert picture.png().startswith(b"\x89PNG")


def test_accuracies_are_printed_and_hatched() -> None:
    """Has each bar its per cent, a hatch of its own, and the first its place on top?"""
    values = {"softmax": 0.389, "svm": 1.0, "lost": nan}
    axes = accuracy_bars(values, "t").draw().axes[0]
    assert printed(axes) == ["38.9%", "100.0%", "failed"]
    assert len({bar.get_hatch() for bar in axes.patches}) == 3
    assert [text.get_text() for text in axes.get_yticklabels()] == list(values)
    assert axes.yaxis_inverted()
    assert not axes.get_lines()


def test_more_bars_than_hues_are_alike() -> None:
    """Have bars that are too many for a hue each one and the same?"""
    axes = accuracy_bars({f"class {k}": 0.1 * k for k in range(10)}, "t").draw().axes[0]
    assert {to_hex(bar.get_facecolor()) for bar in axes.patches} == {HUES[0].lower()}
    assert len({bar.get_hatch() for bar in axes.patches}) == 1


def test_chance_is_a_dashed_line() -> None:
    """Is chance a dashed line, named below the axis?"""
    axes = accuracy_bars({"svm": 0.3}, "t", chance=0.1).draw().axes[0]
    (line,) = axes.get_lines()
    assert line.get_linestyle() == "--"
    np.testing.assert_allclose(np.asarray(line.get_xydata())[:, 0], [10.0, 10.0])
    assert axes.get_xlabel() == "accuracy (%); dashed line: chance, 10.0%"


def test_probabilities_differ_by_hatch() -> None:
    """Are ten classes told apart by hatch, each entry a bar of its height?"""
    axes = probabilities().draw().axes[0]
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    assert {bar.get_hatch() or "" for bar in bars} == set(HATCHES)
    heights = sorted(bar.get_height() for bar in bars)
    np.testing.assert_allclose(heights, np.linspace(0, 0.19, 20), atol=1e-12)
    assert entries(axes) == ["true class", *(f"class {c}" for c in range(10))]


def test_a_star_is_below_the_true_class() -> None:
    """Is each star in the middle of the bar of the true class?"""
    axes = probabilities().draw().axes[0]
    star = next(line for line in axes.get_lines() if line.get_marker() == "*")
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    true = [bar for bar in bars if round(bar.get_height(), 2) in (0.03, 0.19)]
    middles = sorted(bar.get_x() + bar.get_width() / 2 for bar in true)
    np.testing.assert_allclose(np.asarray(star.get_xydata())[:, 0], middles)
    assert (np.asarray(star.get_ydata()) < 0).all()


@pytest.mark.parametrize("P", [[[30.0, -20.0, np.inf]], [[0.0, 0.0]], np.ones((12, 10))])
def test_odd_probabilities_are_drawn(P: Sequence[Sequence[float]]) -> None:
    """Are scores, zeros and more bars than can be numbered drawn without a warning?"""
    assert bars_of_probabilities(P, [0] * len(P)).png().startswith(b"\x89PNG")
