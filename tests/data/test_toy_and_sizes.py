"""The spiral, and the sizes that a notebook demonstrates on."""

import numpy as np
import pytest

from autograder.data import demonstration_size, spiral


def test_spiral_has_equal_classes() -> None:
    """Does the spiral have the promised shapes, types, and as many points of each class?"""
    X, y = spiral()
    assert X.shape == (300, 2)
    assert X.dtype == np.float64
    assert y.shape == (300,)
    assert y.dtype == np.int64
    assert np.bincount(y).tolist() == [100, 100, 100]
    assert np.bincount(spiral(7, 5)[1]).tolist() == [7] * 5


def test_spiral_is_the_same_for_the_same_seed() -> None:
    """Does the seed, and nothing else, decide the points?"""
    np.testing.assert_array_equal(spiral(seed=3)[0], spiral(seed=3)[0])
    assert not np.array_equal(spiral(seed=3)[0], spiral(seed=4)[0])


def test_spiral_follows_the_recipe() -> None:
    """Do the radii run from 0 to 1, and do the angles stay near their line?"""
    X, y = spiral(points_per_class=50)
    for c in range(3):
        arm = X[y == c]
        np.testing.assert_allclose(np.hypot(*arm.T), np.linspace(0, 1, 50), atol=1e-12)
        off = np.arctan2(arm[1:, 0], arm[1:, 1]) - np.linspace(4 * c, 4 * (c + 1), 50)[1:]
        off = (off + np.pi) % (2 * np.pi) - np.pi
        assert 0.1 < off.std() < 0.3
        assert abs(off.mean()) < 0.1


@pytest.mark.parametrize("sizes", [(0, 3), (10, 0)])
def test_spiral_refuses_nothing(sizes: tuple[int, int]) -> None:
    """Is a spiral without points or classes an error?"""
    with pytest.raises(ValueError, match="at least one"):
        spiral(*sizes)


def test_demonstration_is_full_for_a_reader() -> None:
    """Does a reader get the full sizes?"""
    assert demonstration_size(1500, 6000, graded=(20, 500)) == (1500, 6000)


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_demonstration_is_short_for_nbgrader(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a notebook that nbgrader runs get the small sizes?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert demonstration_size(1500, 6000, graded=(20, 500)) == (20, 500)


def test_demonstration_sizes_must_pair() -> None:
    """Is a forgotten size an error for the author, not only when it is graded?"""
    with pytest.raises(ValueError, match="2 full sizes but 1 graded"):
        demonstration_size(1500, 6000, graded=(20,))


def test_a_browser_demonstrates_on_less(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Are large sizes smaller in a browser, none below those of grading, and is it said?"""
    monkeypatch.setattr("sys.platform", "emscripten")
    assert demonstration_size(5000, 3073, 10, graded=(2000, 5, 3)) == (2000, 768, 10)
    assert "2000, 768, 10 instead of 5000, 3073, 10" in capsys.readouterr().out
    assert demonstration_size(20, 100, graded=(1, 5)) == (20, 100)
    assert capsys.readouterr().out == ""
