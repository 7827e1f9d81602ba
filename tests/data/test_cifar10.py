"""CIFAR-10 from every kind of copy, and every kind of damaged copy."""

import pickle
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.data import DataError, ImageSplits, load_cifar10

Maker = Callable[[Path], Path]
PARTS = ("X_train", "y_train", "X_val", "y_val", "X_test", "y_test")


def refusal(source: Path, validation: int = 3) -> str:
    """Load `source`, which must fail, and return the message."""
    with pytest.raises(DataError) as caught:
        load_cifar10(source, validation=validation)
    message = str(caught.value)
    assert "\n" not in message
    return message


def assert_equal(one: ImageSplits, other: ImageSplits) -> None:
    """Compare two loads, array by array."""
    for name in PARTS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@pytest.fixture
def expected(make_npz: Maker, tmp_path_factory: pytest.TempPathFactory) -> ImageSplits:
    """Load the copy that was made pixel by pixel."""
    return load_cifar10(make_npz(tmp_path_factory.mktemp("npz")), validation=3)


def test_shapes_and_split(expected: ImageSplits, batches: dict[str, Any]) -> None:
    """Are the last training images the validation set, and are types and shapes as promised?"""
    assert expected.X_train.shape == (17, 32, 32, 3)
    assert expected.X_val.shape == (3, 32, 32, 3)
    assert expected.X_test.shape == (6, 32, 32, 3)
    assert expected.y_val.tolist() == batches["data_batch_5"][1][1:]
    for name in PARTS:
        assert getattr(expected, name).dtype == (np.uint8 if name[0] == "X" else np.int64)
    assert expected.rows().X_train.shape == (17, 3073)
    assert repr(expected).startswith("CIFAR-10: 17 train, 3 validation, 6 test images of 32x32x3")


def test_colours_are_last(expected: ImageSplits, batches: dict[str, Any]) -> None:
    """Is a row's second plane the green of the first image?"""
    row = batches["data_batch_1"][0][0]
    np.testing.assert_array_equal(expected.X_train[0, :, :, 1].ravel(), row[1024:2048])


def test_folder_and_its_parent(make_folder: Maker, tmp_path: Path, expected: ImageSplits) -> None:
    """Do the folder of batches and the folder above it give the same as the .npz?"""
    folder = make_folder(tmp_path)
    assert_equal(load_cifar10(folder, validation=3), expected)
    assert_equal(load_cifar10(str(tmp_path), validation=3), expected)


def test_tarball(make_tarball: Maker, tmp_path: Path, expected: ImageSplits) -> None:
    """Does the tarball give the same, with nothing unpacked beside it?"""
    path = make_tarball(tmp_path)
    assert_equal(load_cifar10(path, validation=3), expected)
    assert_equal(load_cifar10(tmp_path, validation=3), expected)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_class_names(make_folder: Maker, tmp_path: Path) -> None:
    """Are the class names those of batches.meta where there is one, else the official ones?"""
    folder = make_folder(tmp_path)
    assert load_cifar10(folder, validation=3).class_names[:2] == ("airplane", "automobile")
    names = [f"class {c}".encode() for c in range(10)]
    (folder / "batches.meta").write_bytes(pickle.dumps({b"label_names": names}, protocol=2))
    assert load_cifar10(folder, validation=3).class_names[9] == "class 9"
    (folder / "batches.meta").write_bytes(pickle.dumps({b"label_names": names[:9]}, protocol=2))
    assert "batches.meta is not a CIFAR-10 batch" in refusal(folder)


def test_where_it_looks(
    make_npz: Maker, make_tarball: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does the variable come before the kit's folder, and that before the cache?"""
    kit, cache, own = (
        tmp_path / "kit",
        tmp_path / "cache" / "linear-classifier-kit",
        tmp_path / "own",
    )
    for folder in (kit / "cifar10", cache, own):
        folder.mkdir(parents=True)
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(kit))
    assert "autograder data fetch cifar10" in _default_refusal()
    broken = make_tarball(cache)
    broken.write_bytes(b"x")
    assert str(broken) in _default_refusal()
    make_npz(kit / "cifar10")
    assert len(load_cifar10(validation=3).y_train) == 17
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(own))
    assert f"{own} holds no CIFAR-10" in _default_refusal()


