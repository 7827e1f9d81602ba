"""The documentation as a site: it builds, holds everything, and asks nobody for anything."""

import importlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.cli import COMMANDS

STARTS = ("student", "instructor", "self-study")
# Tags that make a browser fetch what they name; a link (<a>) is only fetched when it is followed.
FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "srcset"}


class _Fetched(HTMLParser):
    """Collects what a browser fetches for a page, and the identifiers in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        target = given.get(FETCHED.get(tag, ""))
        if target:
            self.found.append(target)
        if given.get("id"):
            self.ids.add(str(given["id"]))


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built as `make docs` builds it: any warning is an error."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    return folder


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    """Is each picture, script and style that a page needs in the site, under a relative name?"""
    count = 0
    for page in site.rglob("*.html"):
        base = site if page.name == "404.html" else page.parent
        for target in _Fetched(page).found:
            if not target.startswith("data:"):
                path = target.split("#")[0].split("?")[0].removeprefix("/")
                assert (base / path).exists(), f"{page.name} fetches {target}"
                count += 1
    assert count > 100


def test_styles_fetch_nothing_from_elsewhere(site: Path) -> None:
    """Does no style sheet name another server?"""
    sheets = list(site.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        found = re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", sheet.read_text("utf-8"))
        assert not found, f"{sheet.name}: {found and found[0]}"


def test_each_command_has_its_help(site: Path) -> None:
    """Does the reference hold the real help of each command, sub-commands too?"""
    shown = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"Usage: autograder {name}" in shown
    assert "Usage: autograder data fetch" in shown
    assert "Example: autograder data fetch cifar10" in shown


@pytest.mark.parametrize(
    ("package", "page"),
    [("checks", "checks"), ("data", "data"), ("plots", "plots"), ("judging", "grading")],
)
def test_each_public_name_is_in_the_reference(site: Path, package: str, page: str) -> None:
    """Has every name of the package's __all__ its place in the reference?"""
    ids = _Fetched(site / "reference" / f"{page}.html").ids
    for name in importlib.import_module(f"autograder.{package}").__all__:
        # A function that is called like its module stands by its full name.
        full = f"autograder.{package}.{name}"
        assert full in ids or f"{full}.{name}" in ids, name


def test_the_way_in(site: Path) -> None:
    """Do three paths start on the home page, and does each name all three systems?"""
    home = (site / "index.html").read_text(encoding="utf-8")
    for name in STARTS:
        assert f'href="start/{name}.html"' in home
        path = (site / "start" / f"{name}.html").read_text(encoding="utf-8")
        assert all(system in path for system in ("Windows", "macOS", "Linux"))


def test_searching_works_from_a_file(site: Path) -> None:
    """Is the search's index a script, and the frame for its worker there?"""
    assert (site / "search" / "search_index.js").is_file()
    assert (site / "web" / "iframe-worker.js").is_file()
    assert "web/iframe-worker.js" in (site / "index.html").read_text(encoding="utf-8")
