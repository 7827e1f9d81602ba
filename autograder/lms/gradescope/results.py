"""Results in the form that Gradescope documents for results.json.

Source: gradescope-autograders.readthedocs.io, "Autograder Specifications": `score` (the sum,
overrides that of the tests), `execution_time` in seconds, `output`, `output_format`, `visibility`,
`stdout_visibility`, `extra_data`, and `tests`, each with `score`, `max_score`, `status` (passed or
failed), `name`, `number`, `output`, `output_format`, `visibility`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.grading.grade.material import Graded, Node, Specification
from autograder.grading.nbgrader.points import points_of
from autograder.grading.result import RESULT_MIME
from autograder.grading.running.cells import NOT_JUDGED, NOT_JUDGED_NAME, STOPPED_NAME

HIDDEN = "BEGIN HIDDEN TESTS"
PASSED = "passed"
NOT_ALL = "{points:g} of {most:g} points"
FAILS = "The test cell stopped with {error}."
STOPPED = "The test cell didn't come to its end: {reason}."
_SAME = 1e-6

Test = dict[str, Any]


def entries_of(given: Specification, graded: Graded | None) -> list[Test]:
    """Return an entry for each facet, or for each question that has none; no one else's is 0.

    `graded` is None for a notebook that was not handed in. Answers that a person grades have none.
    """
    cells = _by_name(json.loads(graded.text)["cells"]) if graded else {}
    scores = points_of(graded.cells).scores if graded else {}
    tests: list[Test] = []
    for number, flags in enumerate(_questions(given), start=1):
        name, most = str(flags["grade_id"]), float(flags["points"])
        score = float(scores.get(name) or 0.0)
        cell = cells.get(name)
        result = _result(cell, score, most) if cell else None
        if result:
            tests += _facets(result, number)
        else:
            said = _said(cell, score, most) if cell else "not handed in"
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


def _result(cell: Node, score: float, most: float) -> Mapping[str, Any] | None:
    """Return the result by facet that a test cell ended with, if it is that of its score."""
    shown = (output.get("data", {}).get(RESULT_MIME) for output in cell["outputs"])
    found: Mapping[str, Any] | None = next((each for each in reversed(list(shown)) if each), None)
    if not found or not found["facets"]:
        return None
    sums = [sum(facet[key] for facet in found["facets"]) for key in ("points", "max_points")]
    same = abs(sums[0] - score) < _SAME and abs(sums[1] - most) < _SAME
    return found if same else None


def _facets(result: Mapping[str, Any], number: int) -> Iterator[Test]:
    """Yield an entry a facet; a mistake that was named stands with the first one that failed."""
    told = [_mistake(each) for each in result.get("mistakes", ())]
    for at, facet in enumerate(result["facets"], start=1):
        lines = [facet["seen"], *told] if facet["seen"] else [PASSED]
        told = told if not facet["seen"] else []
        title = f"{result['question']}: {facet['name']}"
        text = "\n".join(map(str, lines))
        yield _test(title, f"{number}.{at}", facet["points"], facet["max_points"], text)


def _mistake(named: Mapping[str, Any]) -> str:
    return f"Mistake: {named['name']}. {named['hint']} Re-read {named['reread']}."


def _said(cell: Node, score: float, most: float) -> str:
    """Return what came of a cell without facets; nothing that a hidden test may have said."""
    errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
    if not errors:
        return PASSED if score >= most else NOT_ALL.format(points=score, most=most)
    name, value = errors[-1]["ename"], " ".join(str(errors[-1]["evalue"]).split())
    if name == NOT_JUDGED_NAME:
        return f"Not judged: {NOT_JUDGED}."
    if name == STOPPED_NAME:  # the kit's own words
        return STOPPED.format(reason=value)
    secret = HIDDEN in "".join(cell["source"])
    return FAILS.format(error=name if secret or not value else f"{name}: {value[:300]}")


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


def _by_name(cells: list[Node]) -> dict[str, Node]:
    return {str(_flags(c).get("grade_id")): c for c in cells if c["cell_type"] == "code"}


def _flags(cell: Node) -> dict[str, Any]:
    found: dict[str, Any] = cell.get("metadata", {}).get("nbgrader", {})
    return found
