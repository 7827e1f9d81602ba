"""What a test cell came to: its points, and in words what is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.findings import Code, Finding, cause_of, one_line, text, words
from autograder.notebooks.cells import Cell
from autograder.results import CellResult, FacetResult, NamedMistake, QuestionResult
from autograder.results.mistake_words import in_words

# IPython names a cell's file by a hash, which tells a student nothing.
_CELL_FILE = re.compile(r"\((?:\d+\.py|<ipython-[^>]*>|<[^>]*>), line (\d+)\)")


def error_in_words(error: Finding) -> str:
    """Return an exception as one short line, without the hash that IPython calls a cell by."""
    assert error.code == Code.CELL_RAISED  # noqa: S101 - a reader's own
    text = one_line(_CELL_FILE.sub(r"(line \1)", str(error["message"])))
    return f"{error['kind']}: {text}" if text else str(error["kind"])


@dataclass(frozen=True)
class Question:
    """One graded question: points, what is missing, notes that cost nothing, what to re-read.

    `mistakes` are those that were named, each with a hint.
    """

    name: str
    cell: str
    section: str
    points: float
    max_points: float
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seed: int | None = None
    mistakes: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it has all its points."""
        return self.points >= self.max_points


@dataclass(frozen=True)
class Attempt:
    """How a question was tried: its test cell and the answer above it, and what came of each.

    `answer` is '' when the test stands below no answer; it has no result when the student deleted
    it.
    """

    test: Cell
    answer: str
    test_result: CellResult | None
    answer_result: CellResult | None


def judge(attempt: Attempt, section: str) -> Question:
    """Return the question: from the result that the test displayed, else by nbgrader's rules."""
    result = attempt.test_result
    if result is not None and result.question is not None:
        return _read(result.question, attempt.test, section)
    name = attempt.test.key.removesuffix("-tests").replace("-", "_")
    most = attempt.test.points
    problem = _problem(attempt)
    if problem:
        return Question(name, attempt.test.key, section, 0.0, most, (problem,))
    points = (result and result.points) or 0.0
    missing = (
        () if points >= most else (text("question-status.fewer-points", key=attempt.test.key),)
    )
    return Question(name, attempt.test.key, section, points, most, missing)


def _read(result: QuestionResult, test: Cell, section: str) -> Question:
    """Return the question that a displayed result describes."""
    return Question(
        name=result.question,
        cell=test.key,
        section=section,
        points=result.points,
        max_points=result.max_points,
        missing=tuple(_missing(result)),
        notes=tuple(_notes(result)),
        seed=result.seed,
        mistakes=tuple(_mistake(in_words(each, result.assignment)) for each in result.mistakes),
    )


def _missing(result: QuestionResult) -> list[str]:
    """Return one line for each thing seen, with the facets that it costs."""
    by_kind: dict[object, list[FacetResult]] = {}
    for facet in result.facets:
        if facet.finding:
            by_kind.setdefault(cause_of(facet.finding), []).append(facet)
    seen = [(one_line(group[0].seen), group) for group in by_kind.values()]
    if len(seen) == 1 and len(seen[0][1]) == len(result.facets):
        return [seen[0][0]]  # one reason for all of it
    return [f"{_names(group)}: {text}" for text, group in seen]


def _notes(result: QuestionResult) -> list[str]:
    """Return the remarks that say something new."""
    said = {cause_of(facet.finding) for facet in result.facets if facet.finding}
    return [one_line(words(each)) for each in result.remarks if cause_of(each) not in said]


def _mistake(named: NamedMistake) -> str:
    """Return a named mistake in one line."""
    reread = text("re-read", section=named.reread)
    return one_line(f"{named.name}. {named.hint} {reread}")


def _names(facets: Sequence[FacetResult]) -> str:
    lost = sum(facet.max_points - facet.points for facet in facets)
    return f"{', '.join(facet.said_name for facet in facets)} (-{lost:g})"


def _problem(attempt: Attempt) -> str:
    """Return why there is no result: the answer's own trouble first, then the test's; '' if none.

    A test that doesn't find a function says less than the cell that should have defined it.
    """
    if attempt.test_result is None:
        return text("question-status.not-run", key=attempt.test.key)
    own = _trouble(attempt.test_result)
    if own and attempt.answer:
        if attempt.answer_result is None:
            return text("question-status.no-answer", key=attempt.answer)
        return _trouble(attempt.answer_result) or own
    return own


def _trouble(result: CellResult) -> str:
    """Return why a cell came to no end, '' if it did; a fault of the course's is said as it is."""
    ended = result.ended
    if ended is None:
        return ""
    if ended.code == Code.CELL_RAISED:
        return text("question-status.stopped", key=result.cell, error=error_in_words(ended))
    return str(ended["fault"]) if ended.code == Code.FAULT else words(ended)
