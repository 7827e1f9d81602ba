"""The page of a class: its structure, and what must not be in it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autograder.instructors.reports.class_report.figures import figures
from autograder.instructors.reports.class_report.load import load_class
from autograder.instructors.reports.class_report.pseudonyms import pseudonymized
from autograder.instructors.reports.class_report.render import number, page, percent, seconds
from tests.instructors.reports.class_report.made import ASSIGNMENT, HIDDEN, MadeClass, source

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&\"'"
LONG = source(
    """
    def f(x):
        table = {k: [k ** 2 - 1, k // 3, -k] for k in range(7) if k != 4}
        for row in sorted(table.values(), key=lambda pair: pair[1]):
            x = x + row[0] * 0.25 - max(row) / (1 + abs(row[2]))
            while x > 1e6 and not row[0] == 9:
                x = x ** 0.5 % 17 or min(row[1:], default=3)
        return [x, len(table), {v[0] for v in table.values()}]
    """
)
VOID = {"meta", "br", "wbr", "img", "line", "rect"}


class Outline(HTMLParser):
    """Reads a page: tags with attributes, headings, and whether all is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that the tag that is closed is the last one opened."""
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of all tags of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def shown(made: MadeClass, *, under_pseudonyms: bool = False) -> str:
    """Return the page of a class."""
    record = load_class(made.folder, ASSIGNMENT)
    return page(
        figures(pseudonymized(record) if under_pseudonyms else record), anonymous=under_pseudonyms
    )


@pytest.fixture
def full(made: MadeClass) -> MadeClass:
    """Return a class that has something in every part of the page."""
    made.enrol("ada-77", "Ada", "Lovelace")
    made.enrol("zoe-00")
    made.hand_in("uma-11")
    names = ("ada-77", "ben-88")
    for name in names:
        other = LONG.replace("table", f"t{name[:2]}") + f"  # by {name}, and Ada\n"
        made.grade(name, ["inputs"], answer=other, mistakes=["an argument is changed"], waits=True)
        made.keep(name, {"cells": 2.0}, ["stopped: it took more than 3 s"])
    made.grade("cyn-99", ["loss", "gradient"], differences=["the file ben-88.txt was left out"])
    (made.grade("dan-55").parent / "p1.ipynb").write_text("{")
    return made


@pytest.fixture
def outlines(made: MadeClass, full: MadeClass) -> Iterator[Outline]:
    """Return the page of a full class, read."""
    assert made is full
    return iter([Outline(shown(full))])


def test_structure(outlines: Iterator[Outline]) -> None:
    """Has the page a language, a title, headings in order, captions and scopes?"""
    found = next(outlines)
    assert found.open == []
    assert found.all("html") == [{"lang": "en"}]
    assert len(found.all("title")) == 2  # the page's, the picture's
    levels = [int(tag[1]) for tag, _ in found.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(found.all("table")) == len(found.all("caption")) >= 7
    assert all(each.get("scope") in ("col", "row", "rowgroup") for each in found.all("th"))
    (picture,) = found.all("svg")
    names = {each.get("id") for _, each in found.tags}
    assert picture["role"] == "img"
    assert set((picture["aria-labelledby"] or "").split()) <= names
    targets = {(each["href"] or "").removeprefix("#") for each in found.all("a")}
    assert targets and targets <= names


def test_it_needs_nothing_else(outlines: Iterator[Outline]) -> None:
    """Does the page load nothing and run nothing?"""
    found = next(outlines)
    assert not found.all("script") and not found.all("link") and not found.all("img")
    assert all("src" not in each for _, each in found.tags)
    assert all(not name.startswith("on") for _, each in found.tags for name in each)
    policies = [each.get("content") for each in found.all("meta")]
    assert "default-src 'none'; style-src 'unsafe-inline'" in policies


def test_no_hidden_test(full: MadeClass) -> None:
    """Does neither the page nor the JSON hold a hidden test, or what a facet said it saw?"""
    text = shown(full)
    plain = str(figures(load_class(full.folder, ASSIGNMENT)).to_json())
    for secret in (HIDDEN, "42.25", "hidden test", "of one input was"):
        assert secret not in text
        assert secret not in plain
    assert "an argument is changed" in text


def test_hostile_text(made: MadeClass) -> None:
    """Is whatever students can write escaped?"""
    answer = LONG + f"\n# {HOSTILE}\nx = '</pre></mark>'"
    for name in ("ada", "ben"):
        made.enrol(name, HOSTILE, HOSTILE)
        made.grade(name, ["loss"], answer=answer, mistakes=[HOSTILE], differences=[HOSTILE])
        made.keep(name, {HOSTILE: 1.0}, [HOSTILE])
    made.grade("cyn", error=HOSTILE, answer="x")
    made.grade("<b>dan", error=HOSTILE)
    for text in (shown(made), shown(made, under_pseudonyms=True)):
        assert "<script" not in text
        assert "<img" not in text
        assert "<b>" not in text
        assert "&lt;script&gt;" in text
        assert Outline(text).open == []


@pytest.mark.parametrize("count", [0, 1, 2, 25])
def test_classes_of_any_size(made: MadeClass, count: int) -> None:
    """Is there a whole page for nobody, for one, and for many?"""
    for n in range(count):
        made.grade(f"s{n}", ["loss"] if n % 2 else [])
    text = shown(made)
    assert Outline(text).open == []
    assert ("Nothing is graded yet." in text) == (count == 0)
    if count == 1:
        assert "1 student from 6 to 6 of 10 points." in text


def test_broken_notebook(full: MadeClass) -> None:
    """Does the page say which notebook it leaves out, and report the rest?"""
    text = shown(full)
    assert "<strong>dan-55</strong>: the autograded notebook p1 is left out" in text
    assert "Left out" in text
    assert "ada-77 and ben-88: 100 %" in text


def test_pseudonyms(full: MadeClass) -> None:
    """Is no name left, in code and sentences either, and is everything else still there?"""
    text = shown(full, under_pseudonyms=True)
    for name in ("ada-77", "ben-88", "cyn-99", "dan-55", "uma-11", "zoe-00", "Ada", "Lovelace"):
        assert name not in text
    assert "with pseudonyms" in text
    assert "by student " in text
    assert "the file student " in text
    mine = [f"student {n}" for n in range(1, 7)]
    assert all(each in text for each in mine)


def test_numbers_for_people() -> None:
    """Are numbers short, and is 100 % only what is all?"""
    assert (number(3.0), number(2.3333)) == ("3", "2.33")
    assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == [
        "0 %",
        "1 %",
        "50 %",
        "99 %",
        "100 %",
    ]
    assert [seconds(each) for each in (0.0123, 3.21, 300)] == ["12 ms", "3.2 s", "5.0 min"]


def test_headings_are_findings(made: MadeClass) -> None:
    """Do headings say who has all points, and which facet to teach again, marked at its row?"""
    made.grade("ada", why=4.0)
    made.grade("ben", ["inputs"], why=4.0)
    made.grade("cyn", ["inputs"], why=4.0)
    text = shown(made)
    assert "1 of 3 has all points</h2>" in text
    assert "What to teach again: inputs</h2>" in text
    assert text.count("▼ lowest") == text.count('class="bar lowest"') == 1
