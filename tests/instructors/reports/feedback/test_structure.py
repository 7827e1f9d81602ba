"""Can everybody read a page: with a screen reader, without colour, without a network?"""

import re
from itertools import pairwise

import pytest

from autograder.findings import Code, Finding
from autograder.gradebook.gradebook_reader import NotebookScores, Score
from tests.instructors.reports.feedback.notebooks import cell, page_of, result, shows
from tests.instructors.reports.feedback.reader import Reader

PICTURE = shows(image_png="iVBORw0KGgo=")
HEADINGS = "# One\n\n###### Six\n\n<h1>raw</h1>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n  - y"


@pytest.fixture
def page() -> str:
    """Return a page with everything in it."""
    return page_of(
        cell("f", "def f(x):\n    'text'\n    return 1  # why", solution=True, outputs=[PICTURE]),
        cell("f-tests", "f(1)", grade=True, locked=True, outputs=[result()]),
        cell("why", "**Why 1.** Why?", "markdown"),
        cell("why-answer", HEADINGS, "markdown", grade=True, solution=True),
        cell("added-9", HEADINGS, "markdown"),
        cell("added-10", "1 + 1", outputs=[PICTURE, shows(text_plain="2")]),
        scores=NotebookScores(
            "Ada Lovelace",
            1.0,
            {"f-tests": Score(3.0, 5.0), "why-answer": Score(0.0, 2.0, waits=True)},
            {"why-answer": "Say more."},
        ),
        found=(Finding(Code.CELL_ADDED),),
    )


def test_tags_are_closed_in_order(page: str) -> None:
    """Does each tag end where it should, and does each paragraph hold no other block?"""
    assert Reader(page).wrong == []


def test_headings_are_in_order(page: str) -> None:
    """Is there one first heading, and is no level left out on the way down?"""
    levels = Reader(page).headings
    assert levels[0] == 1 and levels.count(1) == 1 and len(levels) > 6
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks(page: str) -> None:
    """Are there a language, a title, and each landmark once; and has each section its name?"""
    read = Reader(page)
    assert read.of("html") == [{"lang": "en"}]
    assert re.search(r"<title>p1: feedback for Ada Lovelace \(ada\)</title>", page)
    assert [len(read.of(tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    ids = read.attributes("id")
    assert len(ids) == len(set(ids))
    assert all(each["aria-labelledby"] in ids for each in read.of("section"))


def test_tables_say_what_they_are(page: str) -> None:
    """Has each of the page's tables a caption, and does each of its headings say of what?"""
    own = re.sub(r'<div class="prose.*?</div>', "", page, flags=re.DOTALL)
    read = Reader(own)
    assert len(read.of("table")) == len(read.of("caption")) == 3
    assert all(each["scope"] in ("row", "col") for each in read.of("th"))


def test_pictures_have_words(page: str) -> None:
    """Has each picture a text, and is each a part of the page?"""
    pictures = Reader(page).of("img")
    assert len(pictures) == 2
    assert all(each["alt"] and each["src"].startswith("data:image/") for each in pictures)


def test_links_lead_to_the_page_itself(page: str) -> None:
    """Does each link of the page's own lead to a place in it?"""
    read = Reader(page)
    targets = read.attributes("href")
    assert len(targets) > 2
    assert {target.removeprefix("#") for target in targets} <= set(read.attributes("id"))


def test_nothing_is_loaded(page: str) -> None:
    """Is there no address of anything elsewhere, and does the page forbid the browser to ask?"""
    read = Reader(page)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in read.tags}
    assert not re.search(r"url\(|@import|https?:", page)
    (policy,) = [each["content"] for each in read.of("meta") if "http-equiv" in each]
    assert policy.startswith("default-src 'none'; img-src data:;")


def test_styles(page: str) -> None:
    """Has the page a dark and a printed form, and does it fit a phone?"""
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in Reader(
        page
    ).of("meta")


def _luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_contrast(page: str, scheme: int) -> None:
    """Has text in each colour a contrast of 4.5 to 1 on each background (WCAG 2.2, AA)?"""
    found = re.findall(r":root \{(.*?)\}", page, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(\w+): (#\w+)", found))
    backs = [_luminance(colours[name]) for name in ("back", "box")]
    for name in ("text", "quiet", "link", "strong", "key", "string"):
        for back in backs:
            low, high = sorted((_luminance(colours[name]), back))
            assert (high + 0.05) / (low + 0.05) >= 4.5, name
