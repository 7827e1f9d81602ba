"""A student's request for a regrade: a text file beside the notebook, by question.

    # softmax-loss-naive
    My loss is right, the test compares with reg = 0.

A heading names a question as its cell or its function is called. What stands under no such heading
is about the notebook as a whole: nothing that a student writes is left out, up to MOST_BYTES.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.notebooks.cells import Cell
from autograder.notebooks.safe_html import sanitize_text

REQUEST = "request.md"
MOST_BYTES = 64 * 1024
_LONGEST_HEADING = 200
_CUT = "[...]"
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<name>.+?)\s*#*\s*")
_ENDS = re.compile(r"[-_](?:tests?|answer|solution)$")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class RegradeRequest:
    """What a student asks; `cell` is the answer that it is about, '' for the whole notebook."""

    cell: str
    text: str


def read_requests(data: bytes, handout: Sequence[Cell]) -> tuple[RegradeRequest, ...]:
    """Return what a file asks of a notebook, of whatever it consists; the texts are not HTML."""
    places = _places(handout)
    found: dict[str, list[str]] = {}
    key = ""
    lines = _text(data).replace("\x1b", "").splitlines()
    for line in [*lines, *([_CUT] if len(data) > MOST_BYTES else [])]:
        heading = _HEADING.fullmatch(line) if len(line) <= _LONGEST_HEADING else None
        known = places.get(_plain(heading["name"])) if heading else None
        if known is not None:
            key = known
        elif heading:
            key = ""
            found.setdefault(key, []).append(heading["name"])
        else:
            found.setdefault(key, []).append(line)
    texts = ((key, "\n".join(lines).strip()) for key, lines in found.items())
    return tuple(RegradeRequest(key, text) for key, text in texts if text)


def quoted(text: str) -> str:
    """Return a request as Markdown that shows each of its lines as they are."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def _places(handout: Sequence[Cell]) -> dict[str, str]:
    """Return the cell that a request is shown below, by each way to name its question."""
    found: dict[str, str] = {}
    answer = ""
    for cell in handout:
        if cell.solution:
            answer = cell.key
        if not (cell.solution or cell.grade or cell.task):
            continue
        place = cell.key if cell.solution or cell.task or not answer else answer
        for name in _names(cell):
            found.setdefault(name, place)
    return found


def _names(cell: Cell) -> Iterator[str]:
    yield _plain(cell.key)
    yield _plain(_ENDS.sub("", cell.key))


def _plain(name: str) -> str:
    """Return a name without its marks: `softmax_loss_naive()` is softmax-loss-naive."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _text(data: bytes) -> str:
    """Return a text in whatever encoding an editor has saved it."""
    start = data[:MOST_BYTES]
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return sanitize_text(start.decode(encoding, "replace"))
    try:
        return sanitize_text(start.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        cut = error.start >= len(start) - 3 and len(data) > MOST_BYTES
        return sanitize_text(start.decode("utf-8-sig" if cut else "cp1252", "replace"))
