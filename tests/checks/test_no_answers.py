"""No message of a visible check tells a number that only the right solution would give."""

import re
from typing import Any

import pytest

from tests.checks.loss_checks import report_on
from tests.checks.losses import LOSSES, Loss
from tests.checks.mistakes import ALL, Mistake, cases, label
from tests.checks.notebook_checks import check


def shown(value: float) -> set[str]:
    """Return how a message may show a number, with two to eight digits."""
    return {f"{value:.{digits}g}" for digits in range(2, 9)} | {f"{value:.4f}"}


def losses_during(loss: Loss, name: str) -> tuple[str, set[float]]:
    """Return the report on a loss and all the losses that it gave on the way."""
    given: set[float] = set()

    def watched(*arguments: Any) -> Any:
        answer = loss(*arguments)
        if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], float):
            given.add(answer[0])
        return answer

    return str(report_on(watched, name, vectorized=True)), given


@pytest.mark.parametrize(("name", "mistake"), cases(ALL), ids=label)
def test_losses_of_the_reference_are_not_told(name: str, mistake: Mistake) -> None:
    """Is no right loss in the text that the student's own function did not give itself?"""
    _, right = losses_during(LOSSES[name], name)
    text, own = losses_during(mistake.make(LOSSES[name]), name)
    numbers = set(re.findall(r"-?\d+\.\d+(?:e[-+]\d+)?", text))
    of_its_own = set().union(*map(shown, own)) if own else set()
    secret = set().union(*map(shown, right)) - of_its_own
    assert not numbers & secret


@pytest.mark.parametrize("name", LOSSES)
def test_the_search_would_find_a_number(name: str) -> None:
    """Does the test above fail for a text that tells a right loss?"""
    _, right = losses_during(LOSSES[name], name)
    some = next(value for value in right if value != round(value, 4))
    assert set(re.findall(r"-?\d+\.\d+", f"it must be {some:.4g}")) & shown(some)


def test_scores_are_the_taught_ones() -> None:
    """Are the numbers that the check of scores tells simple enough to work out by hand?"""
    report = check("svm-loss", "hinge_loss", lambda scores, y: 1e9)  # noqa: ARG005
    cases = [line for line in report.lines if line.name.startswith("scores ")]
    assert len(cases) == 3
    for line in cases:
        *scores, true_class = map(float, re.findall(r"-?[\d.]+", line.name))
        (told,) = map(float, re.findall(r"must be ([\d.]+);", line.said))
        others = [s for j, s in enumerate(scores) if j != true_class]
        assert told == sum(max(0.0, s - scores[int(true_class)] + 1.0) for s in others)
        assert told * 2 == int(told * 2)
        assert len(scores) <= 4
