"""Grades one submission after the other, in a fork of this process where that is needed."""

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace

from autograder.grading.grade.grade import Paper, Results, in_words, not_graded
from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.pool.ahead import load_ahead
from autograder.grading.pool.fork import in_fork
from autograder.grading.pool.here import watched
from autograder.grading.pool.practice import practise
from autograder.grading.pool.references import ReferenceCourse
from autograder.grading.pool.run import Run
from autograder.grading.running.folder import new_folder
from autograder.grading.running.run import Sides
from autograder.grading.running.settings import Settings
from autograder.grading.running.trusted import leave_nothing
from autograder.grading.sandbox.isolation import NoSandbox
from autograder.grading.sandbox.nursery import Nursery

How = Callable[[Run], Results | str]


class Grader:
    """Holds what a class of submissions has in common: imports, references, a warm sandbox.

    `asker` is a file descriptor that can be read when whoever asked is no longer there.
    """

    def __init__(self, asker: int) -> None:
        self._asker = asker
        self._given: dict[str, Specification] = {}
        self._courses: dict[str, ReferenceCourse] = {}
        self._nursery: tuple[Settings, Nursery] | None = None
        self._sides: tuple[str, Sides] | None = None

    def prepare(self, given: Specification) -> None:
        """Take on a notebook of an assignment, in place of an earlier one of that name."""
        if given.notebook in self._courses:
            self._courses.pop(given.notebook).remove()
        self._given[given.notebook] = given
        load_ahead(given)
        if len(self._given) == 1:
            self._practise(given.settings)
        self._sides_for(given)
        self._courses[given.notebook] = ReferenceCourse(given.sources)

    def grade(self, notebook: str, submission: Submission, careful: bool = True) -> Graded:
        """Return what came of a submission; one that the grader doesn't survive has no points.

        Cells run in a fork, if `careful` or if they may leave something behind. Raises NoSandbox,
        and EOFError when nobody waits for the answer any more.
        """
        given = self._given[notebook]
        try:
            paper = Paper(given, submission)
            fork = careful or not leave_nothing(paper.to_run)
            answer = self._run(given, paper, self._in_fork if fork else self._here)
            if isinstance(answer, Results):
                return paper.graded(answer)
            return not_graded(given, submission, answer)
        except (NoSandbox, EOFError):
            raise
        except Exception as error:  # the batch goes on, whatever it was
            return not_graded(given, submission, in_words(error))

    def _run(self, given: Specification, paper: Paper, how: How) -> Results | str:
        """Return what came of the cells, or why there is nothing."""
        self._courses[given.notebook].use()
        nursery, sides = self._nursery_for(given.settings), self._sides_for(given)
        nursery.start()
        with new_folder(given.fixed_files) as folder:
            answer: Results | str = "it was not asked"
            try:
                answer = how(Run(paper, nursery, sides, folder))
            finally:
                if not isinstance(answer, Results):  # else it has cleared up itself
                    nursery.clear()
            return answer

    def _in_fork(self, run: Run) -> Results | str:
        seconds = run.paper.given.settings.grader_seconds
        return in_fork(run.apart, seconds, self._asker)

    def _here(self, run: Run) -> Results | str:
        seconds = run.paper.given.settings.grader_seconds

        def give_up() -> None:
            self.end()
            shutil.rmtree(run.folder, ignore_errors=True)

        with watched(seconds, self._asker, give_up):
            return run.here()

    def end(self) -> None:
        """End the sandbox and the two sides, and remove all files."""
        if self._sides is not None:
            self._sides[1].end()
        if self._nursery is not None:
            self._nursery[1].end()
        for course in self._courses.values():
            course.remove()

    def _practise(self, settings: Settings) -> None:
        with contextlib.suppress(NoSandbox):  # the first submission meets it, too, and says so
            nursery = self._nursery_for(settings)
            nursery.start()
            practise(nursery, settings)
            nursery.clear()

    def _sides_for(self, given: Specification) -> Sides:
        """Return what each run uses, or a fork of it."""
        if self._sides is None or self._sides[0] != given.notebook:
            if self._sides is not None:
                self._sides[1].end()
            self._sides = given.notebook, Sides(given.settings.asked)
        return self._sides[1]

    def _nursery_for(self, settings: Settings) -> Nursery:
        plain = replace(settings, files=(), asked=frozenset())
        if self._nursery is None or self._nursery[0] != plain:
            if self._nursery is not None:
                self._nursery[1].end()
            self._nursery = plain, plain.nursery()
        return self._nursery[1]
