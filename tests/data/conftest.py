"""A tiny CIFAR-10 in all the shapes that it may arrive in, Fashion-MNIST and its build script."""

import importlib.util
import pickle
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.data import ImageSplits, load_fashion_mnist

FASHION_BUILD = Path(__file__).parents[2] / "datasets" / "fashion_mnist" / "build.py"
BATCHES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")
Planes = NDArray[np.uint8]
Maker = Callable[[Path], Path]


def python2_pickle(data: Planes, labels: list[int]) -> bytes:
    """Write a batch byte for byte as Python 2 and its numpy did: strings are bytes."""

    def text(value: bytes) -> bytes:
        return b"U" + bytes([len(value)]) + value

    rows, columns = data.shape
    shape = b"J" + struct.pack("<i", rows) + b"J" + struct.pack("<i", columns) + b"\x86"
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b")
    dtype = b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R(K\x03" + text(b"|")
    dtype += b"NNN" + 2 * b"J\xff\xff\xff\xff" + b"K\x00tb"
    raw = b"T" + struct.pack("<i", data.nbytes) + data.tobytes()
    array += b"\x87R(K\x01" + shape + dtype + b"\x89" + raw + b"tb"
    numbers = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    entries = text(b"batch_label") + text(b"a batch") + text(b"labels") + numbers
    return b"\x80\x02}q\x01(" + entries + text(b"data") + array + b"u."


@pytest.fixture(scope="session")
def batches() -> dict[str, tuple[Planes, list[int]]]:
    """Rows (N, 3072) and labels of each batch: four images in each, six in the test batch."""
    rng = np.random.default_rng(7)
    sizes = dict.fromkeys(BATCHES, 4) | {"test_batch": 6}
    return {
        name: (
            rng.integers(0, 256, (size, 3072), dtype=np.uint8),
            [int(label) for label in rng.integers(0, 10, size)],
        )
        for name, size in sizes.items()
    }


@pytest.fixture
def make_folder(batches: dict[str, tuple[Planes, list[int]]]) -> Maker:
    """Make `cifar-10-batches-py` in a folder: Python 2's pickles, but Python 3's test batch."""

    def make(parent: Path) -> Path:
        folder = parent / "cifar-10-batches-py"
        folder.mkdir(parents=True)
        for name, (data, labels) in batches.items():
            (folder / name).write_bytes(python2_pickle(data, labels))
        data, labels = batches["test_batch"]
        again = pickle.dumps({b"data": data, b"labels": labels}, protocol=2)
        (folder / "test_batch").write_bytes(again)
        return folder

    return make


@pytest.fixture
def make_tarball(make_folder: Maker, tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Make `cifar-10-python.tar.gz` in a folder."""

    def make(parent: Path) -> Path:
        batches_folder = make_folder(tmp_path_factory.mktemp("packed"))
        path = parent / "cifar-10-python.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            archive.add(batches_folder, arcname="cifar-10-batches-py")
        return path

    return make


@pytest.fixture
def make_npz(batches: dict[str, tuple[Planes, list[int]]]) -> Maker:
    """Make `cifar10.npz` in a folder, pixel by pixel from the rows."""

    def images(rows: Planes) -> Planes:
        made = np.empty((len(rows), 32, 32, 3), dtype=np.uint8)
        for colour in range(3):
            for y in range(32):
                start = 1024 * colour + 32 * y
                made[:, y, :, colour] = rows[:, start : start + 32]
        return made

    def make(parent: Path) -> Path:
        path = parent / "cifar10.npz"
        np.savez_compressed(
            path,
            X_train=np.concatenate([images(batches[name][0]) for name in BATCHES]),
            y_train=np.concatenate([batches[name][1] for name in BATCHES]).astype(np.uint8),
            X_test=images(batches["test_batch"][0]),
            y_test=np.array(batches["test_batch"][1], dtype=np.uint8),
        )
        return path

    return make


@pytest.fixture(autouse=True)
def no_own_datasets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the tester's own datasets and settings out of the tests."""
    for name in ("AUTOGRADER_CIFAR10", "AUTOGRADER_DATASETS", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda project: tmp_path / "cache" / project)


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """Import the build script of Fashion-MNIST, which is in no package."""
    spec = importlib.util.spec_from_file_location("fashion_build", FASHION_BUILD)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def clothes() -> ImageSplits:
    """Load the subset that students have, once."""
    return load_fashion_mnist()
