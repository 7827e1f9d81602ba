"""What a sandboxed process may see: the Python environment, the kit's safe parts, the data."""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import autograder
from autograder.data.errors import DataError
from autograder.data.places import datasets_folder, fetched_folder

SAFE_PARTS = ("__init__.py", "py.typed", "checks", "data", "plots", "wire", "inside")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = ("ld.so.cache", "alternatives", "fonts", "localtime", "ssl/certs")


@dataclass(frozen=True)
class View:
    """Paths that can be read, and paths below them that are hidden all the same.

    `hidden` holds the course's own folders; `shown` are folders or files that a course adds.
    """

    hidden: tuple[Path, ...] = ()
    shown: tuple[Path, ...] = field(default_factory=tuple)

    def readable(self) -> list[Path]:
        """Return what can be read, parents first; what lies below another is left out."""
        wanted = [*_python(), *map(Path, _SYSTEM), *(Path("/etc") / name for name in _SETTINGS)]
        return _outermost(path for path in wanted if path.exists())

    def masked(self) -> list[Path]:
        """Return what is replaced by an empty folder though its parent can be read."""
        package = _package()
        parts = [p for p in package.iterdir() if p.is_dir() and p.name not in SAFE_PARTS]
        below = self.readable()
        return [p for p in (*self.hidden, *parts) if any(p.is_relative_to(b) for b in below)]

    def restored(self) -> list[Path]:
        """Return what is shown again, after the masking: the environment, the kit, the data."""
        package = _package()
        kit = [package / name for name in SAFE_PARTS if (package / name).exists()]
        inside_hidden = [p for p in _python() if any(p.is_relative_to(h) for h in self.hidden)]
        return [*inside_hidden, *kit, *_data(), *(path for path in self.shown if path.exists())]


def _python() -> list[Path]:
    """Return the folders of the interpreter and of its packages, as named and as resolved."""
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    folders |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    named = {Path(folder) for folder in folders if Path(folder).is_dir()}
    return sorted(named | {path.resolve() for path in named})


def _package() -> Path:
    return Path(autograder.__file__).resolve().parent


def _data() -> Iterator[Path]:
    with contextlib.suppress(DataError):  # a course that uses none of them
        yield datasets_folder()
    named = os.environ.get("AUTOGRADER_CIFAR10")
    if named and Path(named).exists():
        yield Path(named).resolve()
    elif fetched_folder().is_dir():
        yield fetched_folder()


def _outermost(paths: Iterator[Path]) -> list[Path]:
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not any(path.is_relative_to(above) for above in kept):
            kept.append(path)
    return kept
