"""What a student's cell showed, for the page: text, pictures and harmless HTML."""

from collections.abc import Iterator
from typing import Any

from autograder.grading.tame.markdown import IMAGES
from autograder.grading.tame.outputs import tame_outputs
from autograder.reporting.feedback.page import Shown
from autograder.reporting.feedback.text import joined, plain, prose, rich

MOST_PICTURES = 10  # of one cell
_MOST_TEXT = 20_000  # characters of one output
_MOST_LINES = 40  # of a traceback
_NO_WORDS = "A picture that this cell made; it has no description."
_LEFT_OUT = f"More than {MOST_PICTURES} pictures: the rest is left out."


def shown(outputs: object) -> tuple[Shown, ...]:
    """Return a cell's outputs, tamed whatever has been done to them before."""
    nodes = [_whole(each) for each in outputs] if isinstance(outputs, list) else []
    return tuple(_few_pictures(map(_show, tame_outputs(nodes))))


def _few_pictures(found: Iterator[Shown | None]) -> Iterator[Shown]:
    count = 0
    for each in filter(None, found):
        count += bool(each.picture)
        if not each.picture or count <= MOST_PICTURES:
            yield each
    if count > MOST_PICTURES:
        yield Shown("Note", text=_LEFT_OUT)


def _whole(output: object) -> object:
    """Return an output with its texts in one piece, as a notebook file holds them in lines."""
    if not isinstance(output, dict):
        return output
    whole = {**output, "text": joined(output.get("text"))}
    data = output.get("data")
    if isinstance(data, dict):
        whole["data"] = {
            mime: joined(value) if isinstance(value, list) else value
            for mime, value in data.items()
        }
    return whole


def _show(output: dict[str, Any]) -> Shown | None:
    kind = output["output_type"]
    if kind == "stream":
        label = "Printed" if output["name"] == "stdout" else "Printed as a warning or an error"
        text = plain(output["text"], _MOST_TEXT).strip("\n")
        return Shown(label, text=text) if text else None
    if kind == "error":
        lines = plain("\n".join(output["traceback"]), _MOST_TEXT).splitlines()
        head = plain(f"{output['ename']}: {output['evalue']}", _MOST_TEXT)
        return Shown("Stopped with an error", text="\n".join(lines[-_MOST_LINES:]) or head)
    return _display(output["data"])


def _display(data: dict[str, str]) -> Shown | None:
    words = plain(data.get("text/plain", ""), _MOST_TEXT)
    for mime in IMAGES:
        if mime in data:
            source = f"data:{mime};base64,{''.join(data[mime].split())}"
            return Shown("Picture", text=words or _NO_WORDS, picture=source)
    if "<table" in data.get("text/html", ""):
        return Shown("Shown", rich=rich(data["text/html"]))
    if words:
        return Shown("Shown", text=words)
    if "text/markdown" in data:
        return Shown("Shown", rich=prose(data["text/markdown"]))
    if "text/html" in data:
        return Shown("Shown", rich=rich(data["text/html"]))
    latex = plain(data.get("text/latex", ""), _MOST_TEXT)
    return Shown("Shown", text=latex) if latex else None
