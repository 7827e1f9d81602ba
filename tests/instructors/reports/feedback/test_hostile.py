"""Students' names, texts and outputs can't act on a page, nor change how it is built."""

import json
from collections import Counter
from typing import Any

import pytest

from autograder.findings import CHECK_MIME
from autograder.gradebook.gradebook_reader import NotebookScores, Score
from autograder.instructors.reports.feedback.build import build_page
from autograder.instructors.reports.feedback.publish import render
from autograder.results import Figure, read_graded
from tests.instructors.reports.feedback.notebooks import cell, failed, page_of, result, said, shows
from tests.instructors.reports.feedback.reader import Reader
from tests.notebooks.pages import acts
from tests.notebooks.test_html import ATTACKS, LINKS

CLOSING = [
    "</pre></div></section></main><script>alert(1)</script>",
    "</code></pre><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<h1 title='><script>alert(1)</script>'>x</h1>",
    "{{ 7 * 7 }}{% raw %}",
    '" onmouseover="alert(1)',
    "\x1b]0;title\x07\x1b[2J\u202e",
    "![x](https://example.org/x.png) <img src='https://example.org/x.png'>",
    "![x](//example.org/x.png)",
]
SLOW = ["<b><p>" * 60_000, "[" * 20_000, ">" * 20_000, "*a " * 6_000, "$" * 19_999]


def page_with(text: str) -> str:
    """Return a page with the text in every place that a student reaches, and in all others."""
    outputs = [
        *({"output_type": "stream", "name": name, "text": text} for name in ("stdout", "stderr")),
        shows(text_html=text, text_plain=text),
        shows(text_html=f"<table><tr><td>{text}</td></tr></table>", text_plain="x"),
        *(shows(**{kind: text}) for kind in ("text_html", "text_markdown", "text_latex")),
        shows(image_png=text, text_plain=text),
        shows(**{"image_svg+xml": text}),
        shows(image_png="iVBORw0KGgo=", text_plain=text),
        {**failed(text, text), "traceback": [text]},
    ]
    facet = {"name": text, "points": 0.0, "max_points": 1.0, "finding": said(text)}
    mistake = dict.fromkeys(("name", "seen", "why", "hint", "reread"), text)
    parts: dict[str, Any] = {"facets": [facet], "mistakes": [mistake], "remarks": [said(text)]}
    notebook = [
        cell("autograder-notice", f"- {text}", "markdown"),
        cell("x" + text, text, solution=True, outputs=outputs),
        cell(
            "y" + text,
            text,
            grade=True,
            outputs=[
                checked(text),
                result(question=text, **parts),
            ],
        ),
        cell("q", f"**{text}** {text}", "markdown"),
        cell("z" + text, text, "markdown", grade=True, solution=True),
        cell("added-1", text, "markdown", attachments={text: {"image/png": "iVBORw0KGgo="}}),
        cell("own" + text, text, outputs=outputs),
        cell("v" + text, text, grade=True, outputs=[failed(text, text)]),
    ]
    notes = {"version": 2, "differences": [said(text)], "notices": [said(text)]}
    whole = {"nbformat": 4, "metadata": {"autograder": notes}, "cells": notebook}
    graded = read_graded(json.dumps(whole).encode())
    marks = {key + text: Score(0.0, 1.0) for key in "xyzv"}
    scores = NotebookScores(text, 0.0, marks, {key + text: text for key in "xyzv"})

    def draw(_function: str, _assignment: str, _mistakes: object) -> Figure:
        return Figure("data:image/png;base64,iVBORw0KGgo=", text)

    return render(build_page((text, text, text), graded, scores, draw))


def checked(text: str) -> dict[str, Any]:
    """Return the output of a visible check."""
    report = shows(text_plain=f"{text}: not right yet\n{text}")
    report["data"][CHECK_MIME] = {"title": text, "passed": False}
    return report


@pytest.fixture(scope="module")
def honest() -> str:
    """Return the page of plain words."""
    return page_with("plain words")


def acting(page: str) -> Counter[str]:
    """Return what in a page acts, but for what its head is made of."""
    return Counter(acts(page))


@pytest.mark.parametrize("text", [*ATTACKS, *LINKS, *CLOSING])
def test_nothing_acts(honest: str, text: str) -> None:
    """Is there nothing in the page that acts, loads or is built otherwise than with plain words?"""
    page = page_with(text)
    assert acting(page) <= acting(honest), acting(page) - acting(honest)
    read, usual = Reader(page), Reader(honest)
    assert not [each for each in read.of("img") if not each["src"].startswith("data:image/png")]
    for tag in ("section", "main", "header", "footer", "h1", "h2", "title", "style", "body"):
        assert len(read.of(tag)) <= len(usual.of(tag)), tag
    assert read.wrong == []
    assert not {"\x1b", "\x07", "\u202e"} & set(page)


def test_the_watch_would_see_it() -> None:
    """Would a script in a page be found?"""
    assert acts("<p><img src=x onerror=alert(1)></p>") and acts("<script>x</script>")


@pytest.mark.parametrize("text", SLOW, ids=range(len(SLOW)))
def test_texts_that_are_slow_to_read(text: str) -> None:
    """Is there a page of a text that is made to be slow, or too deep, for a reader of Markdown?"""
    assert Reader(page_with(text)).wrong == []


def test_few_pictures() -> None:
    """Are the pictures of one cell limited, and is that said?"""
    picture = shows(image_png="iVBORw0KGgo=")
    page = page_of(cell("own", "draw()", outputs=[picture] * 30), scores=NotebookScores())
    assert len(Reader(page).of("img")) == 10
    assert "More than 10 pictures" in page
