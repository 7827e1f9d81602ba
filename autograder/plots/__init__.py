"""Student-safe figures: each has a title, labels and a summary, and reads without colour."""

from autograder.plots.accuracies import accuracy_bars
from autograder.plots.bars import grouped_bars, time_bars
from autograder.plots.boundary import decision_boundary
from autograder.plots.curves import curves
from autograder.plots.images import image_row, residual_picture
from autograder.plots.picture import Picture
from autograder.plots.probabilities import bars_of_probabilities
from autograder.plots.search import heat_map
from autograder.plots.steps import error_against_step
from autograder.plots.training import loss_curve
from autograder.plots.weights import weight_images

__all__ = [
    "Picture",
    "accuracy_bars",
    "bars_of_probabilities",
    "curves",
    "decision_boundary",
    "error_against_step",
    "grouped_bars",
    "heat_map",
    "image_row",
    "loss_curve",
    "residual_picture",
    "time_bars",
    "weight_images",
]
