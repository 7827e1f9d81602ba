"""Fashion-MNIST: the subset that ships with the kit."""

import contextlib
from pathlib import Path

from autograder.data.arrays import checked_images, checked_labels, read_npz
from autograder.data.errors import DataError
from autograder.data.places import datasets_folder
from autograder.data.splits import Images, ImageSplits, Labels
from autograder.findings import text

# By which the catalogue has their names, class 0 first.
CLASSES = (
    "clothes.t-shirt",
    "clothes.trouser",
    "clothes.pullover",
    "clothes.dress",
    "clothes.coat",
    "clothes.sandal",
    "clothes.shirt",
    "clothes.sneaker",
    "clothes.bag",
    "clothes.ankle-boot",
)
# Of the file that ships; its provenance card has the same.
SHA256 = "fb554d7500d1ea22693d001fc84e4cf4070a9b2f640ab000abba3acfa2599b89"
_ahead: list[ImageSplits] = []
ARRAYS = ("X_train", "y_train", "X_val", "y_val", "X_test", "y_test")


def fashion_mnist_file() -> Path:
    """Return the path of the subset's file; raises DataError when there is no datasets folder."""
    return datasets_folder() / "fashion_mnist" / "fashion_mnist_subset.npz"


def load_fashion_mnist() -> ImageSplits:
    """Return 6,000 training, 1,000 validation and 1,000 test images of clothes, 28x28 grey.

    Each X is (N, 28, 28) uint8, each y (N,) int64; C = 10 classes, equally frequent in each part,
    whose names are in the language in force.

    Raises DataError when the file is missing or damaged.
    Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking
    Machine Learning Algorithms", arXiv:1708.07747; the class names are from
    https://github.com/zalandoresearch/fashion-mnist.
    """
    name, classes = text("clothes.subset"), class_names()
    if _ahead:
        return _ahead.pop().with_names(name, classes)  # the fork may speak another language
    path = fashion_mnist_file()
    arrays = read_npz(path, ARRAYS)

    def part(of: str) -> tuple[Images, Labels]:
        images = checked_images(path, f"X_{of}", arrays[f"X_{of}"], (28, 28))
        labels = arrays[f"y_{of}"]
        return images, checked_labels(path, f"y_{of}", labels, len(images), len(CLASSES))

    return ImageSplits(name, classes, *part("train"), *part("val"), *part("test"))


def class_names() -> tuple[str, ...]:
    """Return the names of the ten classes, in the language in force."""
    return tuple(text(each) for each in CLASSES)


def load_ahead() -> None:
    """Read the subset, and make its rows, for the first who asks in each fork of this process."""
    if not _ahead:
        with contextlib.suppress(DataError):  # who asks for it is told
            images = load_fashion_mnist()
            images.make_rows_ahead()
            _ahead.append(images)
