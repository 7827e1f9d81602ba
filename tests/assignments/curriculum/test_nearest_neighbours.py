"""The numbers of nearest-neighbours-and-features: of the images that ship, by the reference."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data import ImageSplits, load_fashion_mnist
from autograder.judging.reference import load_reference
from tests.assignments.curriculum.test_numbers import text_of

NAME = "nearest-neighbours-and-features"
SAID = (
    r"random guess gets 10 % right",
    r"For all 1,000 images it should be 0\.682",
    r"15\.7 GB for 500 and 5,000 of our images",
    r"10 \S 250 is 16, and 20² is 144",
    r"k = 5, 8 and 10: 0\.8120, 0\.8122 and 0\.8118",
    r"deviation of the parts of one k is 0\.010 to 0\.012",
    r"at k = 1 all five accuracies are 0\.000",
    r"0\.845 against 0\.804 at first, and 0\.826 against 0\.700 after one pixel",
    r"Pixels alone fail two of the three",
    r"reg is 0\.1",
)
Matrix = NDArray[np.float64]


@cache
def clothes() -> ImageSplits:
    """Return the images."""
    return load_fashion_mnist()


@cache
def reference() -> dict[str, Any]:
    """Return the notebook's functions."""
    return load_reference(NAME)


@pytest.fixture
def right(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference."""
    return reference()


def rows_of(images: NDArray[np.uint8]) -> NDArray[Any]:
    """Return an image a row, as pixels."""
    return images.reshape(len(images), -1)


@cache
def to_validation() -> Matrix:
    """Return the distances of the validation images from the training images, computed once."""
    found: Matrix = reference()["distances"](rows_of(clothes().X_val), rows_of(clothes().X_train))
    return found


def moved(images: NDArray[np.uint8], by: int) -> NDArray[np.uint8]:
    """Return the images moved to the right."""
    found = np.zeros_like(images)
    found[:, :, by:] = images[:, :, : images.shape[2] - by]
    return found


def linear_shares(right: dict[str, Any], measure: Any, *versions: NDArray[np.uint8]) -> list[float]:
    """Return what the notebook's linear classifier gets right of versions of the validation set."""
    train, y = measure(clothes().X_train), clothes().y_train
    X, _ = right["standardize"](train, train[:1])
    square = X.T @ X / len(X) + 0.1 * np.eye(X.shape[1])
    W = np.linalg.solve(square, X.T @ np.eye(10)[y] / len(X))
    others = [right["standardize"](train, measure(each))[1] for each in versions]
    return [float(np.mean((X @ W).argmax(axis=1) == clothes().y_val)) for X in others]


def pixels(images: NDArray[np.uint8]) -> Matrix:
    """Return the pixels as numbers from 0 to 1."""
    return rows_of(images) / 255


@pytest.mark.parametrize("number", SAID)
def test_number_stands_in_the_notebook(root: Any, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, NAME))


def test_the_nearest_class_mean(right: dict[str, Any]) -> None:
    """Is the baseline 0.682, and are the four rows by hand right?"""
    rows = np.array([[0.0, 2.0], [4.0, 0.0], [2.0, 4.0], [6.0, 2.0]])
    M = right["class_means"](rows, np.array([1, 0, 1, 0]), 2)
    assert M.tolist() == [[5.0, 1.0], [1.0, 3.0]]
    means = right["class_means"](rows_of(clothes().X_train), clothes().y_train, 10)
    guess = right["distances"](rows_of(clothes().X_val), means).argmin(axis=1)
    assert np.mean(guess == clothes().y_val) == pytest.approx(0.682, abs=0.003)


@pytest.mark.parametrize("version", ["distances_two_loops", "distances_one_loop", "distances"])
def test_the_worked_distances(right: dict[str, Any], version: str) -> None:
    """Is the matrix of the text right, and are 10 and 250 far apart in pixels, too?"""
    A, B = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [6.0, 8.0], [3.0, 0.0]])
    assert right[version](A, B).tolist() == [[0.0, 10.0, 3.0], [5.0, 5.0, 4.0]]
    one, other = (np.array([[value]], dtype=np.uint8) for value in (10, 250))
    assert right[version](one, other).item() == 240.0
    assert (one - other).item() == 16 and (np.array([20], dtype=np.uint8) ** 2).item() == 144


