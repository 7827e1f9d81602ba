"""Wrong first answers of the notebooks on images: none passes, no name is a wrong one."""

import pytest

from autograder.results.display import in_words
from tests.judging.harness import failed
from tests.variants.bank import grade_variant, visible_reports
from tests.variants.variant import Variant
from tests.wrong_code import neighbours, net_on_images

EACH = (*neighbours.WRONG, *net_on_images.WRONG)
# What a question's mistake is called.
NAMED = {
    "distances: no maximum with 0": "the root of a number below 0 is taken",
    "vote: Counter": "of a tie the nearest wins",
    "cross_validation: all rows are known": "the held-out part is left among the known rows",
    "image_gradients: no conversion": "the pixels of the images stay uint8",
    "gradient_histogram: no weights": "pixels are counted, not their lengths",
    "gradient_histogram: without cutting what is over": "what fills no whole cell is not left out",
    "value_histogram: the last bin is lost": "values of 1 are in no bin",
    "standardize: each by itself": "the other rows are standardized by their own mean",
    "standardize: divided by 0": "a constant column is divided by 0",
    "image_features: scaled by the batch": "features depend on the other images",
    "start_net: the variance as the scale": "the variance stands for the deviation",
    "start_net: seeded twice": "each matrix has a generator of its own",
    "mini_batches: whole batches alone": "the rest is dropped",
    "one_epoch: in place": "an argument is changed in place",
    "train_net: the last net": "the last net comes back",
    "train_net: batches cut once": "all epochs have one order",
    "random_setting: uniform": "numbers are drawn uniformly, not their logarithms",
    "random_setting: whole exponents": "the exponents are whole numbers",
    "confusion_matrix: said first": "true and said class are exchanged",
    "confusion_matrix: classes that come": "the number of classes is taken from the labels",
    "confusion_matrix: without repeats": "a place counts once, however often it comes",
    "largest_confusions: the diagonal, too": "what is right counts as a confusion",
    "largest_confusions: in place": "an argument is changed in place",
    "sure_mistakes: the sure answers": "all answers are listed, right or wrong",
    "sure_mistakes: cut before it is looked": (
        "mistakes are sought among the surest answers alone"
    ),
    "sure_mistakes: numbers among the mistakes": (
        "places among the mistakes stand for row numbers"
    ),
    "best_guesses: one class for all": "the net has learned too little",
    "best_guesses: the nearest class mean": "the net has learned too little",
    "best_guesses: scores": "there is more than one number a row",
    "train_net: of several best the last": "of several best nets the last one comes back",
    "random_setting: seeded twice": "rate and reg come of one random number",
}
TWO_NAMES = {
    "mini_batches: drawn anew for each batch": [
        "rows are drawn with replacement",
        "the rest is dropped",
    ]
}
NAMELESS = {
    "class_means: added up from zeros_like",
    "distances: the square of the sums",
    "vote: the median of the labels",
    "cross_validation: the next part is known alone",
    "image_gradients: arctan",
    "image_gradients: the axes one too early",
    "value_histogram: density",
    "image_features: pixels",
} | {each.name for each in net_on_images.WRONG if each.name not in NAMED}
ALONE = {
    "distances_two_loops: subtracted as pixels, converted after": ["pixels"],
    "distances: no maximum with 0": ["stability"],
    "distances: the loop, hidden": ["matrices"],
    "vote: Counter": ["ties"],
    "image_gradients: no conversion": ["pixels"],
    "gradient_histogram: without cutting what is over": ["cells"],
    "gradient_histogram: np.histogram in loops": ["matrices"],
    "value_histogram: the last bin is lost": ["values of 1"],
    "standardize: in place": ["inputs"],
    "standardize: divided by 0": ["constant"],
    "mini_batches: whole batches alone": ["rest"],
    "one_epoch: in place": ["inputs"],
    "train_net: the last net": ["best"],
    "confusion_matrix: classes that come": ["absent"],
    "diagnose: borders for ten classes": ["rate too low", "start too large", "reg too strong"],
}


@pytest.mark.parametrize("attempt", EACH, ids=[each.name for each in EACH])
def test_it_loses_points_and_its_check_fails(attempt: Variant) -> None:
    """Does it lose points, does the check above say so, and is a name the right one?"""
    result = grade_variant(attempt, 3)
    assert result.points < result.max_points
    (shown,) = visible_reports(attempt)
    assert not shown.passed
    names = [mistake.name for mistake in result.mistakes]
    if attempt.name in TWO_NAMES:
        assert names == TWO_NAMES[attempt.name], in_words(result)
    elif attempt.name in NAMED:
        assert names == [NAMED[attempt.name]], in_words(result)
    elif attempt.name in NAMELESS:
        assert not names, in_words(result)


def test_one_slip_costs_one_facet() -> None:
    """Does what is wrong in one respect lose that respect's points alone?"""
    lost = {each.name: failed(grade_variant(each, 4)) for each in EACH if each.name in ALONE}
    assert lost == ALONE


@pytest.mark.parametrize("bank", [neighbours.WRONG, net_on_images.WRONG])
def test_three_for_each_question(bank: tuple[Variant, ...]) -> None:
    """Are there at least three wrong answers for each of the eleven questions?"""
    counts = [each.question for each in bank]
    assert len(set(counts)) == 11
    assert min(counts.count(question) for question in counts) >= 3
