"""No translation is missing, stale, or of other values or code; and each such one is found."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.folders import CourseError
from autograder.findings.language import languages
from autograder.findings.translation import Entry, english_hash, read_entries
from autograder.instructors.authoring.translation_files import write_entries
from autograder.instructors.authoring.translations import (
    Part,
    fields,
    parts,
    troubles,
    write_skeleton,
)
from autograder.notebooks.cells import Cell, parse_cells
from autograder.notebooks.translation import mistakes_translation, translation_file
from autograder.results import NamedMistake
from autograder.results.mistake_words import in_words, words_in
from tests.conftest import ROOT
from tests.support.commands import AUTOGRADER, python, without
from tests.translations.test_handouts import in_chinese

NAME = "softmax-loss"
NAMED = (
    "softmax-function",
    "gradient-check",
    "softmax-loss",
    "svm-loss",
    "linear-classifier",
    "two-layer-net",
    "reverse-mode",
    "nearest-neighbours-and-features",
    "net-on-images",
)
ZH = {part.name: part for part in parts(ROOT, "zh")}


@pytest.mark.parametrize("name", ZH)
def test_nothing_is_missing_or_stale(name: str) -> None:
    """Says each entry what the English of now says? What is shown has both versions."""
    found = [str(each) for each in troubles(ZH[name])]
    assert not found, "\n".join(found)


def test_what_is_translated() -> None:
    """Are messages, the kit's mistakes, and the notebooks the docs name translated, with these?"""
    assert set(ZH) >= {"messages", "mistakes", *NAMED, *(f"mistakes {each}" for each in NAMED)}


def part(entry: Entry | None, english: str = "{n:.3g} of x", kind: str = "messages") -> Part:
    """Return a part with one text."""
    cells = {"k": Cell("k", "code", "# here\nx = 1")} if kind != "messages" else {}
    return Part(kind, Path("file.toml"), {"k": english}, {"k": entry} if entry else {}, cells)


def made(english: str, text: str) -> Entry:
    """Return an entry of this English."""
    return Entry(english_hash(english), english, text)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (part(None), "missing"),
        (part(made("{n:.3g} of x", "")), "missing"),
        (part(made("{n:.3g} of y", "x 的 {n:.3g}")), "stale"),
        (part(made("{n:.3g} of x", "x 的 {n}")), "other-code"),
        (part(made("{n:.3g} of x", "x 的 {m:.3g}")), "other-code"),
        (part(made("{n:.3g} of x", "x 的 {")), "other-code"),
        (part(made("here", "这里\n---\n那里"), "here", "notebook"), "other-code"),
    ],
)
def test_each_trouble_is_found(given: Part, kind: str) -> None:
    """Is each kind of trouble found, and shown with its file, its key and the English?"""
    (found,) = troubles(given)
    assert found.kind == kind
    assert "file.toml: k " in str(found) and given.english["k"] in str(found)
    if kind == "stale":
        assert "{n:.3g} of y" in str(found)


def test_what_is_of_nothing() -> None:
    """Is an entry found whose text is gone?"""
    given = replace(part(made("{n:.3g} of x", "x 的 {n:.3g}")), english={})
    (found,) = troubles(given)
    assert found.kind == "of-nothing"


