"""Pages and what students are handed, in the language that is asked for."""

import json
import os
import runpy
import shutil
from pathlib import Path

import pytest

from autograder.checks.fingerprints.prints_file import SUFFIX
from autograder.commandline.commands.lab import find_place, in_language
from autograder.course.folders import CourseError
from autograder.data.fashion_mnist import class_names
from autograder.findings import language as in_force
from autograder.findings import page, text
from autograder.findings.language import BESIDE, LANGUAGE, language, language_of_learner, speaking
from autograder.instructors.authoring.bundle import SPOKEN, contents
from autograder.instructors.authoring.bundled_texts import FOLDER
from autograder.instructors.authoring.start_page import notebooks, start_page
from autograder.instructors.authoring.translated_release import release_in, translated_into
from autograder.judging.pictures import picture_of
from autograder.notebooks.cells import parse_cells
from autograder.plots.labels import in_english, pairs_in
from benchmarks.languages import in_code, in_prose
from tests.conftest import ROOT
from tests.translations.test_chinese import faults

NAME = "softmax-loss"
NAMES = ("softmax-function", "gradient-check", NAME)


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (LANGUAGE, "NBGRADER_EXECUTION", *in_force._LOCALES):
        monkeypatch.delenv(name, raising=False)
    in_force._by_itself.cache_clear()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course with some assignments and their translations."""
    for folder in ("solutions", "assignments"):
        for name in NAMES:
            shutil.copytree(ROOT / folder / name, tmp_path / folder / name)
    for folder in ("translations", "mistakes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_within() -> None:
    """Is a language in force within, one in the other, and unsaid ones left alone?"""
    with speaking("zh"):
        assert language() == "zh" and text("card-state.passed") == "通过"
        with speaking(""):
            assert language() == ""
        with speaking(None):
            assert language() == "zh"
        with speaking("tlh"):
            assert language() == ""
    assert language() == ""


@pytest.mark.parametrize(
    ("said", "handout", "system", "found"),
    [
        (None, None, "", ""),
        (None, "zh", "", "zh"),
        (None, None, "zh_CN.UTF-8", "zh"),
        ("", "zh", "zh_CN.UTF-8", ""),
        ("zh", None, "", "zh"),
    ],
)
def test_who_learns(
    said: str | None,
    handout: str | None,
    system: str,
    found: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counts what is said, then the handout, then the system?"""
    monkeypatch.setenv("LANG", system or "C")
    if said is not None:
        monkeypatch.setenv(LANGUAGE, said)
    assert language_of_learner(handout) == found


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>{{ a }} of {{ b }} points</p>", "<p>{{ a }} / {{ b }} 分</p>"),
        ("<p>Mistake: {{ a }}</p>", "<p>错误：{{ a }}</p>"),
        ("<p><b>{{ a }}</b>: passed</p>", "<p><b>{{ a }}</b>: passed</p>"),
        (
            "Each facet is <strong>passed</strong> or <strong>FAILED</strong>",
            "每个评分项或者<strong>通过</strong>，或者<strong>未通过</strong>",
        ),
        ("<i>This cell is empty.</i> {{ a }}", "<i>这个单元格是空的。</i> {{ a }}"),
        ("grades them. <code>x</code>", "来评分。<code>x</code>"),
        ("handed in: <code>x</code> grades them.", "，已经提交：运行 <code>x</code> 来评分。"),
    ],
)
def test_a_page(source: str, said: str) -> None:
    """Has Chinese no space beside its own marks and tags, and one beside values and code?"""
    with speaking("zh"):
        assert page(source) == said
    assert page(source) == source


def test_start_page(course: Path) -> None:
    """Is the start page of Chinese handouts Chinese, in the order that English ones have?"""
    release_in(course, NAMES, "zh")
    folder = course / "assignments-zh"
    order = [each.name for each in notebooks(course / "assignments")]
    assert order == list(NAMES) == [each.name for each in notebooks(folder)]
    with speaking("zh"):
        said = start_page(folder, to_check=True)
    assert "# 从这里开始" in said and "1. 从上到下运行单元格" in said
    skipped = ("<!--", "autograder", "## 1.", "## 2.", "## 3.")
    lines = [line for line in said.splitlines() if not line.startswith(skipped)]
    assert [fault for line in lines for fault in faults(line)] == []
    assert "Start here" in start_page(folder)


