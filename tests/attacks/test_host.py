"""The machine that grades is as it was before."""

import sys
from pathlib import Path

import psutil

import autograder
from tests.attacks.batch import CANARY, Batch


def test_canaries_sing(batch: Batch) -> None:
    """Are the files in the course, the home folder and the temporary folder unchanged?"""
    for place in (batch.course, batch.home, batch.tmp):
        assert (place / "canary.txt").read_text(encoding="utf-8") == CANARY


def test_nothing_left_in_folders(batch: Batch) -> None:
    """Has no submission left a file in the home folder, the temporary one or the course?"""
    assert not list(batch.home.rglob(f"*{batch.mark}*"))
    assert not [path for path in batch.home.rglob("*") if _holds(path, batch.mark)]
    assert [path.name for path in batch.tmp.iterdir()] == ["canary.txt"]
    expected = {"source", "release", "submitted", "autograded", "feedback", "gradebook.db"}
    expected |= {"nbgrader_config.py", "canary.txt", "__pycache__", ".nbgrader.log", ".autograder"}
    assert {path.name for path in batch.course.iterdir()} <= expected


def test_nothing_left_in_the_system(batch: Batch) -> None:
    """Has no submission left a file in the system's folders or the Python environment?"""
    system = ("/tmp", "/var/tmp", "/dev/shm", "/etc", "/usr/lib", "/root", "/home")  # noqa: S108
    for folder in (*system, sys.prefix, sys.base_prefix):
        assert not list(Path(folder).glob(f"*{batch.mark}*")), folder


def test_the_kit_is_unchanged(batch: Batch) -> None:
    """Is there no trace of a submission in the kit's own files?"""
    package = Path(autograder.__file__).parent
    files = [path for path in package.rglob("*") if path.suffix in (".py", ".pth")]
    assert len(files) > 50
    assert not [path for path in files if batch.mark in path.name or _holds(path, batch.mark)]


def test_no_process_left(batch: Batch) -> None:
    """Has everything ended that a submission started?"""
    left = [
        each.info["cmdline"]
        for each in psutil.process_iter(["cmdline"])
        if batch.mark in " ".join(each.info["cmdline"] or ())
    ]
    assert not left


def test_the_course_is_unchanged(batch: Batch) -> None:
    """Are the source, the release, the settings and the gradebook's side of them unchanged?"""
    assert batch.source() == batch.source_before
    assert batch.course_rows() == batch.course_rows_before


def _holds(path: Path, mark: str) -> bool:
    return path.is_file() and mark.encode() in path.read_bytes()
