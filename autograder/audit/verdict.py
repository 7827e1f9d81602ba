"""What the tests say of a mutant."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.audit.mutants import Mutant
from autograder.grading.grade.material import Graded, Node
from autograder.grading.nbgrader.points import points_of
from autograder.grading.result import RESULT_MIME

_ROUNDING = 1e-9
_LONGEST = 120


@dataclass(frozen=True)
class Loss:
    """Points that a test took: the facet or the kind of error, and what was seen."""

    test: str
    facet: str
    seen: str = ""


@dataclass(frozen=True)
class Verdict:
    """A mutant and what it lost: it is killed if that is anything.

    `reason` says why a person takes it for right, `note` why it could not be graded.
    """

    mutant: Mutant
    losses: tuple[Loss, ...] = ()
    reason: str = ""
    note: str = ""

    @property
    def killed(self) -> bool:
        """Whether a test took a point."""
        return bool(self.losses)


def scores_of(graded: Graded) -> dict[str, float]:
    """Return the points that tests gave, by cell."""
    scores = points_of(graded.cells).scores
    return {cell: score for cell, score in scores.items() if score is not None}


def losses(graded: Graded, full: Mapping[str, float]) -> tuple[Loss, ...]:
    """Return where a graded notebook has fewer points than in `full`, by cell."""
    scores = scores_of(graded)
    lost = [cell for cell, most in full.items() if scores.get(cell, 0.0) < most - _ROUNDING]
    if not lost:
        return ()
    nodes: dict[str, Node] = {_name(node): node for node in json.loads(graded.text)["cells"]}
    return tuple(loss for cell in lost for loss in _losses(cell, nodes.get(cell, {})))


def _losses(cell: str, node: Node) -> Iterator[Loss]:
    outputs: list[dict[str, Any]] = node.get("outputs", [])
    facets = list(_facets(cell, outputs))
    errors = [each for each in outputs if each.get("output_type") == "error"]
    if facets:
        yield from facets
    elif errors:
        yield Loss(cell, _text(errors[-1].get("ename")), _text(errors[-1].get("evalue")))
    else:
        yield Loss(cell, "points", "fewer than the solution earns")


def _facets(cell: str, outputs: list[dict[str, Any]]) -> Iterator[Loss]:
    for output in outputs:
        result = output.get("data", {}).get(RESULT_MIME)
        for facet in result["facets"] if isinstance(result, dict) else ():
            if facet["points"] < facet["max_points"]:
                yield Loss(cell, _text(facet["name"]), _text(facet["seen"]))


def _name(node: Node) -> str:
    return str(node.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _text(value: object) -> str:
    return " ".join(str(value).split())[:_LONGEST]
