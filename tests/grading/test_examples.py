"""Each example submission gets the points of its expected.json, whatever the seed."""

import nbformat
import pytest

from autograder.course.examples import Example, load_examples, submission
from tests.grading.harness import ROOT, failed, grade, hidden_calls, namespace_of

EXAMPLES = load_examples(ROOT / "examples" / "class")
HANDED_IN = [(example, name) for example in EXAMPLES for name in example.submissions]
WANTED = {
    "all-correct",
    "crashes",
    "gradient-without-reg",
    "inputs-changed",
    "loop-does-not-skip-true-class",
    "loops-in-vectorized",
    "naive-only",
    "no-max-shift",
    "not-divided-by-n",
    "untouched",
}


def test_the_class() -> None:
    """Are the ten outcomes in the class that the kit promises?"""
    assert {example.name for example in EXAMPLES} >= WANTED


@pytest.mark.parametrize(
    ("example", "assignment"), HANDED_IN, ids=[f"{e.name}:{name}" for e, name in HANDED_IN]
)
def test_points_do_not_depend_on_the_seed(example: Example, assignment: str) -> None:
    """Do ten seeds give the same points and the same failing facets, those expected?"""
    source, released = (
        nbformat.read(ROOT / folder / assignment / f"{assignment}.ipynb", as_version=4)
        for folder in ("solutions", "assignments")
    )
    notebook = submission(example.submissions[assignment], source, released)
    solutions = [c.source for c in notebook.cells if c.id in _solution_ids(source)]
    names = namespace_of(*solutions)
    expected = example.expected[assignment]
    assert set(expected) == set(hidden_calls(assignment))
    for question, outcome in expected.items():
        for seed in range(10):
            result = grade(assignment, question, names, seed)
            assert (result.points, failed(result)) == (outcome["points"], outcome["failed"])


def _solution_ids(source: nbformat.NotebookNode) -> set[str]:
    return {
        cell.id
        for cell in source.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }
