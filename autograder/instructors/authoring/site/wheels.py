"""Pure Python wheels, by the standard library: the kit's student side, and what is installed."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from autograder.course.files import zipped
from autograder.course.folders import CourseError
from autograder.findings import text

_WHEEL = b"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True)
class Wheel:
    """A wheel: the name of its file, and what it holds."""

    name: str
    data: bytes

    @property
    def title(self) -> str:
        """The name of the package, as the kernel asks for it."""
        return self.name.split("-")[0]


def wheel_of(title: str, version: str, files: Mapping[str, bytes]) -> Wheel:
    """Return a wheel of these files by name, which names no package that it needs.

    Its build number changes with the files, so that no browser takes an old wheel for a new one.
    """
    metadata = f"Metadata-Version: 2.1\nName: {title.replace('_', '-')}\nVersion: {version}\n"
    info = f"{title}-{version}.dist-info"
    written = {**files, f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": _WHEEL}
    data = _packed(written, info)
    build = int(hashlib.sha256(data).hexdigest()[:10], 16)
    return Wheel(f"{title}-{version}-{build}-py3-none-any.whl", data)


def installed_wheel(name: str) -> Wheel:
    """Return a wheel of a pure Python package as it is installed here.

    Raises CourseError when it isn't installed.
    """
    try:
        found = distribution(name)
    except PackageNotFoundError as error:
        raise CourseError(text("site.no-package", name=name)) from error
    files = {
        each.as_posix(): Path(each.locate()).read_bytes()
        for each in found.files or ()
        if ".." not in each.parts and each.suffix != ".pyc" and each.name not in _OF_INSTALLERS
    }
    metadata: Message = found.metadata  # type: ignore[assignment]
    title = str(metadata["Name"]).replace("-", "_")
    info = next(path.split("/")[0] for path in files if ".dist-info/" in path)
    return Wheel(f"{title}-{found.version}-py3-none-any.whl", _packed(files, info))


_OF_INSTALLERS = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")


def _packed(files: Mapping[str, bytes], info: str) -> bytes:
    lines = [f"{name},sha256={_hash(data)},{len(data)}" for name, data in sorted(files.items())]
    record = "\n".join([*lines, f"{info}/RECORD,,", ""])
    return zipped({**files, f"{info}/RECORD": record.encode()})


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
