"""Everything that can go wrong with a dataset, said in one sentence each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Where the datasets are.
DATASETS_VARIABLE = (
    "AUTOGRADER_DATASETS names {path}, which is not a folder: "
    "point it at the kit's datasets folder, or unset it."
)
NO_DATASETS = (
    "No datasets/fashion_mnist was found beside the package or above {path}: "
    "set AUTOGRADER_DATASETS to the kit's datasets folder."
)
NO_CIFAR10 = (
    "CIFAR-10 is not on this computer (looked for cifar10 in the kit's datasets folder, then for "
    "{path}): run `autograder data fetch cifar10`, or set AUTOGRADER_CIFAR10 to your copy."
)

# One file.
MISSING = "{path} does not exist: check the path, or get the dataset again."
NOT_OPENED = "{path} could not be opened ({reason}): check the path and its permissions."
UNREADABLE = "{path} could not be read as {what}, it may be cut short: get the file again."
TOO_BIG = "{path} holds more than {limit} MB, too much for {what}: get the file again."
NOT_NPZ = "{path} is not an .npz file: give one that numpy.savez wrote."
MISSING_ARRAY = "{path} has no array {name}: it must hold {names}."

# Arrays and labels.
WRONG_IMAGES = "{path} has {name} of {found}, not {expected}: get the file again."
WRONG_LABELS = "{path} has {name} of {found}, not {count} whole numbers: get the file again."
LABEL_RANGE = "{path} has a label outside 0..{last} in {name}: get the file again."
TOO_FEW = "{path} has {count} training images, too few to set {validation} apart: ask for fewer."

# CIFAR-10's batches.
NO_BATCHES = (
    "{path} holds no CIFAR-10: it must contain data_batch_1 to data_batch_5 and test_batch, "
    "cifar-10-python.tar.gz, or an .npz file."
)
MISSING_BATCH = "{path} has no {name}: get the whole of CIFAR-10 again."
UNKNOWN_KIND = "{path} is neither a folder, nor a .tar.gz, nor an .npz file: give one of these."
NOT_A_BATCH = "{path} is not a CIFAR-10 batch (no {name} of the right type): get the file again."
REFUSED_PICKLE = (
    "{path} was refused, as it holds {what}, which no CIFAR-10 batch has: "
    "do not trust this file, and get CIFAR-10 from its official page."
)

# Fetching.
NOT_FETCHED = "{path} could not be fetched from {url} ({reason}): check the network and try again."
WRONG_CHECKSUM = (
    "{path} was not kept, since what {url} sent has another checksum than {known}: try again later."
)
NOT_STORED = "{path} could not be written ({reason}): free some space or choose another folder."


class DataError(Exception):
    """A dataset is missing or unusable; the message names the file and says what to do."""


def problem(template: str, **facts: object) -> DataError:
    """Fill one of this module's messages."""
    return DataError(template.format(**facts))


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
