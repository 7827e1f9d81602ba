"""A student's work before anything went wrong: a notebook with each answer, and what they were."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder.notebooks.cells import Cell, read_cells
from autograder.notebooks.marks import without_marks
from tests.conftest import ROOT

Node = dict[str, Any]
NOTEBOOKS = sorted(path.stem for path in ROOT.glob("assignments/*/*.ipynb"))


@dataclass(frozen=True)
class Work:
    """Cells with their truth: `truth` has what was answered by key, None where it is gone.

    `data` is the file once it is no notebook any more, `file` what it is then called.
    """

    name: str
    nodes: tuple[Node, ...]
    truth: dict[str, str | None]
    metadata: Node = field(default_factory=dict)
    minor: int = 5
    data: bytes | None = None
    file: str = ""

    def with_nodes(self, nodes: list[Node], **changes: Any) -> "Work":
        """Return the same work with other cells."""
        return replace(self, nodes=tuple(nodes), **changes)

    @property
    def bytes(self) -> bytes:
        """The file as it is handed in."""
        if self.data is not None:
            return self.data
        notebook = {
            "cells": [{k: v for k, v in each.items() if k != "truth"} for each in self.nodes],
            "metadata": self.metadata,
            "nbformat": 4,
            "nbformat_minor": self.minor,
        }
        return json.dumps(notebook, indent=1).encode()

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return self.file or f"{self.name}.ipynb"


Kind = Callable[[Work], Work]


@cache
def handout(name: str) -> tuple[Cell, ...]:
    """Return the cells that students get."""
    return tuple(read_cells(Path(ROOT, "assignments", name, f"{name}.ipynb")))


@cache
def _worked(name: str) -> Work:
    released = json.loads(Path(ROOT, "assignments", name, f"{name}.ipynb").read_bytes())
    source = {cell.key: cell for cell in read_cells(Path(ROOT, "solutions", name, f"{name}.ipynb"))}
    nodes, truth = [], dict[str, str | None]()
    for number, node in enumerate(released["cells"]):
        own = {**node, "source": "".join(node["source"]), "truth": None}
        if node["metadata"].get("nbgrader", {}).get("solution"):
            key = node["metadata"]["nbgrader"]["grade_id"]
            own["source"] = without_marks(source[key].source).strip()
            own["truth"], truth[key] = key, own["source"]
            if own["cell_type"] == "markdown":
                own["source"] = truth[key] = f"{own['source']}\n\nThat is my answer {number}."
        nodes.append(own)
    return Work(name, tuple(nodes), truth, released["metadata"])


def worked(name: str) -> Work:
    """Return a notebook of the course with each question answered."""
    return copy.deepcopy(_worked(name))
