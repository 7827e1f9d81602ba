"""The images that grading alone uses."""

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from autograder.data import DataError, ImageSplits
from autograder.data.arrays import read_npz
from autograder.judging.facets import training
from autograder.judging.facets.hidden import HIDDEN_IMAGES
from autograder.judging.facets.training import hidden_rows

BUILD = Path(__file__).parents[2] / "datasets" / "fashion_mnist" / "build.py"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")  # build.py's default
Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


@pytest.fixture(scope="module")
def hidden() -> dict[str, Bytes]:
    """Read what they don't have."""
    return read_npz(HIDDEN_IMAGES, ("X", "y"))


def test_there_are_100_of_each_class(hidden: dict[str, Bytes]) -> None:
    """Are they 1,000 images of the students' size, 100 a class, no two the same?"""
    assert hidden["X"].shape == (1000, 28, 28)
    assert hidden["X"].dtype == np.uint8
    assert hidden["y"].shape == (1000,)
    assert np.bincount(hidden["y"]).tolist() == [100] * 10
    assert len({image.tobytes() for image in hidden["X"]}) == 1000


def test_no_student_has_one(hidden: dict[str, Bytes], clothes: ImageSplits) -> None:
    """Is none of them in the training, validation or test images?"""
    shown = (*clothes.X_train, *clothes.X_val, *clothes.X_test)
    assert not {image.tobytes() for image in hidden["X"]} & {image.tobytes() for image in shown}


def test_they_look_like_their_classes(hidden: dict[str, Bytes], clothes: ImageSplits) -> None:
    """Is the mean image of each class nearest to the students' of the same class?"""
    theirs, ours = (
        np.array([X[y == c].mean(axis=0).ravel() for c in range(10)])
        for X, y in ((hidden["X"], hidden["y"]), (clothes.X_train, clothes.y_train))
    )
    gaps = np.linalg.norm(theirs[:, np.newaxis] - ours, axis=2)
    assert gaps.argmin(axis=1).tolist() == list(range(10))


def test_rows_are_made_as_the_students_are(hidden: dict[str, Bytes], clothes: ImageSplits) -> None:
    """Are rows centred on the mean that is given, with a column of ones and the right labels?"""
    mean = clothes.rows().mean
    X, y = hidden_rows(mean)
    assert X.shape == (1000, 785)
    assert [X.dtype, y.dtype] == [np.float64, np.int64]
    assert (X[:, -1] == 1).all()
    np.testing.assert_allclose(X[:, :-1] + mean, hidden["X"].reshape(1000, 784), atol=1e-9)
    assert np.array_equal(y, hidden["y"])


@pytest.mark.skipif(not DEBIAN_FOLDER.is_dir(), reason="needs Debian's dataset-fashion-mnist")
def test_shipped_file_is_the_scripts(build: ModuleType, hidden: dict[str, Bytes]) -> None:
    """Does build.py --hidden select what ships, out of the full files?"""
    built = build.select_hidden(DEBIAN_FOLDER)
    assert build.content_checksum(built) == build.content_checksum(hidden)


@pytest.mark.skipif(not DEBIAN_FOLDER.is_dir(), reason="needs Debian's dataset-fashion-mnist")
def test_the_script_writes_what_ships(
    build: ModuleType,
    hidden: dict[str, Bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Does the command write a file of the same arrays, to where it is told?"""
    path = tmp_path / "again.npz"
    monkeypatch.setattr(sys, "argv", ["build.py", "--hidden", "--output", str(path)])
    build.main()
    again = read_npz(path, ("X", "y"))
    assert all(np.array_equal(again[name], hidden[name]) for name in ("X", "y"))
    assert f"sha256 of the content: {build.content_checksum(hidden)}" in capsys.readouterr().out
    assert build.HIDDEN_OUTPUT == HIDDEN_IMAGES


def test_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a missing, a cut, a changed or another file give one sentence with its name?"""
    path = tmp_path / "hidden.npz"
    monkeypatch.setattr(training, "HIDDEN_IMAGES", path)
    whole = HIDDEN_IMAGES.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    contents = {
        None: "does not exist",
        whole[:middle]: "cut",
        flipped: "cut",
        b"text": "is not an .npz",
    }
    for content, words in contents.items():
        if content:
            path.write_bytes(content)
        with pytest.raises(DataError, match=words) as caught:
            hidden_rows(np.zeros(784))
        assert str(path) in str(caught.value)


def test_a_file_without_labels_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an array that is missing told by its name?"""
    path = tmp_path / "hidden.npz"
    np.savez(path, X=np.zeros((2, 28, 28), dtype=np.uint8))
    monkeypatch.setattr(training, "HIDDEN_IMAGES", path)
    with pytest.raises(DataError, match="has no array y"):
        hidden_rows(np.zeros(784))
