"""Read an autograded notebook for its feedback page: cells, outputs, and who wrote them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.grading.submission.cells import MOST_BYTES, Cell, Unreadable, read_cell, read_file
from autograder.grading.submission.nodes import NOTICE_ID

Kind = Literal["test", "answer", "task", "ours", "theirs", "notice"]
_NOTICES = (NOTICE_ID, "autograder-isolation")
_ADDED = re.compile(r"added-\d+-*")


class Broken(Exception):  # noqa: N818 - what the notebook is
    """An autograded notebook that can't be read; the message says why."""


@dataclass(frozen=True)
class Part:
    """A cell of an autograded notebook, and what it is for.

    An answer is the student's, and so are cells of no purpose to nbgrader (theirs); a test, a task
    and other locked cells are the course's.
    """

    cell: Cell
    kind: Kind
    outputs: object = None

    @property
    def added(self) -> bool:
        """Whether the student added it to the notebook."""
        return bool(_ADDED.fullmatch(self.cell.key))


def read_parts(path: Path) -> list[Part]:
    """Return the cells of an autograded notebook; raises Broken."""
    try:
        data = read_file(path, MOST_BYTES)
        notebook = json.loads(data.decode("utf-8-sig"))
    except Unreadable as error:
        raise Broken(str(error)) from error
    except OSError as error:
        raise Broken(f"the notebook can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:80]
        raise Broken(f"the notebook can't be read: {reason}") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Broken("the notebook can't be read: it has no cells")
    return list(_parts(cells))


def _parts(nodes: list[Any]) -> Iterator[Part]:
    for number, node in enumerate(nodes):
        if isinstance(node, dict):
            cell = read_cell(node)
            yield Part(cell, _kind(cell, number), node.get("outputs"))


def _kind(cell: Cell, number: int) -> Kind:
    if cell.solution:
        return "answer"
    if cell.task:
        return "task"
    if cell.grade:
        return "test"
    if cell.locked:
        return "ours"
    return "notice" if number < len(_NOTICES) and cell.key in _NOTICES else "theirs"
