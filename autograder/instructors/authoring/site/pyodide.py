"""Python for the browser: which files of a Pyodide distribution a course needs, each checked."""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.folders import CourseError
from autograder.course.requirements import normal
from autograder.findings import text
from autograder.instructors.authoring.site.wheels import Wheel

# What JupyterLite's kernel 0.6 works with, and where its makers publish it.
SERIES = "0.27."
CDN_VERSION = "0.27.7"
CDN_HOST = "cdn.jsdelivr.net"
CDN = f"https://{CDN_HOST}/pyodide/v{CDN_VERSION}/full/pyodide.js"
LOCK = "pyodide-lock.json"
# The interpreter and its standard library: not in the lock, as the lock belongs to them.
_INTERPRETER = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")
INTERPRETER = (*_INTERPRETER, "python_stdlib.zip")
# What is loaded before a cell asks for it: the kernel, and what computes and draws below a check.
KERNEL = ("micropip", "sqlite3", "jedi", "ipython")
AT_ONCE = (*KERNEL, "numpy", "matplotlib")
# What the kernel would install besides, and nothing here needs: 2 MB of openssl.
LEFT_OUT = "ssl"


@dataclass(frozen=True)
class Packages:
    """What a site takes of a distribution: the lock that names nothing else, and files to copy."""

    lock: bytes
    files: tuple[Path, ...]


def packages_for(folder: Path, imported: Iterable[str], wheels: Iterable[Wheel]) -> Packages:
    """Return what is needed of the distribution in `folder` by code that imports these names.

    The lock has `wheels` besides, which are to lie beside it.

    Raises CourseError for a folder that is no distribution, is of another series, lacks a file or
    has one whose sha256 isn't that of the lock, and for an import that it has no package for.
    """
    lock = _read_lock(folder)
    known: dict[str, dict[str, Any]] = lock["packages"]
    wanted = _closure(known, {*AT_ONCE, *_named(known, imported)})
    files = [folder / known[name]["file_name"] for name in sorted(wanted)]
    for name in wanted:
        _check(folder / known[name]["file_name"], known[name]["sha256"])
    files += [folder / name for name in INTERPRETER]
    for path in files:
        if not path.is_file():
            raise CourseError(text("site.no-file", path=path))
    kept = {name: known[name] for name in sorted(wanted)} | dict(map(_entry, wheels))
    written = json.dumps({**lock, "packages": kept}, sort_keys=True)
    return Packages(written.encode(), tuple(files))


def _entry(wheel: Wheel) -> tuple[str, dict[str, Any]]:
    """Return how a lock names a pure Python wheel that needs nothing."""
    title, version = wheel.name.split("-")[:2]
    return normal(title), {
        "depends": [],
        "file_name": wheel.name,
        "imports": [],
        "install_dir": "site",
        "name": title,
        "package_type": "package",
        "sha256": hashlib.sha256(wheel.data).hexdigest(),
        "unvendored_tests": False,
        "version": version,
    }


def _read_lock(folder: Path) -> dict[str, Any]:
    try:
        lock: dict[str, Any] = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        version = str(lock["info"]["version"])
        _ = lock["packages"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(text("site.no-pyodide", folder=folder, lock=LOCK)) from error
    if not version.startswith(SERIES):
        raise CourseError(
            text("site.other-pyodide", folder=folder, version=version, series=CDN_VERSION)
        )
    return lock


def _named(known: Mapping[str, dict[str, Any]], imported: Iterable[str]) -> set[str]:
    """Return the packages that have these modules; the standard library is there anyway."""
    owners = {module: name for name, entry in known.items() for module in entry["imports"]}
    names = {name for name in imported if name not in sys.stdlib_module_names}
    missing = sorted(names - owners.keys())
    if missing:
        raise CourseError(text("site.no-import", names=", ".join(missing)))
    return {owners[name] for name in names}


def _closure(known: Mapping[str, dict[str, Any]], names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += map(normal, known[name]["depends"])
    return found


def _check(path: Path, known: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CourseError(text("site.no-file", path=path)) from error
    if found != known:
        raise CourseError(text("site.other-hash", path=path, lock=LOCK))
