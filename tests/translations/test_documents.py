"""Whole documents in another language: known as stale, and never handed out so."""

from pathlib import Path

import pytest

from autograder.findings.language import ABOUT, TRANSLATIONS
from autograder.instructors.authoring import documents as module
from autograder.instructors.authoring.documents import as_read, documents, mended
from autograder.instructors.authoring.translations import DOCUMENTS, parts, troubles, write_skeleton
from tests.conftest import ROOT

PAGES = {"lab", "site", "self-study", "gradcheck", "glossary", "start/student", "start/self-study"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a folder with two pages, one of which is translated."""
    for name, text in (("docs/a.md", "A page."), ("docs/b.md", "B."), ("docs/zh/a.md", "一页。")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "solutions").mkdir()
    return tmp_path


def stale(root: Path) -> list[str]:
    """Return what is said of documents that don't fit."""
    (part,) = (each for each in parts(root, "zh") if each.name == DOCUMENTS)
    return [str(each) for each in troubles(part)]


def test_a_changed_page(course: Path) -> None:
    """Is a page named that says of no English, of another, and not one that fits again?"""
    assert len(stale(course)) == 1 and "zh/a.md" in stale(course)[0]
    assert write_skeleton(course, "zh", DOCUMENTS, ["a.md"])[1] == 0
    assert stale(course) == []
    page = course / "docs" / "zh" / "a.md"
    assert page.read_text(encoding="utf-8").endswith("-->\n一页。")
    (course / "docs" / "a.md").write_text("Another page.", encoding="utf-8")
    assert "zh/a.md" in stale(course)[0] and "--mended" in stale(course)[0]
    assert write_skeleton(course, "zh", DOCUMENTS)[1] == 1  # nothing is mended unsaid
    (course / "docs" / "a.md").unlink()
    assert write_skeleton(course, "zh", DOCUMENTS)[1] == 0 or stale(course)


def test_what_is_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a README read in a language where it fits, and else the English one?"""
    english = tmp_path / "README.md.template"
    english.write_text("Hello $name", encoding="utf-8")
    folder = tmp_path / "languages" / "xx"
    (folder / "documents").mkdir(parents=True)
    (folder / ABOUT).write_text('name = "X"\nlocales = []\nuntranslated = "{english}"\n')
    monkeypatch.setenv(TRANSLATIONS, str(tmp_path / "languages"))
    monkeypatch.setattr(module, "_BUNDLED", tmp_path)
    assert as_read(english, "xx") == as_read(english, "") == "Hello $name"
    (folder / "documents" / english.name).write_text("Hallo $name", encoding="utf-8")
    assert as_read(english, "xx") == "Hello $name"
    (found,) = documents(tmp_path, "xx")
    mended(found)
    assert as_read(english, "xx") == "Hallo $name"


def test_students_docs_are_chinese() -> None:
    """Are the pages that students read there?"""
    folder = ROOT / "docs" / "zh"
    found = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")}
    assert found == PAGES
