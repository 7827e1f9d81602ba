"""Variants as they are kept: one that can't be written changes none, one that was there stays."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course.folders import CourseError
from autograder.gradebook import variants
from autograder.gradebook.variants import copy_folder, made_variants, staged_variants

WHEN = "released.txt"


def released(folder: Path, name: str, says: str) -> Path:
    """Return a folder as a release is kept."""
    made = folder / "new" / name
    (made / "handouts").mkdir(parents=True, exist_ok=True)
    (made / "handouts" / "p1.ipynb").write_text(says)
    (made / WHEN).write_text("2026-01-01 00:00:00.000000")
    return made


def keep(root: Path, **says: str) -> None:
    """Keep variants that say this."""
    made = {letter: released(root, letter, text) for letter, text in says.items()}
    with staged_variants(root, "ps1", made) as put:
        put()


def kept(root: Path) -> dict[str, str]:
    """Return what is kept, by its path."""
    folder = root / ".autograder" / "variants" / "ps1"
    return {
        path.relative_to(folder).parent.parent.as_posix(): path.read_text()
        for path in sorted(folder.rglob("p1.ipynb"))
    }


def test_what_was_there_becomes_an_earlier_one(tmp_path: Path) -> None:
    """Is each earlier release there once, also that of a variant that is no more?"""
    keep(tmp_path, b="first", c="of c")
    keep(tmp_path, b="second", c="of c")
    keep(tmp_path, b="first")
    keep(tmp_path, b="second")
    found = kept(tmp_path)
    assert found.pop("b") == "second"
    assert sorted(found.values()) == ["first", "of c", "second"]
    assert all(path.startswith("earlier/") for path in found)
    assert made_variants(tmp_path, "ps1") == ("a", "b")


def test_what_cannot_be_written_changes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Are all variants what they were, and is it said which file and why, on a full disk?"""
    keep(tmp_path, b="b", c="c")
    before = kept(tmp_path)
    copy = shutil.copytree

    def full(source: Path, target: Path, *how: Any) -> None:
        copy(source, target, *how)
        if Path(target).name == "c.new":
            why = "[Errno 28] No space left on device: 'here' -> 'there'"
            raise shutil.Error([(str(source), str(target), why)])

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(CourseError, match=r"c\.new can't be written: \[Errno 28\] No space left"):
        keep(tmp_path, b="other b", c="other c")
    assert kept(tmp_path) == before


def test_what_fails_between_changes_none(tmp_path: Path) -> None:
    """Are all variants what they were, and nothing is left, when the release of variant a fails?"""
    keep(tmp_path, b="b")
    made = {"b": released(tmp_path, "b", "other")}
    with pytest.raises(KeyboardInterrupt), staged_variants(tmp_path, "ps1", made):
        raise KeyboardInterrupt
    assert kept(tmp_path) == {"b": "b"}


def test_a_stop_between_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a variant there, whole, when somebody stops the command while one takes its place?"""
    keep(tmp_path, b="b")
    aside: Callable[[Path], None] = variants._put_aside

    def stopped(variant: Path) -> None:
        aside(variant)
        raise KeyboardInterrupt

    monkeypatch.setattr(variants, "_put_aside", stopped)
    with pytest.raises(KeyboardInterrupt):
        keep(tmp_path, b="other")
    assert kept(tmp_path).pop("b") == "other"
    assert made_variants(tmp_path, "ps1") == ("a", "b")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """Is it one sentence where a folder can't be made?"""
    (tmp_path / "there").write_text("")
    source = released(tmp_path, "b", "b")
    with pytest.raises(CourseError, match="can't be written: "):
        copy_folder(source, tmp_path / "there" / "below")
