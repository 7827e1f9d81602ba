"""Where a course keeps what, as its nbgrader configuration says."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from autograder.course.files import Files, read_files
from autograder.findings import Finding
from autograder.notebooks.regrade import REQUEST

_TIMESTAMP = "timestamp.txt"
_BESIDE_A_DATABASE = ("-journal", "-wal", "-shm")


class SubmittedFiles:
    """The folders that matter for one submission."""

    def __init__(self, coursedir: CourseDirectory, assignment: str, student: str) -> None:
        self._coursedir, self._assignment, self._student = coursedir, assignment, student
        self.root = Path(coursedir.root).resolve()

    def secret(self) -> tuple[Path, ...]:
        """Return what a student's code must not see, wherever the course keeps it."""
        directories = (
            self._coursedir.source_directory,
            self._coursedir.submitted_directory,
            self._coursedir.autograded_directory,
            self._coursedir.feedback_directory,
        )
        outside = [Path(name) for name in directories if Path(name).is_absolute()]
        outside += [*self._exchange(), *self._gradebook()]
        return (self.root, *(path.resolve() for path in outside if path.exists()))

    def _exchange(self) -> list[Path]:
        """Return the folders through which nbgrader hands out and collects."""
        exchange = Exchange(coursedir=self._coursedir, config=self._coursedir.config)
        return [Path(exchange.root), Path(exchange.cache)]

    def _gradebook(self) -> list[Path]:
        """Return the gradebook's files, if it is in files, with what SQLite writes beside them."""
        try:
            url = make_url(self._coursedir.db_url)
        except ArgumentError:  # whoever opens it says so
            return []
        if url.get_backend_name() != "sqlite" or not url.database:
            return []
        file = Path(self._coursedir.root, url.database)
        return [file, *(file.with_name(file.name + end) for end in _BESIDE_A_DATABASE)]

    def files(self, not_overwritten: Mapping[str, Sequence[str]]) -> tuple[Files, Files]:
        """Return the files beside the notebook for the student's code, and those for the tests.

        The course's version counts, but for those that the course lets students change: they are
        in the first only.
        """
        submitted, _ = self.submitted()
        source, _ = read_files(self._folder(self._coursedir.source_directory, "."))
        kept = {Path(name).as_posix() for name in not_overwritten.get(self._assignment, ())}
        ours = {name: data for name, data in source.items() if name not in kept}
        submitted.pop(_TIMESTAMP, None)
        submitted.pop(REQUEST, None)
        return {**source, **submitted, **ours}, ours

    def submitted(self) -> tuple[Files, list[Finding]]:
        """Return the files that were handed in beside the notebook, and why others were left out.

        What the course ignores is read from its configuration: `copying` has added to the list of
        the course folder that nbgrader uses.
        """
        ignore = CourseDirectory(config=self._coursedir.config).ignore
        folder = self._folder(self._coursedir.submitted_directory, self._student)
        return read_files(folder, ignore)

    def _folder(self, directory: str, student: str) -> Path:
        return Path(self._coursedir.format_path(directory, student, self._assignment))
