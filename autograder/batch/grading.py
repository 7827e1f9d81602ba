"""Grade all that was handed in for an assignment: decide, run, write down, one student a time."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.batch.handed_in import read_handed_in
from autograder.batch.outcomes import Outcome, Summary
from autograder.batch.result_store import StoredResult
from autograder.engine.submission.keys import result_key
from autograder.engine.workers.tasks import Task
from autograder.findings import text as say
from autograder.gradebook.teams import current_teams, followers, told
from autograder.results import points_of

if TYPE_CHECKING:
    from autograder.batch.handed_in import HandedIn
    from autograder.batch.outcomes import State
    from autograder.batch.result_store import ResultStore
    from autograder.batch.result_writer import ResultWriter
    from autograder.engine.submission.specification import Specification, Submission
    from autograder.engine.workers.tasks import Pool, TaskResult
    from autograder.gradebook.course import Course
    from autograder.gradebook.releases import Releases
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
    """Grades the students' folders, each notebook by the release that it was made from."""

    def __init__(
        self,
        course: "Course",
        releases: "Releases",
        store: "ResultStore",
        writer: "ResultWriter",
        options: GradeOptions,
    ) -> None:
        self._course, self._releases = course, releases
        self._store, self._writer, self._options = store, writer, options
        self._assignment = next(iter(releases.given.values())).assignment
        self._kept = store.all(self._assignment)
        self._under_way: dict[str, tuple[HandedIn, dict[str, str], dict[str, str]]] = {}
        self._ready: deque[Outcome] = deque()
        self._teams = current_teams(course, self._assignment)
        self._followers = followers(self._teams)
        self._taken_over: set[tuple[str, str]] = set()

    def grade(self, folders: Sequence[tuple[str, Path]], pool: "Pool") -> Iterator[Outcome]:
        """Yield what came of each student when it is written; raises NotWritten.

        Who has a team mate's work comes behind them, and takes over what came of it.
        """
        first = [each for each in folders if each[0] not in self._followers]
        behind = [each for each in folders if each[0] in self._followers]
        for group in (first, behind):
            for done in pool.map(self._tasks(group)) if group else ():
                yield from self._take_ready()
                yield self._finish(done)
            yield from self._take_ready()

    def _take_ready(self) -> Iterator[Outcome]:
        while self._ready:
            yield self._ready.popleft()

    def _tasks(self, folders: Sequence[tuple[str, Path]]) -> Iterator[Task]:
        """Yield what has to be run; what is kept already is written on the way."""
        for student, folder in folders:
            handed, used = self._fitted(student, folder)
            keys = {name: result_key(used[name], each) for name, each in handed.notebooks.items()}
            self._take_over(handed, keys)
            needed, holds = self._needed(handed, keys)
            if self._options.dry:
                self._ready.append(self._outcome(handed, "waiting" if needed else "unchanged"))
            elif needed:
                names = {used[name].notebook: name for name in needed}
                self._under_way[student] = handed, keys, names
                yield Task(student, {used[name].notebook: each for name, each in needed.items()})
            else:
                self._ready.append(
                    self._outcome(handed, "unchanged")
                    if holds
                    else self._write(handed, {}, "restored")
                )

    def _fitted(self, student: str, folder: Path) -> tuple["HandedIn", dict[str, "Specification"]]:
        """Return what was handed in, and for each notebook what it is graded by."""
        given, ignore = self._releases.given, self._course.directory.ignore
        handed = read_handed_in(student, folder, given, ignore)
        fitted = {
            name: self._releases.fitting(name, told(self._teams, each))
            for name, each in handed.notebooks.items()
        }
        notebooks = {name: submission for name, (_, submission) in fitted.items()}
        used = {name: specification for name, (specification, _) in fitted.items()}
        return replace(handed, notebooks=notebooks), used

    def _take_over(self, handed: "HandedIn", keys: Mapping[str, str]) -> None:
        """Take over what came of the very same work when a team mate's was graded."""
        mate = self._followers.get(handed.student)
        for name, key in keys.items():
            mine, place = self._kept_key(handed.student, name), (self._assignment, mate or "", name)
            if mate is None or key != self._kept_key(mate, name) or not self._store.has(*place):
                continue
            if (self._options.force or key != mine) and not self._options.dry:
                graded, summary = self._store.graded(*place), self._kept[mate, name].summary
                self._store.put((self._assignment, handed.student, name), key, graded, summary)
                self._kept[handed.student, name] = StoredResult(key, summary)
            self._taken_over.add((handed.student, name))

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
            if (not self._options.force or (student, name) in self._taken_over)
            and keys[name] == self._kept_key(student, name)
        }
        holds = len(known) == len(handed.notebooks) and self._writer.holds(handed, known)
        if not holds:
            place = self._assignment, student
            known = {name: each for name, each in known.items() if self._store.has(*place, name)}
        return {k: v for k, v in handed.notebooks.items() if k not in known}, holds

    def _finish(self, done: "TaskResult") -> Outcome:
        handed, keys, names = self._under_way.pop(done.task.student)
        new = {names[name]: graded for name, graded in done.graded.items()}
        for name, graded in new.items():
            key = "" if graded.lost else keys[name]
            summary = Summary.of(graded, points_of(graded.cells).scores)
            self._store.put((self._assignment, handed.student, name), key, graded, summary)
            self._kept[handed.student, name] = StoredResult(key, summary)
        lost = any(graded.lost for graded in new.values())
        return self._write(handed, new, "failed" if lost else "graded")

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
