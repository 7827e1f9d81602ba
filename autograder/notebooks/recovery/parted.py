"""Texts that stand in one cell with the course's own: an editor's or a person's joining, undone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import without_hidden_tests
from autograder.notebooks.recovery.evidence import FEWEST_WORDS, plain_text, words_in

_LONGEST = 200_000  # characters of a cell
_MOST_PIECES = 100  # of a cell


def parted(handout: Sequence[Cell], student: Sequence[Cell]) -> tuple[list[Cell], list[int]]:
    """Return a student's cells, parted where a text of the course's begins and ends, and origins.

    The origins are the positions of the cells that the pieces are of. A text of the course's that
    is a cell somewhere parts none: it is quoted.
    """
    answers = {cell.key for cell in handout if cell.solution}
    there = {plain_text(cell.source) for cell in student}
    texts = {
        "\n".join(_lines(without_hidden_tests(cell.source))): cell.key
        for cell in handout
        if cell.kind == "markdown"
        and not cell.solution
        and len(words_in(cell.source)) >= FEWEST_WORDS
        and plain_text(without_hidden_tests(cell.source)) not in there
    }
    pieces, origins = list[Cell](), list[int]()
    for position, cell in enumerate(student):
        can = cell.kind != "code" and cell.key not in answers and not cell.declined
        can = can and bool(texts) and len(cell.source) <= _LONGEST
        found = list(_pieces(cell, texts)) if can else [cell]
        pieces += found
        origins += [position] * len(found)
    return pieces, origins


def _pieces(cell: Cell, texts: Mapping[str, str]) -> Iterator[Cell]:
    """Yield the pieces of a cell; the course's keeps the name if it is its own."""
    bodies = list(_split("\n".join(_lines(cell.source)), texts))
    if len(bodies) == 1:
        yield cell
        return
    for body in bodies:
        if body in texts:
            own = cell.key and texts[body] == cell.key
            yield replace(cell, source=body, attachments={}) if own else Cell("", cell.kind, body)
        else:
            yield Cell("", cell.kind, body, attachments=cell.attachments)


def _split(body: str, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield the course's texts in a body, whole lines of it, and what stands between them."""
    places = sorted((_find(text, body), text) for text in texts)
    end, count = 0, 0
    for start, text in places:
        if start < end or count >= _MOST_PIECES:  # not there, or within one that is
            continue
        before = body[end:start].strip("\n")
        yield from [before] if before.strip() else []
        yield text
        end, count = start + len(text), count + 1
    after = body[end:].strip("\n")
    yield from [after] if after.strip() else []


def _find(text: str, body: str) -> int:
    """Return where a text stands in a body, in lines of its own; -1 if it doesn't."""
    return f"\n{body}\n".find(f"\n{text}\n")


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.strip().splitlines()]
