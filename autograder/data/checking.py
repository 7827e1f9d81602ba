"""Whether arrays from a file are what a dataset must have."""

from pathlib import Path

import numpy as np

from autograder.data.errors import LABEL_RANGE, WRONG_IMAGES, WRONG_LABELS, problem
from autograder.data.splits import Images, Labels


def checked_images(path: Path | str, name: str, images: object, shape: tuple[int, ...]) -> Images:
    """Return `images` when they are (N, *shape) uint8 with N of at least 1, else raise DataError.

    `path` and `name` are the file and the array that the message names.
    """
    match images:
        case np.ndarray() if images.dtype == np.uint8 and images.shape[1:] == shape and images.size:
            return images
    sides = ", ".join(str(side) for side in shape)
    expected = f"uint8 (N, {sides})"
    raise problem(WRONG_IMAGES, path=path, name=name, found=_described(images), expected=expected)


def checked_labels(path: Path | str, name: str, labels: object, count: int, classes: int) -> Labels:
    """Return `labels` as int64 (N,) when there are `count`, all in 0..classes-1, else DataError.

    `labels` may be a list of ints, as in CIFAR-10's batches, or an integer array.
    """
    if isinstance(labels, list) and any(type(label) is not int for label in labels):
        raise problem(WRONG_LABELS, path=path, name=name, found="a mixed list", count=count)
    array = np.asarray(labels)
    if array.shape != (count,) or array.dtype.kind not in "iu":
        raise problem(WRONG_LABELS, path=path, name=name, found=_described(array), count=count)
    if array.min() < 0 or array.max() >= classes:
        raise problem(LABEL_RANGE, path=path, name=name, last=classes - 1)
    return array.astype(np.int64)


def _described(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    return f"type {type(value).__name__}"
