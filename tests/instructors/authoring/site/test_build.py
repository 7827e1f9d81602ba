"""What is in a site, and when it takes the place of what was there."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.course.folders import CourseError
from autograder.instructors.authoring.site import fonts, make_site
from autograder.instructors.authoring.site.fonts import PictureFont
from autograder.notebooks.release_id import KEY, is_of_another_release
from tests.instructors.authoring.bundle.kit import copy_kit
from tests.instructors.authoring.bundle.test_leaks import LEAKING
from tests.selfstudy.conftest import run

NAME = "softmax-loss"
NOTEBOOK = f"{NAME}/{NAME}.ipynb"
pytestmark = pytest.mark.usefixtures("builder")


def test_what_is_in_it(root: Path, tmp_path: Path, pyodide: Path) -> None:
    """Has it the notebook with its release, the kit with fingerprints, data, and no secret?"""
    made = make_site(root, [NAME], tmp_path / "public", str(pyodide))
    notebook = made.folder / "files" / NOTEBOOK
    released = root / "assignments" / NOTEBOOK
    assert json.loads(notebook.read_text(encoding="utf-8"))["metadata"][KEY]
    assert not is_of_another_release(notebook, released)
    assert is_of_another_release(notebook, root / "assignments" / "svm-loss" / "svm-loss.ipynb")
    kit = next((made.folder / "static" / "pyodide").glob("linear_classifier_kit-*.whl"))
    names = zipfile.ZipFile(kit).namelist()
    assert f"autograder/checks/fingerprints/handouts/{NAME}.fingerprints.json" in names
    assert "autograder/findings/students.toml" in names
    assert not [name for name in names if "instructors" in name or "judging" in name]
    data = next((made.folder / "static" / "pyodide").glob("linear_classifier_data-*.whl"))
    assert "datasets/fashion_mnist/fashion_mnist_subset.npz" in zipfile.ZipFile(data).namelist()
    settings = json.loads((made.folder / "jupyter-lite.json").read_text(encoding="utf-8"))
    (kernel,) = settings["jupyter-config-data"]["litePluginSettings"].values()
    assert kernel["disablePyPIFallback"] and "pyodideUrl" not in kernel
    assert {"comm", "linear_classifier_kit", "numpy"} <= set(
        kernel["loadPyodideOptions"]["packages"]
    )


def test_the_pages(root: Path, tmp_path: Path, pyodide: Path) -> None:
    """Does the start page lead to the notebook, and say what will be loaded, under a policy?"""
    made = make_site(root, [NAME], tmp_path / "public", str(pyodide))
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert f'href="lab/index.html?path={NOTEBOOK}"' in page
    for path in made.folder.rglob("*.html"):
        assert "Content-Security-Policy" in path.read_text(encoding="utf-8")
    assert "http://" not in page and "https://" not in page
    manifest = json.loads((made.folder / "course-site.json").read_text(encoding="utf-8"))
    assert [each["path"] for each in manifest["notebooks"]] == [NOTEBOOK]
    for each in manifest["files"]:
        assert (made.folder / each["path"]).stat().st_size == each["size"]
    assert (made.folder / "jupyterlite-service-worker.js").read_text(encoding="utf-8") == "lite()"
    assert "{{" not in (made.folder / "service-worker.js").read_text(encoding="utf-8")


def test_from_another_host(root: Path, tmp_path: Path) -> None:
    """With cdn, is the host named on the page, and its own wheels still the site's?"""
    made = make_site(root, [NAME], tmp_path / "public", "cdn")
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert "Python itself comes from cdn.jsdelivr.net" in page
    assert "https://cdn.jsdelivr.net" in page  # the policy
    settings = (made.folder / "jupyter-lite.json").read_text(encoding="utf-8")
    assert "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/pyodide.js" in settings
    assert list((made.folder / "pypi").glob("linear_classifier_kit-*.whl"))
    assert not (made.folder / "static").exists()


def test_a_secret(root: Path, tmp_path: Path, pyodide: Path) -> None:
    """Is a site that would give away a line of a solution not written, and the earlier one kept?"""
    kit = copy_kit(root, tmp_path / "kit")
    output = tmp_path / "public"
    make_site(kit, [NAME], output, str(pyodide), kit)
    before = sorted(path.name for path in output.rglob("*"))
    with (kit / "autograder" / "plots" / "picture.py").open("a", encoding="utf-8") as file:
        file.write(f"\nif True:\n{LEAKING}\n")
    with pytest.raises(CourseError, match=r"plots/picture\.py:\d+ holds a line of softmax-loss"):
        make_site(kit, [NAME], output, str(pyodide), kit)
    assert sorted(path.name for path in output.rglob("*")) == before
    assert not list(tmp_path.glob(".site-*"))


