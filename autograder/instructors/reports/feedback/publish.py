"""Make and write the feedback pages of a class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape
from nbgrader.api import MissingEntry

from autograder.course.files import Unreadable, read_file, write_whole
from autograder.course.folders import CourseError
from autograder.findings import page as in_words
from autograder.findings import text as say
from autograder.findings.language import language, language_tag, languages, said_language, speaking
from autograder.findings.translation import read_entries
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import (
    ScoresByNotebook,
    gradebook_to_read,
    scores_by_notebook,
)
from autograder.instructors.reports.feedback.build import (
    AsRead,
    Draw,
    as_it_is,
    build_page,
    no_picture,
)
from autograder.instructors.reports.feedback.page_model import Page
from autograder.notebooks.cells import MOST_BYTES, Cell
from autograder.notebooks.translation import cell_in_language, translation_file
from autograder.results import read_graded
from autograder.results.course_texts import saying_texts_of

# How a page of ours is told from one that nbgrader's generate_feedback wrote.
GENERATOR = '<meta name="generator" content="autograder feedback">'
_FOLDER = Path(__file__).parent


def render(page: Page) -> str:
    """Return the page as HTML; all that isn't marked as safe is escaped."""
    return _environment(language_tag()).get_template("page.html").render(page=page)


def _template(name: str) -> str:
    return in_words((_FOLDER / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _environment(tag: str) -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    environment.globals["style"] = Markup(style)  # noqa: S704 - a file of the kit
    environment.globals["language"] = tag
    environment.globals["generator"] = Markup(GENERATOR)  # noqa: S704 - the line above
    environment.filters["points"] = points
    environment.filters["parted"] = parted
    return environment


def points(value: float) -> str:
    """Return a number of points: no zeros at the end, at most two digits behind the point."""
    return f"{round(value, 2) + 0.0:g}"


def parted(name: str) -> Markup:
    """Return a name that may go on in the next line after each underscore."""
    return Markup("_<wbr>").join(escape(part) for part in name.split("_"))


Written = Literal["written", "unchanged", "replaced"]

# What nbgrader release_feedback reads beside a page: when it was handed in, and the page's secret.
_BESIDE = ("timestamp.txt", "submission_secret.txt")
_MOST_BESIDE = 10_000  # bytes


def write_page(path: Path, text: str, force: bool, mode: int = 0o644) -> Written:
    """Write the page if it isn't there already, or with `force`.

    "replaced" tells that nbgrader's own page, or another that isn't ours, was there. Raises
    OSError; the file is then as it was.
    """
    data = text.encode("utf-8", "replace")
    before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    if before == data and not force:
        return "unchanged"
    _write(path, data, mode)
    return "replaced" if before is not None and GENERATOR.encode() not in before else "written"


def copy_beside(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copy what release_feedback needs from the autograded folder, if it has changed."""
    for name in _BESIDE:
        path = source / name
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _MOST_BESIDE:
            data = path.read_bytes()
            there = target / name
            if not there.is_file() or there.read_bytes() != data:
                _write(there, data, mode)


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data, mode)


State = Literal["written", "unchanged", "replaced", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What came of one notebook's page; `problem` says why there is none."""

    student: str
    notebook: str
    state: State
    page: Path
    problem: str = ""


class NotWritten(Exception):  # noqa: N818 - what is the case
    """No page can be written here; the message says why and what to do."""


class NoPoints(Exception):  # noqa: N818 - what is the case
    """The gradebook has no points of a notebook; the message says so."""


class Feedback:
    """The pages of an assignment's students, those whose names match `wanted` or all.

    `draw` returns the picture of a function with mistakes. Raises CourseError when nothing is
    graded, or nobody has such a name.
    """

    def __init__(
        self, root: Path, assignment: str, wanted: Sequence[str] = (), draw: Draw = no_picture
    ) -> None:
        self._draw = draw
        self._course, self._assignment = Course(root), assignment
        self._scores_by_notebook = _scores_by_notebook(self._course, assignment)
        self._mode = 0o664 if self._course.directory.groupshared else 0o644
        known = {notebook for _, notebook in self._scores_by_notebook}
        self._papers = [
            (student, path)
            for student, folder in self._folders(wanted)
            for path in sorted(folder.glob("*.ipynb"))
            if path.stem in known
        ]
        self.total = len(self._papers)

    def write(self, force: bool = False) -> Iterator[Outcome]:
        """Write each page that has changed, all with `force`; yields what came of it.

        Raises NotWritten when the disk takes no page.
        """
        for student, path in self._papers:
            yield self._write(student, path, force)

    def _write(self, student: str, path: Path, force: bool) -> Outcome:
        folder = self._course.folder("feedback", student, self._assignment)
        page = folder / f"{path.stem}.html"
        try:
            text = self._text(student, path)
        except (Unreadable, NoPoints) as error:
            problem = str(error) + (say("feedback.kept") if page.exists() else "")
            return Outcome(student, path.stem, "failed", page, problem)
        try:
            copy_beside(path.parent, folder, self._mode)
            return Outcome(student, path.stem, write_page(page, text, force, self._mode), page)
        except OSError as error:
            reason = error.strerror or str(error)
            raise NotWritten(say("feedback.not-written", path=page, reason=reason)) from error

    def _text(self, student: str, path: Path) -> str:
        try:
            graded = read_graded(read_file(path, MOST_BYTES))
        except OSError as error:
            raise Unreadable("unreadable", error.strerror or type(error).__name__) from error
        scores = self._scores_by_notebook.get((student, path.stem))
        if scores is None:
            raise NoPoints(say("feedback.no-points"))
        names = (student, self._assignment, path.stem)
        texts = saying_texts_of(self._assignment, self._course.root)
        with speaking(graded.language or said_language()), texts:
            as_read = self._as_read(language())
            return render(build_page(names, graded, scores, self._draw, as_read))

    def _as_read(self, spoken: str) -> AsRead:
        """Return what gives a cell as it stands in the handout of a language."""
        path = translation_file(self._course.root, spoken, self._assignment)
        about = languages().get(spoken)
        if about is None or not path.is_file():
            return as_it_is
        entries = read_entries(path)

        def as_read(cell: Cell) -> str:
            return cell_in_language(cell, entries.get(cell.key), about)

        return as_read

    def _folders(self, wanted: Sequence[str]) -> list[tuple[str, Path]]:
        name = self._assignment
        found = list(self._course.students("autograded", name))
        if not found:
            folder = self._course.folder("autograded", "*", name)
            raise CourseError(say("feedback.nobody", name=name, folder=folder))
        for pattern in wanted:
            if not any(fnmatchcase(student, pattern) for student, _ in found):
                folder = self._course.folder("autograded", pattern, name)
                raise CourseError(
                    say("feedback.no-student", student=pattern, name=name, folder=folder)
                )
        return [
            (student, folder)
            for student, folder in found
            if not wanted or any(fnmatchcase(student, pattern) for pattern in wanted)
        ]


def _scores_by_notebook(course: Course, assignment: str) -> ScoresByNotebook:
    try:
        with gradebook_to_read(course) as gradebook:
            return scores_by_notebook(gradebook, assignment)
    except MissingEntry as error:
        raise CourseError(say("feedback.unknown", name=assignment)) from error
