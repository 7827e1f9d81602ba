"""Downloads are unpacked within bounds, and what is refused is said."""

import gzip
import io
import os
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.folders import CourseError
from autograder.instructors.lms.collect import unzip as module
from autograder.instructors.lms.collect.unzip import unpack
from tests.instructors.lms.collect.downloads import as_folder, as_zip, link_in_zip, zipped

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


def tarball(
    *members: tuple[str, bytes], mode: str = "w:gz", kind: bytes = tarfile.REGTYPE
) -> bytes:
    """Return a tarball of some files, or of members of another kind."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(content), kind
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def packed(method: int) -> bytes:
    """Return a zip whose one member is packed by a method."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("a.ipynb", bytes(2**20))
    return data.getvalue()


def not_utf8(name: bytes = b"caf\xff.ipynb") -> bytes:
    """Return a zip that says of a name that it is UTF-8, which it isn't."""
    data = zipped({"caf\u00fc.ipynb": b"1"})
    return data.replace("caf\u00fc.ipynb".encode(), name)


def large_header(kind: bytes, size: int = 2**20) -> bytes:
    """Return a tarball with a member before the first that says something large of it."""
    return tarball(("x", bytes(size)), kind=kind)


LATIN = tarball(("L\udcf6sung.ipynb", b"1"), mode="w")
HOSTILE = {
    "names.zip": (not_utf8(), "names.zip", "damaged"),
    "names.tar": (LATIN, "", ""),
    "lzma.zip": (packed(zipfile.ZIP_LZMA), "lzma.zip/a.ipynb", "packed in a way"),
    "bz2.zip": (packed(zipfile.ZIP_BZIP2), "bz2.zip/a.ipynb", "packed in a way"),
    "bz2.tar.gz": (tarball(("a", b"1"), mode="w:bz2"), "bz2.tar.gz", "packed in a way"),
    "xz.tgz": (tarball(("a", b"1"), mode="w:xz"), "xz.tgz", "packed in a way"),
    "pax.tgz": (large_header(tarfile.XHDTYPE), "pax.tgz", "too large"),
    "global.tgz": (large_header(tarfile.XGLTYPE), "global.tgz", "too large"),
    "name.tar": (large_header(tarfile.GNUTYPE_LONGNAME), "name.tar", "too large"),
    "link.tar": (large_header(tarfile.GNUTYPE_LONGLINK), "link.tar", "too large"),
    "solaris.tar": (large_header(tarfile.SOLARIS_XHDTYPE), "solaris.tar", "too large"),
    "sparse.tar": (tarball(("x", bytes(4096)), kind=tarfile.GNUTYPE_SPARSE), "", ""),
    "gzip.zip": (gzip.compress(b"no tarball"), "gzip.zip", "damaged or no archive"),
    "half.tgz": (tarball(("a", os.urandom(9000)))[:5000], "half.tgz", "damaged"),
    "lies.zip": (zipped({"a": b"1"}).replace(b"PK\x01\x02", b"PK\x01\x09"), "lies.zip", "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_stops_nobody_else(tmp_path: Path, name: str) -> None:
    """Is what can't be read of one student's archive said, and the next one's taken?"""
    data, place, why = HOSTILE[name]
    files = {name: data, "z.zip": zipped({"z.ipynb": b"1"})}
    names, left = unpacked(as_zip(tmp_path, files), tmp_path)
    assert "z.zip/z.ipynb" in names
    assert all(each.isprintable() for each in (*names, *left, *left.values()))
    if place:
        assert why in left[place]


def test_a_name_in_latin_1(tmp_path: Path) -> None:
    """Is a file whose name is no UTF-8 taken under one that can be printed?"""
    names, left = unpacked(as_zip(tmp_path, {"a.tar": LATIN}), tmp_path)
    assert names == {"a.tar/L\u00f6sung.ipynb"} and not left


def test_what_is_not_wanted_is_not_unpacked_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does a tarball end that holds far more than is taken, each file of it refused?"""
    monkeypatch.setattr(module, "BYTES_OF_A_STUDENT", 2**20)
    many = tarball(*((f"../{number}", bytes(2**18)) for number in range(40)))
    names, left = unpacked(as_zip(tmp_path, {"a.tgz": many, "b.ipynb": b"1"}), tmp_path)
    assert names == {"b.ipynb"} and len(left) < 40
    assert any("far more than is taken" in why for why in left.values())


def test_links_count_as_files(tmp_path: Path) -> None:
    """Does an archive of nothing but links end as one of files does?"""
    links = tarball(*((str(number), b"") for number in range(1500)), kind=tarfile.SYMTYPE)
    left = unpacked(as_zip(tmp_path, {"a.tgz": links}), tmp_path)[1]
    assert len(left) == 1001


def test_an_archive_that_takes_too_much_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is an archive given up that is unpacked into more memory than one may have?"""
    monkeypatch.setattr(module, "_MEMORY_MB", 64)
    large = zipped({"a.zip": bytes(200 * 2**20)})
    names, left = unpacked(as_zip(tmp_path, {"s.zip": large, "b.ipynb": b"1"}), tmp_path)
    assert names == {"b.ipynb"} and "memory" in str(left)


def test_gzips_that_follow_each_other(tmp_path: Path) -> None:
    """Is a tarball whole that was compressed in pieces?"""
    plain = tarball(("a.ipynb", os.urandom(200_000)), ("b.ipynb", b"2"), mode="w")
    pieces = b"".join(gzip.compress(plain[at : at + 50_000]) for at in range(0, len(plain), 50_000))
    names, left = unpacked(as_zip(tmp_path, {"a.tar.gz": pieces}), tmp_path)
    assert names == {"a.tar.gz/a.ipynb", "a.tar.gz/b.ipynb"} and not left


WHOLE = {
    "a.zip": zipped({"a.ipynb": b"{}" * 50, "b/c.zip": zipped({"d.ipynb": b"{}"})}),
    "a.tar": tarball(("a" * 120, b"{}" * 50), ("b", b"{}"), mode="w"),
    "a.tgz": tarball(("a.ipynb", b"{}" * 50), ("b", b"{}")),
}
changes = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.one_of(st.binary(max_size=4), st.sampled_from([b"\xff" * 8, bytes(8), b"7" * 11])),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("name", WHOLE)
@given(changes=changes, cut=st.floats(0, 1))
def test_any_damage(name: str, changes: list[tuple[float, bytes]], cut: float) -> None:
    """Whatever happened to an archive, is it that student's affair, and the next one's taken?"""
    data = bytearray(WHOLE[name])
    for where, new in changes:
        at = int(where * len(data))
        data[at : at + len(new)] = new
    if cut < 0.5:
        del data[int(2 * cut * len(data)) :]
    with tempfile.TemporaryDirectory() as folder:
        source = as_zip(Path(folder), {name: bytes(data), "z.zip": zipped({"z.ipynb": b"1"})})
        names, left = unpacked(source, Path(folder))
        assert "z.zip/z.ipynb" in names
        said = "".join((*names, *left, *left.values())).replace("\xa0", " ")  # as a name may hold
        assert said.isprintable()
