"""Put a student's cells into the handout: nothing else of a submission is run."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.engine.submission.cell_runs import CellToRun, Role
from autograder.findings import Finding, text, words
from autograder.notebooks.cells import Cell, read_cell
from autograder.notebooks.code import imports_only
from autograder.notebooks.install_cell import is_install_cell
from autograder.notebooks.regrade import RegradeRequest, quoted
from autograder.notebooks.safe_html import sanitize_attachments, sanitize_markdown
from autograder.notebooks.writing import Node

_KINDS = ("code", "markdown", "raw")


def as_in_handout(cell: Cell, translated: Mapping[str, str]) -> Cell:
    """Return a cell that is as it was handed out in another language as the handout here has it."""
    english = translated.get(cell.source.strip())
    return cell if english is None else replace(cell, source=english)


@dataclass
class Match:
    """The student's version of each handout cell by its number, and cells that they added.

    `added` is by the number of the handout cell that they follow, '' before the first. `copies`
    counts cells of one name, `order` lists handout numbers as they come in the student's notebook.
    """

    theirs: dict[int, Cell] = field(default_factory=dict)
    added: dict[int | str, list[Cell]] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)


def match(handout: Sequence[Cell], student: Sequence[Cell]) -> Match:
    """Match by name; cells without a known name by their source, if the handout has it once."""
    names = {cell.key: number for number, cell in enumerate(handout) if cell.key}
    last = {cell.key: number for number, cell in enumerate(student) if cell.key in names}
    sources = _unique_sources(handout)
    found = Match()
    place: int | str = ""
    for position, cell in enumerate(student):
        number = _number(cell, position, names, last, sources)
        if number is not None and number not in found.theirs:
            found.theirs[number] = cell
            found.order.append(number)
            place = number
        elif cell.kind in _KINDS and cell.source.strip() and not is_install_cell(cell.source):
            found.added.setdefault(place, []).append(cell)
    for cell in student:
        if cell.key in names:
            found.copies[cell.key] = found.copies.get(cell.key, 0) + 1
    return found


def _number(
    cell: Cell, position: int, names: dict[str, int], last: dict[str, int], sources: dict[str, int]
) -> int | None:
    if cell.key in names:
        return names[cell.key] if last[cell.key] == position else None
    return sources.get(cell.source.strip())


def _unique_sources(handout: Sequence[Cell]) -> dict[str, int]:
    """Return the numbers of unlocked cells of the course's by their source, where that is unique.

    Editors that don't know nbformat 4.5 drop the ids of cells.
    """
    plain = [(cell.source.strip(), number) for number, cell in enumerate(handout)]
    times = Counter(text for text, _ in plain)
    return {
        text: number
        for text, number in plain
        if text and times[text] == 1 and not (handout[number].solution or handout[number].grade)
    }


@dataclass(frozen=True)
class RebuiltCell:
    """A cell to show and, if it has a role, to run.

    `number` is that of the handout cell which it is, None if the student added it; `ours` tells
    that its source is the course's; `needed` is what tests need of the handout's version.
    """

    cell: Cell
    role: Role | None = None
    number: int | None = None
    ours: bool = False
    needed: str = ""


@dataclass(frozen=True)
class Rebuilt:
    """The cells in order, and the student's answers by key."""

    cells: tuple[RebuiltCell, ...]
    answers: dict[str, str]

    @property
    def to_run(self) -> tuple[CellToRun, ...]:
        """The code cells."""
        return tuple(
            CellToRun(part.cell.key, part.cell.source, part.role, part.needed)
            for part in self.cells
            if part.role
        )

    @property
    def fingerprint(self) -> str:
        """A hash of everything that is the student's own."""
        theirs = [part.cell.source for part in self.cells if part.role and not part.ours]
        text = json.dumps([sorted(self.answers.items()), theirs])
        return hashlib.sha256(text.encode()).hexdigest()


