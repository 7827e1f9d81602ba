"""Whoever looks at a result is safe: in a browser, in Jupyter and in a terminal."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from nbconvert.filters import markdown2html

from tests.attacks.batch import CANARY, Batch
from tests.attacks.submissions.course import HIDDEN_LINE

_KINDS = {
    *("text/plain", "text/html", "text/markdown", "text/latex"),
    *("image/png", "image/jpeg", "image/gif"),
}
_ACTING = ("script", "style", "iframe", "object", "embed", "form", "meta", "base", "svg", "link")
_LOADING = ("src", "srcset", "poster", "background", "ping", "data", "style")
_HIDDEN = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")


class Page(HTMLParser):
    """Counts tags that can act, and collects attributes that can."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.acting: list[str] = []
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags[tag] += tag in _ACTING
        for name, value in attrs:
            address = re.sub(r"\s", "", value or "").lower()
            runs = address.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg"))
            if name in _LOADING and re.match(r"(\w+:)?[/\\]{2}", address):
                self.loaded.add(f"{tag} {name}={value}")
            if name.startswith("on") or (name in ("href", "src", "action") and runs):
                self.acting.append(f"{tag} {name}={value}")


@pytest.fixture
def honest(batch: Batch) -> Page:
    """Return the page of an honest student: what nbgrader's own template has."""
    return Page(batch.page("0-honest").read_text(encoding="utf-8"))


def test_pages_have_no_scripts(batch: Batch, honest: Page) -> None:
    """Has a feedback page no other scripts, styles, frames or links than nbgrader's own?"""
    for student in batch.submissions:
        page = Page(batch.page(student).read_text(encoding="utf-8"))
        assert page.tags == honest.tags, student
        assert page.acting == honest.acting, student


def test_pages_have_no_hidden_test(batch: Batch) -> None:
    """Does no feedback page show a line of a hidden test?"""
    for student in batch.submissions:
        text = batch.page(student).read_text(encoding="utf-8")
        assert f"# {HIDDEN_LINE}" not in text, student
        assert "HIDDEN TESTS" not in text, student


def test_nothing_shows_a_file_of_the_machine(batch: Batch) -> None:
    """Is no line of a file shown that a submission only names: of the course, or at home?"""
    for student in batch.submissions:
        for path in (batch.page(student), batch.graded(student)):
            text = path.read_text(encoding="utf-8")
            assert CANARY not in text, (student, path)
            assert "GradingSettings." not in text, (student, path)


def test_pages_ask_no_other_machine(batch: Batch, honest: Page) -> None:
    """Does no page load anything from elsewhere but what nbgrader's own template loads?"""
    for student in batch.submissions:
        page = Page(batch.page(student).read_text(encoding="utf-8"))
        assert page.loaded <= honest.loaded, student


def test_notebooks_have_no_scripts(batch: Batch) -> None:
    """Is there nothing in a graded notebook's texts and outputs that acts when it is opened?"""
    for student in batch.submissions:
        notebook = json.loads(batch.graded(student).read_text(encoding="utf-8"))
        for kind, text in _shown(notebook):
            assert kind in _KINDS, student
            assert not _HIDDEN.search(text), (student, text[:500])
            assert not _acts(kind, text), (student, text[:500])


def test_attachments_are_pictures(batch: Batch) -> None:
    """Are all attachments in graded notebooks pictures?"""
    for student in batch.submissions:
        notebook = json.loads(batch.graded(student).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            for bundle in cell.get("attachments", {}).values():
                assert bundle.keys() <= {"image/png", "image/jpeg", "image/gif"}, student


def test_log_does_not_act_on_the_terminal(batch: Batch) -> None:
    """Are there no control characters in what the kit writes to the log?"""
    lines = [line for line in batch.log.splitlines() if "Copying" not in line]  # nbgrader's own
    assert not [line for line in lines if _HIDDEN.search(line)]


def _acts(kind: str, text: str) -> bool:
    """Tell whether HTML, Markdown or a formula has a tag or an address that runs something."""
    if kind == "text/markdown":  # its attachments lie elsewhere
        text = markdown2html(text.replace("attachment:", ""))
    page = Page(text)
    formula = kind != "text/plain" and "\\href" in text
    return (kind in ("text/html", "text/markdown") and bool(+page.tags or page.acting)) or formula


def _shown(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of all that a notebook shows but its code."""
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            yield "text/markdown", "".join(cell["source"])
        for output in cell.get("outputs", ()):
            for kind, value in output.get("data", {}).items():
                yield kind, "".join(value)
            for name in ("text", "ename", "evalue", "traceback"):
                yield "text/plain", "".join(output.get(name, ""))