def _default_refusal() -> str:
    with pytest.raises(DataError) as caught:
        load_cifar10()
    return str(caught.value)


def test_missing_places(make_folder: Maker, tmp_path: Path) -> None:
    """Does a missing folder, file, or batch say which one is missing?"""
    assert "nowhere does not exist" in refusal(tmp_path / "nowhere")
    assert "holds no CIFAR-10" in refusal(tmp_path)
    (tmp_path / "notes.txt").touch()
    assert "notes.txt is neither" in refusal(tmp_path / "notes.txt")
    folder = make_folder(tmp_path)
    (folder / "data_batch_3").unlink()
    assert refusal(folder).startswith(f"{folder} has no data_batch_3")


def test_tarball_without_a_batch(make_folder: Maker, tmp_path: Path) -> None:
    """Does a tarball that lacks a batch, or all, say so?"""
    folder, path = make_folder(tmp_path), tmp_path / "some.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder / "data_batch_1", arcname="elsewhere/data_batch_1")
    assert f"{path} holds no CIFAR-10" in refusal(path)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder / "data_batch_1", arcname="cifar-10-batches-py/data_batch_1")
    assert f"{path} has no data_batch_2" in refusal(path)


@pytest.mark.parametrize("part", [0, 0.3, 0.9])
def test_cut_files(
    part: float, make_folder: Maker, make_tarball: Maker, make_npz: Maker, tmp_path: Path
) -> None:
    """Does a download that broke off name its file, whatever kind it is?"""
    tarball, npz = make_tarball(tmp_path), make_npz(tmp_path)
    folder = make_folder(tmp_path)
    batch = folder / "data_batch_2"
    for path, source in ((batch, folder), (tarball, tarball), (npz, npz)):
        content = path.read_bytes()
        path.write_bytes(content[: int(part * len(content))])
        message = refusal(source)
        assert str(path) in message
        assert "cut short" in message or "not an .npz" in message


def test_tarball_that_unpacks_to_much(tmp_path: Path) -> None:
    """Is a tarball with a huge member refused before it is unpacked?"""
    path, huge = tmp_path / "bomb.tar.gz", tarfile.TarInfo("cifar-10-batches-py/data_batch_1")
    huge.size = 2**40
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(huge)
    assert "bomb.tar.gz holds more than 64 MB" in refusal(path)


def test_tarball_with_other_members(make_folder: Maker, tmp_path: Path) -> None:
    """Is a link no batch, and is a tarball of a thousand files not read to its end?"""
    path, link = tmp_path / "odd.tar.gz", tarfile.TarInfo("cifar-10-batches-py/test_batch")
    link.type, link.linkname = tarfile.SYMTYPE, "data_batch_1"
    folder = make_folder(tmp_path)
    (folder / "test_batch").unlink()
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, arcname="cifar-10-batches-py")
        archive.addfile(link)
    assert "odd.tar.gz has no test_batch" in refusal(path)
    with tarfile.open(path, "w:gz") as archive:
        for number in range(1000):
            archive.addfile(tarfile.TarInfo(str(number)))
    assert "it has too many members" in refusal(path)


