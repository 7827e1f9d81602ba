"""Results in the form that Gradescope documents for results.json.

Source: gradescope-autograders.readthedocs.io, "Autograder Specifications": `score` (the sum,
overrides that of the tests), `execution_time` in seconds, `output`, `output_format`, `visibility`,
`stdout_visibility`, `extra_data`, and `tests`, each with `score`, `max_score`, `status` (passed or
failed), `name`, `number`, `output`, `output_format`, `visibility`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.engine.submission.specification import Specification
from autograder.findings import Code, Finding, one_line, text, words
from autograder.notebooks.marks import has_hidden_tests
from autograder.results import CellResult, Graded, NamedMistake, QuestionResult, points_of
from autograder.results.mistake_words import in_words

_SAME = 1e-6

Test = dict[str, Any]


def entries_of(given: Specification, graded: Graded | None) -> list[Test]:
    """Return an entry for each facet, or for each question that has none; no one else's is 0.

    `graded` is None for a notebook that was not handed in. Answers that a person grades have none.
    """
    cells = {each.cell: each for each in graded.cells} if graded else {}
    scores = points_of(graded.cells).scores if graded else {}
    secret = set(_with_hidden_tests(given))
    tests: list[Test] = []
    for number, flags in enumerate(_questions(given), start=1):
        name, most = str(flags["grade_id"]), float(flags["points"])
        score = float(scores.get(name) or 0.0)
        cell = cells.get(name)
        result = _result(cell, score, most) if cell else None
        if result:
            tests += _facets(result, number)
        else:
            absent = text("gradescope.not-handed-in")
            said = _said(cell, score, most, name in secret) if cell else absent
            title = name.removesuffix("-tests")
            tests.append(_test(title, str(number), score, most, said))
    return tests


def by_hand(given: Specification) -> float:
    """Return the points of answers that a person grades."""
    automatic = {str(flags["grade_id"]) for flags in _questions(given)}
    every = (_flags(cell) for cell in given.handout["cells"])
    graded = (flags for flags in every if flags.get("grade") or flags.get("task"))
    return sum(
        float(flags.get("points", 0)) for flags in graded if flags["grade_id"] not in automatic
    )


def document(tests: list[Test], said: list[str], seconds: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what results.json holds; `more` are entries such as extra_data and visibility."""
    return {
        "score": round(sum(test["score"] for test in tests), 6),
        "execution_time": round(seconds),
        "output": "\n".join(said),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
        **more,
    }


def _questions(given: Specification) -> Iterator[dict[str, Any]]:
    """Yield the flags of the cells that tests grade."""
    for cell in given.handout["cells"]:
        flags = _flags(cell)
        if flags.get("grade") and not flags.get("solution") and cell["cell_type"] == "code":
            yield flags


def _with_hidden_tests(given: Specification) -> Iterator[str]:
    """Yield the cells whose errors may tell of a hidden test."""
    for cell in given.handout["cells"]:
        if has_hidden_tests("".join(cell["source"])):
            yield str(_flags(cell).get("grade_id"))


def _result(cell: CellResult, score: float, most: float) -> QuestionResult | None:
    """Return the result by facet that a test cell ended with, if it is that of its score."""
    found = cell.question
    if not found or not found.facets:
        return None
    same = abs(found.points - score) < _SAME and abs(found.max_points - most) < _SAME
    return found if same else None


def _facets(result: QuestionResult, number: int) -> Iterator[Test]:
    """Yield an entry a facet; a mistake that was named stands with the first one that failed."""
    told = [_mistake(in_words(each, result.assignment)) for each in result.mistakes]
    for at, facet in enumerate(result.facets, start=1):
        lines = [text("status.passed")] if facet.passed else [facet.seen, *told]
        told = told if facet.passed else []
        title = f"{result.question}: {facet.said_name}"
        yield _test(title, f"{number}.{at}", facet.points, facet.max_points, "\n".join(lines))


def _mistake(named: NamedMistake) -> str:
    reread = text("re-read", section=named.reread)
    return text("mistake.line", name=named.name, hint=named.hint, reread=reread)


def _said(cell: CellResult, score: float, most: float, secret: bool) -> str:
    """Return what came of a cell without facets; nothing that a hidden test may have said."""
    if cell.ended is None:
        return text("status.passed") if score >= most else _points(score, most)
    if cell.ended.code == Code.NOT_JUDGED:
        return text("gradescope.not-judged", reason=words(cell.ended))
    if cell.ended.code != Code.CELL_RAISED:  # the kit's own words
        return text("gradescope.stopped", reason=words(cell.ended))
    return text("gradescope.fails", error=_error(cell.ended, secret))


def _points(score: float, most: float) -> str:
    return text("gradescope.points", points=score, most=most)


def _error(ended: Finding, secret: bool) -> str:
    message = one_line(ended["message"])
    return f"{ended['kind']}: {message}" if message and not secret else str(ended["kind"])


def _test(name: str, number: str, score: float, most: float, output: str) -> Test:
    return {
        "name": name,
        "number": number,
        "score": round(float(score), 6),
        "max_score": float(most),
        "status": "passed" if score >= most - _SAME else "failed",
        "output": output,
        "output_format": "text",
        "visibility": "visible",
    }


def _flags(cell: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = cell.get("metadata", {}).get("nbgrader", {})
    return found
