"""What a test cell came to: its points, and in words what is missing."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grading.submission.cells import Cell
from autograder.selfstudy.came import Came, one_line

STOPPED = "the cell {key} stopped with {error}"
NO_ANSWER = "its cell {key} is missing"
NOT_RUN = "did not run"


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
    """How a question was tried: its test cell and the answer above it, and how each ran.

    `answer` is '' when the test stands below no answer; its `answer_ran` is None when the student
    deleted it.
    """

    test: Cell
    answer: str
    test_ran: Came | None
    answer_ran: Came | None


def judge(attempt: Attempt, section: str) -> Question:
    """Return the question: from the result that the test displayed, else by nbgrader's rules."""
    ran = attempt.test_ran or Came()
    for result in reversed(ran.results):  # the test's own comes last, whatever a function displays
        question = _read(result, attempt.test, section)
        if question is not None:
            return question
    name = attempt.test.key.removesuffix("-tests").replace("-", "_")
    most = attempt.test.points
    problem = _problem(attempt)
    if problem:
        return Question(name, attempt.test.key, section, 0.0, most, (problem,))
    points = _plain_points(ran.value, most)
    missing = () if points >= most else (f"the test cell {attempt.test.key} gave fewer points",)
    return Question(name, attempt.test.key, section, points, most, missing)


def _read(result: Any, test: Cell, section: str) -> Question | None:  # noqa: ANN401 - any JSON
    """Return the question that a displayed result describes, None if it isn't one."""
    try:
        points, most = float(result["points"]), float(result["max_points"])
        if not 0.0 <= points <= most < math.inf:
            return None
        return Question(
            name=str(result["question"]),
            cell=test.key,
            section=section,
            points=points,
            max_points=most,
            missing=tuple(_missing(result["facets"])),
            notes=tuple(_notes(result)),
            seed=int(result["seed"]),
            mistakes=tuple(map(_mistake, result.get("mistakes", ()))),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _missing(facets: Sequence[dict[str, Any]]) -> list[str]:
    """Return one line for each thing seen, with the facets that it costs."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for facet in facets:
        if facet["seen"]:
            by_kind.setdefault(_kind(facet["seen"]), []).append(facet)
    seen = [(one_line(str(group[0]["seen"])), group) for group in by_kind.values()]
    if len(seen) == 1 and len(seen[0][1]) == len(facets):
        return [seen[0][0]]  # one reason for all of it
    return [f"{_names(group)}: {text}" for text, group in seen]


def _notes(result: dict[str, Any]) -> list[str]:
    """Return the remarks that say something new."""
    said = {_kind(facet["seen"]) for facet in result["facets"]}
    return [one_line(str(x)) for x in result.get("remarks", ()) if _kind(x) not in said]


def _mistake(named: dict[str, Any]) -> str:
    """Return a named mistake in one line."""
    return one_line(f"{named['name']}. {named['hint']} Re-read {named['reread']}.")


def _kind(seen: object) -> str:
    """Return a message without its numbers: one crash tells other sizes for other inputs."""
    return re.sub(r"\d+", "#", str(seen))


def _names(facets: Sequence[dict[str, Any]]) -> str:
    lost = sum(float(facet["max_points"]) - float(facet["points"]) for facet in facets)
    return f"{', '.join(str(facet['name']) for facet in facets)} (-{lost:g})"


def _problem(attempt: Attempt) -> str:
    """Return why there is no result: the answer's own trouble first, then the test's; '' if none.

    A test that doesn't find a function says less than the cell that should have defined it.
    """
    if attempt.test_ran is None:
        return f"the test cell {attempt.test.key} {NOT_RUN}"
    own = _trouble(attempt.test_ran, attempt.test.key)
    if own and attempt.answer:
        if attempt.answer_ran is None:
            return NO_ANSWER.format(key=attempt.answer)
        trouble = _trouble(attempt.answer_ran, attempt.answer)
        if trouble:
            return trouble
    return own


def _trouble(ran: Came, key: str) -> str:
    return ran.stopped or (STOPPED.format(key=key, error=ran.error) if ran.error else "")


def _plain_points(value: str, most: float) -> float:
    """Return nbgrader's points of a test without an error: its last number, else all of them."""
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else most
