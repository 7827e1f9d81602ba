"""Take over the state of the test's global random generators: it may have called seed()."""

import sys
from typing import Any


def take_random_state(state: dict[str, Any] | None) -> None:
    """Let `random` and `np.random` go on from the states given."""
    if not state:
        return
    if "python" in state:
        import random

        version, numbers, gauss = state["python"]
        random.setstate((version, tuple(numbers), gauss))
    if "numpy" in state and "numpy" in sys.modules:
        import numpy as np

        np.random.set_state(tuple(state["numpy"]))  # noqa: NPY002 - the test's own generator
