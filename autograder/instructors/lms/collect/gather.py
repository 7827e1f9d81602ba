"""Take a download into a course: unpack, plan, and put each student's notebooks in their place."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.apps import ZipCollectApp

from autograder.course.folders import CourseError
from autograder.findings import text as say
from autograder.gradebook.course import Course
from autograder.instructors.lms.collect.archives import is_archive
from autograder.instructors.lms.collect.conventions import FOLDERS, Upload
from autograder.instructors.lms.collect.file_names import Notebooks, course_notebooks
from autograder.instructors.lms.collect.plan import Place, Plan, Reader, make_plan
from autograder.instructors.lms.collect.plugins import PlatformCollector, reader_for
from autograder.instructors.lms.collect.roster import Roster
from autograder.instructors.lms.collect.submitted import PlacedNotebook, SubmittedFolder
from autograder.instructors.lms.collect.unzip import Unpacked, unpack


@dataclass(frozen=True)
class CollectOptions:
    """What the command was told: empty texts leave it to the course's configuration."""

    convention: str = ""
    roster: Path | None = None
    timezone: str = ""
    force: bool = False
    dry: bool = False


@dataclass
class Collected:
    """What is known of a download, and what came of each student's work as it is placed."""

    convention: str
    plan: Plan
    roster: Roster
    total: int
    placed: list[PlacedNotebook] = field(default_factory=list)


class Collection:
    """Takes downloads for one assignment of the course in `root`; CourseError if it can't."""

    def __init__(self, root: Path, name: str, options: CollectOptions) -> None:
        if Path(name).name != name:
            raise CourseError(say("collect.bad-name", name=name))
        self.course, self._name, self._options = Course(root), name, options
        released = self.course.folder("release", ".", name)
        self._notebooks: Notebooks = course_notebooks(released)
        if not self._notebooks:
            raise CourseError(say("collect.no-notebooks", folder=released, name=name))
        self._app = ZipCollectApp(config=self.course.config)
        self._app.coursedir = self.course.directory
        self._app.coursedir.assignment_id = name
        self._collector = self._app.collector_plugin(parent=self._app)
        if isinstance(self._collector, PlatformCollector):
            self._collector.convention = options.convention or self._collector.convention
            if options.roster:
                self._collector.roster = str(options.roster.resolve())
            self._collector.timezone = options.timezone or self._collector.timezone

    @property
    def replaced(self) -> Path:
        """The folder that keeps what was replaced, beside nbgrader's own steps of a collection."""
        place: str = self._app.collect_directory_structure.format(
            downloaded=self._app.downloaded_directory,
            assignment_id=self._name,
            collect_step="replaced",
        )
        return self.course.root / place

    @contextmanager
    def planned(self, sources: Sequence[Path]) -> Iterator[Collected]:
        """Unpack the downloads into a temporary folder and yield what is to become of them."""
        roster = Roster()
        if isinstance(self._collector, PlatformCollector):
            roster = self._collector.class_list()
        with tempfile.TemporaryDirectory(prefix="collect-") as folder:
            done = _unpacked(sources, Path(folder).resolve(), self._flat(sources))
            reader = self._reader(done)
            plan = make_plan(done, self._notebooks, reader, roster)
            used = [taken.upload for files in plan.students.values() for taken in files.values()]
            used += list(plan.people.values())
            convention = used[0].convention if used else ""
            yield Collected(convention, plan, roster, len(plan.students))

    def place(self, gathered: Collected, sources: Sequence[Path]) -> Iterator[PlacedNotebook]:
        """Yield what came of each student's work when it is placed; raises CourseError."""
        downloaded = max(_time_of(source) for source in sources)
        submitted_folder = SubmittedFolder(
            self.replaced, downloaded, self._options.force, self._options.dry
        )
        for student, files in gathered.plan.students.items():
            times = [taken.upload.when for taken in files.values() if taken.upload.when]
            when = gathered.roster.times.get(student) or max(times, default=None)
            folder = self.course.folder("submitted", student, self._name)
            try:
                placed = submitted_folder.put(student, folder, files, when)
            except OSError as error:
                text = say("collect.not-written", folder=folder, reason=error.strerror)
                raise CourseError(text) from error
            gathered.placed.append(placed)
            yield placed

    def _flat(self, sources: Sequence[Path]) -> bool:
        """Return whether what was given is the one folder that holds a folder for each student."""
        told = isinstance(self._collector, PlatformCollector)
        told = told and self._collector.convention == FOLDERS
        return told and len(sources) == 1 and sources[0].is_dir()

    def _reader(self, done: Unpacked) -> Reader:
        """Return what tells whose a file is: the course's own plugin if it has one, else ours."""
        collector = self._collector
        own = not isinstance(collector, PlatformCollector) or collector.named_regexp
        if not own or self._options.convention:
            return reader_for(done, self._options.convention or collector.convention)

        def reader(place: Place) -> Upload | None:
            found = collector.collect(str(done.folder.joinpath(*place)))
            if not found:
                return None
            file = f"{found['file_id'].removesuffix('.ipynb')}.ipynb"
            return Upload("course", "", found["student_id"], file)

        return reader


def _unpacked(sources: Sequence[Path], folder: Path, flat: bool) -> Unpacked:
    """Unpack all sources beside each other, each below its own name unless `flat`."""
    done = Unpacked(folder)
    for source in sources:
        whole = source.resolve()
        alone = whole.is_file() and not is_archive(whole.name)
        top = whole.parent.name if alone else whole.name
        above = () if flat else (top,)
        for place, why in unpack(whole, folder.joinpath(*above)).left_out:
            done.left_out.append(((*above, *place), why))
    return done


def _time_of(source: Path) -> float:
    """Return when a download was made: the newest of its files."""
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else []
    return max((path.stat().st_mtime for path in (*files, source)), default=0.0)
