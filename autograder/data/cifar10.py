"""CIFAR-10, read from wherever a copy is: batches, the official tarball, or an .npz."""

from pathlib import Path

import numpy as np

from autograder.data.arrays import checked_images, checked_labels, read_npz
from autograder.data.cifar10_files import (
    ARCHIVE,
    NAMES,
    TRAIN_BATCHES,
    copy_at,
    find_cifar10,
    folder_contents,
    tarball_contents,
)
from autograder.data.errors import NO_CIFAR10, NOT_A_BATCH, TOO_FEW, problem
from autograder.data.places import fetched_folder
from autograder.data.sizes import while_graded
from autograder.data.splits import Images, ImageSplits, Labels
from autograder.data.unpickle import unpickle

CLASS_NAMES: tuple[str, ...] = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
SHAPE = (32, 32, 3)
ARRAYS = ("X_train", "y_train", "X_test", "y_test")
Part = tuple[Images, Labels]


def cifar10_is_here() -> bool:
    """Return whether there is a copy of CIFAR-10 on this computer for a notebook to use.

    Never while nbgrader runs it, so that a grade doesn't depend on the computer. Raises DataError
    when AUTOGRADER_CIFAR10 is set to something that is not a copy.
    """
    return not while_graded() and find_cifar10() is not None


def load_cifar10(source: Path | str | None = None, validation: int = 1000) -> ImageSplits:
    """Return CIFAR-10, with the last `validation` training images set apart for validation.

    Each X is (N, 32, 32, 3) uint8, each y (N,) int64, C = 10 classes: 49,000, 1,000 and 10,000
    images of the official data. `source` is a folder with the official Python batches (or the
    folder above it), the official cifar-10-python.tar.gz, or an .npz with X_train, y_train, X_test
    and y_test. Without it, the copy is what the environment variable AUTOGRADER_CIFAR10 names; else
    one in the kit's datasets/cifar10; else the one that `autograder data fetch cifar10` fetched.

    Raises DataError when there is no copy, or it is damaged, incomplete, or not plain data.
    Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009;
    the format is described on https://www.cs.toronto.edu/~kriz/cifar.html.
    """
    path = copy_at(source) if source is not None else find_cifar10()
    if path is None:
        raise problem(NO_CIFAR10, path=fetched_folder() / ARCHIVE)
    if path.suffix == ".npz":
        names, train, test = CLASS_NAMES, *_from_npz(path)
    else:
        contents = folder_contents(path) if path.is_dir() else tarball_contents(path)
        names, train, test = _from_batches(path, contents)
    return _split(path, names, train, test, validation)


def _from_npz(path: Path) -> tuple[Part, Part]:
    arrays = read_npz(path, ARRAYS)
    return (
        _checked_part(path, arrays["X_train"], arrays["y_train"], "train"),
        _checked_part(path, arrays["X_test"], arrays["y_test"], "test"),
    )


def _from_batches(path: Path, contents: dict[str, bytes]) -> tuple[tuple[str, ...], Part, Part]:
    batches = [_batch(path / name, contents[name]) for name in TRAIN_BATCHES]
    images, labels = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    names = CLASS_NAMES
    if NAMES in contents:
        names = _class_names(path / NAMES, contents[NAMES])
    return names, (images, labels), _batch(path / "test_batch", contents["test_batch"])


def _batch(path: Path, content: bytes) -> Part:
    batch = unpickle(content, path)
    data = _entry(path, batch, "data")
    if not isinstance(data, np.ndarray) or data.ndim != 2 or data.shape[1] != 3072:
        raise problem(NOT_A_BATCH, path=path, name="data")
    # A row is the red plane, then the green, then the blue; an image has its colours last.
    images = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return _checked_part(path, images, _entry(path, batch, "labels"), "batch")


def _class_names(path: Path, content: bytes) -> tuple[str, ...]:
    names = _entry(path, unpickle(content, path), "label_names")
    if isinstance(names, list) and len(names) == len(CLASS_NAMES):
        texts = [name.decode("latin1") if isinstance(name, bytes) else name for name in names]
        if all(isinstance(text, str) for text in texts):
            return tuple(texts)
    raise problem(NOT_A_BATCH, path=path, name="label_names")


def _entry(path: Path, batch: object, key: str) -> object:
    if isinstance(batch, dict):
        for name in (key.encode(), key):  # bytes as Python 2 wrote it, text if written anew
            if name in batch:
                return batch[name]
    raise problem(NOT_A_BATCH, path=path, name=key)


def _checked_part(path: Path, images: object, labels: object, name: str) -> Part:
    checked = checked_images(path, f"X_{name}", images, SHAPE)
    return checked, checked_labels(path, f"y_{name}", labels, len(checked), len(CLASS_NAMES))


def _split(
    path: Path, names: tuple[str, ...], train: Part, test: Part, validation: int
) -> ImageSplits:
    (images, labels), count = train, len(train[1])
    if not 0 <= validation < count:
        raise problem(TOO_FEW, path=path, count=count, validation=validation)
    at = count - validation
    return ImageSplits("CIFAR-10", names, images[:at], labels[:at], images[at:], labels[at:], *test)
