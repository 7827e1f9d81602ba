"""Whether the datasets are there and whole."""

import hashlib
from pathlib import Path

from autograder.course.doctor.finding import Finding, in_a_line, trouble
from autograder.data.cifar10_find import find_cifar10
from autograder.data.errors import DataError
from autograder.data.fashion_mnist import SHA256, fashion_mnist_file
from autograder.data.fetch import OFFICIAL_HASH

_GET_AGAIN = "Get the file again: `git checkout -- datasets`, or copy the kit's datasets folder."
_FETCH = (
    "linear-classifier takes Fashion-MNIST instead. To have it: `autograder data fetch cifar10` "
    "(170 MB), or set AUTOGRADER_CIFAR10 to your copy."
)
_FETCH_AGAIN = "Delete that file, then run `autograder data fetch cifar10`."


def fashion_mnist() -> Finding:
    """Compare the subset's checksum with the one of the file that ships."""
    try:
        path = fashion_mnist_file()
        found = _checksum("sha256", path)
    except DataError as error:
        return trouble("Fashion-MNIST", "not found", str(error))
    except OSError as error:
        return trouble("Fashion-MNIST", in_a_line(error), _GET_AGAIN)
    if found != SHA256:
        return trouble("Fashion-MNIST", f"{path} is not the file that ships", _GET_AGAIN)
    return Finding("Fashion-MNIST", f"whole, at {path}")


def cifar10() -> Finding:
    """Look for a copy: without one all is fine, but a damaged download isn't."""
    try:
        path = find_cifar10()
        if path is None:
            return Finding("CIFAR-10", "not on this computer", to_do=_FETCH)
        kind, _, known = OFFICIAL_HASH.partition(":")
        if path.name.endswith(".gz") and _checksum(kind, path) != known:
            return trouble("CIFAR-10", f"{path} is not the official file", _FETCH_AGAIN)
    except DataError as error:
        return trouble("CIFAR-10", "not usable", str(error))
    except OSError as error:
        return trouble("CIFAR-10", in_a_line(error), _FETCH_AGAIN)
    return Finding("CIFAR-10", f"found, at {path}")


def _checksum(kind: str, path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(kind, usedforsecurity=False)
        ).hexdigest()
