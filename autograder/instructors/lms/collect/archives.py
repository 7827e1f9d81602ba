"""What an archive holds: zip and tar alike, each member with what speaks against it.

Students make archives, so nothing in one may cost more than its own files do: kinds of packing that
are unpacked without bounds (bzip2, LZMA) are refused, and no header may be large.
"""

import io
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

from autograder.findings import text as say

_ZIP, _TAR = (".zip",), (".tar", ".tar.gz", ".tgz")

_CHUNK = 2**16
_HEADER = 2**16  # of a tarball's long names and other remarks; tarfile reads each whole
_REMARKS = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
_GZIP, _OTHERS = b"\x1f\x8b", (b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")  # bzip2, xz, Zstandard
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
                        raise Refused(say("archive.too-large", value=most // 2**20))
        except (OSError, MemoryError, Refused):
            raise
        except Exception as error:  # whatever a parser makes of what a student has sent
            raise Refused(say("archive.damaged")) from error
        return bytes(data)


def is_archive(name: str) -> bool:
    """Return whether a file is called as archives are that can be unpacked."""
    return name.lower().endswith((*_ZIP, *_TAR))


def members(archive: Path, most: int) -> Iterator[Member]:
    """Yield the files in a zip or tarball, each to be read before the next is asked for.

    A compressed tarball is read up to `most` bytes. Raises Refused there and for another kind of
    archive, and whatever its parser does for a damaged one.
    """
    if zipfile.is_zipfile(archive):
        yield from _of_zip(archive)
    else:
        yield from _of_tar(archive, most)


def _of_zip(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            if info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            parts, problem = _parts(info.filename)
            if kind == stat.S_IFLNK:
                problem = say("archive.link")
            elif kind not in (0, stat.S_IFREG):
                problem = say("archive.no-file")
            elif info.flag_bits & 1:
                problem = say("archive.encrypted")
            elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                problem = say("archive.packed-otherwise")
            yield Member(parts, problem, lambda info=info: opened.open(info))  # type: ignore[misc]


def _of_tar(archive: Path, most: int) -> Iterator[Member]:
    with archive.open("rb") as file:
        start = file.read(max(map(len, _OTHERS)))
        file.seek(0)
        if start.startswith(_OTHERS):
            raise Refused(say("archive.packed-otherwise"))
        stream = _Gunzipped(file, most) if start.startswith(_GZIP) else file
        # As a stream, so that no place in it is returned to: a gzip would be unpacked again.
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_SmallHeader) as opened:
            for info in opened:
                if info.isdir():
                    continue
                parts, problem = _parts(info.name)
                if info.issym() or info.islnk():
                    problem = say("archive.link")
                elif not info.isreg():
                    problem = say("archive.no-file")
                yield Member(parts, problem, lambda info=info: _opened(opened, info))  # type: ignore[misc]


class _SmallHeader(tarfile.TarInfo):
    """A header of a tarball, refused when the remarks that follow it are large."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_SmallHeader":
        found = super().frombuf(buf, encoding, errors)
        if found.type in _REMARKS and found.size > _HEADER:
            raise Refused(say("archive.large-header"), final=True)
        return found


class _Gunzipped(io.RawIOBase):
    """What a gzip holds, never more of it at a time than is asked for, nor more than `most`.

    What isn't wanted of a tarball is unpacked, too, to reach what comes after it.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._left = file, most
        self._packed, self._unpack = b"", zlib.decompressobj(wbits=31)

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, none at the end; raises zlib.error."""
        while True:
            if self._unpack.eof:  # gzips may follow each other
                self._packed = self._unpack.unused_data
                self._unpack = zlib.decompressobj(wbits=31)
            more = self._packed or self._file.read(_CHUNK)
            if not more:
                return b""
            data = self._unpack.decompress(more, max(size, 1))
            self._packed = self._unpack.unconsumed_tail
            self._left -= len(data)
            if self._left < 0:
                raise Refused(say("archive.too-long"), final=True)
            if data:
                return data


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise tarfile.ReadError(info.name)
    return file


def _parts(name: str) -> tuple[tuple[str, ...], str]:
    """Return the parts of a member's path, and what is wrong with it."""
    text = unicodedata.normalize("NFC", _decoded(name).replace("\\", "/"))
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    wrong = text.startswith("/") or ".." in parts or not parts or _UNSAFE.search(text)
    shown = tuple(re.sub(r"[^\w .()+@,-]", "?", part) for part in parts) or ("?",)
    return (shown, say("archive.elsewhere")) if wrong else (parts, "")


def _decoded(name: str) -> str:
    """Return a name whose bytes are no UTF-8 as Latin-1: one that can be printed and written."""
    try:
        name.encode()
    except UnicodeEncodeError:
        latin = name.encode(errors="surrogateescape").decode("latin-1")
        return "".join(c if c.isprintable() else "_" for c in latin)
    return name
