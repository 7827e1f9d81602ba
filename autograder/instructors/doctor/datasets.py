"""Whether the datasets are there and whole."""

import hashlib
from pathlib import Path

from autograder.data.cifar10_fetch import OFFICIAL_HASH
from autograder.data.cifar10_files import find_cifar10
from autograder.data.errors import DataError
from autograder.data.fashion_mnist import SHA256, fashion_mnist_file
from autograder.findings import text
from autograder.instructors.doctor.result import CheckItem, in_a_line, trouble


def fashion_mnist() -> CheckItem:
    """Compare the subset's checksum with the one of the file that ships."""
    try:
        path = fashion_mnist_file()
        found = _checksum("sha256", path)
    except DataError as error:
        return trouble(
            text("doctor-names.fashion-mnist"), text("doctor-datasets.not-found"), str(error)
        )
    except OSError as error:
        return trouble(
            text("doctor-names.fashion-mnist"), in_a_line(error), text("doctor-datasets.get-again")
        )
    if found != SHA256:
        return trouble(
            text("doctor-names.fashion-mnist"),
            text("doctor-datasets.not-ours", path=path),
            text("doctor-datasets.get-again"),
        )
    return CheckItem(text("doctor-names.fashion-mnist"), text("doctor-datasets.whole", path=path))


def cifar10() -> CheckItem:
    """Look for a copy: without one all is fine, but a damaged download isn't."""
    try:
        path = find_cifar10()
        if path is None:
            return CheckItem(
                text("doctor-names.cifar-10"),
                text("doctor-datasets.not-here"),
                to_do=text("doctor-datasets.fetch"),
            )
        kind, _, known = OFFICIAL_HASH.partition(":")
        if path.name.endswith(".gz") and _checksum(kind, path) != known:
            return trouble(
                text("doctor-names.cifar-10"),
                text("doctor-datasets.not-official", path=path),
                text("doctor-datasets.fetch-again"),
            )
    except DataError as error:
        return trouble(
            text("doctor-names.cifar-10"), text("doctor-datasets.not-usable"), str(error)
        )
    except OSError as error:
        return trouble(
            text("doctor-names.cifar-10"), in_a_line(error), text("doctor-datasets.fetch-again")
        )
    return CheckItem(text("doctor-names.cifar-10"), text("doctor-datasets.found", path=path))


def _checksum(kind: str, path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(kind, usedforsecurity=False)
        ).hexdigest()
