"""A course whose handouts are in two languages, and a class that hands in each work in both."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.findings.language import LANGUAGE
from autograder.instructors.audit.answers import pasted
from autograder.instructors.authoring.example_class import load_examples, submission
from autograder.instructors.authoring.release import release
from autograder.instructors.authoring.translated_release import release_in, translated_folder
from autograder.results import GradedNotebook, read_graded
from tests.conftest import ROOT
from tests.support.commands import AUTOGRADER, forked_releases, python, without

NAMES = ("softmax-function", "softmax-loss", "svm-loss")
# Those that take longer: graded alike each night.
OTHERS = (
    "gradient-check",
    "linear-classifier",
    "two-layer-net",
    "nearest-neighbours-and-features",
    "net-on-images",
    "reverse-mode",
)
# Beside the example class: all answers, none, and some of softmax-function's.
OWN: dict[str, dict[str, dict[str, Any]]] = {
    "solution": {name: {} for name in (*NAMES, *OTHERS)},
    "nobody": {name: {"leave": "all"} for name in (*NAMES, *OTHERS)},
    "some": {"softmax-function": {"leave": ["softmax-rows", "kl-divergence", "why-rows-answer"]}},
    "slips": {
        "softmax-function": {
            "edit": [
                {"cell": "softmax", "find": "s - np.max(s)", "replace": "s"},
                {
                    "cell": "softmax-rows",
                    "find": "S.max(axis=1, keepdims=True)",
                    "replace": "S.max()",
                },
            ]
        }
    },
}


@dataclass(frozen=True)
class Work:
    """What one person has handed in of an assignment, in both languages."""

    person: str
    assignment: str
    changes: dict[str, Any]


def works(names: Sequence[str] = NAMES) -> Iterator[Work]:
    """Yield all that is handed in of some assignments."""
    class_ = {each.name: each.submissions for each in load_examples(ROOT / "examples" / "class")}
    for person, submissions in {**class_, **OWN}.items():
        for name, changes in submissions.items():
            if name in names:
                yield Work(person, name, changes)


class ChineseCourse:
    """The course in a new folder, released in both languages."""

    def __init__(self, folder: Path, names: Sequence[str] = NAMES) -> None:
        self.folder = folder
        for name in ("solutions", "mistakes", "translations"):  # one solution borrows of others
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        with forked_releases():
            release(folder, names)
        self.written = release_in(folder, names, "zh")

    def handout(self, name: str, language: str) -> nbformat.NotebookNode:
        """Return a handout."""
        folder = translated_folder(self.folder, "zh") if language else self.folder / "assignments"
        found: nbformat.NotebookNode = nbformat.read(folder / name / f"{name}.ipynb", as_version=4)
        return found

    def hand_in(self, work: Work) -> None:
        """Hand in the same work in both languages."""
        name = work.assignment
        source = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
        for language in ("", "zh"):
            made = submission(work.changes, source, self.handout(name, language))
            for cell in made.cells:
                cell.source = pasted(cell.source, ROOT)  # as students do
            folder = self.folder / "submitted" / student(work.person, language) / name
            folder.mkdir(parents=True)
            nbformat.write(made, folder / f"{name}.ipynb")

    def run(self, *words: str, language: str = "") -> tuple[int, str]:
        """Return a command's exit code and what it said."""
        variables = {**without("AUTOGRADER"), LANGUAGE: language, "AUTOGRADER_SEED": "7"}
        done = python((*AUTOGRADER, *words), self.folder, variables)
        return done.returncode, done.stdout + done.stderr

    def graded(self, work: Work, language: str) -> GradedNotebook:
        """Return what came of a work."""
        place = self.folder / "autograded" / student(work.person, language) / work.assignment
        return read_graded((place / f"{work.assignment}.ipynb").read_bytes())


def student(person: str, language: str) -> str:
    """Return a student's name: one for each language."""
    return f"{person}-{language or 'en'}"
