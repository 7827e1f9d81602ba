"""Photograph what people see in Chinese; it needs a font such as Noto Sans CJK."""

import shutil
import sys
from pathlib import Path
from typing import Literal

import nbformat
from day import _lab
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from autograder.findings.language import LANGUAGE  # noqa: E402
from autograder.instructors.authoring.example_class import submission  # noqa: E402
from tests.browser.courses import copy_of_course  # noqa: E402
from tests.support.commands import AUTOGRADER, python, without  # noqa: E402

NAMES = ("softmax-function", "gradient-check", "softmax-loss", "svm-loss")
NAME, CELL = "softmax-loss", "softmax-loss-naive"
CLASS = {
    "ada": {},
    "chen": {"edit": [{"cell": CELL, "find": "    dW += reg * W\n", "replace": ""}]},
    "noor": {"leave": ["softmax-loss-vectorized", "mended-softmax-loss"]},
    "yara": {"leave": "all"},
}
WIDE, NARROW = {"width": 820, "height": 1180}, {"width": 360, "height": 900}
Scheme = Literal["light", "dark"]


def photograph_chinese(browser: Browser, folder: Path, output: Path) -> None:
    """Take the start page, a card, feedback and report: the pages narrow and dark, too."""
    copy_of_course(folder, *NAMES)
    for name in ("translations", "mistakes"):
        shutil.copytree(ROOT / name, folder / name)
    _start_page_and_card(browser, folder, output)
    _run(folder, "release", NAME, "--language", "zh")
    _hand_in(folder)
    for command in ("grade", "feedback", "report"):
        _run(folder, command, NAME)
    feedback = folder / "feedback" / "chen" / NAME / f"{NAME}.html"
    report = folder / "reports" / f"{NAME}.html"
    for path, name, place in (
        (feedback, "feedback", ".question"),
        (report, "class-report", "body"),
    ):
        _take(browser, path, output / f"zh-{name}.png", WIDE, "light", place)
        _take(browser, path, output / f"zh-{name}-narrow-dark.png", NARROW, "dark", place)


def _start_page_and_card(browser: Browser, folder: Path, output: Path) -> None:
    with _lab(browser, folder, "--language", "zh") as (lab, context):
        page = context.new_page()
        page.goto(f"{lab.address}/")
        page.get_by_role("heading", name="从这里开始").wait_for()
        page.get_by_role("link", name="Softmax 损失").wait_for()
        page.screenshot(path=output / "zh-start-page.png")
        path = folder / "assignments-zh" / NAME / f"{NAME}.ipynb"
        work = _work(folder, CLASS["chen"])
        for cell in work.cells:
            if cell.id.endswith("-answer"):
                cell.source = "*书面回答*"
        nbformat.write(work, path)
        page.goto(f"{lab.address}/lab/tree/{NAME}/{NAME}.ipynb?reset")
        _run_all(page)
        order = [cell["id"] for cell in nbformat.read(path, as_version=4).cells]
        place = page.locator(".jp-Notebook .jp-Cell").nth(order.index(f"{CELL}-tests"))
        place.evaluate("cell => cell.scrollIntoView({block: 'start'})")
        page.wait_for_timeout(1500)
        page.screenshot(path=output / "zh-card.png")


def _run_all(page: Page) -> None:
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.keyboard.press("Control+b")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    done = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')]
        .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))"""
    page.wait_for_function(done, timeout=300_000)


def _hand_in(folder: Path) -> None:
    for person, changes in CLASS.items():
        path = folder / "submitted" / person / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(_work(folder, changes), path)


def _work(folder: Path, changes: dict[str, object]) -> nbformat.NotebookNode:
    source = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    place = folder / "assignments-zh" / NAME / f"{NAME}.ipynb"
    clean = place if place.is_file() else ROOT / "assignments" / NAME / f"{NAME}.ipynb"
    return submission(dict(changes), source, nbformat.read(clean, as_version=4))


def _run(folder: Path, *words: str) -> None:
    done = python((*AUTOGRADER, *words), folder, {**without("AUTOGRADER"), LANGUAGE: "zh"})
    if done.returncode not in (0, 3):
        raise SystemExit(done.stdout + done.stderr)


def _take(
    browser: Browser, file: Path, picture: Path, window: dict[str, int], scheme: Scheme, first: str
) -> None:
    page = browser.new_page(viewport=window, color_scheme=scheme)
    page.goto(file.as_uri())
    page.locator(first).first.evaluate("each => each.scrollIntoView({block: 'start'})")
    if page.evaluate("document.documentElement.scrollWidth") > window["width"]:
        raise SystemExit(f"{picture}: the page is wider than {window['width']} px")
    page.screenshot(path=picture)
    page.close()
    print(picture)
