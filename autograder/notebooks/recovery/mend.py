"""Write what a person has decided of a cell into the notebook, as nbgrader reads it."""

import copy
import json
import uuid
from collections.abc import Sequence
from typing import Any

from autograder.notebooks.cells import DECLINED, OURS, Cell, read_cell
from autograder.notebooks.writing import Node, notebook_text

_SCHEMA = 3


def mended(notebook: Node, cells: Sequence[tuple[int, Node]]) -> bytes:
    """Return a notebook's JSON with other cells at some positions; nothing else is changed."""
    changed = {**notebook, "cells": list(notebook["cells"])}
    for position, cell in cells:
        changed["cells"][position] = cell
    return (json.dumps(changed, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def as_notebook(cells: Sequence[Cell]) -> bytes:
    """Return a notebook of these cells, with their names and flags."""
    nodes = [_node(number, cell) for number, cell in enumerate(cells)]
    return notebook_text({}, nodes).encode()


def _node(number: int, cell: Cell) -> Node:
    node: Node = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": {}}
    node["source"] = cell.source
    if cell.kind == "code":
        node |= {"outputs": [], "execution_count": None}
    if cell.attachments:
        node["attachments"] = cell.attachments
    return accepted(node, cell) if cell.key else node


def accepted(cell: Node, ours: Cell) -> Node:
    """Return a student's cell as that answer of the handout, with nbgrader's flags."""
    flags = {
        "grade_id": ours.key,
        "solution": ours.solution,
        "grade": ours.grade,
        "locked": ours.locked,
        "task": ours.task,
        "schema_version": _SCHEMA,
    }
    points = {"points": ours.points} if ours.grade else {}
    return _with(cell, "nbgrader", {**flags, **points})


def declined(cell: Node) -> Node:
    """Return a student's cell as one that is no answer, so that nobody is asked again."""
    return _with(cell, OURS, {"match": DECLINED})


def forgotten(cell: Node) -> Node:
    """Return a student's cell without a name: another one is that answer."""
    found = copy.deepcopy(cell)
    if isinstance(found.get("metadata"), dict):
        found["metadata"].pop("nbgrader", None)
    if "id" in found:
        found["id"] = uuid.uuid4().hex[:8]
    return found


def name_of(cell: Node) -> str:
    """Return the name by which a student's cell is known, '' if it has none."""
    return read_cell(cell).key


def _with(cell: Node, name: str, value: dict[str, Any]) -> Node:
    found = copy.deepcopy(cell)
    metadata = found.get("metadata")
    found["metadata"] = {**metadata, name: value} if isinstance(metadata, dict) else {name: value}
    return found
