"""A site in two languages: the one of the browser opens first, the other is one click away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.instructors.authoring.site import make_site
from tests.browser.conftest import SECONDS
from tests.browser.site_course import NAME, Served, serving
from tests.conftest import ROOT
from tests.instructors.authoring.site.conftest import builder, small_pyodide

__all__ = ["builder"]


@pytest.fixture
def two(builder: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a site in two languages, with a JupyterLite and a Pyodide in little."""
    assert builder.exists()
    place = small_pyodide(tmp_path / "pyodide")
    made = make_site(ROOT, [NAME], tmp_path / "public", str(place), spoken=("", "zh"))
    with serving(made.folder) as site:
        yield site


def opened(browser: Browser, site: Served, locale: str) -> Page:
    """Return a new person's tab at the site's address."""
    context = browser.new_context(locale=locale, viewport={"width": 360, "height": 800})
    context.set_default_timeout(1000 * SECONDS)
    page = context.new_page()
    page.goto(f"{site.address}/index.html")
    return page


def test_the_browsers_language(browser: Browser, two: Served) -> None:
    """Opens the page in the browser's language, and stays the other one where it was chosen?"""
    expect.set_options(timeout=1000 * SECONDS)
    page = opened(browser, two, "zh-CN")
    expect(page.get_by_role("heading", name="线性分类器")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Linear classifiers")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Linear classifiers")).to_be_visible()
    expect(page.get_by_text("Not begun in this browser.")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_text("在这个浏览器里还没有开始。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()
    other = opened(browser, two, "de-DE")
    expect(other.get_by_role("heading", name="Linear classifiers")).to_be_visible()
    other.context.close()