def test_three_versions_are_one_on_whole_pixels(right: dict[str, Any]) -> None:
    """Do they differ by nothing at all, as whole numbers are exact?"""
    A, B = rows_of(clothes().X_val)[:20], rows_of(clothes().X_train)[:50]
    found = right["distances"](A, B)
    assert np.array_equal(found, right["distances_one_loop"](A, B))
    assert np.array_equal(found, right["distances_two_loops"](A, B))
    assert pytest.approx(15.7, abs=0.05) == 500 * 5000 * 784 * 8 / 1e9


def test_rounding_goes_below_0(right: dict[str, Any]) -> None:
    """Are squares of own distances of centred pixels about -1e-13, and the distances never nan?"""
    X = pixels(clothes().X_train[:300])
    X = X - X.mean(axis=0)
    own = np.sum(X**2, axis=1) - 2 * np.diag(X @ X.T) + np.sum(X**2, axis=1)
    assert -1e-12 < own.min() < -1e-14
    assert np.isfinite(right["distances"](X, X)).all()


def test_pixels_that_wrap_around_lose_accuracy() -> None:
    """Is one nearest neighbour below 0.70 in uint8, on 500 and 5,000 images?"""
    A, B = rows_of(clothes().X_val)[:500], rows_of(clothes().X_train)[:5000]
    nearest = [int(np.sum((a - B) ** 2, axis=1).argmin()) for a in A]
    assert np.mean(clothes().y_train[nearest] == clothes().y_val[:500]) < 0.70


@pytest.mark.parametrize(
    ("k", "share"), [(1, 0.801), (3, 0.809), (5, 0.825), (8, 0.823), (10, 0.810), (20, 0.791)]
)
def test_neighbours_by_k(right: dict[str, Any], k: int, share: float) -> None:
    """Is the validation accuracy of each k what was measured?"""
    found = right["vote"](to_validation(), clothes().y_train, k)
    assert np.mean(found == clothes().y_val) == pytest.approx(share, abs=0.003)


def test_more_known_images_help(right: dict[str, Any]) -> None:
    """Does the accuracy of one neighbour grow from 0.656 of 100 to 0.801 of 6,000?"""
    shares = [
        np.mean(right["vote"](to_validation()[:, :n], clothes().y_train[:n], 1) == clothes().y_val)
        for n in (100, 300, 1000, 3000, 6000)
    ]
    assert shares == pytest.approx([0.656, 0.731, 0.757, 0.781, 0.801], abs=0.003)


def test_known_images_are_no_proof(right: dict[str, Any]) -> None:
    """Are all known images right at k = 1, and 0.872 of 1,000 at k = 5?"""
    known = rows_of(clothes().X_train)
    D, y = right["distances"](known[:1000], known), clothes().y_train
    assert np.mean(right["vote"](D, y, 1) == y[:1000]) == 1.0
    assert np.mean(right["vote"](D, y, 5) == y[:1000]) == pytest.approx(0.872, abs=0.003)


def test_the_worked_votes(right: dict[str, Any]) -> None:
    """Do classes 2, 0, 1, 1, 2 at distances 1, 4, 3, 2, 5 vote for 2, then for 1?"""
    D, y = np.array([[1.0, 4.0, 3.0, 2.0, 5.0]]), np.array([2, 0, 1, 1, 2])
    assert [right["vote"](D, y, k).item() for k in (1, 3, 2)] == [2, 1, 1]


def test_cross_validation(right: dict[str, Any]) -> None:
    """Are 5, 8 and 10 the best k, so near to each other, and sorted rows at 0?"""
    X, y = rows_of(clothes().X_train), clothes().y_train
    table = right["cross_validation"](X, y, [5, 8, 10, 20], np.array_split(np.arange(6000), 5))
    assert table.mean(axis=1)[:3] == pytest.approx([0.8120, 0.8122, 0.8118], abs=6e-5)
    assert table.mean(axis=1)[3] < 0.80
    assert np.all((table.std(axis=1)[:3] > 0.0095) & (table.std(axis=1)[:3] < 0.0125))
    order = np.argsort(y[:1000], kind="stable")
    parts = np.array_split(np.arange(1000), 5)
    assert not np.any(right["cross_validation"](X[order], y[order], [1], parts))


