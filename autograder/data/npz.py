"""Read arrays from an .npz file without ever unpickling."""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from autograder.data.errors import MISSING_ARRAY, NOT_NPZ, TOO_BIG, problem, reading

LIMIT_MB = 512  # all 60,000 images of CIFAR-10 are 184 MB


def read_npz(path: Path, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Return the named arrays of the file at `path`.

    Raises DataError when the file is missing, damaged, not an .npz, over 512 MB when unpacked,
    lacks an array, or has one of Python objects.
    """
    with reading(path, "an .npz file"), path.open("rb") as file:
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
        raise problem(TOO_BIG, path=path, limit=LIMIT_MB, what="a dataset")