def test_names_of_classes_without_a_font(course: Path) -> None:
    """Is what a notebook says of a class English again where no font has the letters?"""
    release_in(course, ["softmax-loss"], "zh")
    pairs = pairs_in(course / "assignments-zh" / "softmax-loss")
    with speaking("zh"):
        names = class_names()
    labels = [f"判为 {said}\n实为 {true}" for said, true in zip(names, names[::-1], strict=True)]
    english = [
        f"said {said}\nis {true}"
        for said, true in zip(class_names(), class_names()[::-1], strict=True)
    ]
    assert [in_english(each, pairs) for each in labels] == english


def test_lab(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are handouts written once, a person's work kept, and is a language that isn't there said?"""
    monkeypatch.setenv(LANGUAGE, "")  # put back at the end
    place = find_place(course)
    found = in_language(place, "zh")
    assert found.assignments == course / "assignments-zh" and os.environ[LANGUAGE] == "zh"
    work = found.assignments / NAME / f"{NAME}.ipynb"
    work.write_text("mine", encoding="utf-8")
    shutil.rmtree(found.assignments / "gradient-check")
    assert in_language(place, "zh") == found
    assert work.read_text(encoding="utf-8") == "mine"
    assert (found.assignments / "gradient-check" / "gradient-check.ipynb").is_file()
    assert in_language(place, "en") == place and os.environ[LANGUAGE] == ""
    with pytest.raises(CourseError, match="no notebooks in tlh"):
        in_language(place, "tlh")
    shutil.rmtree(course / "translations")
    shutil.rmtree(course / "assignments-zh")
    with pytest.raises(CourseError, match="no notebooks in zh"):
        in_language(place, "zh")
    assert in_language(place, "") == place


def test_lab_by_the_system(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the system's locale decide where nothing is said?"""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert in_language(find_place(course), "").assignments == course / "assignments-zh"


def test_bundle(course: Path) -> None:
    """Has a Chinese bundle no English sentence in its notebooks, README and start.py's words?"""
    files = contents(course, [NAME], language="zh")
    notebook = parse_cells(files[f"assignments/{NAME}/{NAME}.ipynb"])
    assert not [each.key for each in notebook if in_prose(each) or list(in_code(each))]
    assert files[SPOKEN] == files[f"assignments/{NAME}/{BESIDE}"] == b"zh\n"
    assert f"assignments/{NAME}/{NAME}{SUFFIX}" in files
    assert files["README.md"].decode().startswith("# 你的作业")
    english = contents(course, [NAME])
    assert SPOKEN not in english and "start.json" not in english
    assert english["README.md"].decode().startswith("# Your assignments")
    with pytest.raises(CourseError):
        contents(course, [NAME], language="tlh")
    (course / "translations" / "zh" / f"{NAME}.toml").unlink()
    with pytest.raises(CourseError, match=NAME):
        contents(course, [NAME], language="zh")


def test_what_start_says(tmp_path: Path) -> None:
    """Does start.py say what lies beside it, each sentence, and English where that is spoilt?"""
    shutil.copy(FOLDER / "start.py", tmp_path)
    said = json.loads(contents(ROOT, [NAME], language="zh")["start.json"])
    (tmp_path / "start.json").write_text(json.dumps(said), encoding="utf-8")
    start = runpy.run_path(str(tmp_path / "start.py"))
    sentences = [
        value for name, value in start.items() if name.isupper() and isinstance(value, str)
    ]
    assert len(sentences) >= 10
    assert all(start["said"](each) != each for each in sentences)
    (tmp_path / "start.json").write_text("[", encoding="utf-8")
    assert all(start["said"](each) == each for each in sentences)


def test_which_languages(course: Path) -> None:
    """Has a site the languages that all of its notebooks are in?"""
    assert translated_into(course, NAMES) == ["zh"]
    (course / "translations" / "zh" / f"{NAME}.toml").unlink()
    assert translated_into(course, NAMES) == [] and translated_into(course, NAMES[:1]) == ["zh"]


def test_a_picture_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a mistake's picture described in the language in force, whichever came first?"""
    monkeypatch.chdir(ROOT)
    said = []
    for name in ("", "zh", ""):
        with speaking(name):
            drawn = picture_of(
                "softmax_loss_naive", NAME, ["the regularization is missing from dW"]
            )
        assert drawn is not None
        said.append(drawn.words)
    assert said[0] == said[2] != said[1] and not said[1].isascii()
