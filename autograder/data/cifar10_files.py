"""Get the bytes of CIFAR-10's batches out of a folder or the official tarball."""

import tarfile
from pathlib import Path

from autograder.data.errors import (
    MISSING_BATCH,
    NO_BATCHES,
    TOO_BIG,
    UNREADABLE,
    problem,
    reading,
)
from autograder.data.unpickle import LIMIT_MB

ARCHIVE = "cifar-10-python.tar.gz"
FOLDER = "cifar-10-batches-py"
TRAIN_BATCHES = tuple(f"data_batch_{number}" for number in range(1, 6))
BATCHES = (*TRAIN_BATCHES, "test_batch")
NAMES = "batches.meta"
MOST_MEMBERS = 100  # the official tarball has nine


def folder_contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each batch in `folder`, by name, and of batches.meta if it is there.

    Raises DataError when a batch is missing, cannot be opened, or is over 64 MB.
    """
    contents = {}
    for name in (*BATCHES, NAMES):
        path = folder / name
        if path.is_file():
            with reading(path, "a CIFAR-10 batch"):
                _check_size(path, path.stat().st_size)
                contents[name] = path.read_bytes()
    return _complete(folder, contents)


def tarball_contents(path: Path) -> dict[str, bytes]:
    """Return the same out of the tarball at `path`; nothing is written to disk.

    Raises DataError when the tarball is damaged, too big, or lacks a batch.
    """
    contents: dict[str, bytes] = {}
    with reading(path, "a .tar.gz file"), tarfile.open(path, "r:gz") as archive:
        for count, member in enumerate(archive):
            # Asked before its bytes are passed over: a small file can unpack to terabytes.
            _check_size(path, member.size)
            if count >= MOST_MEMBERS:
                raise problem(UNREADABLE, path=path, what="CIFAR-10 (it has too many members)")
            folder, _, name = member.name.removeprefix("./").rpartition("/")
            if folder == FOLDER and name in (*BATCHES, NAMES) and member.isreg():
                file = archive.extractfile(member)
                contents[name] = file.read() if file else b""
    return _complete(path, contents)


def _check_size(path: Path, size: int) -> None:
    if size > LIMIT_MB * 2**20:
        raise problem(TOO_BIG, path=path, limit=LIMIT_MB, what="a CIFAR-10 batch")


def _complete(path: Path, contents: dict[str, bytes]) -> dict[str, bytes]:
    missing = [name for name in BATCHES if name not in contents]
    if len(missing) == len(BATCHES):
        raise problem(NO_BATCHES, path=path)
    if missing:
        raise problem(MISSING_BATCH, path=path, name=missing[0])
    return contents
