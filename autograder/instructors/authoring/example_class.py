"""The example class: its submissions, and a course in which it is graded."""

import copy
import json
import shutil
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.course.folders import RELEASE_FOLDER, SOURCE_FOLDERS, CourseError, source_notebooks
from autograder.engine.sandbox.backends import backend_problem
from autograder.engine.sandbox.isolation import Isolation
from autograder.findings import text
from autograder.instructors.authoring.release import release
from autograder.notebooks.marks import without_marks

EDITS, EXPECTED = "edits.toml", "expected.json"


@dataclass(frozen=True)
class Example:
    """One example student: a name that says the outcome, and what each submission changes."""

    name: str
    story: str
    submissions: dict[str, dict[str, Any]]
    expected: dict[str, dict[str, Any]]


def load_examples(folder: Path) -> list[Example]:
    """Return the examples under `folder`, one a sub-folder with edits.toml and expected.json.

    Raises CourseError when there is none, or one can't be read.
    """
    examples = [_load(path.parent) for path in sorted(folder.glob(f"*/{EDITS}"))]
    if not examples:
        raise CourseError(text("example-class.none", folder=folder))
    return examples


def _load(folder: Path) -> Example:
    try:
        edits = tomllib.loads((folder / EDITS).read_text(encoding="utf-8"))
        expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(text("example-class.unreadable", folder=folder, error=error)) from error
    story = str(edits.pop("story", ""))
    return Example(folder.name, story, edits, expected)


def submission(
    changes: dict[str, Any], source: nbformat.NotebookNode, released: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Return the released notebook as the example student hands it in.

    Solution cells hold the reference, but for the ids in `changes["leave"]` (all of them, if it
    is "all"); then each of `changes["edit"]` replaces `find` by `replace` in one `cell`. Raises
    CourseError when `find` doesn't stand there exactly once.
    """
    notebook = copy.deepcopy(released)
    answers = {cell.id: cell.source for cell in source.cells if _is_answer(cell)}
    leave = changes.get("leave", [])
    for cell in notebook.cells:
        if cell.id in answers and leave != "all" and cell.id not in leave:
            cell.source = without_marks(answers[cell.id])
    cells = {cell.id: cell for cell in notebook.cells}
    for edit in changes.get("edit", []):
        _apply(edit, cells)
    return notebook


def _is_answer(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _apply(edit: dict[str, str], cells: dict[str, nbformat.NotebookNode]) -> None:
    cell = cells.get(edit["cell"])
    count = cell.source.count(edit["find"]) if cell is not None else 0
    if cell is None or count != 1:
        raise CourseError(
            text(
                "example-class.edit-finds",
                edit=edit["cell"],
                edit_2=edit["find"],
                count=count,
                edits=EDITS,
            )
        )
    cell.source = cell.source.replace(edit["find"], edit["replace"])


EXAMPLES_FOLDER = Path("examples") / "class"


@dataclass(frozen=True)
class Step:
    """One submission to grade."""

    student: str
    assignment: str


class DemoCourse:
    """A temporary course with the kit's assignments and the example class.

    `root` is the kit's own folder, `folder` an empty or new folder for the course. `sandboxed`
    tells whether this machine can make a sandbox; the examples are graded without one, too.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.sandboxed = not backend_problem()
        self.examples = load_examples(root / EXAMPLES_FOLDER)
        self.assignments = sorted({name for ex in self.examples for name in ex.submissions})

    def prepare(self) -> list[Step]:
        """Copy the sources, release the assignments and hand in the examples' work.

        Raises CourseError if the folder already holds something.
        """
        if self.folder.exists() and any(self.folder.iterdir()):
            raise CourseError(text("example-class.folder-not-empty", folder=self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self.assignments:
            source = source_notebooks(name, self.root)[0].parent
            shutil.copytree(source, self.folder / SOURCE_FOLDERS[0] / name)
        shutil.copy(self.root / "nbgrader_config.py", self.folder)
        release(self.folder, self.assignments)
        return [step for example in self.examples for step in self._hand_in(example)]

    def grade(self, steps: list[Step]) -> Iterator[Step]:
        """Autograde each submission and write its feedback page; yields each step when done.

        Raises CourseError with nbgrader's log when it fails.
        """
        from nbgrader.apps import NbGraderAPI  # takes a second to import

        api = NbGraderAPI(config=self._config())
        with warnings.catch_warnings():
            # nbgrader 0.9.6 adds rows in an order that SQLAlchemy 2 remarks on at each submission.
            warnings.simplefilter("ignore")
            for step in steps:
                _must_succeed(api.autograde(step.assignment, step.student), "autograde", step)
                done = api.generate_feedback(step.assignment, step.student)
                _must_succeed(done, "generate_feedback", step)
                yield step

    def _hand_in(self, example: Example) -> Iterator[Step]:
        for name, changes in example.submissions.items():
            source = source_notebooks(name, self.folder)[0]
            released = self.folder / RELEASE_FOLDER / name / source.name
            notebook = submission(
                changes,
                nbformat.read(source, as_version=4),
                nbformat.read(released, as_version=4),
            )
            target = self.folder / "submitted" / example.name / name / source.name
            target.parent.mkdir(parents=True)
            nbformat.write(notebook, target)
            yield Step(example.name, name)

    def _config(self) -> object:
        from traitlets.config.loader import Config, PyFileConfigLoader

        loader = PyFileConfigLoader("nbgrader_config.py", path=str(self.folder))
        config = Config(loader.load_config())
        config.CourseDirectory.root = str(self.folder)
        config.NbGraderAPI.log_level = "ERROR"
        if not self.sandboxed:  # the examples are the kit's own code
            config.GradingSettings.isolation = Isolation.PROCESS.value
        return config


def _must_succeed(done: dict[str, object], command: str, step: Step) -> None:
    if not done["success"]:
        raise CourseError(
            text(
                "example-class.nbgrader-failed",
                command=command,
                student=step.student,
                assignment=step.assignment,
                value=done.get("log") or "",
                value_2=done.get("error") or "",
            )
        )
