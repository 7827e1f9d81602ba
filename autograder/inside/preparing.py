"""Import ahead what a course's notebooks import, so that no submission waits for it."""

import contextlib
import gc
import importlib
import io
import sys
from collections.abc import Sequence


def prepare(modules: Sequence[str]) -> None:
    """Import the modules that are there, draw a first figure, and keep what is loaded shared.

    Python's garbage collector would otherwise touch, and so copy, every page in each process.
    """
    for name in modules:
        with contextlib.suppress(Exception):  # a cell that imports it says what is wrong with it
            importlib.import_module(name)
    if "matplotlib.pyplot" in sys.modules:
        with contextlib.suppress(Exception):
            _draw()
    gc.collect()
    gc.freeze()


def _draw() -> None:
    """Draw one figure: the first loads fonts and the notebook's backend."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(1, 1))
    axes.plot([0.0, 1.0], label="0")
    axes.set_title("0")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")
