"""The files beside a notebook: which are taken, and which are left out with what reason."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.course import files
from autograder.course.files import Files, read_files, shown
from autograder.findings import words


def read(folder: Path, ignore: Sequence[str] = ()) -> tuple[Files, list[str]]:
    """Return the files under a folder, and in words what was left out."""
    kept, left_out = read_files(folder, ignore)
    return kept, [words(each) for each in left_out]


def test_ordinary_files(tmp_path: Path) -> None:
    """Are files read by their relative names, but for notebooks, hidden and ignored ones?"""
    (tmp_path / "data").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("a.py", "data/b.csv", "c.ipynb", ".hidden", ".git/config", "skip.txt"):
        (tmp_path / name).write_text(name)
    assert read_files(tmp_path, ["skip.txt"]) == (
        {"a.py": b"a.py", "data/b.csv": b"data/b.csv"},
        [],
    )


def test_ignored_names(tmp_path: Path) -> None:
    """Are names left out that fit a pattern of the course's, files and whole folders?"""
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("a.py", "a.pyc", "__pycache__/b.py", "data/c.pyc", "data/d.csv"):
        (tmp_path / name).write_text(name)
    kept, left_out = read(tmp_path, ["*.pyc", "__pycache__"])
    assert list(kept) == ["a.py", "data/d.csv"]
    assert left_out == []


def test_no_folder(tmp_path: Path) -> None:
    """Is a folder that isn't there one without files?"""
    assert read_files(tmp_path / "none") == ({}, [])


def test_links(tmp_path: Path) -> None:
    """Are links to files, to folders and to nowhere left out, each with its reason?"""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    folder = tmp_path / "handed-in"
    (folder / "sub").mkdir(parents=True)
    (folder / "file").symlink_to(outside / "secret")
    (folder / "nowhere").symlink_to("none")
    (folder / "sub" / "folder").symlink_to(outside)
    kept, left_out = read(folder)
    assert kept == {}
    assert left_out == [
        "the file file was left out (a symbolic link is not followed)",
        "the file nowhere was left out (a symbolic link is not followed)",
        "the folder folder was left out (a symbolic link)",
    ]


def test_pipe(tmp_path: Path) -> None:
    """Is a pipe left out at once, without waiting for somebody to write to it?"""
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path) == ({}, ["the file pipe was left out (it is no ordinary file)"])


def test_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are as many files as are allowed taken, and the others named?"""
    monkeypatch.setattr(files, "MOST_FILES", 2)
    for name in "abc":
        (tmp_path / name).write_text(name)
    kept, left_out = read(tmp_path)
    assert list(kept) == ["a", "b"]
    assert left_out == ["the file c was left out (more than 2 files)"]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the limit hold for all files together, and a small one still fit after a large one?"""
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    for name, size in (("a", 6), ("b", 5), ("c", 4)):
        (tmp_path / name).write_bytes(bytes(size))
    kept, left_out = read(tmp_path)
    assert list(kept) == ["a", "c"]
    assert left_out == ["the file b was left out (5 bytes, at most 4)"]


def test_names_as_shown() -> None:
    """Are control characters and excess length kept out of messages?"""
    assert shown("a\x1b]0;x\x07\u202eb\n") == "a?]0;x??b?"
    assert shown("x" * 300) == "x" * 100