def test_only_a_site_is_replaced(root: Path, tmp_path: Path, pyodide: Path) -> None:
    """Does a folder with anything else stay as it is, and an earlier site go?"""
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("all of it", encoding="utf-8")
    for place in (other, other / "thesis.txt"):
        with pytest.raises(CourseError, match="is no site"):
            make_site(root, [NAME], place, str(pyodide))
    assert (other / "thesis.txt").read_text(encoding="utf-8") == "all of it"
    output = tmp_path / "public"
    make_site(root, [NAME], output, str(pyodide))
    (output / "old.txt").write_text("", encoding="utf-8")
    make_site(root, [NAME], output, str(pyodide))
    assert not (output / "old.txt").exists()
    (output / ".git").mkdir()
    with pytest.raises(CourseError, match="is a checkout of git"):
        make_site(root, [NAME], output, str(pyodide))
    assert (output / ".git").is_dir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CourseError, match="is no site"):
        make_site(root, [NAME], link, str(pyodide))


def test_a_site_that_can_not_take_its_place(
    root: Path, tmp_path: Path, pyodide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is the earlier site back when the new one can't be put there?"""
    output = tmp_path / "public"
    make_site(root, [NAME], output, str(pyodide))
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "made":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CourseError, match="could not be written"):
        make_site(root, [NAME], output, str(pyodide))
    assert (output / "course-site.json").is_file()


@pytest.mark.usefixtures("in_root")
def test_the_command(tmp_path: Path, pyodide: Path) -> None:
    """Must it be said where Python comes from, and what can't be had be named in a sentence?"""
    assert run("site", NAME).exit_code == 2
    done = run("site", NAME, "--pyodide", str(tmp_path), "--output", str(tmp_path / "public"))
    assert done.exit_code == 1 and "is no Pyodide distribution" in done.output
    done = run("site", "none", "--pyodide", str(pyodide), "--output", str(tmp_path / "public"))
    assert done.exit_code == 1 and "none: is the name right?" in done.output
    done = run("site", NAME, "--pyodide", str(pyodide), "--output", str(tmp_path / "public"))
    assert done.exit_code == 0 and "no hidden test" in done.output
    assert f"All may read, once it is published: {NAME}." in done.output


def test_in_two_languages(root: Path, tmp_path: Path, pyodide: Path) -> None:
    """Is the other language one click away, with its notebooks, words and fingerprints?"""
    made = make_site(root, [NAME], tmp_path / "public", str(pyodide), spoken=("", "zh"))
    english, chinese = (
        (made.folder / name).read_text(encoding="utf-8") for name in ("index.html", "zh.html")
    )
    assert '<html lang="en">' in english and '<a href="zh.html" hreflang="zh"' in english
    assert '<html lang="zh">' in chinese and '<a href="index.html" hreflang="en"' in chinese
    assert f'data-path="zh/{NOTEBOOK}"' in chinese and f'data-path="{NOTEBOOK}"' in english
    assert "保存我的作业" in chinese and "保存我的作业" not in english
    files = made.folder / "files"
    assert (files / "zh" / NAME / "language.txt").read_text(encoding="utf-8") == "zh\n"
    assert not (files / NAME / "language.txt").exists()
    manifest = json.loads((made.folder / "course-site.json").read_text(encoding="utf-8"))
    assert [each["language"] for each in manifest["notebooks"]] == ["en", "zh"]
    assert set(manifest["words"]["en"]) == set(manifest["words"]["zh"])
    kit = next((made.folder / "static" / "pyodide").glob("linear_classifier_kit-*.whl"))
    names = zipfile.ZipFile(kit).namelist()
    assert f"autograder/checks/fingerprints/handouts/{NAME}.zh.fingerprints.json" in names
    assert "autograder/findings/language.txt" not in names
    font = made.fonts["zh"]
    assert set(made.fonts) == {"zh"}
    with_kit = {name for name in names if name.startswith("autograder/plots/fonts/")}
    assert with_kit == (set(font.files("zh")) if font else set())


@pytest.mark.parametrize("there", [True, False])
def test_a_font_is_said(
    there: bool, tmp_path: Path, pyodide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is one told once which font pictures have in the other language, and its size, or none?"""
    font = PictureFont("Some Font", "Nobody", frozenset("一二"), b"font" * 1000)
    monkeypatch.setattr(fonts, "picture_font", lambda *_: font if there else None)
    output = str(tmp_path / "public")
    done = run("site", NAME, "--pyodide", str(pyodide), "--output", output)
    told = ["2 characters of Some Font, 4 kB, under the SIL Open Font License", "no font with its"]
    assert [done.output.count(each) for each in told] == [int(there), int(not there)]


def test_in_chinese_alone(root: Path, tmp_path: Path, pyodide: Path) -> None:
    """Is a site in one language all in that, where nothing beside a notebook can be read, too?"""
    made = make_site(root, [NAME], tmp_path / "public", str(pyodide), spoken=("zh",))
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in page and "hreflang" not in page
    assert not (made.folder / "zh.html").exists()
    kit = next((made.folder / "static" / "pyodide").glob("linear_classifier_kit-*.whl"))
    assert zipfile.ZipFile(kit).read("autograder/findings/language.txt") == b"zh\n"
