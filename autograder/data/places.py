"""Where the datasets are."""

import contextlib
import os
from pathlib import Path

from autograder.data.errors import DATASETS_VARIABLE, NO_DATASETS, DataError, problem

_KIT = "linear-classifier-kit"
_IN_PACKAGE = Path(__file__).resolve().parent / "datasets"


def datasets_folder() -> Path:
    """Return the kit's `datasets` folder.

    It is the one that the environment variable AUTOGRADER_DATASETS names; else the one in this
    package, as a wheel for Colab has it; else the one beside the package; else the nearest one at
    or above the current folder.

    Raises DataError when the variable names no folder, or none of these places has the datasets.
    """
    named = os.environ.get("AUTOGRADER_DATASETS")
    if named:
        folder = Path(named).expanduser()
        if not folder.is_dir():
            raise problem(DATASETS_VARIABLE, path=folder)
        return folder
    here = Path.cwd()
    ours = (_IN_PACKAGE, _beside_package())
    for place in (*ours, *(above / "datasets" for above in (here, *here.parents))):
        # `datasets` alone could be anything: beside an installed package it may be a library.
        if (place / "fashion_mnist").is_dir():
            return place
    raise problem(NO_DATASETS, path=here)


def fetched_folder() -> Path:
    """Return the folder of this user's cache that fetched datasets go to; it may not exist yet."""
    try:
        from platformdirs import user_cache_dir  # here: most notebooks need not wait for it
    except ImportError:  # a browser, where nothing is fetched
        return Path.home() / ".cache" / _KIT
    return Path(user_cache_dir(_KIT))


def kit_folder(name: str) -> Path | None:
    """Return the folder of the dataset `name` in the kit, or None when there is none.

    Raises DataError when AUTOGRADER_DATASETS names no folder.
    """
    try:
        folder = datasets_folder() / name
    except DataError:
        if os.environ.get("AUTOGRADER_DATASETS"):
            raise  # whoever set it wants to know that it is wrong
        return None
    return folder if folder.is_dir() else None


def folders_to_show() -> list[Path]:
    """Return where students' code reads datasets: a sandbox shows these."""
    found = []
    with contextlib.suppress(DataError):  # a course that uses none of them
        found.append(datasets_folder())
    named = os.environ.get("AUTOGRADER_CIFAR10")
    if named and Path(named).exists():
        found.append(Path(named).resolve())
    elif fetched_folder().is_dir():
        found.append(fetched_folder())
    return found


def _beside_package() -> Path:
    return Path(__file__).resolve().parents[2] / "datasets"
