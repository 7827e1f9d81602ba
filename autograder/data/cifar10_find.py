"""Find a copy of CIFAR-10 on this computer."""

import os
from pathlib import Path

from autograder.data.cifar10_files import ARCHIVE, BATCHES, FOLDER
from autograder.data.errors import MISSING, NO_BATCHES, UNKNOWN_KIND, problem, reading
from autograder.data.places import fetched_folder, kit_folder


def copy_at(source: Path | str) -> Path:
    """Return the folder of batches, the tarball or the .npz that `source` is or holds.

    Raises DataError when it is, or holds, none of these.
    """
    path = Path(source).expanduser()
    with reading(path, "a copy of CIFAR-10"):
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
