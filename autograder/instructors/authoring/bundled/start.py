"""Install what the notebooks need, once, and open them in JupyterLab.

Needs Python 3.11 or later, and nothing else. It works the same on Windows, macOS and Linux: all is
installed into the folder .venv beside this file, which can be deleted at any time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
READY = VENV / "ready.txt"
OLDEST = (3, 11)

TOO_OLD = "Python {wanted} or later is needed, and this is {found}: install one, then try again."
NO_VENV = (
    "This Python can't make an environment of its own (it has no module venv). On Debian and "
    "Ubuntu: sudo apt install python3-venv. Then run this again."
)
NO_PIP = (
    "This Python has neither ensurepip nor a pip that could install anything. On Debian and "
    "Ubuntu: sudo apt install python3-venv. Elsewhere install Python from python.org. Then run "
    "this again."
)
NOT_INSTALLED = (
    "The packages could not be installed; what pip said stands above. Is there a network, and 1 GB "
    "of free space? Then run this again: it goes on from here."
)
INSTALLING = "Installing into .venv: a few minutes, and only this once."
STARTING = "Starting JupyterLab. To end it, press Ctrl-C here, twice."
ABOUT = "Install what is needed, and open the notebooks."
INSTALL_ONLY = "don't start JupyterLab"
NO_BROWSER = "print the address to open"
WHEELS = "a folder of packages, to install without a network"
# Beside this file in a bundle in another language: these sentences there, by the English.
IN_LANGUAGE = HERE / "start.json"


def main(words: list[str] | None = None) -> int:
    """Install if needed, then start JupyterLab; return the exit code."""
    options = parse(words)
    if sys.version_info < OLDEST:
        wanted, found = (".".join(map(str, each[:2])) for each in (OLDEST, sys.version_info))
        return stop(said(TOO_OLD).format(wanted=wanted, found=found))
    if not installed():
        problem = install(options.wheels)
        if problem:
            return stop(problem)
    if options.install_only:
        return 0
    say(said(STARTING))
    lab = [str(python()), "-m", "jupyterlab", "--notebook-dir", str(HERE / "assignments")]
    try:
        return subprocess.call(lab + (["--no-browser"] if options.no_browser else []), cwd=HERE)
    except KeyboardInterrupt:
        return 0


def parse(words: list[str] | None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=said(ABOUT))
    parser.add_argument("--install-only", action="store_true", help=said(INSTALL_ONLY))
    parser.add_argument("--no-browser", action="store_true", help=said(NO_BROWSER))
    parser.add_argument("--wheels", help=said(WHEELS))
    return parser.parse_args(words)


def python() -> Path:
    """Return the Python of the environment."""
    windows = sys.platform == "win32"
    return VENV / ("Scripts/python.exe" if windows else "bin/python")


def installed() -> bool:
    """Return whether this bundle's packages are installed, and not those of another one."""
    return READY.is_file() and READY.read_text() == fingerprint() and python().exists()


def fingerprint() -> str:
    """Return what changes when the packages, the Python or the place of this folder change."""
    wanted = (HERE / "requirements.txt").read_bytes() + (HERE / "pyproject.toml").read_bytes()
    return hashlib.sha256(wanted + f"{sys.version}{HERE}".encode()).hexdigest()


def install(wheels: str | None) -> str:
    """Make the environment and install into it; return what went wrong, '' if nothing did."""
    say(said(INSTALLING))
    shutil.rmtree(VENV, ignore_errors=True)
    if not works([sys.executable, "-m", "venv", "--without-pip", str(VENV)]):
        return said(NO_VENV)
    pip = find_pip()
    if not pip:
        return said(NO_PIP)
    pip += ["--disable-pip-version-check", "install"]
    pip += ["--no-index", "--find-links", wheels] if wheels else []
    packages = ["--require-hashes", "--requirement", str(HERE / "requirements.txt")]
    ours = ["--no-deps", "--no-build-isolation", "--editable", str(HERE)]
    if subprocess.call(pip + packages) or subprocess.call([*pip, "--quiet", *ours]):
        return said(NOT_INSTALLED)
    READY.write_text(fingerprint())
    return ""


def find_pip() -> list[str]:
    """Return the command that installs into the environment: its own pip, or this Python's."""
    if works([str(python()), "-m", "ensurepip"]):
        return [str(python()), "-m", "pip"]
    if works([sys.executable, "-m", "pip", "--python", str(python()), "--version"]):
        return [sys.executable, "-m", "pip", "--python", str(python())]
    return []


def works(command: list[str]) -> bool:
    """Return whether a command succeeds; what it says is not shown."""
    return not subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def said(english: str) -> str:
    """Return a sentence in the language of this bundle."""
    try:
        return str(json.loads(IN_LANGUAGE.read_text(encoding="utf-8")).get(english, english))
    except (OSError, ValueError):
        return english


def say(text: str) -> None:
    """Show a sentence."""
    write(sys.stdout, text)


def write(stream: TextIO, text: str) -> None:
    """Write a line, without the letters that a terminal lacks."""
    known = stream.encoding or "ascii"
    stream.write(text.encode(known, "replace").decode(known) + "\n")
    stream.flush()


def stop(text: str) -> int:
    """Show what went wrong; return the exit code."""
    write(sys.stderr, text)
    return 1


if __name__ == "__main__":
    sys.exit(main())