def test_the_worked_parts(right: dict[str, Any]) -> None:
    """Are the shares of the text one third and two thirds, then two thirds?"""
    x, y = np.array([[0.0], [1.0], [2.5], [5.0], [6.0], [8.5]]), np.array([0, 1, 1, 0, 1, 1])
    table = right["cross_validation"](x, y, [1, 3], [np.arange(3), np.arange(3, 6)])
    assert np.allclose(table, [[1 / 3, 2 / 3], [2 / 3, 2 / 3]])


def test_pixels_are_a_bad_ruler(right: dict[str, Any]) -> None:
    """Does a nearest neighbour lose by a shift and by half the light, and gain by its own scale?"""
    known, y = rows_of(clothes().X_train), clothes().y_train

    def share(asked: Matrix, among: Matrix) -> float:
        nearest = right["distances"](asked, among).argmin(axis=1)
        return float(np.mean(y[nearest] == clothes().y_val))

    def scaled(rows: Matrix) -> Matrix:
        found: Matrix = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)
        return found

    half = clothes().X_val // 2
    shifts = [share(rows_of(moved(clothes().X_val, by)), known) for by in (1, 2)]
    assert shifts == pytest.approx([0.766, 0.625], abs=0.003)
    assert share(rows_of(half), known) == pytest.approx(0.623, abs=0.003)
    own = [share(scaled(pixels(images)), scaled(known)) for images in (clothes().X_val, half)]
    assert own == pytest.approx([0.825, 0.824], abs=0.003)


def test_the_worked_edges(right: dict[str, Any]) -> None:
    """Do rows (0, 0, 8, 8) have the lengths and the histograms of the text, turned and negated?"""
    G = np.tile([0.0, 0.0, 8.0, 8.0], (1, 4, 1))

    def histogram(images: Matrix, cell: int = 4) -> list[float]:
        made = right["gradient_histogram"](*right["image_gradients"](images), cell, 4)
        return [float(each) for each in made[0]]

    assert right["image_gradients"](G)[0][0, 0].tolist() == [0.0, 8.0, 8.0, 0.0]
    assert histogram(G) == histogram(-G) == histogram(G + 100) == [64.0, 0.0, 0.0, 0.0]
    assert histogram(2 * G) == [128.0, 0.0, 0.0, 0.0]
    assert histogram(G.transpose(0, 2, 1)) == [0.0, 0.0, 64.0, 0.0]
    assert histogram(G, cell=2) == 4 * [16.0, 0.0, 0.0, 0.0]


def test_the_worked_histogram_and_scale(right: dict[str, Any]) -> None:
    """Are the four values and the three rows of the text right?"""
    V = np.array([[[0.0, 0.3], [0.3, 1.0]]])
    assert right["value_histogram"](V, 4).tolist() == [[0.25, 0.5, 0.0, 0.25]]
    train, other = right["standardize"](np.array([[1.0, 7.0], [3.0, 7.0]]), np.array([[4.0, 7.0]]))
    assert train.tolist() == [[-1.0, 0.0, 1.0], [1.0, 0.0, 1.0]]
    assert other.tolist() == [[2.0, 0.0, 1.0]]


def test_features_are_worth_it(right: dict[str, Any]) -> None:
    """Are features ahead of pixels as they are, after one pixel to the right, and in the dark?"""
    versions = (clothes().X_val, moved(clothes().X_val, 1), clothes().X_val // 2)
    on_pixels = linear_shares(right, pixels, *versions)
    on_features = linear_shares(right, right["image_features"], *versions)
    assert on_features[:2] == pytest.approx([0.845, 0.826], abs=0.003)
    assert on_pixels[:2] == pytest.approx([0.804, 0.700], abs=0.003)
    ahead = np.array(on_features) - on_pixels
    assert ahead[0] > 0.02 and ahead[1] > 0.06 and ahead[2] > 0.06


def test_shirts_come_last(right: dict[str, Any]) -> None:
    """Is the share of shirts that are right the smallest of all classes?"""
    train, y = right["image_features"](clothes().X_train), clothes().y_train
    X, asked = right["standardize"](train, right["image_features"](clothes().X_val))
    square = X.T @ X / len(X) + 0.1 * np.eye(X.shape[1])
    said = (asked @ np.linalg.solve(square, X.T @ np.eye(10)[y] / len(X))).argmax(axis=1)
    shares = [np.mean(said[clothes().y_val == c] == c) for c in range(10)]
    assert clothes().class_names[int(np.argmin(shares))] == "Shirt"
