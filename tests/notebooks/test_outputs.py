"""Are outputs of students' cells stored without what acts on a page or a terminal?"""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebooks.safe_html import sanitize_text
from autograder.notebooks.safe_outputs import clean_outputs, sanitize_outputs
from tests.notebooks.pages import acts
from tests.notebooks.test_html import mixtures

ESCAPES = [
    "\x1b]0;title\x07",
    "\x1b]8;;https://x\x1b\\",
    "\x1b]52;c;aGFsbG8=\x07",
    "\x1b]1337;File=x",
    "\x1b[2J",
    "\x1b[1;1H",
    "\x1b[?1049h",
    "\x1bc",
    "\x1bP1$r\x1b\\",
    "\x9b2J",
    "\x9d0;x\x9c",
    "\x1b[1\x1b[0mm",
    "\x1b\x1b]0;x\x07",
    "\x1b\n",
    "\x1b",
    "\b\b\b",
    "\u202e",
    "\x00",
    "\ud800",
]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
noise = st.lists(
    st.sampled_from([*ESCAPES, "\x1b[31m", "\x1b[", "]", "m", "3", ";"]) | st.text(max_size=3),
    max_size=8,
).map("".join)


@given(text=noise)
def test_any_text(text: str) -> None:
    """Does no control character but line ends, tabs and whole colours ever get through?"""
    assert not CONTROL.search(COLOUR.sub("", sanitize_text(text)))


@pytest.mark.parametrize("text", ESCAPES)
def test_escapes(text: str) -> None:
    """Is each escape sequence removed, and the text around it kept?"""
    assert not CONTROL.search(COLOUR.sub("", sanitize_text(f"a{text}")))
    assert sanitize_text(f"a{text}").startswith("a")


@given(text=st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf"))))
def test_ordinary_text(text: str) -> None:
    """Does text without control characters stay as it is, with line ends, tabs and colours?"""
    for each in (text, f"{text}\r\n\t{text}", f"\x1b[1;31m{text}\x1b[0m"):
        assert sanitize_text(each) == each


@pytest.mark.parametrize("value", [None, 3, ["a"], b"a", {}])
def test_no_text(value: object) -> None:
    """Is what is no text nothing?"""
    assert sanitize_text(value) == ""


def test_too_long() -> None:
    """Is a text cut at the length given?"""
    assert sanitize_text("abc", 2) == "ab"


def shown(mime: str, value: Any) -> dict[str, Any]:
    """Return what is kept of something displayed."""
    (output,) = sanitize_outputs([{"output_type": "display_data", "data": {mime: value}}])
    data: dict[str, Any] = output["data"]
    return data


@given(text=mixtures, escapes=noise)
def test_displayed_html(text: str, escapes: str) -> None:
    """Is displayed HTML harmless, also when control characters are strewn into its tags?"""
    for mixed in (text, escapes.join([text, text]), escapes.join(text)):
        for mime in ("text/html", "text/markdown"):
            sanitized = shown(mime, mixed).get(mime, "")
            assert acts(sanitized) == []
            assert "\x1b]" not in sanitized


@pytest.mark.parametrize(
    "mime",
    [
        *("image/svg+xml", "application/javascript", "application/vnd.jupyter.widget-view+json"),
        *("application/pdf", "text/x", "application/json", "application/vnd.plotly.v1+json"),
    ],
)
def test_other_kinds(mime: str) -> None:
    """Is an output of any other kind replaced by a note that it isn't shown?"""
    assert shown(mime, "<svg onload=alert(1)>") == {
        "text/plain": "(an output of a kind that is not shown)"
    }


@pytest.mark.parametrize("value", ["<script>", ["aGFsbG8="], 3, None, "aGFsbG8", "a" * 8_000_004])
def test_pictures_that_are_none(value: object) -> None:
    """Is a picture that is no base64 text, or too large, dropped?"""
    assert "image/png" not in shown("image/png", value)


def test_kept() -> None:
    """Do texts, pictures, tables and formulas stay as they are?"""
    for mime, value in {
        "text/plain": "<script> is just text & more",
        "image/png": "aGFsbG8=\n",
        "text/html": "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "text/latex": "$\\frac{1}{2}$",
    }.items():
        assert shown(mime, value) == {mime: value}


@pytest.mark.parametrize("text", ["\\href{javascript:x}{y}", "\\require{html}", "\\style{a}{b}"])
def test_latex_that_acts(text: str) -> None:
    """Is a formula that makes links or styles removed?"""
    assert shown("text/latex", text) == {"text/latex": ""}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | mixtures,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(["output_type", "name", "text", "data", "traceback", "ename", "evalue"])
kinds = st.sampled_from(["stream", "error", "display_data", "execute_result"])
mimes = st.sampled_from(["text/html", "text/plain", "image/png", "text/markdown", "text/latex"])
bundles = st.dictionaries(mimes | st.text(), json_values, max_size=3)
odd_outputs = st.builds(
    lambda kind, rest, data: {"output_type": kind, "name": "stdout", "data": data} | rest,
    kinds | json_values,
    st.dictionaries(names, json_values, max_size=4),
    bundles,
)


@given(outputs=st.lists(odd_outputs | json_values, max_size=4))
def test_any_outputs(outputs: list[Any]) -> None:
    """Are outputs of any shape turned into harmless ones that can be written to a notebook?"""
    for output in sanitize_outputs(outputs):
        json.dumps(output, ensure_ascii=False).encode()
        assert output["output_type"] in ("stream", "error", "display_data", "execute_result")
        assert acts(output.get("data", {}).get("text/html", "")) == []


def test_a_tests_own_outputs() -> None:
    """Do a test's outputs stay as they are, but for control characters in texts?"""
    page = {"text/html": "<script>ours</script>"}
    outputs = [
        {"output_type": "display_data", "data": page, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": "a\x1b]0;x\x07"},
        {"output_type": "error", "ename": "E", "evalue": "\x1b[2Jb", "traceback": ["\x1b[31mc"]},
    ]
    kept = clean_outputs(outputs)
    assert kept[0] == outputs[0]
    assert kept[1]["text"] == "a"
    assert (kept[2]["evalue"], kept[2]["traceback"]) == ("b", ["\x1b[31mc"])


def test_a_students_text_in_a_tests_outputs() -> None:
    """Is plain text that a student's function showed in a test free of control characters?"""
    data = {"text/plain": "a\x1b]0;x\x07\ud800"}
    (output,) = clean_outputs([{"output_type": "display_data", "data": data}])
    assert output["data"] == {"text/plain": "a"}
