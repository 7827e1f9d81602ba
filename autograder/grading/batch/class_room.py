"""Grade all that was handed in for an assignment: decide, run, write down, one student a time."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.batch.collect import HandedIn, collect
from autograder.grading.batch.ledger import Kept, Ledger
from autograder.grading.batch.outcome import Outcome, State
from autograder.grading.batch.record import Record
from autograder.grading.batch.summary import Summary
from autograder.grading.grade.keys import result_key
from autograder.grading.grade.material import Graded, Specification
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.points import points_of
from autograder.grading.pool.task import Done, Pool, Task

NOTHING = "no notebook of the assignment was handed in"
NOTHING_BUT = NOTHING + " (but {names})"
MISSING = "the notebook {name} was not handed in"


@dataclass(frozen=True)
class Choice:
    """What to do beside what is needed: `force` grades all again, `dry` only tells.

    `partly` tells that not all notebooks of the assignment are graded: others are kept.
    """

    force: bool = False
    dry: bool = False
    partly: bool = False


class ClassRoom:
    """Grades the students' folders with the specifications `given`, each by its notebook's name."""

    def __init__(
        self,
        course: Course,
        given: Mapping[str, Specification],
        ledger: Ledger,
        record: Record,
        choice: Choice,
    ) -> None:
        self._course, self._given = course, given
        self._ledger, self._record, self._choice = ledger, record, choice
        self._assignment = next(iter(given.values())).assignment
        self._kept = ledger.all(self._assignment)
        self._under_way: dict[str, tuple[HandedIn, dict[str, str]]] = {}
        self._ready: deque[Outcome] = deque()

    def grade(self, folders: Sequence[tuple[str, Path]], pool: Pool) -> Iterator[Outcome]:
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
            handed = collect(student, folder, self._given, self._course.directory.ignore)
            keys = {
                name: result_key(self._given[name], each) for name, each in handed.notebooks.items()
            }
            needed = {
                name: each
                for name, each in handed.notebooks.items()
                if self._choice.force or keys[name] != self._kept_key(student, name)
            }
            if self._choice.dry:
                self._ready.append(self._outcome(handed, "waiting" if needed else "unchanged"))
            elif needed:
                self._under_way[student] = handed, keys
                yield Task(student, needed)
            else:
                self._ready.append(self._settle(handed))

    def _settle(self, handed: HandedIn) -> Outcome:
        """Write kept results again if they aren't where they belong."""
        kept = {name: self._kept[handed.student, name] for name in handed.notebooks}
        if self._record.holds(handed, kept):
            return self._outcome(handed, "unchanged")
        return self._write(handed, {}, "restored")

    def _finish(self, done: Done) -> Outcome:
        handed, keys = self._under_way.pop(done.task.student)
        for name, graded in done.graded.items():
            key = "" if graded.lost else keys[name]
            summary = Summary.of(graded, points_of(graded.cells).scores)
            self._ledger.put((self._assignment, handed.student, name), key, graded, summary)
            self._kept[handed.student, name] = Kept(key, summary)
        lost = any(graded.lost for graded in done.graded.values())
        return self._write(handed, done.graded, "failed" if lost else "graded")

    def _write(self, handed: HandedIn, new: Mapping[str, Graded], state: State) -> Outcome:
        graded = {
            name: new.get(name) or self._ledger.graded(self._assignment, handed.student, name)
            for name in handed.notebooks
        }
        problem = self._record.write(handed, graded, self._choice.partly)
        return self._outcome(handed, "failed" if problem else state, problem, new)

    def _outcome(
        self,
        handed: HandedIn,
        state: State,
        problem: str = "",
        new: Mapping[str, Graded] | None = None,
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
            self._record.max_points,
            tuple(dict.fromkeys([*look, *_missing(handed)])),
            tuple(text for each in summaries for text in each.differences if text != each.problem),
            self._record.late.get(handed.student, 0.0),
            seconds,
            tuple(each for summary in summaries for each in summary.mistakes),
        )

    def _kept_key(self, student: str, name: str) -> str:
        kept = self._kept.get((student, name))
        return kept.key if kept else ""


def _missing(handed: HandedIn) -> list[str]:
    if handed.notebooks:
        return [MISSING.format(name=name) for name in handed.missing]
    names = ", ".join(f"{name}.ipynb" for name in handed.unknown[:3])
    return [NOTHING_BUT.format(names=names) if names else NOTHING]
