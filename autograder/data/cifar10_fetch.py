"""Fetch CIFAR-10: an instructor's or a reader's command, which no notebook needs."""

from collections.abc import Callable
from pathlib import Path

import pooch

from autograder.data.cifar10_files import ARCHIVE
from autograder.data.errors import NOT_FETCHED, NOT_STORED, WRONG_CHECKSUM, problem
from autograder.data.places import fetched_folder
from autograder.findings import text

# Both are on https://www.cs.toronto.edu/~kriz/cifar.html.
OFFICIAL_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
OFFICIAL_HASH = "md5:c58f30108f718f92721af3b95e74349a"

RETRIES = 2
TIMEOUT = 30.0  # seconds of silence
CHUNK = 2**16  # bytes


def fetch_cifar10(
    url: str = OFFICIAL_URL,
    known_hash: str = OFFICIAL_HASH,
    folder: Path | None = None,
    progress: bool = True,
) -> Path:
    """Return the path of the official tarball, which is downloaded unless it is there already.

    It goes to `folder`, by default the user's cache, where `load_cifar10` looks. The file gets its
    name only when it is whole and has the checksum `known_hash` ("md5:..." or "sha256:...").

    Raises DataError when the server can't be reached or sends something else, or the disk is full.
    """
    place = (folder or fetched_folder()).expanduser()
    path = place / ARCHIVE
    # Our own instance, since pooch.retrieve would not try again after a lost connection.
    store = pooch.create(
        path=place,
        base_url="",
        registry={ARCHIVE: known_hash},
        urls={ARCHIVE: url},
        retry_if_failed=RETRIES,
    )
    try:
        return Path(store.fetch(ARCHIVE, downloader=_downloader(progress)))
    except OSError as error:  # those of the network have no number, those of the disk have one
        if error.errno is not None:
            raise problem(NOT_STORED, path=path, reason=error.strerror) from error
        reason = _short(error)
        raise problem(NOT_FETCHED, path=path, url=url, reason=reason) from error
    except ValueError as error:  # what pooch raises for a wrong checksum
        raise problem(WRONG_CHECKSUM, path=path, url=url, known=known_hash) from error


def _downloader(progress: bool) -> Callable[[str, str, object], None]:
    http = pooch.HTTPDownloader(progressbar=progress, chunk_size=CHUNK, timeout=TIMEOUT)

    def download(url: str, output_file: str, store: object) -> None:
        try:
            http(url, output_file, store)
        except OSError as error:
            response = getattr(error, "response", None)
            if response is not None:
                response.close()  # pooch leaves the connection of a refused request open
            raise

    return download


def _short(error: OSError) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return text("data.server-answered", status=status)
    return {
        "ChunkedEncodingError": text("data.broke-off"),
        "ConnectionError": text("data.no-connection"),
        "ConnectTimeout": text("data.no-answer"),
        "ReadTimeout": text("data.no-answer"),
    }.get(type(error).__name__, type(error).__name__)
