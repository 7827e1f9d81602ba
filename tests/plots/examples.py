"""One figure of each kind, with what its summary must tell."""

import numpy as np

from autograder.plots import (
    Picture,
    computation_graph,
    curves,
    grouped_bars,
    image_row,
    residual_picture,
    time_bars,
)

RESIDUAL = np.array([[0.0, 0.5, 0.0], [0.0, -2.25, 1e-9]])


def bars() -> Picture:
    """Return two series of bars in two groups."""
    return grouped_bars(
        ["class 0", "class 1"],
        {"example 1": [0.909, 0.091], "example 2": [0.25, 0.75]},
        title="Probabilities",
        xlabel="class",
        ylabel="probability",
    )


def lines() -> Picture:
    """Return four curves."""
    x = np.linspace(-2.0, 3.0, 11)
    return curves(
        x,
        {"hinge": (1 - x).clip(0), "squared": (1 - x).clip(0) ** 2, "flat": 0 * x, "line": x},
        title="Losses of one lead",
        xlabel="lead",
        ylabel="loss",
    )


def images() -> Picture:
    """Return a row of three images."""
    pixels = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
    return image_row(pixels, ["boot", "shirt", "bag"], "Three images")


def colour_images() -> Picture:
    """Return a row of one colour image."""
    return image_row(np.zeros((1, 4, 4, 3)), ["frog"], "One image")


def seconds() -> Picture:
    """Return the times of two functions."""
    return time_bars({"loops": 1.25, "matrices": 0.0025})


def residual() -> Picture:
    """Return the residual of a gradient."""
    return residual_picture(RESIDUAL)


def graph() -> Picture:
    """Return the graph of a product and a sum, with a node that is used twice."""
    return computation_graph(
        ["a", "b", "a b", "2 a b"],
        [(), (), (0, 1), (2, 2)],
        [2.0, -3.0, -6.0, -12.0],
        [-6.0, 4.0, 2.0, 1.0],
        "A product, twice",
    )


# Each figure with the words and numbers that its summary must hold.
SUMMARIES = {
    bars: ["Probabilities", "example 1", "class 0 = 0.909", "example 2", "class 1 = 0.75"],
    lines: [
        "Losses of one lead",
        "lead from -2 to 3",
        "hinge from 3 to 0",
        "squared from 9 to 0",
        "line from -2",
    ],
    images: ["Three images", "boot, shirt, bag"],
    colour_images: ["One image", "frog"],
    seconds: ["Time", "loops 1.25 s", "matrices 0.0025 s"],
    residual: ["gradient", "-2.25", "feature 1, class 1"],
    graph: ["A product, twice", "a b, value -6, gradient 2", "b, value -3, gradient 4"],
}
WITH_AXES = (bars, lines, seconds, residual)
