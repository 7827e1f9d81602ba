"""The folder of a bundle as VS Code opens it: its settings name what start.py makes."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.instructors.authoring import make_bundle
from autograder.instructors.authoring.bundled import start


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Any]:
    """Return the files of `.vscode` by name, read."""
    path, _ = make_bundle(root, ["softmax-loss"], tmp_path_factory.mktemp("vscode") / "x.zip")
    with zipfile.ZipFile(path) as archive:
        files = [name for name in archive.namelist() if "/.vscode/" in name]
        return {name.rpartition("/")[2]: json.loads(archive.read(name)) for name in files}


def test_the_interpreter_is_the_one_that_is_installed(settings: dict[str, Any]) -> None:
    """Is the environment the folder that start.py makes, on any system?"""
    found = settings["settings.json"]["python.defaultInterpreterPath"]
    assert found == f"${{workspaceFolder}}/{start.VENV.name}"
    # Checks look for their fingerprints beside the notebook.
    assert settings["settings.json"]["jupyter.notebookFileRoot"] == "${fileDirname}"


def test_the_extensions_that_notebooks_need(settings: dict[str, Any]) -> None:
    """Are the two of Microsoft's recommended, and no others?"""
    wanted = ["ms-toolsai.jupyter", "ms-python.python"]
    assert settings["extensions.json"] == {"recommendations": wanted}


def test_the_task_installs(settings: dict[str, Any]) -> None:
    """Is the task what start.py understands, without a JupyterLab at its end?"""
    (task,) = settings["tasks.json"]["tasks"]
    name, *words = task["args"]
    assert name == Path(start.__file__).name
    assert start.parse(words).install_only
