"""Zips that have the same bytes each time they are made of the same files."""

import io
import stat
import zipfile
from collections.abc import Collection, Mapping

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
_UNIX = 3  # whose permissions follow


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip of the files by name, all of one date; `programs` are those that can be run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | (0o755 if name in programs else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