def test_fields() -> None:
    """Are values told with their formats, in any order?"""
    assert fields("{a:g} {b!r}") == fields("{b!r}{a:g}") != fields("{a} {b}")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a course with one assignment, and what is translated of it."""
    for folder in ("solutions", "assignments"):
        shutil.copytree(ROOT / folder / NAME, tmp_path / folder / NAME)
    for folder in ("mistakes", "translations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_a_changed_cell(copy: Path) -> None:
    """Does a changed cell of English make its translation stale, until that is mended?"""
    path = copy / "assignments" / NAME / f"{NAME}.ipynb"
    notebook = json.loads(path.read_bytes())
    cell = next(each for each in notebook["cells"] if each["id"] == "title")
    cell["source"] = ["# Another title"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (found,) = (each for its in parts(copy, "zh") for each in troubles(its) if its.name == NAME)
    assert (found.key, found.kind) == ("title", "stale")
    assert "# Another title" in str(found) and "A linear classifier gives" in str(found)
    file, waiting = write_skeleton(copy, "zh", NAME)
    assert waiting == 1 and "# # Another title" in file.read_text(encoding="utf-8")
    before = read_entries(file)["title"]
    assert before.english.startswith("# Softmax loss")
    _, waiting = write_skeleton(copy, "zh", NAME, mended=["title"])
    after = read_entries(file)["title"]
    assert waiting == 0 and after == made("# Another title", before.text)


def test_a_skeleton(copy: Path) -> None:
    """Does a new file have all English and no text, and keep what is written into it?"""
    path = translation_file(copy, "zh", NAME)
    whole = read_entries(path)
    path.unlink()
    assert write_skeleton(copy, "zh", NAME) == (path, len(whole))
    found = read_entries(path)
    assert list(found) == list(whole) and not any(each.text for each in found.values())
    write_entries(path, {**found, "title": replace(found["title"], text="# 标题")})
    assert write_skeleton(copy, "zh", NAME)[1] == len(whole) - 1
    assert read_entries(path)["title"].text == "# 标题"


@pytest.mark.parametrize("name", ["nothing", "mistakes nothing"])
def test_no_such_part(name: str, copy: Path) -> None:
    """Is one told which names there are?"""
    with pytest.raises(CourseError, match="no text to translate"):
        write_skeleton(copy, "zh", name)
    with pytest.raises(CourseError, match="no language tlh"):
        parts(copy, "tlh")


def test_a_spoilt_file(copy: Path) -> None:
    """Is a file that can't be read named?"""
    translation_file(copy, "zh", NAME).write_text("a = 1", encoding="utf-8")
    with pytest.raises(CourseError, match=r"softmax-loss\.toml can't be read"):
        parts(copy, "zh")


def test_commands(copy: Path) -> None:
    """Do the commands say what is to be done, for people and for programs, by their exit codes?"""

    def run(*words: str) -> tuple[int, str]:
        done = python((*AUTOGRADER, *words), copy, without("AUTOGRADER"))
        return done.returncode, done.stdout + done.stderr

    code, said = run("translations", "zh")
    assert code == 0 and re.search(r"zh, messages: (\d+) of \1\n", said)
    translation_file(copy, "zh", NAME).unlink()
    code, said = run("translate", "zh", NAME)
    assert code == 0 and "texts wait" in said
    code, said = run("translations", "zh", "--json")
    found = json.loads(said)
    assert code == 3
    assert found["languages"]["zh"][NAME]["missing"] == len(found["troubles"]) > 30
    assert run("translations", "tlh")[0] == run("translate", "zh", "nothing")[0] == 1


def _headings(cell: Cell) -> list[str]:
    return re.findall(r"^##? (.+?)\s*$", cell.source, re.MULTILINE)


def test_sections_to_reread() -> None:
    """Is each section that a mistake's Chinese words name a heading of that Chinese notebook?"""
    headings = {
        name: {each for cell in parse_cells(in_chinese(name)) for each in _headings(cell)}
        for name in ZH
        if ZH[name].cells
    }
    looked = 0
    for each in ZH.values():
        for key, entry in each.entries.items():
            name, _, section = entry.text.partition("，")
            if key.endswith(".reread") and name in headings:
                assert section in headings[name], f"{each.name}: {key}"
                looked += 1
    assert looked > 50


def test_words_of_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Are a mistake's words said in the language in force, and marked where they have no entry?"""
    monkeypatch.chdir(ROOT)
    known = read_entries(mistakes_translation(ROOT, "zh", NAME))
    name = "the logarithm is to base 10"
    words = {each: known[f"{name}.{each}"].english for each in ("seen", "why", "hint", "reread")}
    mistake = NamedMistake(name, words["seen"], words["why"], words["hint"], words["reread"])
    assert in_words(mistake, NAME) == mistake
    monkeypatch.setenv("AUTOGRADER_LANGUAGE", "zh")
    said = in_words(replace_beside(mistake), NAME)
    assert said.name == known[f"{name}.name"].text and said.hint == known[f"{name}.hint"].text
    assert known[f"{name}.seen"].text in said.seen != known[f"{name}.seen"].text
    mark = languages()["zh"].marked("")
    assert words_in("zh", NAME)("no such mistake", "seen", "Seen.") == f"{mark}Seen."
    assert words_in("", NAME)(name, "seen", "Seen.") == "Seen."


def replace_beside(mistake: NamedMistake) -> NamedMistake:
    """Return the mistake as one of several."""
    from msgspec import structs

    return structs.replace(mistake, beside=True)
