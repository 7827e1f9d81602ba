"""A bundle for Colab: what it holds, what it gives away, and that its notebook works by itself."""

import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.folders import CourseError, assignments
from autograder.instructors.authoring.colab import checked_address, make_colab_bundle
from autograder.notebooks.cells import read_source_cells
from autograder.notebooks.install_cell import CELL_ID, is_install_cell
from tests.assignments.test_run import CHECKS
from tests.conftest import ROOT
from tests.instructors.authoring.bundle.installed import RUN
from tests.instructors.authoring.bundle.kit import copy_kit
from tests.instructors.authoring.bundle.test_installed import errors, texts

NAME = "softmax-loss"
GITHUB = "https://raw.githubusercontent.com/ada/course/main/colab/"


def unpacked(bundle: Path, folder: Path) -> Path:
    """Unpack a bundle; return the folder that holds its files."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    (found,) = folder.iterdir()
    return found


def first_cell(folder: Path) -> str:
    """Return the source of the first cell of the notebook."""
    notebook = json.loads((folder / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    assert notebook["cells"][0]["id"] == CELL_ID
    return "".join(notebook["cells"][0]["source"])


def test_from_an_address(root: Path, tmp_path: Path) -> None:
    """Does the first cell install this very wheel from there, and the start page open notebooks?"""
    made = make_colab_bundle(root, [NAME], GITHUB.rstrip("/"), tmp_path / "x.zip")
    folder = unpacked(made.path, tmp_path / "x")
    (wheel,) = folder.glob("*.whl")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(["LICENSE", "README.md", wheel.name, f"{NAME}.ipynb"])
    assert (made.files, made.badge, made.left_behind) == (4, True, ())
    address = f"{GITHUB}{wheel.name}#sha256={sha256(wheel.read_bytes()).hexdigest()}"
    assert f'WHEEL = "{address}"' in first_cell(folder)
    assert is_install_cell(first_cell(folder))
    page = (folder / "README.md").read_text(encoding="utf-8")
    opened = f"https://colab.research.google.com/github/ada/course/blob/main/colab/{NAME}.ipynb"
    assert f"(https://colab.research.google.com/assets/colab-badge.svg)]({opened})" in page
    assert wheel.name not in page
    again = make_colab_bundle(root, [NAME], GITHUB, tmp_path / "y.zip")
    assert again.path.read_bytes() == made.path.read_bytes()


def test_without_an_address(root: Path, tmp_path: Path) -> None:
    """Does the first cell ask for the wheel, and the start page say which file that is?"""
    made = make_colab_bundle(root, assignments(root), "", tmp_path / "x.zip")
    folder = unpacked(made.path, tmp_path / "x")
    (wheel,) = folder.glob("*.whl")
    assert f'WHEEL = "{wheel.name}"' in first_cell(folder)
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert f"choose `{wheel.name}`" in page and "colab-badge" not in page
    assert len(list(folder.glob("*.ipynb"))) == len(assignments(root)) == page.count("by tests, ")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.edu/",
        "example.edu/course",
        "https://",
        "https://example.edu/a b/",
        'https://example.edu/"; import os #',
        "https://example.edu/\n",
        "https://[example.edu/",
        "https://ada:secret@example.edu/",
        "https://example.edu/?key=1",
        "https://example.edu/x-1-py3-none-any.whl",
        "file:///tmp/",
    ],
)
def test_a_bad_address(root: Path, tmp_path: Path, address: str) -> None:
    """Is what is no folder on the web refused in a sentence, and no file written?"""
    with pytest.raises(CourseError, match="--address"):
        make_colab_bundle(root, [NAME], address, tmp_path / "x.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    ["https://example.edu/a", "http://127.0.0.1:8000/", "https://example.edu/%C3%A9/~ada/"],
)
def test_a_good_address(address: str) -> None:
    """Are addresses with ports, escapes and without a last slash taken?"""
    assert checked_address(address) == address.rstrip("/") + "/"


def test_a_secret_in_the_wheel(root: Path, tmp_path: Path) -> None:
    """Is a line of a solution found inside the wheel, and no file left?"""
    kit = copy_kit(root, tmp_path / "kit")
    with (kit / "autograder" / "plots" / "picture.py").open("a", encoding="utf-8") as file:
        file.write("\nlog_total = np.log(np.exp(scores).sum(axis=1))\n")
    with pytest.raises(CourseError, match="holds a line of softmax-loss"):
        make_colab_bundle(kit, [NAME], "", None, kit)
    assert not (kit / "bundles").exists()


def test_the_command(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the command say where the zip is and what to do with it, and refuse a lone address?"""
    monkeypatch.chdir(root)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    path = str(tmp_path / "x.zip")
    words = ["bundle", NAME, "--for", "colab", "--output", path]
    done = CliRunner().invoke(app, [*words, "--address", "https://example.edu/course"])
    assert done.exit_code == 0, done.output
    assert "https://example.edu/course/" in done.output.replace("\n", "")
    assert zipfile.is_zipfile(path)
    wrong = CliRunner().invoke(app, ["bundle", NAME, "--address", "https://example.edu/course"])
    assert wrong.exit_code == 1 and "--for colab" in wrong.output


@pytest.fixture(scope="module")
def colab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like Colab's /content, and beside it an environment with google.colab."""
    folder = tmp_path_factory.mktemp("colab")
    made = make_colab_bundle(ROOT, [NAME], "", folder / "x.zip")
    content = unpacked(made.path, folder / "content")
    venv.create(folder / ".venv", with_pip=True)
    (site,) = (folder / ".venv" / "lib").glob("python*/site-packages")
    (site / "google" / "colab").mkdir(parents=True)
    (site / "google" / "colab" / "__init__.py").touch()
    lent = f"{sysconfig.get_path('purelib')}\nimport google.colab\n"
    (site / "lent.pth").write_text(lent, encoding="utf-8")
    return content


def run(content: Path, notebook: Path) -> list[dict[str, Any]]:
    """Execute a notebook there; return its cells."""
    python = content.parents[1] / ".venv" / "bin" / "python"
    done = subprocess.run(
        [str(python), "-c", RUN, str(notebook), str(content)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": sys.prefix, "HOME": str(content)},
    )
    assert done.returncode == 0, done.stderr
    cells: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return cells


def test_it_works_by_itself(colab: Path) -> None:
    """Does one cell install all, are data read, and do cards and fingerprints judge a solution?"""
    solutions = {
        cell.id: cell.source
        for cell in read_source_cells(ROOT / "solutions" / NAME / f"{NAME}.ipynb")
        if cell.solution and cell.kind == "code"
    }
    notebook = json.loads((colab / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = solutions.get(cell["id"], cell["source"])
    solved = colab / "solved.ipynb"
    solved.write_text(json.dumps(notebook), encoding="utf-8")
    cells = run(colab, solved)
    assert "Ready: go on below." in texts(cells[0])
    assert errors(cells) == []
    checked = [(name, cell) for cell in cells for name in CHECKS.findall(cell["source"])]
    assert len(checked) == 3
    for name, cell in checked:
        assert f"✓ PASSED  {name}: " in texts(cell)
        (card,) = (each["data"] for each in cell["outputs"] if "text/html" in each.get("data", {}))
        # What frames of Colab and VS Code may refuse is not in it.
        assert not re.search(r"<script|<link|https?://|@import|url\(", "".join(card["text/html"]))
        assert "less strict" not in texts(cell)  # its fingerprints came with the wheel
    file, grading = texts(cells[-1]).split()
    assert ".venv" in file and grading == "None"
