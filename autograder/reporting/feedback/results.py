"""What came of a test cell: its result by facet, or in a sentence why there is none.

Of the cell itself nothing is taken: it may hold hidden tests.
"""

import re
from dataclasses import dataclass
from typing import Any

from autograder.grading.mistakes.load import mistakes_of
from autograder.grading.result import RESULT_MIME
from autograder.grading.running.cells import NOT_JUDGED, NOT_JUDGED_NAME
from autograder.grading.submission.differences import without_hidden_tests
from autograder.reporting.feedback.page import FacetLine, NamedMistake
from autograder.reporting.feedback.text import joined, plain

_REPORT = re.compile(r"\S[^\n]{0,200}: (all checks passed|not right yet|not implemented yet)")
_FAILED = "a test failed"
_STOPPED = "the test stopped with {error}"
_MOST = 300  # characters of an error's message


@dataclass(frozen=True)
class Came:
    """What a test came to; `known` tells that the mistakes are the catalogue's.

    Where `unjudged` holds a sentence the fault is the course's, not the answer's.
    """

    name: str = ""
    facets: tuple[FacetLine, ...] = ()
    mistakes: tuple[NamedMistake, ...] = ()
    known: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seed: str = ""
    trouble: str = ""
    unjudged: str = ""
    check: str = ""


def came(source: str, outputs: object) -> Came:
    """Return what a test cell with these outputs came to; the last result is the test's own."""
    listed = outputs if isinstance(outputs, list) else []
    nodes = [each for each in listed if isinstance(each, dict)]
    check = "\n".join(_checks(nodes))
    for output in reversed(nodes):
        found = _read(_mapping(output.get("data")).get(RESULT_MIME), check)
        if found:
            return found
    for output in nodes:
        if output.get("output_type") == "error":
            if output.get("ename") == NOT_JUDGED_NAME:
                return Came(unjudged=NOT_JUDGED, check=check)
            return Came(trouble=_trouble(output, without_hidden_tests(source)), check=check)
    return Came(check=check)


def _read(result: Any, check: str) -> Came | None:  # noqa: ANN401 - any JSON
    """Return what a result says, None if it isn't one."""
    try:
        name = plain(result["question"])
        named = [_named(each, name) for each in result.get("mistakes", ())]
        known = [str(each["name"]) for each in result.get("mistakes", ()) if each.get("known")]
        return Came(
            name=name,
            facets=tuple(_facet(each) for each in result["facets"]),
            mistakes=tuple(named),
            known=tuple(known),
            notes=tuple(plain(each) for each in result.get("remarks", ())),
            seed=str(int(result["seed"])),
            check=check,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _facet(facet: dict[str, Any]) -> FacetLine:
    points, most = float(facet["points"]), float(facet["max_points"])
    return FacetLine(plain(facet["name"]), points, most, plain(facet["seen"]))


def _named(mistake: dict[str, Any], function: str) -> NamedMistake:
    """Return a mistake; why it happens stands in the catalogue alone."""
    name = plain(mistake["name"])
    why = next((each.why for each in mistakes_of(function) if each.name == name), "")
    seen, hint, reread = (plain(mistake[part]) for part in ("seen", "hint", "reread"))
    return NamedMistake(name, seen, why, hint, reread)


def _checks(outputs: list[dict[str, Any]]) -> list[str]:
    """Return the reports of visible checks: they know no solution."""
    texts = (
        plain(joined(_mapping(output.get("data")).get("text/plain")))
        for output in outputs
        if RESULT_MIME not in _mapping(output.get("data"))
    )
    return [text for text in texts if _REPORT.match(text)]


def _trouble(output: dict[str, Any], visible: str) -> str:
    """Return an error in a sentence.

    The message of an assert is shown only if it stands in the part of the cell that students have:
    numpy's messages hold the right answer.
    """
    name, message = plain(output.get("ename"), 100), plain(output.get("evalue"))
    first = (message.splitlines() or [""])[0][:_MOST]
    if name == "AssertionError":
        stands = any(f"{mark}{message}{mark}" in visible for mark in ("'", '"'))
        return f"{_FAILED}: {first}" if first and stands else _FAILED
    return _STOPPED.format(error=f"{name}: {first}" if first else name)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
