"""A film shows its last picture, plays when asked to, and is words where nobody looks."""

import json
import re
from html import unescape

import numpy as np
import pytest

from autograder.plots import Picture, curves, film


def frames(count: int = 3, start: float = 0.0) -> list[Picture]:
    """Return pictures of a line that rises."""
    return [
        curves([0, 1], {"a": [start, k]}, title=f"step {k}", xlabel="x", ylabel="y")
        for k in range(count)
    ]


def films(html: str) -> list[list[tuple[str, str]]]:
    """Return the pictures and sentences that a film's script holds."""
    found: list[list[tuple[str, str]]] = json.loads(
        re.findall(r"films = (\[\[.*?\]\]\]);", html, re.DOTALL)[0]
    )
    return found


def test_the_last_picture_stands_without_a_script() -> None:
    """Is there an image with its sentence where scripts are left out?"""
    shown = film(frames(), "step", "A line rises.")._repr_html_()
    plain = re.sub("<script>.*</script>", "", shown, flags=re.DOTALL)
    last = frames()[-1].summary
    assert unescape(re.findall(r'<img alt="([^"]*)"', plain)[0]) == last
    assert re.findall('src="([^"]*)"', plain)[0] == films(shown)[0][-1][0]
    assert "<div>A line rises.</div>" in plain
    assert f"<output>{last}</output>" in plain.replace("&#x27;", "'")


def test_all_pictures_have_one_size() -> None:
    """Would the page stay still while it plays?"""
    from base64 import b64decode
    from struct import unpack

    sizes = {
        unpack(">II", b64decode(source.partition(",")[2])[16:24])
        for source, _ in films(film(frames(), "step", "c")._repr_html_())[0]
    }
    assert len(sizes) == 1


def test_a_knob_has_a_take_for_each_value() -> None:
    """Is there a radio button for each, and are the pictures those of its own take?"""
    takes = {3: frames(), 64: frames(start=1.0)}
    shown = film(takes, "step", "c", knob="hidden units")._repr_html_()
    assert shown.count('type="radio"') == 2
    assert "hidden units: " in shown
    found = films(shown)
    assert [len(take) for take in found] == [3, 3]
    assert found[0][0][0] != found[1][0][0]
    assert 'type="radio"' not in film(frames(), "step", "c")._repr_html_()


def test_two_films_keep_apart() -> None:
    """Has each film on a page a name of its own?"""
    both = [film(frames(), "step", "c")._repr_html_() for _ in range(2)]
    assert len({re.findall('<div id="([^"]*)"', shown)[0] for shown in both}) == 2


def test_no_text_ends_the_script() -> None:
    """Is a sentence with a tag in it nothing but a sentence?"""
    hostile = Picture(frames()[0].draw, "</script><b>x</b>")
    shown = film([hostile, hostile], "</label>", "<i>")._repr_html_()
    assert shown.count("</script>") == 1
    assert films(shown)[0][0][1] == "</script><b>x</b>"
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_words_while_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is nothing drawn while nbgrader grades, and the last sentence of each take said?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def never() -> None:
        raise AssertionError("drawn while nobody looks")

    still = [Picture(never, f"{k} < 9") for k in range(2)]  # type: ignore[arg-type]
    assert film({1: still, 2: still}, "s", "c")._repr_html_() == "<p>c<br>1 &lt; 9<br>1 &lt; 9</p>"


@pytest.mark.parametrize("counts", [(1,), (10,), (2, 3), (0,)])
def test_other_lengths_are_refused(counts: tuple[int, ...]) -> None:
    """Is a film of one picture, of too many, or of takes that differ told off?"""
    takes = {k: frames(2)[:1] * count for k, count in enumerate(counts)}
    with pytest.raises(ValueError, match="2 to 9 pictures"):
        film(takes, "step", "c")


def test_it_reads_as_text() -> None:
    """Does a terminal get the caption and the last sentences?"""
    shown = film({"a": frames(), "b": frames(start=1.0)}, "step", "c")
    assert str(shown) == repr(shown)
    assert str(shown).splitlines()[0] == "c"
    assert len(str(shown).splitlines()) == 3
    assert np.all(["step 2" in line for line in str(shown).splitlines()[1:]])
