"""Right answers of any style keep their points in a process of their own, as they are graded."""

import ast

import pytest

from autograder.engine.submission.cell_runs import CellRun
from tests.engine.bridge.notebook import Cells, error, run, value
from tests.judging.harness import ROOT, cells, hidden_calls, hidden_code, required_names
from tests.variants.bank import ASSIGNMENTS, BANK, needed_cells
from tests.variants.variant import Variant

# Training on images takes seconds and shows nothing that LinearClassifier doesn't.
QUICK = [variant for variant in BANK if variant.question != "best_weights"]


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def ran(request: pytest.FixtureRequest) -> tuple[str, dict[str, CellRun]]:
    """Return an assignment and what came of all its variants, answered and tested in turn."""
    graded: Cells = [("setup", "given", cells(request.param)["setup"])]
    for variant in QUICK:
        if variant.assignment == request.param:
            answer = "\n\n".join((*needed_cells(variant), variant.source))
            graded += [(f"answer to {variant.name}", "answer", answer)]
            graded += [(variant.name, "test", hidden_code(variant.assignment, variant.question))]
    names = required_names(request.param)  # tests may use the operators among them on objects
    return request.param, run(graded, course=str(ROOT), required_names=names)


def test_right_code_has_full_points(ran: tuple[str, dict[str, CellRun]]) -> None:
    """Does the hidden test of each return all points?"""
    assignment, came = ran
    tested = [variant for variant in QUICK if variant.assignment == assignment]
    points = {
        variant.name: error(came[variant.name]) or value(came[variant.name]) for variant in tested
    }
    assert points == {variant.name: str(_full_points(variant)) for variant in tested}


def _full_points(variant: Variant) -> float:
    call = hidden_calls(variant.assignment)[variant.question][1]
    return float(sum(ast.literal_eval(call.args[3]).values()))
