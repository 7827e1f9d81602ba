"""Take a download into a course: unpack, plan, and put each student's notebooks in their place."""

import errno
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbgrader.apps import ZipCollectApp
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.files import write_whole
from autograder.course.folders import CourseError
from autograder.findings import text as say
from autograder.gradebook.course import Course
from autograder.gradebook.kept_releases import has_kept
from autograder.gradebook.releases import Releases
from autograder.gradebook.specifications import specifications_apart
from autograder.gradebook.teams import Team, followers, note_teams, read_teams
from autograder.instructors.lms.collect.archives import is_archive
from autograder.instructors.lms.collect.conventions import FOLDERS, Upload
from autograder.instructors.lms.collect.plan import (
    LeftOut,
    Place,
    Plan,
    Reader,
    Taken,
    make_plan,
    note_releases,
)
from autograder.instructors.lms.collect.plugins import PlatformCollector, reader_for
from autograder.instructors.lms.collect.questions import (
    UNMATCHED,
    Decision,
    Handed,
    as_page,
    checked,
    decide,
    decided_for,
    with_lost_names,
)
from autograder.instructors.lms.collect.recognise import Notebooks, course_notebooks
from autograder.instructors.lms.collect.roster import Roster
from autograder.instructors.lms.collect.submitted import (
    ORIGINALS,
    PlacedNotebook,
    State,
    SubmittedFolder,
)
from autograder.instructors.lms.collect.teams import TeamWork, share_work
from autograder.instructors.lms.collect.unzip import Unpacked, unpack

_NOBODYS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # what is wrong is not one student's folder


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
    teams: list[TeamWork] = field(default_factory=list)


