"""A cell of the student's own and its outputs, as the page shows them."""

from collections.abc import Iterator
from typing import Any

from autograder.findings import text
from autograder.findings import text as say
from autograder.instructors.reports.feedback.html import code, joined, plain, prose, rich
from autograder.instructors.reports.feedback.page_model import Shown, Work
from autograder.notebooks.marks import has_hidden_tests, without_hidden_tests
from autograder.notebooks.safe_html import IMAGES
from autograder.notebooks.safe_outputs import sanitize_outputs
from autograder.results import Part

MOST_PICTURES = 10  # of one cell
_MOST_TEXT = 20_000  # characters of one output
_MOST_LINES = 40  # of a traceback


def shown(outputs: object) -> tuple[Shown, ...]:
    """Return a cell's outputs, sanitized whatever has been done to them before."""
    nodes = [_whole(each) for each in outputs] if isinstance(outputs, list) else []
    return tuple(_few_pictures(map(_show, sanitize_outputs(nodes))))


def _few_pictures(found: Iterator[Shown | None]) -> Iterator[Shown]:
    count = 0
    for each in filter(None, found):
        count += bool(each.picture)
        if not each.picture or count <= MOST_PICTURES:
            yield each
    if count > MOST_PICTURES:
        yield Shown(
            say("feedback-work.note"),
            text=say("feedback-work.pictures-left-out", most=MOST_PICTURES),
        )


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
        label = (
            say("feedback-work.printed")
            if output["name"] == "stdout"
            else say("feedback-work.stderr")
        )
        text = plain(output["text"], _MOST_TEXT).strip("\n")
        return Shown(label, text=text) if text else None
    if kind == "error":
        lines = plain("\n".join(output["traceback"]), _MOST_TEXT).splitlines()
        head = plain(f"{output['ename']}: {output['evalue']}", _MOST_TEXT)
        return Shown(
            say("feedback-work.error"),
            text="\n".join(lines[-_MOST_LINES:]) or head,
        )
    return _display(output["data"])


def _display(data: dict[str, str]) -> Shown | None:
    words = plain(data.get("text/plain", ""), _MOST_TEXT)
    for mime in IMAGES:
        if mime in data:
            source = f"data:{mime};base64,{''.join(data[mime].split())}"
            return Shown(
                say("feedback-work.picture"),
                text=words or say("feedback-work.no-description"),
                picture=source,
            )
    if "<table" in data.get("text/html", ""):
        return Shown(say("feedback-work.shown"), rich=rich(data["text/html"]))
    if words:
        return Shown(say("feedback-work.shown"), text=words)
    if "text/markdown" in data:
        return Shown(say("feedback-work.shown"), rich=prose(data["text/markdown"]))
    if "text/html" in data:
        return Shown(say("feedback-work.shown"), rich=rich(data["text/html"]))
    latex = plain(data.get("text/latex", ""), _MOST_TEXT)
    return Shown(say("feedback-work.shown"), text=latex) if latex else None


def work_of(part: Part) -> Work:
    """Return the cell: code or text, and what it showed or has attached."""
    key = plain(part.cell.key, 200)
    if part.cell.kind == "code":
        source = _own(part.cell.source)
        return Work(key, code(source), shown=shown(part.outputs), added=part.added)
    attached = shown(list(_attached(part)))
    return Work(key, prose=prose(_own(part.cell.source)), shown=attached, added=part.added)


def _own(source: str) -> str:
    """Return a source without hidden tests: a missing answer's is the course's own."""
    return without_hidden_tests(source) if has_hidden_tests(source) else source


def _attached(part: Part) -> Iterator[dict[str, object]]:
    """Yield the pictures attached to a text cell, as outputs."""
    for name, bundle in part.cell.attachments.items():
        if isinstance(bundle, dict):
            data = {**bundle, "text/plain": text("feedback-work.attached", name=name)}
            yield {"output_type": "display_data", "data": data}
