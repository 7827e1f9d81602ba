"""`nbgrader zip_collect` itself takes the same downloads, with nbgrader_config.py's plugins."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.instructors.lms.collect.conftest import Collected, handed_in
from tests.instructors.lms.collect.downloads import (
    CANVAS,
    MOODLE,
    MOODLE_FLAT,
    NAME,
    NBGRADER,
    answered,
    as_folder,
    as_zip,
)
from tests.support import commands
from tests.support.commands import python


def run_zip_collect(course: Path) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's command."""
    return python([*commands.NBGRADER, "zip_collect", NAME], course, os.environ)


def zip_collect(course: Path) -> str:
    """Run nbgrader's command, and return its log."""
    done = run_zip_collect(course)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("files", [CANVAS, MOODLE, MOODLE_FLAT, NBGRADER])
def test_the_same_as_ours(
    course: Path, collected: Collected, tmp_path: Path, files: dict[str, bytes]
) -> None:
    """Do nbgrader's command and ours make the same submissions, times and all?"""
    archive = course / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    log = zip_collect_from(course, archive, files)
    theirs, times = handed_in(course), stamps(course)
    assert len(theirs) >= 2 and "BoundedExtractor" in log
    (course / "submitted").rename(course / "submitted-by-nbgrader")
    collected(as_zip(tmp_path, files))
    assert (handed_in(course), set(stamps(course))) == (theirs, set(times))


def zip_collect_from(course: Path, archive: Path, files: dict[str, bytes]) -> str:
    """Put a download where nbgrader looks for it, and let it collect."""
    as_zip(archive, files)
    return zip_collect(course)


def stamps(course: Path) -> dict[str, str]:
    """Return the timestamp of each student who has one."""
    found = (course / "submitted").glob(f"*/{NAME}/timestamp.txt")
    return {path.parents[1].name: path.read_text() for path in found}


def test_a_download_that_no_platform_named(course: Path) -> None:
    """Does nbgrader's command end with the sentence, and no trace?"""
    as_zip(course / "downloaded" / NAME / "archive", {"x.ipynb": answered("x")})
    done = run_zip_collect(course)
    assert done.returncode == 1 and "add: --platform folders" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_courses_own_expression_goes_first(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Do both commands follow a named_regexp that the course has set?"""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        pattern = r".*/hw-(?P<student_id>\w+)-(?P<file_id>[\w-]+)\.ipynb"
        file.write(f'c.FileNameCollectorPlugin.named_regexp = r"{pattern}"\n')
    files = {"hw-bitdiddle-softmax-loss.ipynb": answered("x")}
    as_folder(course / "downloaded" / NAME, files, "archive")
    zip_collect(course)
    assert handed_in(course) == {"bitdiddle": "x"}
    (course / "submitted").rename(course / "submitted-by-nbgrader")
    assert collected(as_zip(tmp_path, files))["convention"] == "course"
    assert handed_in(course) == {"bitdiddle": "x"}
