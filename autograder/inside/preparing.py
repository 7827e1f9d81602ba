"""Import ahead what a course's notebooks import, so that no submission waits for it."""

import contextlib
import gc
import importlib
import io
import sys
from collections.abc import Sequence

from autograder.inside.practice import practise
from autograder.inside.shell import Shell


def prepare(shell: Shell, modules: Sequence[str]) -> None:
    """Import the modules that are there, practise, and keep what is loaded shared.

    A module may have a function `load_ahead`, for what all who import it will want.
    """
    import_ahead(modules)
    if "matplotlib.pyplot" in sys.modules:
        with contextlib.suppress(Exception):
            _draw()
    practise(shell)
    keep_shared()


def keep_shared() -> None:
    """Keep what is loaded out of the garbage collector's sight.

    It would touch, and so copy, every page of it in each fork of this process.
    """
    gc.collect()
    gc.freeze()


def import_ahead(modules: Sequence[str]) -> None:
    """Import the modules that are there, and let each load what it offers to load ahead."""
    for name in modules:
        with contextlib.suppress(Exception):  # a cell that imports it says what is wrong with it
            getattr(importlib.import_module(name), "load_ahead", _nothing)()


def _nothing() -> None:
    pass


def _draw() -> None:
    """Draw one figure: the first loads fonts and the notebook's backend."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(1, 1))
    axes.plot([0.0, 1.0], label="0")
    axes.set_title("0")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")
