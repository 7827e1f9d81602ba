"""The folder that one notebook's tests after the other work in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.engine.submission.run_notebook import KeptFolder


def _file(folder: Path) -> None:
    (folder / "left.txt").write_text("left", encoding="utf-8")


def _folder(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "left.txt").touch()


def _link(folder: Path) -> None:
    (folder / "link").symlink_to(folder.parent)


def _own_file_changed(folder: Path) -> None:
    (folder / "data.csv").write_text("changed", encoding="utf-8")


def _locked(folder: Path) -> None:
    _folder(folder)
    (folder / "a").chmod(0)


def _mode(folder: Path) -> None:
    folder.chmod(0o500)


def _gone(folder: Path) -> None:
    folder.rmdir()


LEFT = (_file, _folder, _link, _own_file_changed, _locked, _mode)


@pytest.mark.parametrize("leave", LEFT)
def test_the_next_finds_nothing_of_the_one_before(
    tmp_path: Path, leave: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Are there the course's files as they were, and nothing else?"""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept, files = KeptFolder(), {"data.csv": b"1,2"}
    with kept.with_files(files) as first:
        mode = first.stat().st_mode
        leave(first)
    with kept.with_files(files) as second:
        assert [(each.name, each.read_bytes()) for each in second.iterdir()] == [*files.items()]
        assert second.stat().st_mode == mode
        assert tmp_path.exists()
    kept.remove()
    assert not list(tmp_path.iterdir())


def test_one_that_a_test_removed_is_made_anew() -> None:
    """Is there a folder again?"""
    kept = KeptFolder()
    with kept.with_files({}) as first:
        _gone(first)
    with kept.with_files({"a.txt": b"a"}) as second:
        assert (second / "a.txt").read_bytes() == b"a"
    kept.remove()
    assert not second.exists()


def test_it_is_kept() -> None:
    """Is it the same folder, as making one costs?"""
    kept = KeptFolder()
    with kept.with_files({"a/b.txt": b"b"}) as first:
        _file(first)
    with kept.with_files({}) as second:
        assert first == second
        assert not list(second.iterdir())
    kept.remove()
