"""Cards below a cell, as people see them: in both themes, in a narrow window, without styles."""

import html
import re

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from autograder.checks.check_report import CheckLine, Report
from autograder.checks.kernel import Progress
from autograder.findings import Code, Finding
from autograder.findings.card import card_html, card_text
from autograder.findings.outcome import raised
from autograder.notebooks.safe_html import sanitize_html
from autograder.results.display import bundle
from tests.judging.mistakes.planted import grade_with, planted

LINES = tuple(CheckLine("passed", name) for name in ("shape", "gradient", "large scores"))
VALUES = {"name": "dW is a sum", "seen": "N times.", "hint": "Divide?", "reread": "Re-read 2."}
WRONG = CheckLine("FAILED", "compared", Finding.of(Code.KNOWN_MISTAKE, **VALUES))
REPORTS = (
    Report("softmax_loss", LINES, Progress(3, 7, True, "svm_loss")),
    Report("softmax_loss", LINES, Progress(7, 7, True, "")),
    Report("softmax_loss", (*LINES, WRONG), Progress(2, 7, False, "svm_loss")),
    Report("softmax_loss", (CheckLine("FAILED", "result", raised(ValueError("no"))),)),
    Report("softmax_loss", (CheckLine("FAILED", "result", Finding(Code.NOT_IMPLEMENTED)),)),
)
# The paper and the text of JupyterLab's themes, and of VS Code's dark one.
THEMES = {"light": ("#fff", "#212121"), "dark": ("#111", "#fff"), "editor": ("#1e1e1e", "#ccc")}


def result_card() -> str:
    """Return the card of a graded question that lost points by a mistake of the catalogue."""
    assignment, slip = planted()[0]
    return str(bundle(grade_with(assignment, (slip,), seed=1))["text/html"])


def cards() -> list[str]:
    """Return cards in all states."""
    return [*(card_html(report.card) for report in REPORTS), result_card()]


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(page: Page, theme: str) -> None:
    """Does axe-core find no barrier in a card, whatever paper it stands on?"""
    paper, ink = THEMES[theme]
    body = "".join(cards())
    page.set_content(
        "<!DOCTYPE html><html lang='en'><title>cards</title>"
        f"<body style='background:{paper};color:{ink}'><main><h1>Cards</h1>{body}</main>"
    )
    page.wait_for_timeout(600)  # the seal has grown
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


def test_nothing_is_cut_in_a_narrow_window(page: Page) -> None:
    """Does a card fit beside JupyterLab's file browser on a small screen?"""
    page.set_viewport_size({"width": 360, "height": 740})
    page.set_content("".join(cards()))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_less_motion(page: Page) -> None:
    """Does the seal grow only where nobody has asked for less motion?"""
    for motion, grows in (("no-preference", True), ("reduce", False)):
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        page.set_content(card_html(REPORTS[0].card))
        name = page.locator(".agk-seal").evaluate("each => getComputedStyle(each).animationName")
        assert (name == "agk-pop") is grows


@pytest.mark.parametrize("report", REPORTS, ids=str)
def test_the_same_words_in_every_form(report: Report) -> None:
    """Has a card the same words as text, as HTML, and when its styles are taken away?"""
    words = re.findall(r"\w+", card_text(report.card).lower())
    for form in (card_html(report.card), sanitize_html(card_html(report.card))):
        plain = html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", form)).lower()
        assert set(words) <= set(re.findall(r"\w+", plain))
