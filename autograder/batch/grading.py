"""Grade all that was handed in for an assignment: decide, run, write down, one student a time."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.batch.handed_in import read_handed_in
from autograder.batch.outcomes import Outcome, Summary
from autograder.batch.result_store import StoredResult
from autograder.engine.submission.keys import result_key
from autograder.engine.workers.tasks import Task
from autograder.findings import text as say
from autograder.results import points_of

if TYPE_CHECKING:
    from autograder.batch.handed_in import HandedIn
    from autograder.batch.outcomes import State
    from autograder.batch.result_store import ResultStore
    from autograder.batch.result_writer import ResultWriter
    from autograder.engine.submission.specification import Specification, Submission
    from autograder.engine.workers.tasks import Pool, TaskResult
    from autograder.gradebook.course import Course
    from autograder.results import Graded


@dataclass(frozen=True)
class GradeOptions:
    """What to do beside what is needed: `force` grades all again, `dry` only tells.

    `partly` tells that not all notebooks of the assignment are graded: others are kept.
    """

    force: bool = False
    dry: bool = False
    partly: bool = False


class ClassGrading:
    """Grades the students' folders with the specifications `given`, each by its notebook's name."""

    def __init__(
        self,
        course: "Course",
        given: Mapping[str, "Specification"],
        store: "ResultStore",
        writer: "ResultWriter",
        options: GradeOptions,
    ) -> None:
        self._course, self._given = course, given
        self._store, self._writer, self._options = store, writer, options
        self._assignment = next(iter(given.values())).assignment
        self._kept = store.all(self._assignment)
        self._under_way: dict[str, tuple[HandedIn, dict[str, str]]] = {}
        self._ready: deque[Outcome] = deque()

    def grade(self, folders: Sequence[tuple[str, Path]], pool: "Pool") -> Iterator[Outcome]:
        """Yield what came of each student when it is written; raises NotWritten."""
        for done in pool.map(self._tasks(folders)):
            yield from self._take_ready()
            yield self._finish(done)
        yield from self._take_ready()

    def _take_ready(self) -> Iterator[Outcome]:
        while self._ready:
            yield self._ready.popleft()

    def _tasks(self, folders: Sequence[tuple[str, Path]]) -> Iterator[Task]:
        """Yield what has to be run; what is kept already is written on the way."""
        for student, folder in folders:
            handed = read_handed_in(student, folder, self._given, self._course.directory.ignore)
            keys = {
                name: result_key(self._given[name], each) for name, each in handed.notebooks.items()
            }
            needed, holds = self._needed(handed, keys)
            if self._options.dry:
                self._ready.append(self._outcome(handed, "waiting" if needed else "unchanged"))
            elif needed:
                self._under_way[student] = handed, keys
                yield Task(student, needed)
            else:
                self._ready.append(
                    self._outcome(handed, "unchanged")
                    if holds
                    else self._write(handed, {}, "restored")
                )

    def _needed(
        self, handed: "HandedIn", keys: Mapping[str, str]
    ) -> tuple[dict[str, "Submission"], bool]:
        """Return what has to be run, and whether all results are where they belong.

        Where they aren't, kept ones are written again: those that can't be read are run, too.
        """
        student = handed.student
        known = {
            name: self._kept[student, name]
            for name in handed.notebooks
            if not self._options.force and keys[name] == self._kept_key(student, name)
        }
        holds = len(known) == len(handed.notebooks) and self._writer.holds(handed, known)
        if not holds:
            place = self._assignment, student
            known = {name: each for name, each in known.items() if self._store.has(*place, name)}
        return {k: v for k, v in handed.notebooks.items() if k not in known}, holds

    def _finish(self, done: "TaskResult") -> Outcome:
        handed, keys = self._under_way.pop(done.task.student)
        for name, graded in done.graded.items():
            key = "" if graded.lost else keys[name]
            summary = Summary.of(graded, points_of(graded.cells).scores)
            self._store.put((self._assignment, handed.student, name), key, graded, summary)
            self._kept[handed.student, name] = StoredResult(key, summary)
        lost = any(graded.lost for graded in done.graded.values())
        return self._write(handed, done.graded, "failed" if lost else "graded")

    def _write(self, handed: "HandedIn", new: Mapping[str, "Graded"], state: "State") -> Outcome:
        graded = {
            name: new.get(name) or self._store.graded(self._assignment, handed.student, name)
            for name in handed.notebooks
        }
        problem = self._writer.write(handed, graded, self._options.partly)
        return self._outcome(handed, "failed" if problem else state, problem, new)

    def _outcome(
        self,
        handed: "HandedIn",
        state: "State",
        problem: str = "",
        new: Mapping[str, "Graded"] | None = None,
    ) -> Outcome:
        """Return what is known of a student's results."""
        mine = [self._kept.get((handed.student, name)) for name in handed.notebooks]
        summaries = [each.summary for each in mine if each]
        look = [problem] if problem else []
        look += [text for each in summaries for text in each.look]
        seconds: dict[str, float] = {}
        for graded in (new or {}).values():
            for phase, each in graded.seconds.items():
                seconds[phase] = seconds.get(phase, 0.0) + each
        return Outcome(
            handed.student,
            state,
            sum(score or 0.0 for each in summaries for score in each.scores.values()),
            self._writer.max_points,
            tuple(dict.fromkeys([*look, *_missing(handed)])),
            tuple(text for each in summaries for text in each.by_the_way),
            self._writer.late.get(handed.student, 0.0),
            seconds,
            tuple(each for summary in summaries for each in summary.mistakes),
        )

    def _kept_key(self, student: str, name: str) -> str:
        kept = self._kept.get((student, name))
        return kept.key if kept else ""


def _missing(handed: "HandedIn") -> list[str]:
    if handed.notebooks:
        return [say("batch.missing", name=name) for name in handed.missing]
    names = ", ".join(f"{name}.ipynb" for name in handed.unknown[:3])
    return [say("batch.nothing-but", names=names) if names else say("batch.nothing")]
