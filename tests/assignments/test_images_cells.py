"""The images of linear-classifier, and the grid that its cells search on them."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder import data
from tests.judging.harness import cells

CLOTHES, COLOURS = (28, 28), (32, 32, 3)
ASSIGNMENT = "linear-classifier"


def load_images() -> Any:
    """Return what the cell that loads the images defines."""
    names: dict[str, Any] = {"data": data, "plots": MagicMock(), "print": lambda _: None}
    exec(cells(ASSIGNMENT)["images-load"], names)  # noqa: S102 - a cell of ours
    return SimpleNamespace(**names)


def grid_for(cifar10: bool) -> Any:
    """Return what the cell with the grid defines."""
    names: dict[str, Any] = {"data": data, "cifar10": cifar10, "softmax_loss": None}
    exec(cells(ASSIGNMENT)["grid-run"], names)  # noqa: S102 - a cell of ours
    return SimpleNamespace(**names)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a small CIFAR-10 that AUTOGRADER_CIFAR10 names: 1,012 images to train, 10 to test."""
    path, rng = tmp_path / "small.npz", np.random.default_rng(1)
    arrays: dict[str, NDArray[Any]] = {}
    for part, count in (("train", 1012), ("test", 10)):
        arrays[f"X_{part}"] = rng.integers(0, 256, (count, *COLOURS), dtype=np.uint8)
        arrays[f"y_{part}"] = np.arange(count) % 10
    np.savez(path, allow_pickle=False, **arrays)
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(path))
    return path


def test_without_a_copy_it_is_fashion_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """Are they the shipped images on a computer without CIFAR-10?"""
    monkeypatch.delenv("AUTOGRADER_CIFAR10", raising=False)
    for folder in ("kit_folder", "fetched_folder"):
        monkeypatch.setattr(f"autograder.data.cifar10_files.{folder}", lambda *_: None)
    found, clothes = load_images(), data.load_fashion_mnist()
    assert not found.cifar10
    assert found.images.name == clothes.name
    assert np.array_equal(found.images.X_test, clothes.X_test)


def test_with_a_copy_it_is_cifar10(copy: Path) -> None:
    """Are they those of the copy, the last 1,000 for validation?"""
    found = load_images()
    assert found.cifar10
    assert found.images.name == "CIFAR-10"
    with np.load(copy) as arrays:
        assert np.array_equal(found.images.X_train, arrays["X_train"][:12])
        assert np.array_equal(found.images.X_val, arrays["X_train"][12:])
        assert np.array_equal(found.images.y_test, arrays["y_test"])


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_a_grade_does_not_depend_on_the_copy(
    mode: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is it Fashion-MNIST while nbgrader runs the notebook, even if the copy is damaged?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    for content in (copy.read_bytes(), b"not an archive", None):
        copy.unlink()
        if content:
            copy.write_bytes(content)
        assert load_images().images.X_train.shape == (6000, *CLOTHES)
        copy.touch()


@pytest.mark.parametrize("part", [0.0, 0.5, 0.99])
def test_a_damaged_copy_is_named(part: float, copy: Path) -> None:
    """Does a copy that breaks off raise, rather than pass for no copy?"""
    content = copy.read_bytes()
    copy.write_bytes(content[: int(part * len(content))])
    with pytest.raises(data.DataError) as caught:
        load_images()
    assert str(copy) in str(caught.value)


def test_a_copy_that_is_not_there_is_named(copy: Path) -> None:
    """Does a variable that names nothing raise, rather than pass for no copy?"""
    copy.unlink()
    with pytest.raises(data.DataError) as caught:
        load_images()
    assert str(copy) in str(caught.value)


def test_the_grid_of_cifar10_is_the_published_one() -> None:
    """Does it span the rates and strengths of the exercise, with its steps and batch?"""
    grid = grid_for(cifar10=True)
    assert (min(grid.rates), max(grid.rates)) == (1.4e-7, 1.6e-7)
    assert (min(grid.strengths), max(grid.strengths)) == (8e3, 2.1e4)
    assert grid.iterations == 3000
    assert "iterations, batch_size=200)" in cells(ASSIGNMENT)["grid-run"]


def test_fashion_mnist_has_another_grid() -> None:
    """Does it have larger rates, and few enough steps for some seconds?"""
    colours, clothes = grid_for(cifar10=True), grid_for(cifar10=False)
    assert max(colours.rates) < min(clothes.rates)
    assert clothes.iterations * len(clothes.rates) * len(clothes.strengths) <= 10_000


@pytest.mark.parametrize("cifar10", [True, False])
def test_few_steps_while_graded(cifar10: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are there 20 steps, and otherwise the same grid, while nbgrader runs the notebook?"""
    full = grid_for(cifar10)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    graded = grid_for(cifar10)
    assert graded.iterations == 20
    assert (graded.rates, graded.strengths) == (full.rates, full.strengths)


@pytest.mark.parametrize("cifar10", [True, False])
def test_grids_are_in_order(cifar10: bool) -> None:
    """Do rates and strengths grow, each tried once, with more than one of each to choose from?"""
    grid = grid_for(cifar10)
    for values in (grid.rates, grid.strengths):
        assert len(values) > 2
        assert list(values) == sorted(set(values))
        assert min(values) > 0
