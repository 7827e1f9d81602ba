"""A progress bar for training loops."""

import os
import sys
from collections.abc import Iterator


def progress(iterations: int) -> Iterator[int]:
    """Yield 0, 1, ..., iterations - 1, with a progress bar if it takes longer than a second.

    The bar goes to stdout, and while nbgrader runs the notebook there is none: nbgrader takes
    anything on stderr in a graded cell for an error.
    """
    from tqdm import tqdm  # not before something is trained

    hidden = "NBGRADER_EXECUTION" in os.environ
    yield from tqdm(
        range(iterations), file=sys.stdout, delay=1.0, leave=False, ncols=76, disable=hidden
    )
