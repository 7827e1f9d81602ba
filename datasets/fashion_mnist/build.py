"""Build fashion_mnist_subset.npz from the four idx files of Fashion-MNIST.

    python datasets/fashion_mnist/build.py [--source FOLDER] [--output FILE] [--hidden]

The source is the folder that Debian's package dataset-fashion-mnist installs, or one with the same
four files from https://github.com/zalandoresearch/fashion-mnist. With --hidden it writes the images
that grading uses and no student sees, instead of the subset.
"""

import argparse
import gzip
import hashlib
import struct
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
OUTPUT = Path(__file__).with_name("fashion_mnist_subset.npz")
HIDDEN_OUTPUT = (
    Path(__file__).parents[2] / "autograder" / "judging" / "facets" / "hidden_images.npz"
)
CLASSES = 10
SIDE = 28
IMAGES_MAGIC = 2051  # 0x00000803: unsigned bytes, three dimensions
LABELS_MAGIC = 2049  # 0x00000801: unsigned bytes, one dimension


def read_idx(path: Path, magic: int) -> Bytes:
    """Return the array in a gzipped idx file.

    Raises ValueError when the magic number or the length is not what the header promises.
    Source of the format: the page of MNIST, http://yann.lecun.com/exdb/mnist/.
    """
    content = gzip.decompress(path.read_bytes())
    dimensions = magic & 0xFF
    start = 4 + 4 * dimensions
    if len(content) < start:
        raise ValueError(f"{path} is too short to be an idx file")
    found, *shape = struct.unpack(f">{1 + dimensions}I", content[:start])
    if found != magic:
        raise ValueError(f"{path} starts with {found}, not the magic number {magic}")
    values = np.frombuffer(content, dtype=np.uint8, offset=start)
    if values.size != np.prod(shape):
        raise ValueError(f"{path} has {values.size} values, its header says {shape}")
    return values.reshape(shape)


def read_part(folder: Path, prefix: str) -> tuple[Bytes, Bytes]:
    """Return the images (N, 28, 28) and labels (N,) of the part `train` or `t10k`.

    Raises ValueError when they don't fit together.
    """
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz", IMAGES_MAGIC)
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", LABELS_MAGIC)
    if images.shape != (labels.size, SIDE, SIDE):
        raise ValueError(f"{prefix}: {images.shape} images do not fit {labels.size} labels")
    if labels.size and labels.max() >= CLASSES:
        raise ValueError(f"{prefix}: a label is above {CLASSES - 1}")
    return images, labels


def pick(labels: Bytes, start: int, count: int) -> NDArray[np.intp]:
    """Return where each class's examples number start..start + count - 1 are, classes in turn.

    So the labels run 0, 1, ..., 9, 0, 1, ... and any stretch of ten rows holds every class. A rule
    and not a random draw: anyone can check the choice by hand, and no version of a random generator
    can change it.
    Raises ValueError when a class has too few examples.
    """
    chosen = [np.flatnonzero(labels == c)[start : start + count] for c in range(CLASSES)]
    if any(len(indices) < count for indices in chosen):
        raise ValueError(f"a class has fewer than {start + count} examples")
    return np.stack(chosen, axis=1).reshape(-1)


def select(folder: Path, train: int = 600, val: int = 100, test: int = 100) -> dict[str, Bytes]:
    """Return the subset's six arrays, with so many examples of each class in each part."""
    images, labels = read_part(folder, "train")
    test_images, test_labels = read_part(folder, "t10k")
    for_train, for_val = pick(labels, 0, train), pick(labels, train, val)
    for_test = pick(test_labels, 0, test)
    return {
        "X_train": images[for_train],
        "y_train": labels[for_train],
        "X_val": images[for_val],
        "y_val": labels[for_val],
        "X_test": test_images[for_test],
        "y_test": test_labels[for_test],
    }


def select_hidden(folder: Path, skip: int = 100, count: int = 100) -> dict[str, Bytes]:
    """Return X and y of so many test images of each class, after those of the subset."""
    images, labels = read_part(folder, "t10k")
    chosen = pick(labels, skip, count)
    return {"X": images[chosen], "y": labels[chosen]}


def content_checksum(arrays: dict[str, Bytes]) -> str:
    """Return the SHA-256 of the arrays' names, types, shapes and raw bytes.

    Unlike the file's own checksum, it does not depend on the version of zlib that compressed it.
    """
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def write_npz(path: Path, arrays: dict[str, Bytes]) -> None:
    """Write a compressed .npz whose bytes depend on the arrays alone, with no time in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # else the byte tells Windows from the rest
            with archive.open(member, "w") as file:
                np.lib.format.write_array(file, array, version=(1, 0), allow_pickle=False)


def main() -> None:
    """Build the file and print what the provenance card records of it."""
    parser = argparse.ArgumentParser(description="Build the Fashion-MNIST subset.")
    parser.add_argument("--source", type=Path, default=DEBIAN_FOLDER, metavar="FOLDER")
    parser.add_argument("--output", type=Path, metavar="FILE")
    parser.add_argument("--hidden", action="store_true", help="the images for grading alone")
    options = parser.parse_args()
    arrays = select_hidden(options.source) if options.hidden else select(options.source)
    output = options.output or (HIDDEN_OUTPUT if options.hidden else OUTPUT)
    write_npz(output, arrays)
    content = output.read_bytes()
    print(f"{output.name}: {len(content):,} bytes")
    print(f"sha256 of the file:    {hashlib.sha256(content).hexdigest()}")
    print(f"sha256 of the content: {content_checksum(arrays)}")


if __name__ == "__main__":
    main()
