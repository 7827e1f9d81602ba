"""What the repository holds, and what it must not."""

import json
import re
import subprocess
from pathlib import Path

import pytest

WANTED = ("assignments", "solutions", "autograder", "datasets", "environment.yml", "README.md")


def tracked_files(root: Path) -> list[Path]:
    """Return what git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [root / name for name in listed.stdout.splitlines() if (root / name).is_file()]


@pytest.mark.parametrize("name", WANTED)
def test_top_level(root: Path, name: str) -> None:
    """Is each named part at the top level?"""
    assert (root / name).exists()


def test_no_paths_of_a_machine_and_no_registry(root: Path) -> None:
    """Does no text file name somebody's home folder or the address of a package registry?"""
    forbidden = re.compile(
        r"/home/\w|/Users/\w|/work/|/root/|pypi\.org|pythonhosted|registry\.npmjs"
    )
    for path in tracked_files(root):
        if path.suffix in {".npz", ".png"} or path == Path(__file__):
            continue
        found = forbidden.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path.relative_to(root)} holds {found and found[0]}"


def test_notebooks_carry_no_outputs(root: Path) -> None:
    """Is each committed notebook without outputs, counts and noise, so that diffs stay short?"""
    for path in [*root.glob("solutions/*/*.ipynb"), *root.glob("assignments/*/*.ipynb")]:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert set(notebook["metadata"]) == {"kernelspec", "language_info"}, path
        for cell in notebook["cells"]:
            assert not cell.get("outputs"), f"{path}: {cell['id']} has outputs"
            assert cell.get("execution_count") is None, f"{path}: {cell['id']} has a count"


def test_no_large_file(root: Path) -> None:
    """Is every file under 5 MB, and CIFAR-10 not among them?"""
    large = [path for path in tracked_files(root) if path.stat().st_size > 5_000_000]
    assert not large
    assert not any("cifar" in path.name and path.suffix == ".npz" for path in tracked_files(root))
