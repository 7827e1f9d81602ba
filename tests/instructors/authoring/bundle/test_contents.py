"""A bundle holds what is on the list, the same each time, and nothing else."""

import re
import zipfile
from pathlib import Path

import pytest

from autograder.course.folders import CourseError, assignments
from autograder.course.requirements import pinned_names, student_requirements
from autograder.instructors.authoring import make_bundle
from autograder.student_side import (
    SHIPPED,
    needed_modules,
    required_imports,
)
from tests.instructors.authoring.bundle.kit import copy_kit

BY_HAND = (
    "assignments/softmax-loss/.ipynb_checkpoints/softmax-loss-checkpoint.ipynb",
    "assignments/softmax-loss/.DS_Store",
    "assignments/softmax-loss/solution.ipynb",
    "assignments/softmax-loss/notes.py",
    "assignments/softmax-loss/other.png",
    "solutions/softmax-loss/answers.csv",
    "autograder/checks/solution.py",
    "autograder/checks/.DS_Store",
    "autograder/data/hidden.npz",
    "autograder/plots/answers.txt",
    "datasets/fashion_mnist/hidden_images.npz",
    "datasets/other/data.npz",
)


def names_in(path: Path) -> list[str]:
    """Return the names in a zip, in its order, without the folder that all lie in."""
    with zipfile.ZipFile(path) as archive:
        return [name.partition("/")[2] for name in archive.namelist()]


def test_holds_what_a_student_needs(root: Path, tmp_path: Path) -> None:
    """Are the notebook, its data, the checks, the environment and the start there?"""
    path, count = make_bundle(root, ["softmax-loss"], tmp_path / "x" / "given.zip")
    names = names_in(path)
    assert path == tmp_path / "x" / "given.zip" and count == len(names)
    for name in (
        "README.md",
        "LICENSE",
        "start.py",
        "pyproject.toml",
        "requirements.txt",
        "assignments/softmax-loss/softmax-loss.ipynb",
        "assignments/softmax-loss/softmax-loss.fingerprints.json",
        "autograder/checks/__init__.py",
        "autograder/checks/fingerprints/report.py",
        "autograder/data/fashion_mnist.py",
        "autograder/plots/images.py",
        "datasets/fashion_mnist/fashion_mnist_subset.npz",
        "datasets/fashion_mnist/LICENSE",
    ):
        assert name in names
    packages = {name.split("/")[1] for name in names if name.startswith("autograder/")}
    assert packages == {"__init__.py", *SHIPPED}
    assert {name.split("/")[1] for name in names if name.startswith("assignments/")} == {
        "softmax-loss"
    }


def test_data_only_where_it_is_needed(root: Path, tmp_path: Path) -> None:
    """Does an assignment without images come without them?"""
    path, _ = make_bundle(root, ["gradient-check"], tmp_path / "a.zip")
    assert not [name for name in names_in(path) if name.startswith("datasets/")]


def test_the_whole_course_in_one(root: Path, tmp_path: Path) -> None:
    """Can all assignments be handed out together?"""
    path, _ = make_bundle(root, assignments(root), tmp_path / "a.zip")
    notebooks = [name for name in names_in(path) if name.endswith(".ipynb")]
    assert len(notebooks) == len(assignments(root))


def test_the_same_bytes_twice(root: Path, tmp_path: Path) -> None:
    """Is a bundle made again, from files with other times, byte for byte the same?"""
    first, _ = make_bundle(root, ["svm-loss"], tmp_path / "a.zip")
    kit = copy_kit(root, tmp_path / "kit")
    for path in kit.rglob("*.py"):
        path.touch()
    second, _ = make_bundle(kit, ["svm-loss"], tmp_path / "b.zip", kit)
    assert first.read_bytes() == second.read_bytes()
    assert names_in(first) == sorted(names_in(first))


