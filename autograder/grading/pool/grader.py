"""Grades one submission after the other, each in a fork of this process."""

import contextlib
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from autograder.grading.grade.grade import grade, not_graded
from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.pool.ahead import load_ahead
from autograder.grading.pool.references import ReferenceCourse
from autograder.grading.running.folder import go_to, new_folder
from autograder.grading.running.run import Sides
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import NoSandbox
from autograder.grading.sandbox.nursery import Nursery

_PIECE = 2**20


class Grader:
    """Holds what a class of submissions has in common: imports, references, a warm sandbox.

    `gone` tells whether whoever asked is no longer there, by a file descriptor that can be read.
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
        self._sides_for(given)
        self._courses[given.notebook] = ReferenceCourse(given.sources)

    def grade(self, notebook: str, submission: Submission) -> Graded:
        """Return what came of a submission; one that the grader doesn't survive has no points.

        Raises NoSandbox, and EOFError when nobody waits for the answer any more.
        """
        given = self._given[notebook]
        self._courses[notebook].use()
        nursery, sides = self._nursery_for(given.settings), self._sides_for(given)
        nursery.start()
        with new_folder(given.fixed_files) as folder:

            def work() -> Graded:
                go_to(folder)
                given.settings.limit_grader()
                try:
                    return grade(given, submission, nursery, sides)
                finally:
                    nursery.end_own()

            answer = self._forked(work, given.settings.grader_seconds)
        nursery.clear()
        if isinstance(answer, NoSandbox):
            raise answer
        return answer if isinstance(answer, Graded) else not_graded(given, submission, answer)

    def end(self) -> None:
        """End the sandbox and remove all files."""
        if self._nursery is not None:
            self._nursery[1].end()
        for course in self._courses.values():
            course.remove()

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

    def _forked(self, work: Callable[[], Graded], seconds: float) -> Graded | NoSandbox | str:
        """Return what `work` returns in a fork of this process, or why there is nothing."""
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            _work(work, theirs)
        os.close(theirs)
        try:
            data = self._read(ours, seconds)
        finally:
            os.close(ours)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if data is None:
            return f"it took more than {seconds:.0f} s"
        if not data:
            return "the grader ended"
        found: Graded | NoSandbox | str = pickle.loads(data)  # noqa: S301 - our own fork's
        return found

    def _read(self, pipe: int, seconds: float) -> bytes | None:
        """Return all that comes from the pipe, None when that takes too long."""
        data, until = bytearray(), time.monotonic() + seconds
        while True:
            ready, *_ = select.select([pipe, self._asker], [], [], until - time.monotonic())
            if self._asker in ready:
                raise EOFError("nobody waits for the result")
            if pipe not in ready:
                return None
            piece = os.read(pipe, _PIECE)
            if not piece:
                return bytes(data)
            data += piece
            if time.monotonic() >= until:
                return None


def _work(work: Callable[[], Graded], answers: int) -> NoReturn:
    """Send what `work` returns, and end this process."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    try:
        answer: object = work()
    except NoSandbox as error:
        answer = error
    except BaseException as error:  # the batch goes on, whatever it was
        answer = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    with open(answers, "wb") as pipe:
        pickle.dump(answer, pipe)
    os._exit(0)
