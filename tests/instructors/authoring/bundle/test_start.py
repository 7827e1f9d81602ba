"""`python start.py`: one command from an unpacked bundle to JupyterLab."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.instructors.authoring import make_bundle
from tests.conftest import ROOT
from tests.instructors.authoring.bundle.wheels import flit_wheel

# Stands for a Python that lacks a module: importing it fails.
MISSING = "raise ImportError('not here')\n"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundle."""
    return make_bundle(ROOT, ["gradient-check"], tmp_path_factory.mktemp("made") / "given.zip")[0]


@pytest.fixture
def unpacked(tmp_path: Path, bundle: Path) -> Path:
    """Return the folder of an unpacked bundle, which asks for one small package only."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "wheels").mkdir()
    folder = tmp_path / "gradient-check"
    (folder / "requirements.txt").write_text(flit_wheel(tmp_path / "wheels"), encoding="utf-8")
    return folder


def start(folder: Path, *words: str, without: tuple[str, ...] = ()) -> tuple[int, str]:
    """Run start.py with a Python that may lack modules; return its exit code and what it said."""
    missing = folder.parent / "missing"
    missing.mkdir(exist_ok=True)
    for name in without:
        (missing / f"{name}.py").write_text(MISSING, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    done = subprocess.run(
        [str(python), str(folder / "start.py"), *words],
        cwd=folder.parent,
        env={**kept, "PYTHONPATH": str(missing)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("without", [(), ("ensurepip",)])
def test_installs_without_a_network(unpacked: Path, without: tuple[str, ...]) -> None:
    """Does one command make an environment with the bundle in it, with or without ensurepip?"""
    words = ("--install-only", "--wheels", "wheels")
    code, said = start(unpacked, *words, without=without)
    assert code == 0, said
    code, said = start(unpacked, *words, without=without)
    assert (code, said) == (0, "")  # the second time there is nothing to do
    found = subprocess.run(
        [
            str(unpacked / ".venv/bin/python"),
            "-Ic",
            "import autograder; print(autograder.__file__)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == unpacked / "autograder" / "__init__.py"


def test_installs_anew(unpacked: Path) -> None:
    """Is a newer bundle, unpacked over the old one, installed again?"""
    words = ("--install-only", "--wheels", "wheels")
    assert start(unpacked, *words, without=("ensurepip",))[0] == 0
    with (unpacked / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# newer\n")
    code, said = start(unpacked, *words, without=("ensurepip",))
    assert code == 0 and "Installing into .venv" in said


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (("ensurepip", "pip"), "neither ensurepip nor a pip .* sudo apt install python3-venv"),
        (("venv",), "no module venv"),
    ],
)
def test_a_python_that_lacks_something(
    unpacked: Path, without: tuple[str, ...], words: str
) -> None:
    """Does a sentence say what is missing and how to get it?"""
    code, said = start(unpacked, "--install-only", "--wheels", "wheels", without=without)
    assert code == 1
    assert re.search(words, said), said


def test_packages_that_can_not_be_had(unpacked: Path) -> None:
    """Does a sentence say what to look at when pip fails, and is the next start a new try?"""
    (unpacked.parent / "empty").mkdir()
    words = ("--install-only", "--wheels", "empty")
    for _ in range(2):
        code, said = start(unpacked, *words, without=("ensurepip",))
        assert code == 1 and "The packages could not be installed" in said


def test_a_python_that_is_too_old(unpacked: Path) -> None:
    """Does an old Python get a sentence, and no folder?"""
    path = unpacked / "start.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("OLDEST = (3, 11)", "OLDEST = (99, 1)"), encoding="utf-8")
    code, said = start(unpacked)
    assert code == 1 and "Python 99.1 or later is needed" in said
    assert not (unpacked / ".venv").exists()


def test_the_readme_has_the_same_words_for_all(unpacked: Path) -> None:
    """Is there one command, and no gap left in the text?"""
    text = (unpacked / "README.md").read_text(encoding="utf-8")
    assert "python start.py" in text and "Windows, macOS and Linux" in text
    assert "assignments/gradient-check/" in text and "$" not in text
