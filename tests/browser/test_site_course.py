"""The whole course in a browser tab: every notebook runs, and its checks say what they say here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from autograder.course.folders import assignments
from autograder.instructors.authoring.site import make_site
from tests.browser.courses import ROOT
from tests.browser.site_course import (
    Served,
    checks,
    differences,
    errors,
    finished,
    run_here,
    run_in_browser,
    serving,
)

SECONDS = 300  # that the longest notebook may take on a busy machine


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, pyodide: Path) -> Iterator[Served]:
    """Yield the site of all assignments."""
    output = tmp_path_factory.mktemp("course") / "public"
    with serving(make_site(ROOT, assignments(ROOT), output, str(pyodide)).folder) as site:
        yield site


@pytest.mark.parametrize("name", assignments(ROOT))
def test_a_notebook(browser: Browser, course: Served, tmp_path: Path, name: str) -> None:
    """Does a finished notebook run there without an error, and does each check say the same?"""
    path = finished(name, tmp_path)
    context = browser.new_context()
    context.set_default_timeout(1000 * SECONDS)
    expect.set_options(timeout=1000 * SECONDS)
    there = run_in_browser(context.new_page(), course, path)
    context.close()
    here = run_here(path)
    assert errors(there) == []
    assert checks(here) and differences(checks(here), checks(there)) == []
