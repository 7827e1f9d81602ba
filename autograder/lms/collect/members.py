"""What an archive holds: zip and tar alike, each member with what speaks against it."""

import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_ZIP, _TAR = (".zip",), (".tar", ".tar.gz", ".tgz")
_CHUNK = 2**16
_ELSEWHERE = "it points outside of its folder"
_LINK = "a link is not followed"
_NO_FILE = "it is no ordinary file"
_ENCRYPTED = "it is encrypted"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]|^[A-Za-z]:")


class Refused(Exception):  # noqa: N818 - what was refused, and why
    """Something in a download that is not taken; `final` tells that nothing after it is, either."""

    def __init__(self, why: str, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@dataclass(frozen=True)
class Member:
    """A file in an archive; `problem` says why it must not be taken, '' if nothing does."""

    parts: tuple[str, ...]
    problem: str
    open: Callable[[], IO[bytes]]

    def read(self, most: int, count: Callable[[int], None]) -> bytes:
        """Return its bytes, counted as they come; raises Refused beyond `most`, or if damaged."""
        data = bytearray()
        try:
            with self.open() as file:
                while chunk := file.read(_CHUNK):
                    count(len(chunk))
                    data += chunk
                    if len(data) > most:
                        raise Refused(f"it has more than {most // 2**20} MB")
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError) as error:
            raise Refused("it is damaged") from error
        except (NotImplementedError, RuntimeError) as error:
            raise Refused("it is packed in a way that can't be read") from error
        return bytes(data)


def is_archive(name: str) -> bool:
    """Return whether a file is called as archives are that can be unpacked."""
    return name.lower().endswith((*_ZIP, *_TAR))


def members(archive: Path) -> Iterator[Member]:
    """Yield the files in a zip or tarball; raises the errors of zipfile or tarfile."""
    if zipfile.is_zipfile(archive):
        yield from _of_zip(archive)
    else:
        yield from _of_tar(archive)


def _of_zip(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            if info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            parts, problem = _parts(info.filename)
            if kind == stat.S_IFLNK:
                problem = _LINK
            elif kind not in (0, stat.S_IFREG):
                problem = _NO_FILE
            elif info.flag_bits & 1:
                problem = _ENCRYPTED
            yield Member(parts, problem, lambda info=info: opened.open(info))  # type: ignore[misc]


def _of_tar(archive: Path) -> Iterator[Member]:
    with tarfile.open(archive) as opened:
        for info in opened:
            if info.isdir():
                continue
            parts, problem = _parts(info.name)
            if info.issym() or info.islnk():
                problem = _LINK
            elif not info.isreg():
                problem = _NO_FILE
            yield Member(parts, problem, lambda info=info: _opened(opened, info))  # type: ignore[misc]


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise tarfile.ReadError(info.name)
    return file


def _parts(name: str) -> tuple[tuple[str, ...], str]:
    """Return the parts of a member's path, and what is wrong with it."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    wrong = text.startswith("/") or ".." in parts or not parts or _UNSAFE.search(text)
    shown = tuple(re.sub(r"[^\w .()+@,-]", "?", part) for part in parts) or ("?",)
    return (shown, _ELSEWHERE) if wrong else (parts, "")
