"""Notice that a test seeds `random` or `np.random`, even if with the seed of before.

The states alone don't tell: the student's process has gone on from the first seed, this one not.
"""

import functools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

# How often each kind has been seeded in this process.
seedings: Counter[str] = Counter()


def watch() -> None:
    """Count seedings from now on; the functions stay what they are otherwise."""
    for kind, module in (("python", random), ("numpy", np.random)):
        for name in ("seed", "setstate", "set_state"):
            function = getattr(module, name, None)
            if function is not None and not hasattr(function, "counts_seedings"):
                setattr(module, name, _counted(kind, function))


def _counted(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def counted(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the library's own
        seedings[kind] += 1
        return function(*args, **kwargs)

    vars(counted)["counts_seedings"] = True
    return counted
