"""Load a class's answers from the gradebook, the autograded notebooks and the review's own store.

A notebook that hasn't changed since is not read again.
"""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.files import Unreadable, read_file
from autograder.course.folders import CourseError
from autograder.course.variant_list import assigned
from autograder.findings import Code, Finding
from autograder.findings.language import language
from autograder.gradebook.by_hand import Standing
from autograder.gradebook.course import Course
from autograder.gradebook.give_by_hand import Rows, standing, standings
from autograder.gradebook.variants import made_variants
from autograder.instructors.reports.class_report.load import BookRecord, read_book
from autograder.instructors.review.answers import (
    Answer,
    ClassAnswers,
    Question,
    Raised,
    WrittenAnswer,
    WrittenQuestion,
)
from autograder.instructors.review.behaviour import TakenValues
from autograder.instructors.review.phrases import in_order_of_phrases
from autograder.instructors.review.store import Place, ReviewStore, digest_of, work_of
from autograder.notebooks.cells import MOST_BYTES
from autograder.results import CellResult, GradedNotebook, read_graded
from autograder.results.mistake_words import Say, words_in

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class _Read:
    """A notebook, as it was at a time, and digests of the work in it and of each result."""

    version: tuple[int, int]
    notebook: GradedNotebook
    work: str
    results: Mapping[str, str]


class AnswerReader:
    """Reads a class again and again; only what has changed takes time."""

    def __init__(self, course: Course, assignment: str, store: ReviewStore) -> None:
        self.course, self.assignment, self._store = course, assignment, store
        self._read: dict[Path, _Read] = {}
        self._values: dict[tuple[str, str], tuple[str, dict[str, TakenValues]]] = {}
        self.forget_values()

    def forget_values(self) -> None:
        """Read the kept values again: some were taken since."""
        self._values = {
            (student, notebook): (work, found)
            for student, notebook, work, found in self._store.values(self.assignment)
        }

    def words(self) -> Say:
        """Return what says the words of the assignment's mistakes in the language in force."""
        return words_in(language(), self.assignment, self.course.root)

    def answers(self) -> ClassAnswers:
        """Return the class as it is now; raises CourseError when there is no gradebook for it."""
        book = read_book(self.course, self.assignment)
        rows = standings(self.course, self.assignment)
        unread: list[str] = []
        with _no_collecting():
            notebooks = {
                (student, name): found
                for student in sorted(book.rows)
                for name in book.notebooks
                for found in [self._notebook(student, name, unread)]
                if found is not None
            }
        questions = (
            _question(book, cell.place, cell.max_points, notebooks, rows, self._values)
            for cell in book.cells
            if not cell.by_hand
        )
        return ClassAnswers(
            self.assignment,
            tuple(sorted(questions, key=lambda each: _order(each, book, notebooks))),
            tuple(dict.fromkeys(student for student, _ in notebooks)),
            tuple(unread),
            self._store.taken_out(self.assignment),
            _variants(self.course, self.assignment, sorted(book.rows)),
        )

    def written(self, salt: str) -> tuple[WrittenQuestion, ...]:
        """Return the questions that a person grades; aliases and order are drawn by the `salt`.

        In the order, answers that share phrases follow each other. Raises CourseError when there is
        no gradebook for it.
        """
        book = read_book(self.course, self.assignment)
        rows = standings(self.course, self.assignment)
        notebooks = {
            (student, name): found.notebook
            for student in sorted(book.rows)
            for name in book.notebooks
            for found in [self._notebook(student, name, [])]
            if found is not None
        }
        return tuple(
            _written(book, each.place, each.max_points, notebooks, rows, salt)
            for each in book.cells
            if each.by_hand
        )

    def _notebook(self, student: str, name: str, unread: list[str]) -> _Read | None:
        folder = self.course.folder("autograded", student, self.assignment)
        path = folder / f"{name}.ipynb"
        try:
            status = path.stat()
            version = status.st_mtime_ns, status.st_size
            known = self._read.get(path)
            if known is None or known.version != version:
                known = self._read[path] = _read(version, read_file(path, MOST_BYTES))
            return known
        except (Unreadable, OSError):
            if folder.is_dir():  # else nothing is graded of them yet
                unread.append(student)
            return None


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Within, Python looks for no garbage: of a class's JSON all is kept, and looked at in vain."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(version: tuple[int, int], data: bytes) -> _Read:
    notebook = _without_outputs(read_graded(data))
    results = {key: digest_of(repr(each)) for key, each in notebook.tests.items()}
    return _Read(version, notebook, work_of(notebook), results)


def _variants(course: Course, assignment: str, students: Sequence[str]) -> Mapping[str, str]:
    """Return who has which variant; nothing without variants, or where the list can't be read."""
    letters = made_variants(course.root, assignment)
    with suppress(CourseError):  # `autograder variants` and grading say what is wrong with it
        return assigned(course.root, assignment, letters, students) if letters else {}
    return {}


