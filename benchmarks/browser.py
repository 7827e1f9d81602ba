"""The whole course in a browser tab, as `autograder site` makes it, beside plain JupyterLite.

    python benchmarks/browser.py [NAME ...] [--json]

Each notebook of a student who is done is opened in Chromium, run whole, saved, and compared with a
run in this Python: what each check says, numbers within 1 %. `first_check_seconds` is the time from
an empty cache on a local server until the first check of softmax-function has said what it saw;
`plain_seconds` that until numpy, scipy and matplotlib are imported in JupyterLite as it is built
without the kit, of the same Pyodide. `megabytes` is what was sent until then, `course_megabytes`
the whole site.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from autograder.course.folders import assignments
from autograder.instructors.authoring.site import jupyterlite, make_site
from tests.browser.conftest import NO_OTHER_HOST
from tests.browser.notebook_page import NotebookPage
from tests.browser.site_course import (
    IDLE,
    Served,
    checks,
    differences,
    errors,
    finished,
    run_here,
    run_in_browser,
    serving,
)
from tests.support.pyodide import get_pyodide

ROOT = Path(__file__).resolve().parents[1]
FIRST, FUNCTION = "softmax-function", "softmax"
PLAIN = "import numpy, scipy.special, matplotlib.pyplot"
SECONDS = 300
Found = dict[str, Any]


def main() -> None:
    """Run what is asked for and print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description="The course in a browser tab.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    names = options.names or assignments(ROOT)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", NO_OTHER_HOST]
        )
        found = measured(browser, Path(scratch), names)
        browser.close()
    Console(file=sys.stderr if options.json else sys.stdout, width=110).print(table(found))
    if options.json:
        print(json.dumps(found, indent=2))


def measured(browser: Browser, scratch: Path, names: list[str]) -> Found:
    """Return all figures."""
    expect.set_options(timeout=1000 * SECONDS)
    made = make_site(ROOT, sorted({*names, FIRST}), scratch / "public", str(get_pyodide()))
    plain = plain_site(scratch, made.folder)
    asked: list[str] = []
    with serving(made.folder) as site:
        first, sent = first_check(new_context(browser, asked), site), round(site.megabytes, 1)
        each = [compared(new_context(browser, asked), site, name, scratch) for name in names]
        foreign = [url for url in asked if not url.startswith((site.address, "data:", "blob:"))]
    with serving(plain) as site:
        without = plain_start(new_context(browser, []), site)
    return {
        "notebooks": sum(not one["errors"] for one in each),
        "of": len(each),
        "cells_run": sum(one["cells"] for one in each),
        "first_check_seconds": first,
        "plain_seconds": without,
        "megabytes": sent,
        "course_megabytes": round(made.size / 1e6, 1),
        "foreign_requests": len(foreign),
        "checks": sum(one["checks"] for one in each),
        "checks_equal": sum(one["checks"] - len(one["differences"]) for one in each),
        "each": each,
    }


def new_context(browser: Browser, asked: list[str]) -> BrowserContext:
    """Return a browser that has never been anywhere; what it asks for is noted."""
    context = browser.new_context()
    context.set_default_timeout(1000 * SECONDS)
    context.on("request", lambda request: asked.append(request.url))
    return context


def first_check(context: BrowserContext, site: Served) -> float:
    """Return the seconds until a check has said what it saw, from an empty cache."""
    page, start = context.new_page(), time.perf_counter()
    page.goto(site.url(FIRST))
    opened = NotebookPage(page, site.folder / "files" / FIRST / f"{FIRST}.ipynb", IDLE).ready()
    for key in ("setup", FUNCTION, f"{FUNCTION}-tests"):
        opened.run(key)
    expect(opened.output(f"{FUNCTION}-tests")).to_contain_text("Not implemented yet")
    context.close()
    return round(time.perf_counter() - start, 1)


def compared(context: BrowserContext, site: Served, name: str, scratch: Path) -> Found:
    """Run a finished notebook there and here; return what came of it."""
    path, start = finished(name, scratch), time.perf_counter()
    there = run_in_browser(context.new_page(), site, path)
    seconds = round(time.perf_counter() - start, 1)
    context.close()
    here = checks(run_here(path))
    found: Found = {
        "notebook": name,
        "seconds": seconds,
        "cells": sum(cell.get("execution_count") is not None for cell in there.cells),
        "errors": errors(there),
        "checks": len(here),
        "differences": differences(here, checks(there)),
    }
    print(found, file=sys.stderr, flush=True)  # a run takes minutes, and may be stopped
    return found


def plain_site(scratch: Path, ours: Path) -> Path:
    """Return JupyterLite as it is built without the kit, with the same Pyodide."""
    lite, contents = scratch / "plain", scratch / "plain-files"
    contents.mkdir()
    cell = {"cell_type": "code", "id": "plain", "metadata": {}, "outputs": [], "source": PLAIN}
    # Without a kernel's name JupyterLab would ask which one is meant.
    kernel = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    about = {"metadata": {"kernelspec": kernel}, "nbformat": 4}
    notebook = {"cells": [{**cell, "execution_count": None}], **about}
    text = json.dumps({**notebook, "nbformat_minor": 5})
    (contents / "plain.ipynb").write_text(text, encoding="utf-8")
    (lite / "static").mkdir(parents=True)
    (lite / "static" / "pyodide").symlink_to(ours / "static" / "pyodide")
    settings = {"litePluginSettings": {jupyterlite.KERNEL_SETTINGS: {"disablePyPIFallback": True}}}
    jupyterlite.build(lite, contents, scratch / "plain-site", settings)
    return scratch / "plain-site"


def plain_start(context: BrowserContext, site: Served) -> float:
    """Return the seconds until libraries are imported there, from an empty cache."""
    page: Page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{site.address}/lab/index.html?path=plain.ipynb")
    NotebookPage(page, site.folder / "files" / "plain.ipynb", IDLE).ready().run("plain")
    context.close()
    return round(time.perf_counter() - start, 1)


def table(found: Found) -> Table:
    """Return a row for each figure, then for each notebook."""
    rows = Table("figure", "value")
    for name, value in found.items():
        if name != "each":
            rows.add_row(name, str(value))
    for each in found["each"]:
        rows.add_row(each["notebook"], f"{each['seconds']} s, {each['checks']} checks")
    return rows


if __name__ == "__main__":
    main()
