"""Arrays from files: of the right type and shape, or an error that says what is wrong."""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from autograder.data.errors import (
    LABEL_RANGE,
    MISSING_ARRAY,
    NOT_NPZ,
    TOO_BIG,
    WRONG_IMAGES,
    WRONG_LABELS,
    problem,
    reading,
)
from autograder.data.splits import Images, Labels
from autograder.findings import text

LIMIT_MB = 512  # all 60,000 images of CIFAR-10 are 184 MB


def read_npz(path: Path, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Return the named arrays of the file at `path`.

    Raises DataError when the file is missing, damaged, not an .npz, over 512 MB when unpacked,
    lacks an array, or has one of Python objects.
    """
    with reading(path, text("data.npz")), path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            # A damaged .npz has lost its directory, which stands at the end, but not its start.
            file.seek(0)
            if file.read(4) == b"PK\x03\x04":
                raise zipfile.BadZipFile
            raise problem(NOT_NPZ, path=path)
        file.seek(0)
        _refuse_bombs(path, file)
        file.seek(0)
        with np.load(file, allow_pickle=False) as arrays:
            for name in names:
                if name not in arrays.files:
                    raise problem(MISSING_ARRAY, path=path, name=name, names=", ".join(names))
            return {name: arrays[name] for name in names}


def _refuse_bombs(path: Path, file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > LIMIT_MB * 2**20:
        raise problem(TOO_BIG, path=path, limit=LIMIT_MB, what=text("data.dataset"))


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
        raise problem(
            WRONG_LABELS, path=path, name=name, found=text("data.mixed-list"), count=count
        )
    array = np.asarray(labels)
    if array.shape != (count,) or array.dtype.kind not in "iu":
        raise problem(WRONG_LABELS, path=path, name=name, found=_described(array), count=count)
    if array.min() < 0 or array.max() >= classes:
        raise problem(LABEL_RANGE, path=path, name=name, last=classes - 1)
    return array.astype(np.int64)


def _described(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    return text("data.type", name=type(value).__name__)
