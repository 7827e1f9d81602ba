"""A bundle that would give something away is not written."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.course.folders import CourseError
from autograder.instructors.authoring import make_bundle
from autograder.instructors.authoring.bundle import Contents
from autograder.instructors.authoring.leaks import refuse_leaks
from tests.instructors.authoring.bundle.kit import copy_kit
from tests.selfstudy.conftest import run

LEAKING = "    log_total = np.log(np.exp(scores).sum(axis=1))  # mine"


@pytest.mark.parametrize("name", ["softmax-loss", "svm-loss"])
def test_a_secret_line_in_a_notebook(root: Path, tmp_path: Path, name: str) -> None:
    """Is a line of any assignment's solution found, named, and no file left?"""
    kit = copy_kit(root, tmp_path / "kit")
    path = kit / "assignments" / name / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][1]["source"] = f"x = 1\n{LEAKING}\n"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(CourseError, match=rf"{name}/{name}.ipynb:\d+ holds a line of softmax-loss"):
        make_bundle(kit, [name], None, kit)
    assert list((kit / "bundles").iterdir()) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LEAKING.strip(), "holds a line of softmax-loss"),
        ("### BEGIN SOLUTION", "holds the marks"),
        ("from autograder.judging import Anything  # noqa", "imports what is not for students"),
    ],
)
def test_a_secret_in_a_file_that_is_packed(root: Path, tmp_path: Path, text: str, why: str) -> None:
    """Is it found in the zip itself, whatever the list said?"""
    files: Contents = {"x/autograder/checks/box.py": f"a = 1\n{text}\n".encode()}
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/autograder/checks/box.py", next(iter(files.values())))
    with pytest.raises(CourseError, match=rf"checks/box\.py.* {why}"):
        refuse_leaks(path, files, root)


def test_a_zip_with_another_file(root: Path, tmp_path: Path) -> None:
    """Is a zip refused that holds a file which was not on the list?"""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/more.txt", "more")
    with pytest.raises(CourseError, match=r"x/more\.txt is not what was to be packed"):
        refuse_leaks(path, {}, root)
    with pytest.raises(CourseError, match="other files than it should"):
        refuse_leaks(path, {"x/more.txt": b"more", "x/none.txt": b""}, root)


def test_an_earlier_bundle_survives_a_refusal(root: Path, tmp_path: Path) -> None:
    """Is the last good bundle still there, and whole, when the next is refused?"""
    kit = copy_kit(root, tmp_path / "kit")
    path, _ = make_bundle(kit, ["softmax-loss"], None, kit)
    before = path.read_bytes()
    with (kit / "autograder" / "plots" / "picture.py").open("a", encoding="utf-8") as file:
        file.write(f"\n# {LEAKING}\nif True:\n{LEAKING}\n")
    with pytest.raises(CourseError, match="must not be handed out"):
        make_bundle(kit, ["softmax-loss"], None, kit)
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


def test_a_place_that_can_not_be_written(root: Path, tmp_path: Path) -> None:
    """Does a sentence say what could not be written?"""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match="could not be written"):
        make_bundle(root, ["softmax-loss"], tmp_path / "file" / "a.zip")


@pytest.mark.usefixtures("in_root")
def test_the_command_says_it(tmp_path: Path) -> None:
    """Does the command name the file it wrote, and an unknown assignment in one sentence?"""
    done = run("bundle", "svm-loss", "--output", str(tmp_path / "a.zip"))
    assert done.exit_code == 0 and f"{tmp_path / 'a.zip'}:" in done.output
    done = run("bundle", "no-such")
    assert done.exit_code == 1 and "no-such: is the name right?" in done.output
    assert run("bundle", "../assignments/svm-loss").exit_code == 1
    assert "Traceback" not in done.output
