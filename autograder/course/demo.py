"""Grade the example class with nbgrader in a course of its own."""

import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course.examples import Example, load_examples, submission
from autograder.course.release import RELEASE_FOLDER, release
from autograder.grading.course import SOURCE_FOLDERS, CourseError, source_notebooks
from autograder.grading.sandbox.isolation import Isolation, problem_with_sandbox

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
        self.sandboxed = not problem_with_sandbox()
        self.examples = load_examples(root / EXAMPLES_FOLDER)
        self.assignments = sorted({name for ex in self.examples for name in ex.submissions})

    def prepare(self) -> list[Step]:
        """Copy the sources, release the assignments and hand in the examples' work.

        Raises CourseError if the folder already holds something.
        """
        if self.folder.exists() and any(self.folder.iterdir()):
            raise CourseError(f"{self.folder} is not empty: choose a new folder for the course.")
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
            config.ExecuteApart.isolation = Isolation.PROCESS.value
        return config


def _must_succeed(done: dict[str, object], command: str, step: Step) -> None:
    if not done["success"]:
        raise CourseError(
            f"nbgrader {command} failed for {step.student}, {step.assignment}:\n"
            f"{done.get('log') or ''}{done.get('error') or ''}"
        )
