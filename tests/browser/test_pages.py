"""Pages that the kit writes, as people read them: on a phone, with a screen reader, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from autograder.instructors.reports.class_report.figures import figures
from autograder.instructors.reports.class_report.load import load_class
from autograder.instructors.reports.class_report.render import page as class_page
from tests.browser.courses import autograder, copy_of_course, write_finished
from tests.instructors.audit.courses import WEAK, one_function
from tests.instructors.audit.courses import course as small_course
from tests.instructors.reports.class_report.made import ASSIGNMENT, FACETS, MadeClass

NAME = "softmax-loss"
EDITS: dict[str, list[dict[str, Any]]] = {
    "ada": [],
    "bob": [{"cell": "softmax-loss-vectorized", "find": " / N + reg * W", "replace": " / N"}],
    "cyd": [{"cell": "softmax-loss-naive", "find": "dW += reg * W", "replace": "1 / 0"}],
}
PAGES = ("wrong", "crash", "class", "large class", "audit")
PHONE, DESK, PAPER = (
    {"width": 360, "height": 740},
    {"width": 1200, "height": 900},
    {"width": 718, "height": 1000},  # the width of A4 without margins of 1 cm, at 96 dots an inch
)
_WIDER = """() => {
  function scrolls(each) {
    for (let e = each.parentElement; e; e = e.parentElement)
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)) return true;
    return false;
  }
  return [...document.querySelectorAll('body *')].filter(each =>
    each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !each.closest('.skip, [class*=hidden]') && getComputedStyle(each).visibility !== 'hidden'
    && !scrolls(each)).map(each => each.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Yield the pages of a small class: two students' feedback, the report, and an audit."""
    home = tmp_path_factory.mktemp("home")
    course = copy_of_course(tmp_path_factory.mktemp("course"), NAME)
    autograder(course, home, "release", NAME)
    for student, edit in EDITS.items():
        path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
        write_finished(NAME, path, edit=edit)
    autograder(course, home, "grade", NAME, "--jobs=2")
    autograder(course, home, "feedback", NAME)
    autograder(course, home, "report", NAME)
    other = small_course(tmp_path_factory.mktemp("audit") / "course", p1=one_function(WEAK))
    options = ("--isolation=process", "--jobs=1", "--html=page.html")
    autograder(other, home, "audit", "ps1", *options, code=3)  # it has survivors
    yield {
        "wrong": course / "feedback" / "bob" / NAME / f"{NAME}.html",
        "crash": course / "feedback" / "cyd" / NAME / f"{NAME}.html",
        "class": course / "reports" / f"{NAME}.html",
        "large class": large_class(tmp_path_factory.mktemp("large") / "course"),
        "audit": other / "page.html",
    }


def large_class(folder: Path) -> Path:
    """Write the report of 60 students who exist in a gradebook only; return the page."""
    made = MadeClass(folder)
    made.make()
    for number in range(60):
        failed = [name for k, name in enumerate(FACETS) if number % (k + 2) == 0]
        made.grade(f"student-{number:02}", failed=failed, mistakes=["loss: not divided by N"])
    path = folder / "report.html"
    path.write_text(class_page(figures(load_class(folder, ASSIGNMENT))), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, pages: dict[str, Path], name: str, scheme: Any) -> None:
    """Does axe-core find no barrier: contrast, names, headings, tables, landmarks?"""
    page.emulate_media(color_scheme=scheme)
    show(page, pages[name], DESK)
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


def test_axe_would_find_a_barrier(page: Page) -> None:
    """Would it tell a picture without words and text too pale to read?"""
    page.set_content("<img src='data:,'><p style='color: #ccc; background: #fff'>pale</p>")
    found = {each["id"] for each in Axe().run(page).response["violations"]}
    assert {"image-alt", "color-contrast"} <= found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_on_a_phone(page: Page, pages: dict[str, Path], name: str) -> None:
    """Does a page fit the width of a phone, so that it scrolls in one direction?"""
    show(page, pages[name], PHONE)
    assert page.evaluate(_WIDER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("name", PAGES)
def test_all_is_on_paper(page: Page, pages: dict[str, Path], name: str) -> None:
    """Is all that can be read on the screen on paper too, uncut?"""
    show(page, pages[name], PAPER)
    words = set(page.locator("main, body").last.inner_text().split())
    page.emulate_media(media="print")
    assert page.evaluate(_WIDER) == []
    printed = set(page.locator("main, body").last.inner_text().split())
    assert words <= printed


def test_what_is_folded_away_is_on_paper(page: Page, pages: dict[str, Path]) -> None:
    """Does the report of a class too large to be shown at once unfold when it is printed?"""
    show(page, pages["large class"], DESK)
    folded = page.locator("details:not([open]) > :not(summary)")
    assert folded.count() >= 2
    visible = "all => all.map(each => each.checkVisibility())"
    assert set(folded.evaluate_all(visible)) == {False}
    page.emulate_media(media="print")
    assert set(folded.evaluate_all(visible)) == {True}


def test_the_residual_has_words(page: Page, pages: dict[str, Path]) -> None:
    """Is the picture of a wrong gradient described to those who don't see it?"""
    show(page, pages["wrong"], DESK)
    pictures = page.get_by_role("img", name=re.compile("residual", re.I))
    assert pictures.count() >= 1


def show(page: Page, file: Path, window: Any) -> None:
    """Open a page that a command wrote."""
    page.set_viewport_size(window)
    page.set_content(file.read_text(encoding="utf-8"), wait_until="load")
