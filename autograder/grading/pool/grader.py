"""Grades one submission after the other; the cells of each run in a fork of this process."""

import contextlib
from dataclasses import replace

from autograder.grading.grade.grade import Paper, Results, in_words, not_graded, run_paper
from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.pool.ahead import load_ahead
from autograder.grading.pool.fork import in_fork
from autograder.grading.pool.practice import practise
from autograder.grading.pool.references import ReferenceCourse
from autograder.grading.running.folder import go_to, new_folder
from autograder.grading.running.run import Sides
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import NoSandbox
from autograder.grading.sandbox.nursery import Nursery


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

    def grade(self, notebook: str, submission: Submission) -> Graded:
        """Return what came of a submission; one that the grader doesn't survive has no points.

        Raises NoSandbox, and EOFError when nobody waits for the answer any more.
        """
        given = self._given[notebook]
        try:
            paper = Paper(given, submission)
            answer = self._run(given, paper)
            if isinstance(answer, Results):
                return paper.graded(answer)
            return not_graded(given, submission, answer)
        except (NoSandbox, EOFError):
            raise
        except Exception as error:  # the batch goes on, whatever it was
            return not_graded(given, submission, in_words(error))

    def _run(self, given: Specification, paper: Paper) -> Results | str:
        """Return what came of the cells, or why there is nothing."""
        self._courses[given.notebook].use()
        nursery, sides = self._nursery_for(given.settings), self._sides_for(given)
        nursery.start()
        with new_folder(given.fixed_files) as folder:

            def work() -> Results:
                go_to(folder)
                given.settings.limit_grader()
                try:
                    return run_paper(paper, nursery, sides)
                finally:
                    nursery.end_own()

            answer: Results | str = "it was not asked"
            try:
                answer = in_fork(work, given.settings.grader_seconds, self._asker)
            finally:
                if not isinstance(answer, Results):  # else it has cleared up itself
                    nursery.clear()
            return answer

    def end(self) -> None:
        """End the sandbox and remove all files."""
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
        """Return what each fork uses a copy of."""
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
