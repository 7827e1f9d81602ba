"""Everything that can go wrong with a dataset, said in one sentence each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.findings import text

# Where the datasets are.
DATASETS_VARIABLE = "data-errors.datasets-variable"
NO_DATASETS = "data-errors.no-datasets"
NO_CIFAR10 = "data-errors.no-cifar10"

# One file.
MISSING = "data-errors.missing"
NOT_OPENED = "data-errors.not-opened"
UNREADABLE = "data-errors.unreadable"
TOO_BIG = "data-errors.too-big"
NOT_NPZ = "data-errors.not-npz"
MISSING_ARRAY = "data-errors.missing-array"

# Arrays and labels.
WRONG_IMAGES = "data-errors.wrong-images"
WRONG_LABELS = "data-errors.wrong-labels"
LABEL_RANGE = "data-errors.label-range"
TOO_FEW = "data-errors.too-few"

# CIFAR-10's batches.
NO_BATCHES = "data-errors.no-batches"
MISSING_BATCH = "data-errors.missing-batch"
UNKNOWN_KIND = "data-errors.unknown-kind"
NOT_A_BATCH = "data-errors.not-a-batch"
REFUSED_PICKLE = "data-errors.refused-pickle"

# Fetching.
NOT_FETCHED = "data-errors.not-fetched"
WRONG_CHECKSUM = "data-errors.wrong-checksum"
NOT_STORED = "data-errors.not-stored"


class DataError(Exception):
    """A dataset is missing or unusable; the message names the file and says what to do."""


def problem(name: str, /, **facts: object) -> DataError:
    """Fill one of this module's messages, which the catalogue has by their names."""
    return DataError(text(name, **facts))


@contextmanager
def reading(path: Path | str, what: str) -> Iterator[None]:
    """Turn whatever a decoder throws at a damaged file into a `DataError` that names the file.

    Decoders of zip, gzip, tar, npy and pickle raise a dozen unrelated types on bad bytes, and the
    list grows with their versions, so every exception is caught, and kept as the cause.
    """
    try:
        yield
    except DataError:
        raise
    except FileNotFoundError as error:
        raise problem(MISSING, path=path) from error
    except OSError as error:
        if error.errno is None:  # gzip and tarfile raise bare OSErrors about content
            raise problem(UNREADABLE, path=path, what=what) from error
        raise problem(NOT_OPENED, path=path, reason=error.strerror) from error
    except Exception as error:
        raise problem(UNREADABLE, path=path, what=what) from error
