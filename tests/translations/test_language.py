"""Which language is in force, and what is said where a translation has nothing."""

import os
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.findings import language as in_force
from autograder.findings import text
from autograder.findings.language import (
    BESIDE,
    LANGUAGE,
    following_the_system,
    language,
    languages,
    read_about,
    said_language,
    use_language,
)
from autograder.findings.translation import Entry, english_hash, in_language, state_of
from autograder.findings.words import english_messages
from autograder.gradebook.course import Course
from autograder.instructors.authoring.translation_files import write_entries
from tests.conftest import ROOT
from tests.support.pseudo_language import PSEUDO, written

CODE = "not-implemented"
ENGLISH = english_messages("students.toml")[CODE]


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start in an empty folder, on a system that says nothing."""
    for name in (LANGUAGE, "NBGRADER_EXECUTION", *in_force._LOCALES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    in_force._by_itself.cache_clear()


@pytest.mark.parametrize(
    ("said", "found"),
    [("", ""), ("zh", "zh"), ("zh_CN.UTF-8", "zh"), ("zh-Hans", "zh"), ("en", ""), ("../zh", "")],
)
def test_it_is_said(said: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the variable count, with the country or without, and only for a language there is?"""
    monkeypatch.setenv(LANGUAGE, said)
    assert language() == found


def test_a_course_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a setting count where the variable says nothing, and not where it says English?"""
    monkeypatch.setenv(LANGUAGE, "")
    use_language("zh")
    assert language() == ""
    monkeypatch.delenv(LANGUAGE)
    use_language("")
    assert language() == ""
    use_language("zh")
    assert language() == "zh"


def test_a_courses_configuration_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is the language of a course's nbgrader_config.py that of all it starts?"""
    monkeypatch.setenv(LANGUAGE, "")  # so that it is undone
    monkeypatch.delenv(LANGUAGE)
    Course(ROOT, Config({"GradingSettings": {"language": "zh"}}))
    assert os.environ[LANGUAGE] == language() == "zh"


def test_a_handout_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the file beside a handout count in its kernel, and in no process that grades?"""
    (tmp_path / BESIDE).write_text("zh\n", encoding="utf-8")
    monkeypatch.setattr(in_force, "_in_kernel", lambda: False)
    assert language() == ""
    in_force._by_itself.cache_clear()
    monkeypatch.setattr(in_force, "_in_kernel", lambda: True)
    assert language() == "zh"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert language() == ""


@pytest.mark.parametrize(
    ("system", "found"),
    [("zh_CN.UTF-8", "zh"), ("Chinese (Simplified)_China", "zh"), ("de_DE", ""), ("zha_CN", "")],
)
def test_a_students_system_says_it(
    system: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does the system's locale count for students, and never where the instructors' part is?"""
    monkeypatch.setenv("LANG", system)
    assert language() == ""
    monkeypatch.setattr(in_force, "_has_instructors_part", lambda: False)
    in_force._by_itself.cache_clear()
    assert language() == found


def test_who_types_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the system's locale count for what one reads at once, and not for what others read?"""
    monkeypatch.setenv("LC_MESSAGES", "zh_CN.UTF-8")
    with following_the_system():
        assert (language(), said_language()) == ("zh", "")
        monkeypatch.setenv(LANGUAGE, "")  # English is said
        assert language() == ""
    monkeypatch.delenv(LANGUAGE)
    assert language() == ""


@pytest.mark.usefixtures("pseudo")
def test_a_third_language() -> None:
    """Is a language that lies elsewhere one as those of the kit?"""
    assert set(languages()) >= {"zh", PSEUDO}


def test_states() -> None:
    """Is an entry without words missing, and one of another English stale?"""
    entry = Entry(english_hash("one"), "one", "eins")
    assert state_of(entry, "one") == "translated"
    assert state_of(entry, "two") == "stale"
    assert state_of(None, "one") == "missing"
    assert state_of(Entry(english_hash("one"), "one", " "), "one") == "missing"


@pytest.mark.parametrize(
    "entry",
    [
        Entry(english_hash("something else"), "something else", "ándérs"),
        Entry(english_hash(ENGLISH), ENGLISH, ""),
    ],
)
def test_english_is_marked(entry: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is what is stale or missing said in English, and marked, and a part that isn't there not?"""
    own = written(tmp_path) / PSEUDO
    write_entries(own / "messages.toml", {CODE: entry})
    (own / "instructors.toml").unlink()
    monkeypatch.setenv("AUTOGRADER_TRANSLATIONS", str(tmp_path))
    monkeypatch.setenv(LANGUAGE, PSEUDO)
    assert text(CODE) == f"[English] {ENGLISH}"
    assert text("author", text="1") == "1"  # nothing to translate
    untouched = english_messages("instructors.toml")["bundle.no-notebook"]
    assert text("bundle.no-notebook") == untouched


def test_values_that_a_translation_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a message said in English whose translation asks for a value that it hasn't?"""
    own = written(tmp_path) / PSEUDO
    entry = Entry(english_hash(ENGLISH), ENGLISH, "{nothing}")
    write_entries(own / "messages.toml", {CODE: entry})
    monkeypatch.setenv("AUTOGRADER_TRANSLATIONS", str(tmp_path))
    monkeypatch.setenv(LANGUAGE, PSEUDO)
    assert text(CODE) == ENGLISH


def test_entries_come_back(tmp_path: Path) -> None:
    """Is what is written read as it was, whatever stands in a text or a key?"""
    from autograder.findings.translation import read_entries

    texts = ["a\nb", "$\\frac 1 2$\n", "'''", 'say "x"', "tab\t\nnew", "\n\nend'", "\x7f 中"]
    entries = {f"key. {n} \"q'": Entry(english_hash(t), t, t) for n, t in enumerate(texts)}
    write_entries(tmp_path / "a.toml", entries, about="two\nlines")
    assert read_entries(tmp_path / "a.toml") == entries


def test_no_language(tmp_path: Path) -> None:
    """Is a folder that says nothing of a language none?"""
    assert read_about(tmp_path) is None
    (tmp_path / "language.toml").write_text("name = 3", encoding="utf-8")
    assert read_about(tmp_path) is None
    assert in_language({}, {}, languages()["zh"].marked) == {}


def test_values_between_chinese_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands no space between a Chinese value and the words around, and one beside a Latin one?"""
    monkeypatch.setenv(LANGUAGE, "zh")
    ends = {"v": 1.0, "v_2": -0.0}
    assert text("plots-curves.line", name="损失", **ends) == "损失从 1 到 0"
    assert text("plots-curves.line", name="-log p", **ends) == "-log p 从 1 到 0"
    assert text("and", first="一", last="二") == "一和二"
    assert text("and", first="a", last="二") == "a 和二"
