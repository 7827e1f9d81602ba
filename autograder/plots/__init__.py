"""Student-safe figures: each has a title, labels and a summary, and reads without colour."""

from autograder.plots.bars import grouped_bars, time_bars
from autograder.plots.curves import curves
from autograder.plots.images import image_row, residual_picture
from autograder.plots.picture import Picture

__all__ = ["Picture", "curves", "grouped_bars", "image_row", "residual_picture", "time_bars"]