class Collection:
    """Takes downloads for one assignment of the course in `root`; CourseError if it can't."""

    def __init__(self, root: Path, name: str, options: CollectOptions) -> None:
        if Path(name).name != name:
            raise CourseError(say("collect.bad-name", name=name))
        self.course, self._name, self._options = Course(root), name, options
        self._released = self.course.folder("release", ".", name)
        self._notebooks: Notebooks = course_notebooks(self._released, self.course.root)
        if not self._notebooks:
            raise CourseError(say("collect.no-notebooks", folder=self._released, name=name))
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
        return self.kept("replaced")

    def kept(self, step: str) -> Path:
        """Return a folder beside nbgrader's own steps of a collection."""
        place: str = self._app.collect_directory_structure.format(
            downloaded=self._app.downloaded_directory,
            assignment_id=self._name,
            collect_step=step,
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
            teams = share_work(plan, roster)
            note_releases(plan, self._released, self._releases())
            used = [taken.upload for files in plan.students.values() for taken in files.values()]
            used += list(plan.people.values())
            convention = used[0].convention if used else ""
            yield Collected(convention, plan, roster, len(plan.students), teams=teams)

    def _releases(self) -> Releases | None:
        """Return the assignment's releases, None before its first is in the gradebook."""
        if not has_kept(self.course.root, self._name):  # no gradebook is made to look
            return None
        try:
            return Releases(self.course, specifications_apart(self.course, self._name))
        except (CourseError, ValueError, SQLAlchemyError):  # grading says what is wrong
            return None

    def place(self, gathered: Collected, sources: Sequence[Path]) -> Iterator[PlacedNotebook]:
        """Yield what came of each student's work when it is placed; raises CourseError."""
        downloaded = max(_time_of(source) for source in sources)
        submitted_folder = SubmittedFolder(
            self.replaced,
            self.kept(ORIGINALS),
            self.kept(UNMATCHED),
            downloaded,
            self._options.force,
            self._options.dry,
        )
        for student, files in gathered.plan.students.items():
            times = [taken.upload.when for taken in files.values() if taken.upload.when]
            by = gathered.plan.by.get(student, student)
            when = gathered.roster.times.get(by) or max(times, default=None)
            folder = self.course.folder("submitted", student, self._name)
            try:
                placed = submitted_folder.put(student, folder, files, when)
            except OSError as error:
                placed = PlacedNotebook(student, "not-written", why=_said_of_one(error, folder))
            gathered.placed.append(placed)
            yield placed
        self._place_requests(gathered, submitted_folder)
        if not self._options.dry:
            moved = [each.student for each in gathered.placed if each.state in ("new", "replaced")]
            alone = [student for student in moved if student not in gathered.plan.by]
            note_teams(self.course.root, self._name, _noted(gathered), alone)

    def _place_requests(self, gathered: Collected, submitted_folder: SubmittedFolder) -> None:
        """Write the requests for a regrade, also of those who hand in nothing else."""
        plan = gathered.plan
        states: dict[str, State] = {each.student: each.state for each in gathered.placed}
        for student in sorted({*states, *plan.requests}):
            request, state = plan.requests.get(student), states.get(student, "kept")
            why = say("collect.request-alone")
            folder = self.course.folder("submitted", student, self._name)
            try:
                taken = submitted_folder.put_request(folder, request, state)
            except OSError as error:
                taken, why = False, _said_of_one(error, folder)
            if request and not taken:
                plan.left_out.append(_not_taken(plan.requests.pop(student), student, why))

    def lost_names(self) -> list[Handed]:
        """Return the notebooks in submitted/ in which answers have lost their names.

        The work of a team is there once.
        """
        found, mates = self._lost_names()
        return [each for each in found if each.student not in mates]

    def _lost_names(self) -> tuple[list[Handed], dict[str, str]]:
        """Return all of them, and by each student with the very work of a team mate whose it is."""
        found = list(with_lost_names(self.course, self._name, self._notebooks))
        came = {(each.student, each.notebook): each.came for each in found}
        mates = followers(read_teams(self.course.root, self._name)) if found else {}
        same = {
            each.student: mates[each.student]
            for each in found
            if came.get((mates.get(each.student, ""), each.notebook)) == each.came
        }
        return found, same

    def write_page(self, found: Sequence[Handed]) -> Path:
        """Write what was put back and what is open as a page; raises CourseError."""
        path = self.kept("matches.html")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, as_page(self._name, found).encode("utf-8", "replace"))
        except OSError as error:
            said = say("collect.not-written", folder=path, reason=error.strerror)
            raise CourseError(said) from error
        return path

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Write what a person has decided into submitted/, for a team once; raises CourseError."""
        found, mates = self._lost_names() if decisions else ([], {})
        known = {(each.student, each.notebook) for each in found}
        for each in decisions:
            if (each.student, each.notebook) not in known:
                name = f"{each.student}/{each.notebook}"
                raise CourseError(say("lost-names.not-open", name=name))
        written = []
        for handed in found:
            mate = mates.get(handed.student, handed.student)
            team = [replace(e, student=handed.student) for e in decisions if e.student == mate]
            own = decided_for(handed, [*decisions, *(team if mate != handed.student else [])])
            if own:
                checked(handed, own)
                written.append((handed, own))
        for handed, own in written:  # all of them, or none
            decide(handed, own, self.kept(UNMATCHED))

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


def _said_of_one(error: OSError, folder: Path) -> str:
    """Return what is said of one whose folder can't be written.

    Raises CourseError where nobody's can: a full or read-only disk.
    """
    if error.errno in _NOBODYS:
        said = say("collect.not-written", folder=folder, reason=error.strerror)
        raise CourseError(said) from error
    return say("collect.one-not-written", folder=folder, reason=error.strerror)


def _not_taken(request: Taken, student: str, why: str) -> LeftOut:
    return LeftOut(request.place, request.upload.person, why, student)


def _noted(gathered: Collected) -> Iterator[Team]:
    """Yield the teams whose work was placed; who had something newer is by themselves."""
    kept = {each.student for each in gathered.placed if each.state in ("kept", "not-written")}
    for each in gathered.teams:
        members = tuple(member for member in each.members if member not in kept)
        if len(members) > 1:
            yield Team(each.name, members, each.by, each.others)


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
