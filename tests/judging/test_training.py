"""What linear-classifier's questions grade: the references, and mistakes."""

import numpy as np
import pytest

from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.judging.harness import cells, edited, failed, grade, hidden_inputs, namespace_of
from tests.support.spoiled import DRAW, MISTAKES, MOVE

ASSIGNMENT = "linear-classifier"
# The questions that need no training on images, and their cells.
NAMES = {
    "descent_step": "descent-step",
    "predict": "predict",
    "LinearClassifier": "linear-classifier",
    "grid_search": "grid-search",
}
HEAD = "import numpy as np, scipy.special, itertools\nfrom autograder.checks import progress\n"


def judged(name: str, source: str, seed: int) -> QuestionResult:
    """Grade the source of one question, after the cells that it needs."""
    solutions = cells(ASSIGNMENT)
    return grade(ASSIGNMENT, name, namespace_of(HEAD, solutions["predict"], source), seed)


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_has_full_points(name: str) -> None:
    """Does the solution get full points at 20 seeds, with no note?"""
    for seed in range(20):
        result = judged(name, cells(ASSIGNMENT)[NAMES[name]], seed)
        assert not failed(result), in_words(result)
        assert not result.remarks


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_seen(mistake: str) -> None:
    """Does the mistake cost exactly its facets, with the right words, the same at any seed?"""
    name, edits, facets, words = MISTAKES[mistake]
    source = edited(cells(ASSIGNMENT)[NAMES[name]], *edits)
    results = [judged(name, source, seed) for seed in range(5)]
    for result in results:
        assert failed(result) == facets, in_words(result)
        assert words in next(facet.seen for facet in result.facets if facet.seen)
    assert len({tuple(facet.seen for facet in result.facets) for result in results}) == 1


def test_every_function_has_mistakes() -> None:
    """Is each question that needs no training on images tried with mistakes?"""
    assert {name for name, *_ in MISTAKES.values()} == set(NAMES)


@pytest.mark.parametrize("name", ["descent_step", "predict", "grid_search", "LinearClassifier"])
def test_a_stub_and_a_missing_cell_get_nothing(name: str) -> None:
    """Is the reason said once, when there is nothing to grade?"""
    for source, words in (
        (f"def {name}(*_, **__):\n    raise NotImplementedError()", "not implemented yet"),
        (f"def {name}(*_, **__):\n    return 1 / 0", "stopped with ZeroDivisionError"),
        ("", f"{name} is not defined"),
    ):
        names = namespace_of(HEAD, source)
        result = grade(ASSIGNMENT, name, names, 1)
        assert result.points == 0
        assert {facet.seen for facet in result.facets} == {result.facets[0].seen}
        assert words in result.facets[0].seen


def test_a_diverging_w_is_said_to_be_no_number() -> None:
    """Do nan in W fail as such, without a warning of the grader's own?"""
    source = edited(
        cells(ASSIGNMENT)[NAMES["LinearClassifier"]], (MOVE, "self.W = np.nan * self.W")
    )
    learning = judged("LinearClassifier", source, 1).facets[-1]
    assert (learning.name, learning.seen) == ("learning", "W holds nan or inf after training")


def test_w_of_texts_is_told_by_both_facets() -> None:
    """Is a W that can't be read the student's matter, and no trouble of the grader's?"""
    source = edited(cells(ASSIGNMENT)[NAMES["LinearClassifier"]], (MOVE, "self.W = 'W'"))
    source = edited(source, ("self.loss(self.W", "self.loss(np.zeros((X.shape[1], y.max() + 1))"))
    seen = {facet.name: facet.seen for facet in judged("LinearClassifier", source, 1).facets}
    assert seen["steps"].startswith("W is no array of numbers after training; it must have shape")
    assert seen["learning"].startswith("W is no array of numbers after training")
    assert not seen["batches"]
    assert not seen["history"]


@pytest.mark.parametrize(
    ("draw", "seen"),
    [("0, 0.7 * len(X)", 9), ("1, len(X)", 13), ("0, len(X) - 1", 13), ("-1, len(X)", 14)],
)
def test_no_row_may_be_left_out(draw: str, seen: int) -> None:
    """Does a draw that never sees some row fail at 20 seeds, be it the first row or the last?"""
    solution = cells(ASSIGNMENT)[NAMES["LinearClassifier"]]
    source = edited(solution, ("rng.integers(0, len(X)", f"rng.integers({draw}"))
    words = f"only {seen} of 14 rows were ever drawn" if seen < 14 else ""
    for seed in range(20):
        assert judged("LinearClassifier", source, seed).facets[0].seen == words
    assert DRAW in solution


