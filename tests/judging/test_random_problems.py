"""The hidden inputs: repeatable, of many shapes, away from kinks."""

import numpy as np
import pytest

from autograder.judging.question import generator, new_seed
from autograder.judging.random_problems import draw_problems, with_shifts
from tests.judging.harness import hidden_inputs


def test_problems_cover_the_shapes() -> None:
    """Are N != C, C != 10, N = 1, N < C, N < D, one class and float32 among the inputs?"""
    for seed in range(30):
        problems = draw_problems(generator(seed))
        sizes = [(*problem.X.shape, problem.W.shape[1]) for problem in problems]
        assert all(len(problem.W) == problem.X.shape[1] for problem in problems)
        assert all(N != C and C != 10 for N, _, C in sizes)
        assert any(N == 1 for N, _, _ in sizes)
        assert any(1 < N < C for N, _, C in sizes)
        assert any(N < D for N, D, _ in sizes) and any(N > D for N, D, _ in sizes)
        assert {problem.X.dtype.name for problem in problems} == {"float32", "float64"}
        assert any(len(problem.y) > 1 and len(set(problem.y.tolist())) == 1 for problem in problems)


def test_no_case_lies_at_a_kink() -> None:
    """Does every margin keep its distance from 0, and is one clearly violated, at any seed?"""
    for seed in range(600):
        *ordinary, _ = draw_problems(generator(seed))
        for problem in ordinary:
            scores = problem.X.astype(np.float64) @ problem.W.astype(np.float64)
            margins = scores - scores[np.arange(len(problem.y)), problem.y][:, None] + 1.0
            others = margins[np.arange(problem.W.shape[1]) != problem.y[:, None]]
            assert np.abs(others).min() > 5e-4
            assert others.max() > 0.25  # else its square has few digits in single precision


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_one_case_lies_beside_kinks(kind: type[np.floating]) -> None:
    """Has the last problem margins of plus and minus 2^-22, exact in single precision, too?"""
    for seed in range(50):
        problem = draw_problems(generator(seed))[-1]
        rows, (W, X) = np.arange(len(problem.y)), (a.astype(kind) for a in (problem.W, problem.X))
        scores = X @ W
        margins = scores - scores[rows, problem.y][:, None] + kind(1.0)
        others = margins[np.arange(W.shape[1]) != problem.y[:, None]]
        assert {2.0**-22, -(2.0**-22)} <= set(others.tolist())
        assert np.abs(others).min() == 2.0**-22


def test_the_largest_margin_is_never_all() -> None:
    """Are two margins violated at any seed, where there are three classes or more?"""
    for seed in range(200):
        for scores, true_class in hidden_inputs("svm-loss", "hinge_loss", seed).values():
            wrong = np.delete(scores, true_class)
            assert np.sum(wrong > scores[true_class]) >= min(2, len(wrong))


def test_the_seed_repeats_the_inputs() -> None:
    """Does one seed give the same inputs, and another seed others?"""
    first, again, other = (draw_problems(generator(seed, "loss")) for seed in (7, 7, 8))
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
    problem = draw_problems(generator(1))[0]
    shifts = np.arange(len(problem.y)) * 100.0
    moved = with_shifts(problem, shifts)
    np.testing.assert_allclose(moved.X @ moved.W, problem.X @ problem.W + shifts[:, None])
