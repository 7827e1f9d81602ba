"""A card stays what it is in a theme, in an untrusted notebook, and when it is sanitized."""

import re

import pytest

from autograder.findings.card import Card, State, as_title, card_html, split_title
from autograder.notebooks.safe_html import sanitize_html
from tests.plots.contrast import contrast

STATES: tuple[State, ...] = ("passed", "not-yet", "stopped", "to-do")
FULL = Card(
    "not-yet",
    "softmax_loss",
    "dW is <off> & wrong",
    ["a paragraph", "two\nlines"],
    [("yours", "1.5"), ("measured", "2.5")],
    [("a heading", ["its line"])],
    [("2 more", ["one", "two"])],
)


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_a_sign_a_word_and_a_colour(state: State) -> None:
    """Can white be read on the chip, and its edge be seen on white and on a dark page?"""
    html = card_html(Card(state, "f", "t"))
    (colour,) = set(re.findall("background:(#[0-9A-F]{6});color:#fff", html))
    assert contrast(colour, "white") >= 4.5
    assert contrast(colour, "#111111") >= 3.0
    assert re.search(r">[✓✗○] (passed|not yet|stopped|to do)</b>", html)


def test_all_is_escaped_and_in_order() -> None:
    """Does a card say title, evidence, sections, paragraphs and then what is folded?"""
    html = card_html(FULL)
    words = re.sub("<[^>]*>", "|", html)
    order = [
        "softmax_loss",
        "dW is &lt;off&gt; &amp; wrong",
        "yours",
        "1.5",
        "a heading",
        "its line",
    ]
    order += ["a paragraph", "2 more", "one"]
    places = [words.index(each) for each in order]
    assert places == sorted(places)
    assert "<off>" not in html


def test_nothing_is_lost_when_it_is_sanitized() -> None:
    """Are all of its tags kept, and only its styles gone?"""
    html = card_html(FULL)
    plain = re.sub(' style="[^"]*"', "", html)
    assert sanitize_html(html).replace("<tbody>", "").replace("</tbody>", "") == plain
    assert len(html) < 5_000


def test_the_theme_has_the_text() -> None:
    """Is no colour of text fixed but the white on the chip?"""
    assert set(re.findall(r"[;\"]color:([^;\"]+)", card_html(FULL))) == {"#fff", "inherit"}


@pytest.mark.parametrize(
    ("said", "title", "rest"),
    [
        ("dW does not fit: it is off. Why?", "dW does not fit", ["it is off. Why?"]),
        ("stopped", "Stopped", []),
        ("x" * 80 + ": y", "", ["x" * 80 + ": y"]),
        ("the loss is nan\nand more", "The loss is nan", ["and more"]),
    ],
)
def test_a_title_is_the_first_part(said: str, title: str, rest: list[str]) -> None:
    """Is a sentence parted where its first part ends, unless that is long?"""
    assert split_title(said) == (title, rest)


def test_names_keep_their_letters() -> None:
    """Does dW stay dW where a word gets a capital?"""
    said = ("dW is off", "loss", "", "X", "db 沿错误的轴求和")
    assert [as_title(each) for each in said] == ["dW is off", "Loss", "", "X", "db 沿错误的轴求和"]
