"""A submission is graded alike, whichever language its handout was in."""

import html
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.findings.words import text
from autograder.results import CellResult
from benchmarks.languages import NO_PROSE, SENTENCE
from tests.assignments.test_run import CHECKS, errors, execute, texts
from tests.findings.test_pseudo import decided
from tests.support.commands import NBGRADER, python, without
from tests.translations.chinese_course import NAMES, ChineseCourse, Work, student, works
from tests.translations.test_chinese import HAN

WORKS = list(works())
# Of the second the hidden tests name their inputs.
ON_PAGES = ("softmax-loss", "softmax-function")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> ChineseCourse:
    """Release in both languages, hand in all, and grade it."""
    made = ChineseCourse(tmp_path_factory.mktemp("chinese") / "course")
    for work in WORKS:
        made.hand_in(work)
    for name in NAMES:
        code, said = made.run("grade", name)
        assert code == 0, said
    return made


def outcome(result: CellResult) -> tuple[Any, ...]:
    """Return all that a cell's result decides."""
    question = decided(result.question) if result.question else None
    ended = result.ended.code if result.ended else None
    return result.points, result.unanswered, question, ended


def label(work: Work) -> str:
    """Return what a work is called."""
    return f"{work.person}: {work.assignment}"


@pytest.mark.parametrize("work", WORKS, ids=label)
def test_same_results(work: Work, course: ChineseCourse) -> None:
    """Are points, facets, names of mistakes and what was noted the same, cell by cell?"""
    english, chinese = (course.graded(work, language) for language in ("", "zh"))
    assert set(chinese.tests) == set(english.tests)
    mine, its = ({each.cell.key: each.result for each in one.parts} for one in (english, chinese))
    found = {key: outcome(each) for key, each in its.items() if each}
    assert found == {key: outcome(each) for key, each in mine.items() if each}
    assert chinese.differences == english.differences


@pytest.mark.parametrize("name", NAMES)
def test_full_points_and_none(name: str, course: ChineseCourse) -> None:
    """Has the solution in a Chinese handout all points, and the handout as it is none?"""
    for person, share in (("solution", 1), ("nobody", 0)):
        tests = course.graded(Work(person, name, {}), "zh").tests.values()
        most = sum(each.max_points for each in tests)
        assert sum(each.points or 0 for each in tests) == share * most > -1
        assert most > 10


def test_gradebook(course: ChineseCourse) -> None:
    """Has nbgrader's gradebook the same scores, and the same that wait for a person?"""
    found: dict[str, dict[str, Any]] = {"en": {}, "zh": {}}
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        for name in NAMES:
            for each in book.assignment_submissions(name):
                person, _, language = each.student.id.rpartition("-")
                for grade in (grade for notebook in each.notebooks for grade in notebook.grades):
                    said = grade.auto_score, grade.manual_score, grade.needs_manual_grade
                    found[language][f"{person}: {grade.name}"] = said
    assert len(found["en"]) > 100
    assert found["zh"] == found["en"]


def test_nbgraders_own_command(course: ChineseCourse) -> None:
    """Does `nbgrader autograde` come to the same, for answers and for what was left as it was?"""
    for person in ("solution", "some"):
        name = "softmax-function"
        before = course.graded(Work(person, name, {}), "zh")
        words = ("autograde", name, "--student", student(person, "zh"), "--force")
        variables = {**without("AUTOGRADER"), "AUTOGRADER_SEED": "7"}
        done = python((*NBGRADER, *words), course.folder, variables)
        assert done.returncode == 0, done.stderr
        assert "has changed" not in done.stderr
        after = course.graded(Work(person, name, {}), "zh")
        found = {key: outcome(each) for key, each in after.tests.items()}
        assert found == {key: outcome(each) for key, each in before.tests.items()}


@pytest.fixture(scope="module")
def pages(course: ChineseCourse) -> Path:
    """Write feedback and report, in English; return the course's folder."""
    written = (*(("feedback", name) for name in ON_PAGES), ("report", "softmax-loss"))
    for words in written:
        code, said = course.run(*words)
        assert code == 0, said
        assert "〔英文〕" not in said
    return course.folder


