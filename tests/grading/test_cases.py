"""The hidden inputs: repeatable, of many shapes, away from kinks."""

import numpy as np
import pytest

from autograder.grading.arguments import scores_and_class
from autograder.grading.cases import draw_cases, with_shifts
from autograder.grading.seed import generator, new_seed


def test_cases_cover_the_shapes() -> None:
    """Are N != C, C != 10, N = 1, N < C, N < D, one class and float32 among the inputs?"""
    for seed in range(30):
        cases = draw_cases(generator(seed))
        sizes = [(*case.X.shape, case.W.shape[1]) for case in cases]
        assert all(len(case.W) == case.X.shape[1] for case in cases)
        assert all(N != C and C != 10 for N, _, C in sizes)
        assert any(N == 1 for N, _, _ in sizes)
        assert any(1 < N < C for N, _, C in sizes)
        assert any(N < D for N, D, _ in sizes) and any(N > D for N, D, _ in sizes)
        assert {case.X.dtype.name for case in cases} == {"float32", "float64"}
        assert any(len(case.y) > 1 and len(set(case.y.tolist())) == 1 for case in cases)


def test_no_case_lies_at_a_kink() -> None:
    """Does every margin keep its distance from 0, and is one violated, at any seed?"""
    for seed in range(50):
        for case in draw_cases(generator(seed)):
            scores = case.X.astype(np.float64) @ case.W.astype(np.float64)
            margins = scores - scores[np.arange(len(case.y)), case.y][:, None] + 1.0
            others = margins[np.arange(case.W.shape[1]) != case.y[:, None]]
            assert np.abs(others).min() > 5e-4
            assert others.max() > 0


def test_the_largest_margin_is_never_all() -> None:
    """Are two margins violated at any seed, where there are three classes or more?"""
    for seed in range(200):
        for case in scores_and_class(generator(seed)):
            scores, true_class = case.values
            wrong = np.delete(scores, true_class)
            assert np.sum(wrong > scores[true_class]) >= min(2, len(wrong))


def test_the_seed_repeats_the_inputs() -> None:
    """Does one seed give the same inputs, and another seed others?"""
    first, again, other = (draw_cases(generator(seed, "loss")) for seed in (7, 7, 8))
    assert all(np.array_equal(a.X, b.X) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a.W, b.W) for a, b in zip(first, other, strict=True))


def test_each_facet_draws_for_itself() -> None:
    """Do two facets see different inputs under one seed?"""
    one, two = generator(7, "loss"), generator(7, "gradient")
    assert one.random() != two.random()


def test_new_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a seed new each time, unless AUTOGRADER_SEED says which?"""
    monkeypatch.delenv("AUTOGRADER_SEED", raising=False)
    assert len({new_seed() for _ in range(20)}) == 20
    monkeypatch.setenv("AUTOGRADER_SEED", "42")
    assert new_seed() == 42
    monkeypatch.setenv("AUTOGRADER_SEED", "forty-two")
    with pytest.raises(ValueError, match="whole number"):
        new_seed()


def test_shifts_move_every_score_of_a_row() -> None:
    """Does a shift add its amount to each score of its row and change no difference?"""
    case = draw_cases(generator(1))[0]
    shifts = np.arange(len(case.y)) * 100.0
    moved = with_shifts(case, shifts)
    np.testing.assert_allclose(moved.X @ moved.W, case.X @ case.W + shifts[:, None])
