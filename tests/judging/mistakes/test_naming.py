"""A mistake of the catalogue is named, by its own name, and nothing else is."""

import pytest

from autograder.judging.mistakes.catalogue import Mutation
from tests.judging.harness import cells, edited, failed, grade, namespace_of
from tests.judging.mistakes.planted import SLOW, common_pairs, grade_with, label, names, planted

QUICK = [each for each in planted() if each[1].function not in SLOW]
TRAINED = [each for each in planted() if each[1].function in SLOW]
NAIVE, VECTORIZED = "softmax-loss-naive", "softmax-loss-vectorized"


@pytest.mark.parametrize("assignment_and_slip", QUICK, ids=label)
def test_each_mistake_is_named(assignment_and_slip: tuple[str, Mutation]) -> None:
    """Does the result name the mistake, and no other, in the same words at two seeds?"""
    assignment, slip = assignment_and_slip
    results = [grade_with(assignment, (slip,), seed) for seed in (0, 1)]
    assert [names(result) for result in results] == [[slip.name], [slip.name]]
    assert results[0].points < results[0].max_points
    assert results[0].mistakes == results[1].mistakes


@pytest.mark.parametrize("assignment_and_slip", TRAINED, ids=label)
def test_each_mistake_in_a_long_training_is_named(
    assignment_and_slip: tuple[str, Mutation],
) -> None:
    """Does the result name the mistake by what the facets say?"""
    assignment, slip = assignment_and_slip
    assert names(grade_with(assignment, (slip,), 0)) == [slip.name]


def test_pairs_of_the_commonest_are_named() -> None:
    """Are two mistakes in one function both named?"""
    pairs = common_pairs()
    assert len(pairs) > 30
    for assignment, slips in pairs:
        found = names(grade_with(assignment, slips, 3))
        assert sorted(found) == sorted(each.name for each in slips), slips[0].function


def test_a_mistake_in_each_part_is_named_by_part() -> None:
    """Are a slip in the loss and another one in dW both named, though no pair is that?"""
    source = edited(
        cells("softmax-loss")[VECTORIZED],
        ("np.mean(log_total", "np.sum(log_total"),
        ("y] -= 1.0", "y] += 1.0"),
    )
    result = grade("softmax-loss", "softmax_loss_vectorized", namespace_of(source), 0)
    assert names(result) == [
        "the loss is not divided by N",
        "the true class's column has the wrong sign",
    ]
    assert all(each.beside for each in result.mistakes)


def test_another_way_to_write_a_mistake() -> None:
    """Are mistakes named that were made in code which has nothing in common with the solution?"""
    source = """
def softmax_loss_vectorized(W, X, y, reg):
    P = np.exp(X @ W)
    P = P / P.sum(1)[:, None]
    Y = np.eye(W.shape[1])[y]
    loss = -(Y * np.log(P)).sum() / len(y) + reg * (W ** 2).sum() / 2
    return loss, np.einsum("nd,nc->dc", X, P - Y) / len(y) + reg * W
"""
    result = grade("softmax-loss", "softmax_loss_vectorized", namespace_of(source), 0)
    assert sorted(names(result)) == [
        "a class of probability 0 makes the loss nan",
        "the scores are not shifted by their maximum",
    ]
    assert failed(result) == ["stability"]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (("dscores[np.arange(N), y] -= 1.0", "dscores[np.arange(N), y] -= 1.3"), "true class"),
        (("    dW = X.T", "    dscores[:, 1] *= 1.1\n    dW = X.T"), "one class is off"),
    ],
)
def test_no_name_but_a_structure(edit: tuple[str, str], words: str) -> None:
    """Does a mistake that nobody has made before get the structure of its residual?"""
    source = edited(cells("softmax-loss")[VECTORIZED], edit)
    result = grade("softmax-loss", "softmax_loss_vectorized", namespace_of(source), 0)
    assert words in " ".join(names(result))


@pytest.mark.parametrize(
    "source",
    [
        "def softmax_loss_naive(W, X, y, reg):\n    raise NotImplementedError\n",
        "def softmax_loss_naive(W, X, y, reg):\n    return 1.0, np.full_like(W, np.nan)\n",
        "def softmax_loss_naive(W, X, y, reg):\n    return 'much'\n",
        "def softmax_loss_naive(W, X, y, reg):\n    return np.sin(W.sum()), np.cos(W) * X.sum()\n",
        "",
    ],
)
def test_what_is_no_known_mistake_gets_no_name_of_one(source: str) -> None:
    """Is nothing named that the student has not done?"""
    result = grade("softmax-loss", "softmax_loss_naive", namespace_of(source), 0)
    assert result.points < result.max_points
    assert not any(each.known for each in result.mistakes)


def test_right_work_has_no_mistakes() -> None:
    """Is nothing named where no point is lost?"""
    result = grade(
        "softmax-loss", "softmax_loss_naive", namespace_of(cells("softmax-loss")[NAIVE]), 0
    )
    assert result.points == result.max_points
    assert result.mistakes == ()


def test_a_name_explains_all_or_is_not_given() -> None:
    """Is the loss's mistake not named where dW is wrong in a way that nobody knows?"""
    source = edited(
        cells("softmax-loss")[VECTORIZED],
        ("np.mean(log_total", "np.sum(log_total"),
        ("y] -= 1.0", "y] -= 1.0\n    dscores = np.sin(dscores)"),
    )
    known = edited(cells("softmax-loss")[VECTORIZED], ("np.mean(log_total", "np.sum(log_total"))
    result = grade("softmax-loss", "softmax_loss_vectorized", namespace_of(known), 0)
    assert names(result) == ["the loss is not divided by N"]
    result = grade("softmax-loss", "softmax_loss_vectorized", namespace_of(source), 0)
    assert {"loss", "gradient"} <= set(failed(result))
    assert not any(mistake.known for mistake in result.mistakes)


def test_a_row_that_carries_large_scores_is_no_bias() -> None:
    """Is the last row blamed for nothing where large scores are off, whatever else is?"""
    slips = [slip for _, slip in planted() if slip.function == "softmax_loss_vectorized"]
    unshifted = next(s for s in slips if s.name == "the scores are not shifted by their maximum")
    source = unshifted.apply(cells("softmax-loss")[VECTORIZED])
    others = [slip for slip in slips if slip is not unshifted and slip.fits(source)]
    assert len(others) > 30
    for other in others:
        found = names(grade_with("softmax-loss", (unshifted, other), 3))
        assert not any("bias" in name for name in found), other.name
