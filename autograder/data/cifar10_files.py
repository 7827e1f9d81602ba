"""The files of CIFAR-10: found in a folder, and read."""

import os
import tarfile
from pathlib import Path

from autograder.data.errors import (
    MISSING,
    MISSING_BATCH,
    NO_BATCHES,
    TOO_BIG,
    UNKNOWN_KIND,
    UNREADABLE,
    problem,
    reading,
)
from autograder.data.places import fetched_folder, kit_folder
from autograder.data.unpickle import LIMIT_MB
from autograder.findings import text


def copy_at(source: Path | str) -> Path:
    """Return the folder of batches, the tarball or the .npz that `source` is or holds.

    Raises DataError when it is, or holds, none of these.
    """
    path = Path(source).expanduser()
    with reading(path, text("data.copy")):
        copy = _copy_in(path) if path.is_dir() else path
        if copy is None:
            raise problem(NO_BATCHES, path=path)
        if not copy.exists():
            raise problem(MISSING, path=path)
    if copy.is_file() and not copy.name.endswith((".npz", ".tar.gz", ".tgz")):
        raise problem(UNKNOWN_KIND, path=path)
    return copy


def find_cifar10() -> Path | None:
    """Return the copy that `load_cifar10()` reads when it is given none, or None without any.

    Raises DataError when AUTOGRADER_CIFAR10 is set to something that is not a copy.
    """
    named = os.environ.get("AUTOGRADER_CIFAR10")
    if named:
        return copy_at(named)
    for folder in (kit_folder("cifar10"), fetched_folder()):
        copy = _copy_in(folder) if folder else None
        if copy:
            return copy
    return None


def _copy_in(folder: Path) -> Path | None:
    for batches in (folder / FOLDER, folder):
        if any((batches / name).is_file() for name in BATCHES):
            return batches
    if (folder / ARCHIVE).is_file():
        return folder / ARCHIVE
    return next(iter(sorted(folder.glob("*.npz"))), None)


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
            with reading(path, text("data.batch")):
                _check_size(path, path.stat().st_size)
                contents[name] = path.read_bytes()
    return _complete(folder, contents)


def tarball_contents(path: Path) -> dict[str, bytes]:
    """Return the same out of the tarball at `path`; nothing is written to disk.

    Raises DataError when the tarball is damaged, too big, or lacks a batch.
    """
    contents: dict[str, bytes] = {}
    with (
        reading(path, text("data.tar-gz")),
        tarfile.open(path, "r:gz") as archive,
    ):
        for count, member in enumerate(archive):
            # Asked before its bytes are passed over: a small file can unpack to terabytes.
            _check_size(path, member.size)
            if count >= MOST_MEMBERS:
                raise problem(UNREADABLE, path=path, what=text("data.too-many-members"))
            folder, _, name = member.name.removeprefix("./").rpartition("/")
            if folder == FOLDER and name in (*BATCHES, NAMES) and member.isreg():
                file = archive.extractfile(member)
                contents[name] = file.read() if file else b""
    return _complete(path, contents)


def _check_size(path: Path, size: int) -> None:
    if size > LIMIT_MB * 2**20:
        raise problem(TOO_BIG, path=path, limit=LIMIT_MB, what=text("data.batch"))


def _complete(path: Path, contents: dict[str, bytes]) -> dict[str, bytes]:
    missing = [name for name in BATCHES if name not in contents]
    if len(missing) == len(BATCHES):
        raise problem(NO_BATCHES, path=path)
    if missing:
        raise problem(MISSING_BATCH, path=path, name=missing[0])
    return contents
