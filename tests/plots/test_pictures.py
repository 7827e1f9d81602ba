"""A picture is an image with a sentence, or the sentence alone."""

import dataclasses
import re
import struct
from base64 import b64decode
from collections.abc import Callable
from html import unescape

import pytest

from autograder.plots import Picture
from tests.plots import examples
from tests.plots.examples import SUMMARIES

Maker = Callable[[], Picture]
_IMAGE = r'<img alt="([^"]*)" class="[^"]*" style="[^"]*" src="data:image/png;base64,([^"]*)">'


@pytest.mark.parametrize(("make", "words"), SUMMARIES.items())
def test_summary_tells_the_values(make: Maker, words: list[str]) -> None:
    """Does one sentence tell what the figure shows, with its names and numbers?"""
    summary = make().summary
    for word in words:
        assert word in summary
    assert "\n" not in summary
    assert summary.endswith(".")


@pytest.mark.parametrize("make", SUMMARIES)
def test_text_is_the_summary(make: Maker) -> None:
    """Does a terminal show the sentence?"""
    picture = make()
    assert str(picture) == repr(picture) == picture.summary


@pytest.mark.parametrize("make", SUMMARIES)
def test_png(make: Maker) -> None:
    """Are the bytes those of a PNG of a size that fits a notebook?"""
    data = make().png()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.rstrip(b"\x00")[-8:-4] == b"IEND"
    width, height = struct.unpack(">II", data[16:24])
    assert 100 < width < 1000
    assert 80 < height < 1000


@pytest.mark.parametrize("make", SUMMARIES)
def test_html(make: Maker) -> None:
    """Does a notebook get the image with the sentence as its alt text and below it?"""
    picture = make()
    html = picture._repr_html_()
    assert html.count("<img ") == 1
    alt, data = re.findall(_IMAGE, html)[0]
    assert unescape(alt) == picture.summary
    assert b64decode(data) == picture.png()
    caption = re.findall("<div>([^<]*)</div></div>$", html)[0]
    assert unescape(caption) == picture.summary


def test_html_escapes() -> None:
    """Can no summary break out of the alt text or the caption?"""
    hostile = "\"><script>alert('x')</script> & more."
    html = dataclasses.replace(examples.images(), summary=hostile)._repr_html_()
    assert "<script>" not in html
    assert 'alt="&quot;&gt;&lt;script&gt;' in html
    assert unescape(re.findall("<div>([^<]*)</div></div>$", html)[0]) == hostile


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_html_while_graded(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does nbgrader get the escaped sentence, and is nothing drawn at all?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)

    def never() -> None:
        raise AssertionError("drawn while nobody looks")

    picture = Picture(never, "1 < 2.")  # type: ignore[arg-type]
    assert picture._repr_html_() == "<p>1 &lt; 2.</p>"


def test_show_prints_without_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    """Does showing a picture in a terminal print its sentence?"""
    examples.images().show()
    assert capsys.readouterr().out == f"{examples.images().summary}\n"


def test_two_pictures_side_by_side() -> None:
    """Has each of the two its own image and sentence, in their order?"""
    row = examples.bars().beside(examples.lines())
    html = row._repr_html_()
    assert html.count("<img alt=") == len(re.findall("<div>[^<]+</div>", html)) == 2
    assert html.index("Probabilities") < html.index("Losses of one lead")
    assert str(row).splitlines() == [str(examples.bars()), str(examples.lines())]
