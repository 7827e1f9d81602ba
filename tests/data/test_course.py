"""The images of linear-classifier, and the grid that is searched on them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data import DataError, load_course_images, load_fashion_mnist, search_grid
from autograder.data.splits import ImageSplits

CLOTHES, COLOURS = (28, 28), (32, 32, 3)


def images_of(shape: tuple[int, ...]) -> ImageSplits:
    """Return two images of this shape in each part."""
    part = np.zeros((2, *shape), dtype=np.uint8), np.arange(2)
    return ImageSplits("images", ("one", "other"), *part, *part, *part)


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
    monkeypatch.setattr("autograder.data.cifar10_find.kit_folder", lambda _name: None)
    images, clothes = load_course_images(), load_fashion_mnist()
    assert images.name == clothes.name
    assert np.array_equal(images.X_test, clothes.X_test)


def test_with_a_copy_it_is_cifar10(copy: Path) -> None:
    """Are they those of the copy, the last 1,000 for validation?"""
    images = load_course_images()
    assert images.name == "CIFAR-10"
    with np.load(copy) as arrays:
        assert np.array_equal(images.X_train, arrays["X_train"][:12])
        assert np.array_equal(images.X_val, arrays["X_train"][12:])
        assert np.array_equal(images.y_test, arrays["y_test"])


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
        assert load_course_images().X_train.shape == (6000, *CLOTHES)
        copy.touch()


@pytest.mark.parametrize("part", [0.0, 0.5, 0.99])
def test_a_damaged_copy_is_named(part: float, copy: Path) -> None:
    """Does a copy that breaks off raise, rather than pass for no copy?"""
    content = copy.read_bytes()
    copy.write_bytes(content[: int(part * len(content))])
    with pytest.raises(DataError) as caught:
        load_course_images()
    assert str(copy) in str(caught.value)


def test_a_copy_that_is_not_there_is_named(copy: Path) -> None:
    """Does a variable that names nothing raise, rather than pass for no copy?"""
    copy.unlink()
    with pytest.raises(DataError) as caught:
        load_course_images()
    assert str(copy) in str(caught.value)


def test_the_grid_of_cifar10_is_the_published_one() -> None:
    """Does it span the rates and strengths of the exercise, with its steps and batch?"""
    grid = search_grid(images_of(COLOURS))
    assert (min(grid.rates), max(grid.rates)) == (1.4e-7, 1.6e-7)
    assert (min(grid.strengths), max(grid.strengths)) == (8e3, 2.1e4)
    assert (grid.iterations, grid.batch_size) == (3000, 200)


def test_the_copy_and_its_grid_belong_together(copy: Path) -> None:
    """Does a copy of CIFAR-10 get its grid, and Fashion-MNIST another?"""
    assert copy.is_file()
    assert search_grid(load_course_images()) == search_grid(images_of(COLOURS))
    clothes = search_grid(load_fashion_mnist())
    assert clothes == search_grid(images_of(CLOTHES))
    assert max(search_grid(images_of(COLOURS)).rates) < min(clothes.rates)
    assert clothes.iterations * len(clothes.rates) * len(clothes.strengths) <= 10_000


@pytest.mark.parametrize("shape", [CLOTHES, COLOURS])
def test_few_steps_while_graded(shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Are there 20 steps, and otherwise the same grid, while nbgrader runs the notebook?"""
    full = search_grid(images_of(shape))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    graded = search_grid(images_of(shape))
    assert (graded.iterations, graded.batch_size) == (20, full.batch_size)
    assert (graded.rates, graded.strengths) == (full.rates, full.strengths)


@pytest.mark.parametrize("shape", [CLOTHES, COLOURS])
def test_grids_are_in_order(shape: tuple[int, ...]) -> None:
    """Do rates and strengths grow, each tried once, with more than one of each to choose from?"""
    grid = search_grid(images_of(shape))
    for values in (grid.rates, grid.strengths):
        assert len(values) > 2
        assert list(values) == sorted(set(values))
        assert min(values) > 0