@pytest.mark.parametrize("seed", range(40))
def test_inputs_of_predictions_tell_mistakes_apart(seed: int) -> None:
    """Are scores below 0 in one input alone, and is no input of class 0 alone?"""
    *rows, below = hidden_inputs(ASSIGNMENT, "predict", seed).values()
    for W, X in (*rows, below):
        assert len(X) != W.shape[1]
        assert (X @ W).argmax(axis=1).any()
        assert np.diff(np.sort(X @ W, axis=1), axis=1)[:, -1].min() > 1e-4  # float32 sees it, too
    assert all((X @ W).max(axis=1).min() > 0 for W, X in rows)
    assert (below[1] @ below[0]).max() < 0


@pytest.mark.parametrize("seed", range(40))
def test_grids_tell_mistakes_apart(seed: int) -> None:
    """Does the best pair differ from the first and from the worst, in rate and in strength?"""
    one, below = hidden_inputs(ASSIGNMENT, "grid_search", seed, extreme=True).values()
    assert [len(part) for part in one[1:]] == [1, 1]
    for drawn in (*hidden_inputs(ASSIGNMENT, "grid_search", seed).values(), below):
        score, rates, strengths = drawn
        table = np.array([[score(rate, strength) for strength in strengths] for rate in rates])
        assert len(np.unique(table)) == table.size
        assert (table.max() < 0) == (drawn is below)
        best, worst = (np.argwhere(table == extreme)[0] for extreme in (table.max(), table.min()))
        assert best.all()
        assert (best != worst).all()


@pytest.mark.parametrize("pair", [(0.0, 0.0), (np.zeros(3), np.zeros(2)), (99.0, 0.5)])
def test_a_score_off_the_grid_tells_no_number(pair: tuple[float, float]) -> None:
    """Does a score that is asked for another pair say so without the hidden numbers?"""
    score = next(iter(hidden_inputs(ASSIGNMENT, "grid_search", 1).values()))[0]
    with pytest.raises(
        ValueError,
        match=r"^it takes one number each for rate and strength, of those that are to be tried$",
    ):
        score(*pair)


@pytest.mark.parametrize("seed", range(40))
def test_steps_from_large_scores_need_care(seed: int) -> None:
    """Is a true class so far below the highest score that exp of the difference is 0?"""
    (drawn,) = hidden_inputs(ASSIGNMENT, "descent_step", seed, extreme=True).values()
    W, b, X, y, _, reg = drawn
    scores = X @ W + b
    assert (scores.max(axis=1) - scores[np.arange(len(y)), y]).max() > 745
    assert reg == 0


# The rows of a step, and whether they are drawn.
RULES = {
    "a walk in steps of 5": ("(np.arange(batch_size) * 5 + 3 * len(history)) % len(X)", False),
    "squares": ("(np.arange(batch_size) + len(history)) ** 2 % len(X)", False),
    "every other row": ("(2 * np.arange(batch_size) + len(history) % 2) % len(X)", False),
    "a walk back": ("(len(history) - np.arange(batch_size)) % len(X)", False),
    "a generator with a seed of its own": (
        "np.random.default_rng(7).integers(0, len(X), (iterations, batch_size))[len(history)]",
        True,
    ),
    "an old generator, seeded in each step": (
        "np.random.RandomState(len(history)).choice(len(X), batch_size)",
        True,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_fixed_rule_is_no_draw(name: str) -> None:
    """Does a training lose its batches whose rows follow a rule, and no other?"""
    find = "rows = self.rng.integers(0, len(X), size=batch_size)"
    rows, drawn = RULES[name]
    source = edited(cells(ASSIGNMENT)[NAMES["LinearClassifier"]], (find, f"rows = {rows}"))
    for seed in range(5):
        result = judged("LinearClassifier", source, seed)
        assert failed(result) == ([] if drawn else ["batches"]), in_words(result)
