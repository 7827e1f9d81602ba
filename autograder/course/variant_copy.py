"""A copy of a course in which an assignment is one of its variants: what makes and audits it."""

import contextlib
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from autograder.course.files import scratch_folder
from autograder.course.folders import (
    MISTAKES_FOLDER,
    SOURCE_FOLDERS,
    CourseError,
    in_course,
    mistakes_file,
    source_notebooks,
)
from autograder.course.variants import Variants
from autograder.findings import text

_AUDITS = "audits"
_CONFIG = "nbgrader_config.py"


@contextlib.contextmanager
def variant_course(root: Path, variants: Variants, letter: str) -> Iterator[Path]:
    """Yield a folder with the course's sources, mistakes and audits, as a variant has them.

    Within, it is the course for this process and those that it starts. Raises CourseError where a
    template doesn't fit its source.
    """
    with scratch_folder("variant") as folder:
        copy = Path(folder).resolve()
        shutil.copy(root / _CONFIG, copy / _CONFIG)
        for name in (*SOURCE_FOLDERS, MISTAKES_FOLDER, _AUDITS):
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name)
        _change(copy, variants, letter)
        with in_course(copy):
            yield copy


def _change(copy: Path, variants: Variants, letter: str) -> None:
    name, seen = variants.assignment, set[str]()
    for path in source_notebooks(name, copy):
        changed, cells = variants.notebook(path.read_bytes(), letter)
        path.write_bytes(changed)
        seen |= cells
    asked = {cell for place in variants.places for cell in place.cells}
    if missing := sorted(asked - seen):
        raise CourseError(text("variants.no-cell", path=variants.path, names=", ".join(missing)))
    for path, templates in (
        (mistakes_file(name, copy), variants.mistakes),
        (copy / _AUDITS / f"{name}.toml", variants.audits),
    ):
        if templates and not path.is_file():
            raise CourseError(text("variants.no-file", path=variants.path, file=path.name))
        if path.is_file():
            words = variants.words(path.read_text(encoding="utf-8"), templates, letter)
            path.write_text(words, encoding="utf-8")
            _must_be_toml(words, variants, letter, path.name)


def _must_be_toml(changed: str, variants: Variants, letter: str, file: str) -> None:
    """Raise CourseError for a file that the values of a variant have broken."""
    try:
        tomllib.loads(changed)
    except ValueError as error:
        facts = {"path": variants.path, "letter": letter, "file": file, "reason": error}
        raise CourseError(text("variants.not-toml", **facts)) from error
