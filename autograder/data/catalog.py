"""What the kit knows of each dataset, for people to read."""

from collections.abc import Callable
from dataclasses import dataclass

from autograder.data.cifar10_find import find_cifar10
from autograder.data.errors import DataError
from autograder.data.fashion_mnist import fashion_mnist_file


@dataclass(frozen=True)
class Dataset:
    """A dataset's facts; `where` says whether and where it is on this computer."""

    name: str
    images: str
    classes: int
    size: str
    licence: str
    where: Callable[[], str]


def _fashion_mnist() -> str:
    try:
        path = fashion_mnist_file()
    except DataError as error:
        return f"missing: {error}"
    return str(path) if path.is_file() else f"missing: {path}"


def _cifar10() -> str:
    try:
        path = find_cifar10()
    except DataError as error:
        return f"missing: {error}"
    return str(path) if path else "not here: autograder data fetch cifar10"


# Sizes of the datasets as their files are on disk. CIFAR-10's page asks for a citation and names
# no licence.
DATASETS = (
    Dataset("spiral", "none: 300 points", 3, "0", "BSD-3-Clause", lambda: "generated"),
    Dataset("fashion_mnist", "8,000 of 28x28", 10, "3.5 MB", "MIT", _fashion_mnist),
    Dataset("cifar10", "60,000 of 32x32x3", 10, "170 MB", "none stated; cite it", _cifar10),
)
