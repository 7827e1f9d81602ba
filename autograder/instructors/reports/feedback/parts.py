"""The cells of an autograded notebook for its page, and what came of each test."""

from dataclasses import dataclass

from autograder.findings import CHECK_MIME, Code, Finding, text, words
from autograder.instructors.reports.feedback.html import joined, plain
from autograder.instructors.reports.feedback.page_model import FacetLine
from autograder.notebooks.marks import without_hidden_tests
from autograder.results import CellResult, FacetResult, NamedMistake, Part, QuestionResult
from autograder.results.mistake_words import in_words

_MOST = 300  # characters of an error's message


@dataclass(frozen=True)
class TestOutcome:
    """What a test came to; `known` are names of mistakes of a catalogue, in `assignment`'s.

    Where `unjudged` holds a sentence the fault is the course's, not the answer's.
    """

    name: str = ""
    assignment: str = ""
    facets: tuple[FacetLine, ...] = ()
    mistakes: tuple[NamedMistake, ...] = ()
    known: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seed: str = ""
    trouble: str = ""
    unjudged: str = ""
    check: str = ""


def test_outcome(part: Part) -> TestOutcome:
    """Return what a test cell came to."""
    result = part.result or CellResult(part.cell.key)
    check = "\n".join(_checks(part.outputs))
    if result.question:
        return _result(result.question, check)
    if result.ended is None:
        return TestOutcome(check=check)
    if result.ended.code == Code.NOT_JUDGED:
        return TestOutcome(unjudged=plain(words(result.ended)), check=check)
    return TestOutcome(trouble=_trouble(result.ended, part), check=check)


def _result(result: QuestionResult, check: str) -> TestOutcome:
    return TestOutcome(
        name=plain(result.question),
        assignment=result.assignment,
        facets=tuple(map(_facet, result.facets, result.seen)),
        mistakes=tuple(_named(in_words(each, result.assignment)) for each in result.mistakes),
        known=tuple(each.name for each in result.mistakes if each.known),
        notes=tuple(plain(words(each)) for each in result.remarks),
        seed=str(result.seed),
        check=check,
    )


def _facet(facet: FacetResult, seen: str) -> FacetLine:
    return FacetLine(plain(facet.said_name), facet.points, facet.max_points, plain(seen))


def _named(mistake: NamedMistake) -> NamedMistake:
    """Return a mistake as the page can hold it."""
    return NamedMistake(
        name=plain(mistake.name),
        seen=plain(mistake.seen),
        why=plain(mistake.why),
        hint=plain(mistake.hint),
        reread=plain(mistake.reread),
        known=mistake.known,
    )


def _checks(outputs: object) -> list[str]:
    """Return the reports of visible checks: they know no solution."""
    listed = outputs if isinstance(outputs, list) else []
    shown = (each.get("data") for each in listed if isinstance(each, dict))
    checks = (data for data in shown if isinstance(data, dict) and CHECK_MIME in data)
    return [plain(joined(data.get("text/plain"))) for data in checks]


def _trouble(ended: Finding, part: Part) -> str:
    """Return why there is no result, in a sentence.

    The message of an assert is shown only if it stands in the part of the cell that students have:
    numpy's messages hold the right answer.
    """
    if ended.code != Code.CELL_RAISED:
        return text("feedback.no-result", reason=plain(words(ended)))
    name, message = plain(ended["kind"], 100), plain(ended["message"])
    first = (message.splitlines() or [""])[0][:_MOST]
    if name != "AssertionError":
        if part.result and part.result.with_student:
            first = ""
        return text("feedback.stopped", error=f"{name}: {first}" if first else name)
    if part.result and part.result.with_student:  # the student's code may have written it
        return text("feedback.failed")
    visible = without_hidden_tests(part.cell.source)
    stands = any(f"{mark}{message}{mark}" in visible for mark in ("'", '"'))
    said = text("feedback.failed")
    return f"{said}: {first}" if first and stands else said
