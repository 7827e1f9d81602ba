"""The example class in a course, gone through in one language: what is said, shown and decided."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.findings.language import LANGUAGE, TRANSLATIONS
from autograder.instructors.authoring.example_class import DemoCourse
from tests.conftest import ROOT
from tests.support.commands import AUTOGRADER, forked_releases, python, without

NAME = "softmax-loss"
CELL = "softmax-loss-vectorized"
# What people type, with what must have been typed before it. The last ones can't be done.
COMMANDS = {
    "doctor": ("doctor",),
    "grade": ("grade", NAME),
    "grade again": ("grade", NAME),
    "report": ("report", NAME),
    "feedback": ("feedback", NAME),
    "export": ("export", NAME, "--to", "canvas"),
    "export for Moodle": ("export", NAME, "--to", "moodle", "--comments"),
    "check": ("check", f"submitted/gradient-without-reg/{NAME}/{NAME}.ipynb"),
    "check what is right": ("check", f"submitted/all-correct/{NAME}/{NAME}.ipynb"),
    "progress": ("progress",),
    "audit": ("audit", NAME, "--cell", CELL, "--no-operators", "--html", "audit.html"),
    "release": ("release", NAME),
    "bundle": ("bundle", NAME),
    "gradescope": ("gradescope", NAME),
    "data": ("data", "list"),
    "collect": ("collect", NAME, "download.zip"),
    "collect again": ("collect", NAME, "download.zip", "--dry-run"),
    "grade what came": ("grade", NAME),
    "nothing to grade": ("grade", "nothing"),
    "nothing to report": ("report", "nothing"),
    "nothing to export": ("export", "nothing", "--to", "canvas"),
    "nothing to check": ("check", "nothing.ipynb"),
    "nothing to collect": ("collect", NAME, "nothing.zip"),
    "nothing to bundle": ("bundle", "nothing"),
    "no name": ("new", "No Name"),
    "no data": ("data", "fetch", "nothing"),
}
# As Canvas names files: right, late and again, by its cells, of no notebook; and what is nobody's.
DOWNLOADED = (
    f"doeada_123_4567_{NAME}.ipynb",
    f"roebob_LATE_124_4568_{NAME}-1.ipynb",
    "poecyd_125_4569_other.ipynb",
    "moefay_126_4570_essay.pdf",
    "readme.txt",
    ".DS_Store",
)


@dataclass
class Journey:
    """What came of each command: its exit code, and what it printed; and where."""

    folder: Path
    codes: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def pages(self) -> Iterator[Path]:
        """Yield the pages that were written."""
        for name in ("reports", "feedback"):
            yield from sorted((self.folder / name).rglob("*.html"))
        yield self.folder / "audit.html"


def prepared(folder: Path) -> None:
    """Make the course, with a download of Canvas beside what is handed in."""
    course = DemoCourse(ROOT, folder)
    with forked_releases():
        course.prepare()
    shutil.copytree(ROOT / "mistakes", folder / "mistakes")
    # a proof is made, and told of, once: in neither of the two languages
    python([*AUTOGRADER, "grade", NAME, "--dry-run"], folder, without("AUTOGRADER"))
    notebook = folder / "submitted" / "all-correct" / NAME / f"{NAME}.ipynb"
    with zipfile.ZipFile(folder / "download.zip", "w") as download:
        for name in DOWNLOADED:
            download.writestr(name, notebook.read_bytes() if name.endswith(".ipynb") else b"")


def gone_through(folder: Path, language: str, more: Path | None = None) -> Journey:
    """Do all in a prepared course; `more` has languages beside the kit's."""
    variables = {**without("AUTOGRADER"), LANGUAGE: language, "AUTOGRADER_SEED": "7"}
    if more:
        variables[TRANSLATIONS] = str(more)
    journey = Journey(folder)
    for name, words in COMMANDS.items():
        done = _done([*AUTOGRADER, *words], folder, variables)
        journey.codes[name], journey.said[name] = done.returncode, done.stdout + done.stderr
    return journey


def _done(
    words: list[str], folder: Path, variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Return what came of a command; self-study's want streams of their own."""
    if words[len(AUTOGRADER)] not in ("check", "progress"):
        return python(words, folder, variables)
    typed = [sys.executable, *words]
    return subprocess.run(
        typed, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
