"""Make the changes of a call's arguments that the student's function made to its copies."""

from typing import Any

import numpy as np

from autograder.wire.errors import WireError


def change(old: Any, new: Any) -> None:  # noqa: ANN401, C901 - one branch for each kind
    """Make `old` equal to `new` in place, as the student's function did to its copy."""
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.size != new.size or old.dtype != new.dtype:
            raise WireError("an array came back with another size or type")
        if old.shape != new.shape:
            old.shape = new.shape
        if not np.array_equal(old, new, equal_nan=old.dtype.kind in "fc"):
            np.copyto(old, new)
    elif isinstance(old, list | bytearray) and isinstance(new, list | bytearray):
        if isinstance(old, list) and len(old) == len(new):
            new = [_changed(a, b) for a, b in zip(old, new, strict=True)]
        old[:] = new
    elif isinstance(old, dict) and isinstance(new, dict):
        new = {key: _changed(old.get(key), each) for key, each in new.items()}
        old.clear()
        old.update(new)
    elif isinstance(old, set) and isinstance(new, set):
        old.clear()
        old.update(new)


def _changed(old: Any, new: Any) -> Any:  # noqa: ANN401 - any values
    """Return the part of a collection as it is now: the same object if that could be changed."""
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.shape != new.shape or old.dtype != new.dtype:
            return new
    elif type(old) is not type(new) or not isinstance(new, list | dict | set):
        return new
    change(old, new)
    return old
