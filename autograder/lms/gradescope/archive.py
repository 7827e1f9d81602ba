"""What the zip holds that Gradescope takes as an autograder."""

import os
from collections.abc import Iterator
from pathlib import Path

import autograder

# Nothing else of the kit is needed to grade one submission.
_PARTS = ("__init__.py", "checks", "data", "grading", "inside", "plots", "wire")
_OF_LMS = ("lms/__init__.py", "lms/gradescope")
_SUFFIXES = (".py", ".npz", ".toml")
SCRIPTS = ("run_autograder", "setup.sh")
_DATASETS = ("fashion_mnist", "spiral")
_DATA_FILES = (".npz", ".md")
README = """HIDDEN TESTS AND SOLUTIONS: for instructors only. Never give this file to students.

Upload the zip on Gradescope under Configure Autograder. hidden/ has the tests and the solutions
that they compare with, assignment/ what students get, kit/ the code that grades.
"""


def kit_files() -> dict[str, bytes]:
    """Return the scripts, and the kit's code and data, by their names in the zip."""
    package = Path(autograder.__file__).resolve().parent
    here = Path(__file__).parent
    found = {name: (here / name).read_bytes() for name in SCRIPTS}
    for part in (*_PARTS, *_OF_LMS):
        for path in _below(package / part, _SUFFIXES):
            found[f"kit/autograder/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    for name, data in _datasets():
        found[f"kit/datasets/{name}"] = data
    return found | {"README.txt": README.encode()}


def _below(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    if path.is_file():
        yield path
    for each in sorted(path.rglob("*")) if path.is_dir() else ():
        if each.is_file() and each.suffix in suffixes:
            yield each


def _datasets() -> Iterator[tuple[str, bytes]]:
    """Yield the datasets that ship with the kit; a course may have none."""
    beside = Path(autograder.__file__).resolve().parents[1] / "datasets"
    folder = Path(os.environ.get("AUTOGRADER_DATASETS") or beside)
    for name in _DATASETS:
        for path in _below(folder / name, _DATA_FILES):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
