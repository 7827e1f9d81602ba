"""Plugins that let `nbgrader zip_collect` take downloads of Canvas and Moodle; see `configure`."""

from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Enum, Unicode

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.lms.collect.archives import is_archive
from autograder.instructors.lms.collect.conventions import (
    CONVENTIONS,
    FOLDERS,
    Upload,
    detect,
    upload_of,
)
from autograder.instructors.lms.collect.file_names import of_the_system
from autograder.instructors.lms.collect.plan import Place, Plan, Reader, make_plan, whose
from autograder.instructors.lms.collect.recognise import course_notebooks
from autograder.instructors.lms.collect.roster import Roster, read_roster, zone_of
from autograder.instructors.lms.collect.unzip import Unpacked, unpack

AUTO = "auto"


class BoundedExtractor(ExtractorPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """Unpacks archives within bounds: no links, nothing outside of the folder, no bombs."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack all archives of a folder, and copy its other files, into another folder."""
        for place, why in unpack(Path(archive_path), Path(extracted_path)).left_out:
            self.log.warning("Left out %s: %s", "/".join(place), why)


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Knows whose a file is from the names that Canvas and Moodle give it.

    A course's own `named_regexp` goes first: with one this is nbgrader's own plugin.
    """

    convention = Enum(
        (AUTO, *CONVENTIONS), default_value=AUTO, help="How the platform names the files."
    ).tag(config=True)
    roster = Unicode("", help="A class list: a CSV file with the column student_id.").tag(
        config=True
    )
    timezone = Unicode("UTC", help="The zone of times in the class list that name none.").tag(
        config=True
    )

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return whose a file is, its notebook and its time; None for one that is not taken."""
        if self.named_regexp:
            found: dict[str, str] | None = super().collect(submitted_file)
            return found
        folder = self._extracted()
        if not hasattr(self, "_plan"):
            try:
                self._plan = self._make_plan(folder)
            except CourseError as error:
                self.parent.fail(str(error))
        place = Path(submitted_file).relative_to(folder).parts
        return self._found.get(place)

    def class_list(self) -> Roster:
        """Return the class list that is configured, an empty one if none is."""
        if not self.roster:
            return Roster()
        path = Path(self.parent.coursedir.root, self.roster)
        return read_roster(path, zone_of(self.timezone))

    def _extracted(self) -> Path:
        app = self.parent
        place: str = app.collect_directory_structure.format(
            downloaded=app.downloaded_directory,
            assignment_id=app.coursedir.assignment_id,
            collect_step=app.extracted_directory,
        )
        return Path(app.coursedir.root) / place

    def _make_plan(self, folder: Path) -> Plan:
        course = self.parent.coursedir
        released = course.format_path(course.release_directory, ".", course.assignment_id)
        roster = self.class_list()
        done = Unpacked(folder)
        reader = reader_for(done, self.convention)
        # nbgrader copies the files themselves, so none can be made here.
        notebooks = course_notebooks(Path(released), Path(course.root))
        plan = make_plan(done, notebooks, reader, roster, can_make=False)
        self._found: dict[Place, dict[str, str]] = {}
        for student, taken in whose(plan):
            when = roster.times.get(student) or taken.upload.when
            name = {"student_id": student, "file_id": taken.named.notebook}
            self._found[taken.place] = name | ({"timestamp": when.isoformat(" ")} if when else {})
        for asked in plan.requests.values():
            self.log.warning(text("collect.request-by-nbgrader", place="/".join(asked.place)))
        for said in roster.remarks:
            self.log.warning(said)
        for left in plan.left_out:
            self.log.warning("Left out %s: %s", "/".join(left.place), left.why)
        return plan


def reader_for(done: Unpacked, convention: str) -> Reader:
    """Return what tells from a file's place whose it is; raises CourseError when nothing does."""
    places = [path.relative_to(done.folder).parts for path in done.folder.rglob("*.*")]
    places += [place for place, _ in done.left_out]
    known = [place for place in places if not of_the_system(place)]
    found = detect(known) if convention == AUTO else convention
    if known and not found:
        raise CourseError(text("collect.no-convention"))

    def reader(place: Place) -> Upload | None:
        """Return whose a file is; an archive that was given is no student's folder."""
        inner = place[1:] if found == FOLDERS and is_archive(place[0]) else place
        return upload_of(inner, found or "")

    return reader
