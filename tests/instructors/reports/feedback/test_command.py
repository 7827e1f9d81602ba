"""`autograder feedback`: what it writes, says and leaves alone."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.batch.small_class import SmallClass
from tests.instructors.reports.feedback.conftest import Run
from tests.instructors.reports.feedback.reader import Reader


def pages(room: SmallClass) -> dict[str, Path]:
    """Return all pages that are there, by student and notebook."""
    found = sorted((room.folder / "feedback").glob("*/ps1/*.html"))
    return {f"{path.parts[-3]} {path.stem}": path for path in found}


def words(path: Path) -> str:
    """Return the text of a page in one line."""
    return re.sub(r"\s+", " ", Reader(path.read_text(encoding="utf-8")).text)


def test_all(room: SmallClass, run: Run) -> None:
    """Is there a page for each notebook, with what the gradebook and the notebook say?"""
    done = run("ps1")
    assert done.exit_code == 0, done.output
    assert "6 pages: 6 written, 0 unchanged" in done.output
    assert list(pages(room)) == [
        f"{name} {part}" for name in ("ada", "ben", "cat") for part in ("p1", "p2")
    ]
    ada, ben = words(pages(room)["ada p1"]), words(pages(room)["ben p1"])
    assert "8.5 of 12 points" in ada and "essay: 2.5 of 3 points" in ada
    assert "Why <so>?" in ada and "Because." in ada and "[2, 3]" in ada
    assert "f: 0 of 2 points" in ben and "FAILED: a test failed" in ben
    assert "Ben O'<b> (ben)" in ben
    assert "Handed in late: 1.5 points are taken off" in words(pages(room)["cat p1"])


def test_no_hidden_test(room: SmallClass, run: Run) -> None:
    """Does no page hold a line of a test cell?"""
    run("ps1")
    for path in pages(room).values():
        text = path.read_text(encoding="utf-8")
        assert "assert" not in text and "HIDDEN" not in text and "range(4)" not in text


def test_unchanged_pages_stay(room: SmallClass, run: Run) -> None:
    """Is a page written again only when it changes, or with --force?"""
    run("ps1")
    before = {name: path.stat().st_mtime_ns for name, path in pages(room).items()}
    assert "0 written, 6 unchanged" in run("ps1").output
    assert {name: path.stat().st_mtime_ns for name, path in pages(room).items()} == before
    with room.gradebook() as gradebook:
        gradebook.find_comment("essay", "p1", "ps1", "cat").manual_comment = "New."
        gradebook.db.commit()
        gradebook.engine.dispose()
    assert "1 written, 5 unchanged" in run("ps1").output
    assert "New." in words(pages(room)["cat p1"])
    assert "6 written, 0 unchanged" in run("ps1", "--force").output


def test_some_students(room: SmallClass, run: Run) -> None:
    """Are only the students named by --student given pages, patterns included?"""
    assert "4 pages" in run("ps1", "--student", "a*", "--student", "cat").output
    assert {name.split()[0] for name in pages(room)} == {"ada", "cat"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("ps1", "--student", "zoe"), "zoe has nothing graded for ps1"),
        (("ps9",), "The gradebook knows no assignment ps9"),
    ],
)
def test_nobody(run: Run, options: tuple[str, ...], said: str) -> None:
    """Is it one sentence and code 1 when there is nobody to write to?"""
    done = run(*options)
    assert done.exit_code == 1
    assert said in done.stderr and "Traceback" not in done.output


def test_nothing_is_graded(room: SmallClass, run: Run) -> None:
    """Is it said what to do when nothing is graded?"""
    shutil.rmtree(room.folder / "autograded")
    done = run("ps1")
    assert done.exit_code == 1 and "autograder grade ps1" in done.stderr


def test_no_gradebook(room: SmallClass, run: Run) -> None:
    """Is a course without a gradebook told of, and none made?"""
    (room.folder / "gradebook.db").unlink()
    done = run("ps1")
    assert done.exit_code == 1 and "There is no gradebook at" in done.stderr
    assert not (room.folder / "gradebook.db").exists()


@pytest.mark.parametrize("broken", ["", "{ no notebook", "[]", '{"cells": 5}', "\x00\xff"])
def test_a_broken_notebook(room: SmallClass, run: Run, broken: str) -> None:
    """Is a broken autograded notebook told, its earlier page kept, and the rest written?"""
    run("ps1", "--student", "ben")
    before = pages(room)["ben p1"].read_bytes()
    path = room.folder / "autograded" / "ben" / "ps1" / "p1.ipynb"
    path.chmod(0o644)
    path.write_text(broken, encoding="utf-8")
    done = run("ps1")
    assert done.exit_code == 4
    assert "ben, p1: the notebook can't be read" in done.output
    assert "an earlier page is still there" in done.output
    assert len(pages(room)) == 6 and pages(room)["ben p1"].read_bytes() == before


def test_no_points(room: SmallClass, run: Run) -> None:
    """Is a notebook that the gradebook has no points of told, without a page?"""
    folder = room.folder / "autograded"
    shutil.copytree(folder / "ada", folder / "dan")
    done = run("ps1")
    assert done.exit_code == 4
    assert "dan, p1: the gradebook has no points" in done.output
    assert "dan p1" not in pages(room)


def test_json(room: SmallClass, run: Run) -> None:
    """Is standard output one JSON object, with each page and what came of it?"""
    done = run("ps1", "--json")
    found = json.loads(done.stdout)
    assert found["counts"] == {"written": 6} and found["exit_code"] == 0
    assert {each["page"] for each in found["students"]} == {str(p) for p in pages(room).values()}


def test_a_full_disk(room: SmallClass, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a page that can't be written stay whole, with a sentence and no part left behind?"""
    run("ps1")
    before = {name: path.read_bytes() for name, path in pages(room).items()}

    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = run("ps1", "--force")
    assert done.exit_code == 6
    assert "No space left on device" in done.stderr and "Traceback" not in done.output
    assert {name: path.read_bytes() for name, path in pages(room).items()} == before
    assert not list((room.folder / "feedback").rglob("*.part"))


def test_other_files_stay_away(room: SmallClass, run: Run) -> None:
    """Are a student's own files no part of the feedback, so that none is handed back as a page?"""
    run("ps1")
    assert (room.folder / "autograded" / "ada" / "ps1" / "mine.html").is_file()
    names = {path.name for path in (room.folder / "feedback" / "ada" / "ps1").iterdir()}
    assert names == {"p1.html", "p2.html", "timestamp.txt", "submission_secret.txt"}