NOT_THE_KITS = re.compile(
    r"(?s)<(style|pre|code|blockquote|title)\b.*?</\1>"
    r"|<div class=.prose(?: output)?.>.*?</div>"
)
# What Python or numpy says of an error is theirs.
PYTHONS_OWN = re.compile(r"\b\w+(?:Error|Warning): [^（）。]*")


def said_on(page: Path) -> list[str]:
    """Return the texts of a page that are the kit's: none of code, of answers and of outputs."""
    whole = page.read_text(encoding="utf-8")
    bare = NOT_THE_KITS.sub("|", whole)
    labels = re.findall(r'(?:alt|title|aria-label)="([^"]*)"', bare)
    texts = [html.unescape(each) for each in re.split(r"<[^<>]*>", bare)]
    return [each for each in (*texts, *labels) if each.strip()]


def test_feedback_is_in_the_handouts_language(pages: Path) -> None:
    """Has a page of a Chinese handout no English sentence, and one of an English one no Chinese?"""
    looked = {"en": 0, "zh": 0}
    found = (pages / "feedback").glob("*/*/*.html")
    for page in sorted(each for each in found if each.stem in ON_PAGES):
        tag = page.parent.parent.name.rpartition("-")[2]
        assert f'<html lang="{tag}">' in page.read_text(encoding="utf-8")
        said = [NO_PROSE.sub("|", PYTHONS_OWN.sub("|", each)) for each in said_on(page)]
        wrong = SENTENCE if tag == "zh" else re.compile(HAN)
        assert [each for each in said if wrong.search(each)] == [], page
        looked[tag] += 1
    assert looked["en"] == looked["zh"] > 5
    for language, named in (("en", "scores near 1000"), ("zh", "接近 1000 的分数")):
        page = pages / "feedback" / student("slips", language) / ON_PAGES[1]
        assert named in (page / f"{ON_PAGES[1]}.html").read_text(encoding="utf-8")


def test_report_in_chinese(pages: Path, course: ChineseCourse) -> None:
    """Has the class report no English sentence in Chinese, and is it English otherwise?"""
    code, said = course.run("report", "softmax-loss", "--output", "zh.html", language="zh")
    assert code == 0, said
    assert not re.search(HAN, (pages / "reports" / "softmax-loss.html").read_text(encoding="utf-8"))
    people = re.compile(rf"({'|'.join({work.person for work in WORKS})})-(en|zh)")
    texts = [NO_PROSE.sub("|", people.sub("|", each)) for each in said_on(pages / "zh.html")]
    assert [each for each in texts if SENTENCE.search(each)] == []


def test_checked_on_the_spot(course: ChineseCourse) -> None:
    """Does `autograder check` find the same in a Chinese notebook?"""
    name = "softmax-function"
    said = []
    for language in ("", "zh"):
        place = f"submitted/{student('some', language)}/{name}/{name}.ipynb"
        _, shown = course.run("check", place, "--json")
        said.append(shown.replace(student("some", language), ""))
    assert said[0] == said[1]


@pytest.mark.parametrize("name", NAMES)
def test_handouts_run(name: str, course: ChineseCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a Chinese handout run without a trace, and each check say in Chinese that it waits?"""
    for variable in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING", "AUTOGRADER_LANGUAGE"):
        monkeypatch.delenv(variable, raising=False)
    notebook: nbformat.NotebookNode = course.handout(name, "zh")
    folder = course.folder / "assignments-zh" / name
    execute(notebook, folder)
    assert errors(notebook) == []
    monkeypatch.setenv("AUTOGRADER_LANGUAGE", "zh")
    waits = text("not-implemented")
    checked = 0
    for cell in notebook.cells:
        for function in CHECKS.findall(cell.source):
            shown = texts(cell)
            assert f"{text('card-state.to-do')}  {function}" in shown and waits in shown
            checked += 1
    assert checked >= 3