def test_files_put_there_by_hand_stay_behind(root: Path, tmp_path: Path) -> None:
    """Does nothing come along that merely lies in a folder things come from?"""
    kit = copy_kit(root, tmp_path / "kit")
    clean, _ = make_bundle(kit, ["softmax-loss"], None, kit)
    before = clean.read_bytes()
    for name in BY_HAND:
        (kit / name).parent.mkdir(parents=True, exist_ok=True)
        (kit / name).write_text("put here by hand", encoding="utf-8")
    path, _ = make_bundle(kit, ["softmax-loss"], None, kit)
    assert path == kit / "bundles" / "softmax-loss.zip"
    assert path.read_bytes() == before


def test_a_picture_that_the_notebook_shows_comes_along(root: Path, tmp_path: Path) -> None:
    """Is a file beside the notebook packed when the notebook names it?"""
    kit = copy_kit(root, tmp_path / "kit")
    folder = kit / "assignments" / "softmax-loss"
    (folder / "planes.png").write_bytes(b"picture")
    notebook = folder / "softmax-loss.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(
        text.replace('"source": [\n', '"source": [\n    "![planes](planes.png)\\n",\n', 1),
        encoding="utf-8",
    )
    path, _ = make_bundle(kit, ["softmax-loss"], None, kit)
    assert "assignments/softmax-loss/planes.png" in names_in(path)


@pytest.mark.parametrize(
    "line",
    ["from autograder.judging import grade_loss", "import autograder.instructors.lms.collect"],
)
def test_private_imports_are_refused(root: Path, tmp_path: Path, line: str) -> None:
    """Is there no bundle when a check reaches for what only instructors have?"""
    kit = copy_kit(root, tmp_path / "kit")
    with (kit / "autograder" / "checks" / "helpers.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef late() -> None:\n    {line}\n")
    with pytest.raises(CourseError, match=r"needed by autograder\.checks\.helpers .*for students"):
        make_bundle(kit, ["softmax-loss"], None, kit)
    assert not (kit / "bundles").exists()


def test_an_assignment_that_is_not_released(root: Path, tmp_path: Path) -> None:
    """Does a sentence say what to do first?"""
    kit = copy_kit(root, tmp_path / "kit")
    (kit / "assignments" / "svm-loss" / "svm-loss.ipynb").unlink()
    with pytest.raises(CourseError, match="run `autograder release svm-loss` first"):
        make_bundle(kit, ["svm-loss"], None, kit)


def test_requirements_are_pinned_whole_and_without_an_address(root: Path) -> None:
    """Has every import its package, each with version and hash, for every system, and no index?"""
    texts = [("course", path.read_text("utf-8")) for path in root.glob("assignments/*/*.ipynb")]
    needed = needed_modules(root / "autograder", texts)
    text = student_requirements(root / "requirements.lock", {*needed.others, "scipy"})
    names = pinned_names(text)
    assert {"numpy", "matplotlib", "scipy", "tqdm", "jupyterlab", "ipykernel", "requests"} <= names
    assert {"appnope", "colorama", "pywinpty"} <= names  # what macOS and Windows need besides
    assert not names & {"nbgrader", "sqlalchemy", "cosmic-ray", "distributed", "playwright"}
    assert "://" not in text and "index" not in text
    assert all("--hash=sha256:" in each for each in re.split(r"\n(?=[a-z])", text.strip()))


def test_an_import_without_a_package_is_named(root: Path) -> None:
    """Does a sentence name what the lock lacks?"""
    with pytest.raises(CourseError, match="no-such-thing: imported by"):
        student_requirements(root / "requirements.lock", {"no_such_thing", "json"})


def test_what_counts_as_an_import() -> None:
    """Are imports in functions found, and those that code can do without passed over?"""
    text = (
        "%matplotlib inline\n!ls\nimport a.b\ndef f():\n    from c import d\n"
        "try:\n    import e\nexcept ImportError:\n    import g\n"
        "try:\n    import h\nexcept ValueError:\n    pass\n"
    )
    assert sorted(required_imports(text)) == ["a.b", "c", "c.d", "g", "h"]
    assert list(required_imports("no python at all")) == []
