"""Downloads are unpacked within bounds, and what is refused is said."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from autograder.grading.course import CourseError
from autograder.lms.collect import unpack as module
from autograder.lms.collect.unpack import unpack
from tests.lms.collect.downloads import as_folder, as_zip, link_in_zip, zipped

Left = dict[str, str]


def unpacked(source: Path, tmp_path: Path) -> tuple[set[str], Left]:
    """Return the files that came out, and why others didn't."""
    done = unpack(source, tmp_path / "out")
    files = {path for path in done.folder.rglob("*") if not path.is_dir()}
    assert not [path for path in files if path.is_symlink()]
    assert not list(tmp_path.rglob("*.packed")), "a student's archive was left behind"
    names = {path.relative_to(done.folder).as_posix() for path in files}
    return names, {"/".join(place): why for place, why in done.left_out}


def test_archives_become_folders(tmp_path: Path) -> None:
    """Does a zip in a zip become a folder of its name, and a tarball, too?"""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("c/d.ipynb"), io.BytesIO())
    files = {"a.ipynb": b"1", "b/b.zip": zipped({"x/y.ipynb": b"2"}), "c.tar.gz": tar.getvalue()}
    names, left = unpacked(as_zip(tmp_path, files), tmp_path)
    assert names == {"a.ipynb", "b/b.zip/x/y.ipynb", "c.tar.gz/c/d.ipynb"} and not left


@pytest.mark.parametrize(
    "name",
    [
        "../x.ipynb",
        "a/../../x.ipynb",
        "/x.ipynb",
        "..\\x.ipynb",
        "C:\\x.ipynb",
        "a\x1b[2J.ipynb",
    ],
)
def test_ways_out_are_refused(tmp_path: Path, name: str) -> None:
    """Does nothing come out beside the folder, and is the rest taken?"""
    names, left = unpacked(as_zip(tmp_path, {name: b"out", "a.ipynb": b"in"}), tmp_path)
    assert names == {"a.ipynb"} and list(left.values()) == ["it points outside of its folder"]
    assert not list(tmp_path.rglob("x.ipynb"))
    assert all(text.isprintable() for text in left)


def test_links_are_refused(tmp_path: Path) -> None:
    """Are links not followed: in a zip, in a tarball, and in a folder of downloads?"""
    files = {"a.zip": link_in_zip("a.ipynb", "/etc/passwd")}
    assert unpacked(as_zip(tmp_path, files), tmp_path)[1] == {
        "a.zip/a.ipynb": "a link is not followed"
    }
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind.decode()}.ipynb")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    names, left = unpacked(tmp_path / "b.tar", tmp_path)
    assert not names and len(left) == 3
    folder = as_folder(tmp_path, {"c/a.ipynb": b"1"})
    (folder / "c" / "b.ipynb").symlink_to("/etc/passwd")
    (folder / "d.zip").symlink_to(tmp_path / "submissions.zip")
    os.mkfifo(folder / "e.ipynb")
    names, left = unpacked(folder, tmp_path)
    assert names == {"c/a.ipynb"} and set(left) == {"c/b.ipynb", "d.zip", "e.ipynb"}


def test_a_bomb_costs_only_its_own_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an archive that grows without end cut off, and the next student's taken?"""
    monkeypatch.setattr(module, "BYTES_OF_A_STUDENT", 3 * 2**20)
    bomb = zipped({f"{number}.bin": bytes(2**20) for number in range(9)})
    many = zipped({f"{number}.txt": b"" for number in range(1500)})
    files = {"a.zip": bomb, "b.zip": many, "c.zip": zipped({"c.ipynb": b"1"})}
    names, left = unpacked(as_zip(tmp_path, files), tmp_path)
    assert "c.zip/c.ipynb" in names
    assert len([name for name in names if name.startswith("a.zip")]) == 3
    assert len([name for name in names if name.startswith("b.zip")]) == 1000
    assert [why for place, why in left.items() if place.startswith("a.zip")] == [
        "it holds more than 1,000 files or 3 MB, so the rest was left out"
    ]


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is one huge file refused while it is read, whatever its header says?"""
    monkeypatch.setattr(module, "BYTES_OF_A_FILE", 2**20)
    files = {"a.ipynb": bytes(2**20 + 1), "b.ipynb": b"1"}
    names, left = unpacked(as_zip(tmp_path, files), tmp_path)
    assert names == {"b.ipynb"} and left == {"a.ipynb": "it has more than 1 MB"}


def test_a_download_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does unpacking end when the whole download has grown too large?"""
    monkeypatch.setattr(module, "MOST_FILES", 3)
    files = {f"{number}.ipynb": b"1" for number in range(9)}
    names, left = unpacked(as_zip(tmp_path, files), tmp_path)
    assert len(names) == 3 and "more than 3 files" in next(iter(left.values()))


def test_archives_without_end(tmp_path: Path) -> None:
    """Is an archive in an archive opened for a student, and no deeper one?"""
    deep = zipped({"1.zip": zipped({"2.zip": zipped({"a.ipynb": b"1"}), "b.ipynb": b"2"})})
    names, left = unpacked(as_zip(tmp_path, {"s.zip": deep}), tmp_path)
    assert names == {"s.zip/1.zip/b.ipynb"} and "not opened" in left["s.zip/1.zip/2.zip"]


def test_damaged_and_encrypted(tmp_path: Path) -> None:
    """Is a broken archive of a student named, and one that needs a password?"""
    whole = zipped({"a.ipynb": os.urandom(5000)})
    locked = bytearray(zipped({"a.ipynb": b"12345"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    files = {
        "a.zip": b"no zip",
        "b.zip": whole[:3000],
        "c.zip": bytes(locked),
        "d.tgz": b"\x1f\x8b",
    }
    names, left = unpacked(as_zip(tmp_path, files), tmp_path)
    assert not names
    assert "damaged or no archive" in left["a.zip"] and "damaged or no archive" in left["b.zip"]
    assert left["c.zip/a.ipynb"] == "it is encrypted" and "damaged" in left["d.tgz"]
    flipped = bytearray(whole)
    flipped[200] ^= 255
    names, left = unpacked(as_zip(tmp_path, {"e.zip": bytes(flipped)}), tmp_path)
    assert left["e.zip/a.ipynb"] == "it is damaged"


def test_a_name_twice(tmp_path: Path) -> None:
    """Is the second file of one name in an archive not taken in silence?"""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.ipynb", "1")
        archive.writestr("a.ipynb", "2")
    names, left = unpacked(as_zip(tmp_path, {"s.zip": data.getvalue()}), tmp_path)
    assert names == {"s.zip/a.ipynb"} and "twice" in left["s.zip/a.ipynb"]


@pytest.mark.parametrize("name", ["none.zip", "none"])
def test_a_download_that_is_not_there(tmp_path: Path, name: str) -> None:
    """Does a sentence name what isn't there?"""
    with pytest.raises(CourseError, match=r"none.* is not there: give a downloaded zip"):
        unpack(tmp_path / name, tmp_path / "out")


def test_a_download_that_is_broken(tmp_path: Path) -> None:
    """Does a sentence say that the download itself can't be read?"""
    (tmp_path / "a.zip").write_bytes(b"half a download")
    with pytest.raises(CourseError, match=r"a\.zip can't be unpacked: it is damaged"):
        unpack(tmp_path / "a.zip", tmp_path / "out")
