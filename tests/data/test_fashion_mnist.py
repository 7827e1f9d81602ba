"""The Fashion-MNIST subset: what ships, and how it is built."""

import gzip
import re
import struct
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from autograder.data import DataError, ImageSplits, fashion_mnist, load_ahead, load_fashion_mnist
from autograder.data.places import datasets_folder
from autograder.findings.language import speaking

FOLDER = Path(__file__).parents[2] / "datasets" / "fashion_mnist"
SUBSET = "fashion_mnist_subset.npz"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")  # build.py's default


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Make the four idx files, with 12 images of each class to train and 5 to test."""
    rng = np.random.default_rng(1)
    for prefix, count in (("train", 120), ("t10k", 50)):
        images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
        write_idx(tmp_path / f"{prefix}-images-idx3-ubyte.gz", 2051, images)
        write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte.gz", 2049, labels)
    return tmp_path


def write_idx(
    path: Path, magic: int, values: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    """Write an idx file."""
    header = struct.pack(f">{1 + values.ndim}I", magic, *values.shape)
    path.write_bytes(gzip.compress(header + values.tobytes()))


def test_shapes(clothes: ImageSplits) -> None:
    """Does each part have as many images, of the size and type, as promised?"""
    for name, count in (("train", 6000), ("val", 1000), ("test", 1000)):
        images, labels = getattr(clothes, f"X_{name}"), getattr(clothes, f"y_{name}")
        assert (images.shape, images.dtype) == ((count, 28, 28), np.uint8)
        assert (labels.shape, labels.dtype) == ((count,), np.int64)
        assert np.bincount(labels).tolist() == [count // 10] * 10
        assert labels[:20].tolist() == [*range(10), *range(10)]  # any ten in a line hold each class


def test_no_image_is_in_two_parts(clothes: ImageSplits) -> None:
    """Is no image of training in validation or testing?"""
    parts = [
        {image.tobytes() for image in X} for X in (clothes.X_train, clothes.X_val, clothes.X_test)
    ]
    assert not parts[0] & parts[1]
    assert not (parts[0] | parts[1]) & parts[2]


def test_repr_is_short(clothes: ImageSplits) -> None:
    """Does a notebook show one readable line, for the images and for the rows?"""
    counts = "6,000 train, 1,000 validation, 1,000 test"
    assert repr(clothes) == f"Fashion-MNIST (subset): {counts} images of 28x28, 10 classes"
    assert repr(clothes.rows()).startswith(f"Rows: {counts} rows of 785 numbers")


def test_rows(clothes: ImageSplits) -> None:
    """Are rows centred on the training mean, with a column of ones, and otherwise the pixels?"""
    rows = clothes.rows()
    for name in ("train", "val", "test"):
        X, images = getattr(rows, f"X_{name}"), getattr(clothes, f"X_{name}")
        assert (X.shape, X.dtype) == ((len(images), 785), np.float64)
        assert (X[:, -1] == 1).all()
        np.testing.assert_allclose((X[:, :-1] + rows.mean).reshape(images.shape), images, atol=1e-9)
        assert getattr(rows, f"y_{name}") is getattr(clothes, f"y_{name}")
    assert np.abs(rows.X_train[:, :-1].mean(axis=0)).max() < 1e-9
    assert np.abs(rows.X_test[:, :-1].mean(axis=0)).max() > 0.1  # its own mean was not used


def test_content_is_what_the_card_says(build: ModuleType) -> None:
    """Do the shipped arrays have the checksum of the provenance card?"""
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    written = re.search(r"content: `sha256:([0-9a-f]{64})`", card)
    assert written
    with np.load(FOLDER / SUBSET, allow_pickle=False) as arrays:
        assert build.content_checksum(dict(arrays)) == written[1]


def test_rebuilding_gives_the_same(build: ModuleType, source: Path, tmp_path: Path) -> None:
    """Does the same source give the same bytes twice, and what was selected?"""
    paths = tmp_path / "one.npz", tmp_path / "two.npz"
    for path in paths:
        build.write_npz(path, build.select(source, train=8, val=3, test=5))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    images, labels = build.read_part(source, "train")
    with np.load(paths[0], allow_pickle=False) as arrays:
        for c in range(10):
            chosen = images[labels == c]
            np.testing.assert_array_equal(arrays["X_train"][arrays["y_train"] == c], chosen[:8])
            np.testing.assert_array_equal(arrays["X_val"][arrays["y_val"] == c], chosen[8:11])
        assert arrays["X_test"].shape == (50, 28, 28)


@pytest.mark.skipif(not DEBIAN_FOLDER.is_dir(), reason="needs Debian's dataset-fashion-mnist")
def test_shipped_file_is_the_scripts(build: ModuleType) -> None:
    """Does the script select what ships, out of the full files?"""
    with np.load(FOLDER / SUBSET, allow_pickle=False) as arrays:
        shipped = build.content_checksum(dict(arrays))
    assert build.content_checksum(build.select(DEBIAN_FOLDER)) == shipped


@pytest.mark.parametrize(
    ("name", "magic", "shape", "message"),
    [
        ("train-images-idx3-ubyte.gz", 2049, (120, 28, 28), "not the magic number 2051"),
        ("train-labels-idx1-ubyte.gz", 2049, (119,), "do not fit 119 labels"),
        ("train-images-idx3-ubyte.gz", 2051, (120, 28, 27), "do not fit 120 labels"),
    ],
)
def test_build_refuses_other_files(
    build: ModuleType, source: Path, name: str, magic: int, shape: tuple[int, ...], message: str
) -> None:
    """Does the build stop at a wrong magic number, and at images that don't fit the labels?"""
    write_idx(source / name, magic, np.zeros(shape, dtype=np.uint8))
    with pytest.raises(ValueError, match=message):
        build.select(source, 8, 3, 5)