def rebuild(
    handout: Sequence[Cell], student: Sequence[Cell], definitions: Sequence[str] = ()
) -> Rebuilt:
    """Return the handout's cells with the student's answers, and the cells that they added.

    An added cell stays behind the cell of ours that it followed. Of several cells with one name
    the last is the answer, as in nbgrader, and the others count as added. A solution cell that is
    missing keeps the handout's source. `definitions` are what the grader's side runs of each cell
    of the handout that students may change, its imports if they are not given.
    """
    found = match(handout, student)
    cells = list(_extras(found, ""))
    answers = {}
    for number, cell in enumerate(handout):
        theirs = found.theirs.get(number)
        if cell.solution and theirs is not None:
            answers[cell.key] = theirs.source
        ours = definitions[number] if definitions else imports_only(cell.source)
        cells.append(_placed(cell, number, theirs, ours))
        cells += _extras(found, number)
    return Rebuilt(tuple(cells), answers)


def _placed(cell: Cell, number: int, theirs: Cell | None, definitions: str) -> RebuiltCell:
    ours = theirs is None or cell.is_ours
    needed = "" if cell.is_ours or cell.kind != "code" else definitions
    if theirs is not None and not ours:
        cell = replace(cell, source=theirs.source, attachments=theirs.attachments)
    return RebuiltCell(cell, _role(cell), number, ours, needed)


def _role(cell: Cell) -> Role | None:
    if cell.kind != "code":
        return None
    if cell.solution:
        return "answer"
    return "test" if cell.grade else "given" if cell.locked else "demo"


def _extras(found: Match, place: int | str) -> list[RebuiltCell]:
    plain = (
        Cell(key=cell.key, kind=cell.kind, source=cell.source, attachments=cell.attachments)
        for cell in found.added.get(place, ())
    )
    return [RebuiltCell(cell, "extra" if cell.kind == "code" else None) for cell in plain]


NOTICE_ID = "autograder-notice"


def nodes(parts: Sequence[RebuiltCell], handout: Sequence[Node]) -> list[Node]:
    """Return the cells in order, with the handout's flags on those that are its own.

    Code cells have no outputs yet. What students wrote in text cells is sanitized.
    """
    taken = {str(node.get("id", "")) for node in handout}
    return [_node(part, handout, number, taken) for number, part in enumerate(parts)]


def notice(found: Sequence[Finding]) -> Node:
    """Return a text cell that lists in what a submission differs from the handout, for people."""
    lines = "\n".join(f"- {sanitize_markdown(words(each))}" for each in found)
    return _text_cell(NOTICE_ID, f"**{text('submission.differs')}**\n\n{lines}")


def warning(found: Finding) -> Node:
    """Return a text cell that says aloud that there was no sandbox."""
    return _text_cell("autograder-isolation", f"**{words(found)}**")


def with_requests(cells: Sequence[Node], requests: Sequence[RegradeRequest]) -> list[Node]:
    """Return the cells with each request for a regrade below its answer, or above all."""
    shown: dict[str, list[Node]] = {}
    for number, each in enumerate(requests, start=1):
        said = f"**{text('submission.request')}**\n\n{quoted(each.text)}"
        shown.setdefault(each.cell, []).append(_text_cell(f"autograder-request-{number}", said))
    found = shown.pop("", [])
    for node in cells:
        key = read_cell(node).key
        found += [node, *shown.pop(key, [])]
    return [*found, *(node for left in shown.values() for node in left)]


def _text_cell(name: str, source: str) -> Node:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _node(part: RebuiltCell, handout: Sequence[Node], number: int, taken: set[str]) -> Node:
    code = part.cell.kind == "code"
    if part.number is None:
        node = _text_cell(_free(f"added-{number}", taken), part.cell.source)
        node["cell_type"] = "code" if code else "markdown"
    else:
        node = {**handout[part.number], "source": part.cell.source}
        node["metadata"] = dict(node.get("metadata", {}))
    if code:
        return {**node, "outputs": [], "execution_count": None}
    return node if part.ours else _sanitized(node, part)


def _sanitized(node: Node, part: RebuiltCell) -> Node:
    attachments = sanitize_attachments(part.cell.attachments)
    kept = {name: value for name, value in node.items() if name != "attachments"}
    kept["source"] = sanitize_markdown(part.cell.source, attachments)
    return {**kept, "attachments": attachments} if attachments else kept


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-"
    taken.add(name)
    return name