def _without_outputs(notebook: GradedNotebook) -> GradedNotebook:
    """Return a notebook with no outputs but those of tests: a review holds a whole class."""
    parts = (
        part if part.kind == "test" else replace(part, outputs=None) for part in notebook.parts
    )
    return replace(notebook, parts=tuple(parts))


_Notebooks = Mapping[tuple[str, str], _Read]


def _order(question: Question, book: BookRecord, notebooks: _Notebooks) -> tuple[int, int]:
    notebook, cell = question.place
    found = next((each for (_, name), each in notebooks.items() if name == notebook), None)
    keys = [part.cell.key for part in found.notebook.parts] if found else []
    return book.notebooks.index(notebook), keys.index(cell) if cell in keys else len(keys)


def _question(
    book: BookRecord,
    place: Place,
    most: float,
    notebooks: _Notebooks,
    rows: Rows,
    values: Mapping[tuple[str, str], tuple[str, dict[str, TakenValues]]],
) -> Question:
    name, cell = place
    found = {}
    for (student, notebook), read in notebooks.items():
        answer = read.notebook.answer_of.get(cell, "")
        stands = standing(rows, student, f"{name}/{cell}", f"{name}/{answer}")
        if notebook != name or stands is None or cell not in read.notebook.tests:
            continue
        work, kept = values.get((student, notebook), ("", {}))
        taken = kept.get(cell) if work == read.work else None
        stub = book.handout.get((name, answer), "")
        found[student] = _answer(read, cell, stub, stands, taken)
    names = (each.result.question.question for each in found.values() if each.result.question)
    plain = cell.removesuffix("-tests").removesuffix("-test")
    title = next(names, plain)
    several = len(book.notebooks) > 1
    return Question(place, f"{name}: {title}" if several else title, most, found)


def _answer(
    read: _Read, cell: str, stub: str, stands: Standing, values: TakenValues | None
) -> Answer:
    notebook = read.notebook
    answer = notebook.answer_of.get(cell, "")
    source = notebook.answers.get(answer, "")
    result = notebook.tests[cell]
    outputs = next(part.outputs for part in notebook.parts if part.cell.key == cell)
    return Answer(
        stands.student,
        answer,
        source,
        not answer or source.strip() not in ("", stub.strip()),
        result,
        _raised(result, source, outputs),
        stands,
        read.work,
        read.results[cell],
        values,
    )


def _raised(result: CellResult, source: str, outputs: object) -> Raised | None:
    """Return the exception that ended an answer, with the student's line or the test's."""
    facets = result.question.facets if result.question else ()
    found = [result.ended, *(each.finding for each in facets)]
    for finding in found:
        if finding is not None and finding.code == Code.RAISED:
            return Raised(str(finding.values.get("kind", "")), _line(finding, source))
        if finding is not None and finding.code == Code.CELL_RAISED:
            return Raised(str(finding.values.get("kind", "")), _last_arrow(outputs))
    if result.ended is not None:
        return Raised(str(result.ended.code))
    return None


def _line(finding: Finding, source: str) -> str:
    place = finding.values.get("place")
    number = place.values.get("line") if isinstance(place, Finding) else None
    lines = source.splitlines()
    return lines[number - 1].strip() if isinstance(number, int) and 0 < number <= len(lines) else ""


def _last_arrow(outputs: object) -> str:
    """Return the innermost line that a traceback in a test's outputs points at, '' without one."""
    lines: list[str] = []
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict) and output.get("output_type") == "error":
            lines += [str(each) for each in output.get("traceback") or ()]
    found = _ARROW.findall(_COLOURS.sub("", "\n".join(lines)))
    return found[-1].strip()[:200] if found else ""


def _written(
    book: BookRecord,
    place: Place,
    most: float,
    notebooks: Mapping[tuple[str, str], GradedNotebook],
    rows: Rows,
    salt: str,
) -> WrittenQuestion:
    name, cell = place
    asked, found = "", []
    for (student, notebook), graded in notebooks.items():
        stands = standing(rows, student, f"{name}/{cell}", f"{name}/{cell}")
        keys = [part.cell.key for part in graded.parts]
        if notebook != name or stands is None or cell not in keys:
            continue
        number = keys.index(cell)
        above = [p.cell.source for p in graded.parts[:number] if p.kind in ("ours", "theirs")]
        asked = asked or (above[-1] if above else "")
        source = graded.parts[number].cell.source
        alias = digest_of(salt, cell, student)
        # nbgrader gives an answer that is as released 0 points by itself, and lets nobody look
        begun = stands.tests is None or stands.by_hand.points is not None or stands.by_hand.waits
        found.append(WrittenAnswer(student, alias, source, begun, stands))
    several = len(book.notebooks) > 1
    title = f"{name}: {cell}" if several else cell
    drawn = sorted(found, key=lambda each: each.alias)
    return WrittenQuestion(place, title, asked, most, in_order_of_phrases(asked, drawn))
