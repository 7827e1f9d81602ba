"""Wheels are what installers expect, and the same for the same files."""

import base64
import hashlib
import io
import zipfile

import pytest

from autograder.course.folders import CourseError
from autograder.instructors.authoring.site.wheels import Wheel, installed_wheel, wheel_of


def _files(wheel: Wheel) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "wheel", [wheel_of("a_b", "1.2", {"a_b/c.py": b"x"}), installed_wheel("comm")]
)
def test_the_record_names_each_file(wheel: Wheel) -> None:
    """Has each file its hash and size in RECORD, and RECORD itself none?"""
    files = _files(wheel)
    record = next(name for name in files if name.endswith(".dist-info/RECORD"))
    lines = [line.split(",") for line in files[record].decode().splitlines()]
    assert sorted(name for name, *_ in lines) == sorted(files)
    for name, digest, size in lines:
        if name != record:
            found = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest())
            assert digest == f"sha256={found.rstrip(b'=').decode()}" and int(size) == len(
                files[name]
            )


def test_another_file_is_another_wheel() -> None:
    """Is the name the same for the same files only, so that no browser keeps an old one?"""
    first, same, other = (wheel_of("a", "1", {"a.py": code}) for code in (b"1", b"1", b"2"))
    assert first == same and first.name != other.name
    assert first.title == "a" and first.name.endswith("-py3-none-any.whl")


def test_a_package_that_is_not_here() -> None:
    """Does a sentence name it?"""
    with pytest.raises(CourseError, match="no-such-package is not installed"):
        installed_wheel("no-such-package")
