"""Each example submission gets the points of its expected.json, whatever the seed."""

import pytest

from autograder.instructors.authoring.example_class import Example
from tests.judging.harness import failed, grade, hidden_calls
from tests.support.depth import seeds
from tests.support.handed_in import EXAMPLES, HANDED_IN, names_in

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
    """Do all seeds give the same points and the same failing facets, those expected?"""
    names = names_in(example, assignment)
    expected = example.expected[assignment]
    assert set(expected) == set(hidden_calls(assignment))
    for question, outcome in expected.items():
        for seed in seeds(3, 20):
            result = grade(assignment, question, names, seed)
            assert (result.points, failed(result)) == (outcome["points"], outcome["failed"])
