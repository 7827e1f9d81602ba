"""Photograph the course in a browser tab: what `autograder site` makes, with Pyodide."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from autograder.course.folders import assignments
from autograder.instructors.authoring.site import make_site

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.site_course import NAME, OVERFLOWS, notebook, opening, serving, start  # noqa: E402
from tests.support.pyodide import get_pyodide  # noqa: E402

WINDOW = {"width": 1100, "height": 760}
SECONDS = 300


def photograph_site(browser: Browser, folder: Path, output: Path) -> None:
    """Take a mistake that is named below a cell, and the start page with the work that is there."""
    made = make_site(ROOT, assignments(ROOT), folder / "public", str(get_pyodide()))
    expect.set_options(timeout=1000 * SECONDS)
    with serving(made.folder) as site:
        page = browser.new_context(viewport=WINDOW).new_page()
        start(page, site)
        opening(page, site)
        opened = notebook(page, site)
        opened.run("setup")
        opened.write("softmax", OVERFLOWS)
        opened.run("softmax")
        opened.run("softmax-tests")
        opened.save()
        opened.cell("softmax").evaluate("each => each.scrollIntoView({block: 'start'})")
        page.screenshot(path=output / f"site-{NAME}.png")
        start(page, site)
        page.screenshot(path=output / "site-start-page.png")
        page.context.close()
    print(output / f"site-{NAME}.png", output / "site-start-page.png", sep="\n")