def test_npz_that_unpacks_to_much(
    make_npz: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is an .npz above the limit refused before it is unpacked?"""
    path = make_npz(tmp_path)
    monkeypatch.setattr("autograder.data.arrays.LIMIT_MB", 0)
    assert "cifar10.npz holds more than 0 MB" in refusal(path)


def test_npz_that_is_something_else(tmp_path: Path) -> None:
    """Are text, a lone array, and a pickle under the name of an .npz refused?"""
    path = tmp_path / "cifar10.npz"
    path.write_text("not an archive")
    assert f"{path} is not an .npz" in refusal(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    assert f"{path} is not an .npz" in refusal(path)
    path.write_bytes(pickle.dumps({"X_train": 1}))
    assert f"{path} is not an .npz" in refusal(path)


IMAGES = np.zeros((4, 32, 32, 3), dtype=np.uint8)
LABELS = np.arange(4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X_train": None}, "has no array X_train"),
        ({"X_train": IMAGES[..., 0]}, "has X_train of uint8 (4, 32, 32), not uint8 (N, 32, 32, 3)"),
        ({"X_train": IMAGES.astype(float)}, "has X_train of float64"),
        ({"X_test": IMAGES[:0]}, "has X_test of uint8 (0, 32, 32, 3)"),
        ({"y_train": LABELS[:3]}, "has y_train of int64 (3,), not 4 whole numbers"),
        ({"y_train": LABELS / 2}, "has y_train of float64"),
        ({"y_test": LABELS + 7}, "has a label outside 0..9 in y_test"),
        ({"y_test": LABELS - 1}, "has a label outside 0..9 in y_test"),
        ({"X_train": np.array([{}, {}])}, "could not be read as an .npz file"),
    ],
)
def test_npz_with_wrong_arrays(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    """Does a wrong shape, type, label or an array of objects name the file and the array?"""
    right: dict[str, Any] = {
        "X_train": IMAGES,
        "y_train": LABELS,
        "X_test": IMAGES,
        "y_test": LABELS,
    }
    arrays = {name: value for name, value in (right | changes).items() if value is not None}
    path = tmp_path / "cifar10.npz"
    np.savez(path, allow_pickle=True, **arrays)
    assert refusal(path).startswith(f"{path} {message}")


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ([1, 2], "is not a CIFAR-10 batch (no data"),
        ({b"labels": [1]}, "is not a CIFAR-10 batch (no data"),
        ({b"data": np.zeros((1, 3072), dtype=np.uint8)}, "is not a CIFAR-10 batch (no labels"),
        (
            {b"data": np.zeros((1, 9), dtype=np.uint8), b"labels": [1]},
            "(no data of the right type)",
        ),
        ({b"data": b"pixels", b"labels": [1]}, "(no data of the right type)"),
        ({b"data": np.zeros((1, 3072)), b"labels": [1]}, "has X_batch of float64"),
        ({b"data": np.zeros((1, 3072), dtype=np.uint8), b"labels": [b"1"]}, "a mixed list"),
        ({b"data": np.zeros((1, 3072), dtype=np.uint8), b"labels": [10]}, "outside 0..9"),
        ({b"data": np.zeros((1, 3072), dtype=np.uint8), b"labels": [10**30]}, "not 1 whole"),
    ],
)
def test_batches_with_wrong_content(
    batch: object, message: str, make_folder: Maker, tmp_path: Path
) -> None:
    """Does a batch of plain data that is no batch name itself and what is wrong?"""
    folder = make_folder(tmp_path)
    (folder / "data_batch_4").write_bytes(pickle.dumps(batch, protocol=2))
    said = refusal(folder)
    assert str(folder / "data_batch_4") in said
    assert message in said


@pytest.mark.parametrize("validation", [20, 1000, -1])
def test_validation_that_does_not_fit(validation: int, make_npz: Maker, tmp_path: Path) -> None:
    """Is a validation set refused that would leave nothing to train on?"""
    path = make_npz(tmp_path)
    assert f"{path} has 20 training images" in refusal(path, validation)


def test_no_validation(make_npz: Maker, tmp_path: Path) -> None:
    """Can one do without a validation set?"""
    whole = load_cifar10(make_npz(tmp_path), validation=0)
    assert len(whole.y_train) == 20
    assert whole.rows().X_val.shape == (0, 3073)