def test_build_refuses_a_short_file(build: ModuleType, source: Path) -> None:
    """Does the build stop when a file has fewer values than its header says?"""
    path = source / "train-labels-idx1-ubyte.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-1]))
    with pytest.raises(ValueError, match="has 119 values"):
        build.select(source, 8, 3, 5)


def test_build_refuses_too_few(build: ModuleType, source: Path) -> None:
    """Does the build stop rather than give a class fewer images than the others?"""
    with pytest.raises(ValueError, match="fewer than 13"):
        build.select(source, 10, 3, 5)


def test_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a cut, a changed, or a missing file give one sentence with its name?"""
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(tmp_path))
    path = tmp_path / "fashion_mnist" / SUBSET
    path.parent.mkdir()
    whole = (FOLDER / SUBSET).read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    for content, message in ((None, "does not exist"), (whole[:middle], "cut"), (flipped, "cut")):
        if content:
            path.write_bytes(content)
        with pytest.raises(DataError, match=message) as caught:
            load_fashion_mnist()
        assert str(path) in str(caught.value)


def test_folder_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an installed package's data found in a folder above the current one?"""
    below = tmp_path / "course" / "submitted"
    below.mkdir(parents=True)
    (tmp_path / "datasets" / "fashion_mnist").mkdir(parents=True)
    monkeypatch.chdir(below)
    assert datasets_folder() == FOLDER.parent
    monkeypatch.setattr("autograder.data.places._beside_package", lambda: tmp_path / "nowhere")
    assert datasets_folder() == tmp_path / "datasets"


def test_folder_that_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a lost datasets folder say which variable to set, and a wrong variable its name?"""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("autograder.data.places._beside_package", lambda: tmp_path / "nowhere")
    with pytest.raises(DataError, match="set AUTOGRADER_DATASETS"):
        load_fashion_mnist()
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(tmp_path / "gone"))
    with pytest.raises(DataError, match=r"AUTOGRADER_DATASETS names .*gone"):
        load_fashion_mnist()


def test_what_is_loaded_ahead_is_given_away_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do two who load the images, one of them ahead, have arrays of their own, with equal rows?"""
    monkeypatch.setattr(fashion_mnist, "_ahead", [])
    load_ahead()
    load_ahead()
    first, second = load_fashion_mnist(), load_fashion_mnist()
    assert not np.shares_memory(first.X_train, second.X_train)
    rows, again = first.rows(), first.rows()
    assert not np.shares_memory(rows.X_val, again.X_val)
    np.testing.assert_array_equal(rows.X_val, second.rows().X_val)
    np.testing.assert_array_equal(rows.mean, second.X_train.mean(axis=0).reshape(-1))


def test_names_of_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Are classes named in the language in force, also where another loaded the images ahead?"""
    monkeypatch.setattr(fashion_mnist, "_ahead", [])
    english = load_fashion_mnist().class_names
    load_ahead()
    made = fashion_mnist._ahead[0]._rows[0]
    with speaking("zh"):
        ahead, anew = load_fashion_mnist(), load_fashion_mnist()
    assert ahead.class_names == anew.class_names and len(set(ahead.class_names)) == 10
    assert " ".join(english).isascii() and not any(each.isascii() for each in ahead.class_names)
    assert ahead.rows() is made


def test_loading_ahead_without_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Is a subset that isn't there left for the one who wants it?"""
    monkeypatch.setattr(fashion_mnist, "_ahead", [])
    monkeypatch.setattr(fashion_mnist, "fashion_mnist_file", lambda: tmp_path / "absent.npz")
    load_ahead()
    with pytest.raises(DataError):
        load_fashion_mnist()
