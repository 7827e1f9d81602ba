"""The Pyodide that tests in a browser fetch: whole and as it was chosen, or a sentence says why."""

import sys
import tarfile
from pathlib import Path

import pytest

from tests.support import pyodide
from tests.support.pyodide import Missing, NotAsChosen, get_pyodide

_PACKS = """
import pathlib, shutil, sys
shutil.copy({archive!r}, f"pyodide-{version}.tgz")
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the distribution is to lie; no program is on the PATH."""
    monkeypatch.setenv(pyodide.VARIABLE, str(tmp_path / "cache" / "pyodide"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path / "cache" / "pyodide"


def npm(tmp_path: Path, code: str) -> None:
    """Let there be an npm that does this."""
    program = tmp_path / "bin" / "npm"
    program.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    program.chmod(0o755)


def test_without_npm(place: Path) -> None:
    """Is the program named that isn't there?"""
    with pytest.raises(Missing, match=r"pyodide 0\.27\.7 of npm can't be had: npm is not here"):
        get_pyodide()
    assert not place.exists()


def test_without_a_network(place: Path, tmp_path: Path) -> None:
    """Is npm's own reason told, and nothing left that looks like a distribution?"""
    said = "npm warn old\nnpm error code ENOTFOUND\nnpm error Are you behind a proxy?"
    npm(tmp_path, f"import sys; sys.exit({said!r})")
    with pytest.raises(Missing, match=r"can't be had: npm error code ENOTFOUND$"):
        get_pyodide()
    assert not any(place.parent.iterdir())


def test_something_else(place: Path, tmp_path: Path) -> None:
    """Is another lock refused, not taken, and told from what can't be had?"""
    package = tmp_path / "package"
    package.mkdir()
    (package / "pyodide-lock.json").write_text("{}", encoding="utf-8")
    archive = tmp_path / "other.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(package, "package")
    npm(tmp_path, _PACKS.format(archive=str(archive), version=pyodide.VERSION))
    with pytest.raises(NotAsChosen, match="its lock differs"):
        get_pyodide()
    assert not any(place.parent.iterdir())


def test_a_folder_with_something_else(place: Path) -> None:
    """Is a folder of somebody's left as it is, with a sentence on it?"""
    place.mkdir(parents=True)
    (place / "thesis.txt").write_text("all of it", encoding="utf-8")
    with pytest.raises(Missing, match="is no whole Pyodide"):
        get_pyodide()
    assert [path.name for path in place.iterdir()] == ["thesis.txt"]
