"""A handout in another language, as nbgrader knows handouts: by checksums of its cells."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from autograder.findings.language import HANDOUT_LANGUAGE, About
from autograder.findings.translation import Entry
from autograder.notebooks.cells import read_cell
from autograder.notebooks.marks import without_hidden_tests
from autograder.notebooks.translation import cell_in_language
from autograder.notebooks.writing import Node, notebook_text


def in_language(handout: bytes, language: str, entries: Mapping[str, Entry], about: About) -> bytes:
    """Return a released notebook in a language, with nbgrader's checksums of its own cells.

    Raises OtherCode for an entry that changes more than words.
    """
    found = json.loads(handout)
    for node in found["cells"]:
        cell = read_cell(node)
        node["source"] = cell_in_language(cell, entries.get(cell.key), about)
        _mark(node)
    metadata = {**found["metadata"], HANDOUT_LANGUAGE: language}
    return notebook_text(metadata, found["cells"]).encode()


def in_english(submitted: bytes, handout: Sequence[Node], translated: Mapping[str, str]) -> bytes:
    """Return a notebook with what was handed out in another language as `handout` has it.

    Its checksums are then those of that handout, too. What can't be read comes back as it is.
    """
    try:
        found = json.loads(submitted.decode("utf-8-sig"))
        cells = [cell for cell in found["cells"] if isinstance(cell, dict)]
    except (ValueError, RecursionError, KeyError, TypeError):
        return submitted
    sums = _checksums(handout, translated)
    for node in cells:
        english = translated.get(read_cell(node).source.strip())
        if english is not None:
            node["source"] = english
        flags = _flags(node)
        if isinstance(known := flags.get("checksum"), str):
            flags["checksum"] = sums.get(known, known)
    return json.dumps(found).encode()


def _checksums(handout: Sequence[Node], translated: Mapping[str, str]) -> dict[str, str]:
    """Return the checksum of each cell of the handout by those that it has in other languages."""
    others: dict[str, list[str]] = {}
    for other, english in translated.items():
        others.setdefault(english, []).append(other)
    found = {}
    for node in handout:
        english = without_hidden_tests(read_cell(node).source)
        if not _flags(node).get("grade_id"):
            continue
        for other in others.get(english, ()):
            found[_checksum(node, other)] = _checksum(node, english)
    return found


def _mark(node: Node) -> None:
    """Write the checksum of a cell into it, where nbgrader has one."""
    if "checksum" in _flags(node):
        _flags(node)["checksum"] = _checksum(node, node["source"])


def _checksum(node: Node, source: str) -> str:
    cell: NotebookNode = from_dict({**deepcopy(node), "source": source})
    if not (is_grade(cell) or is_solution(cell) or is_locked(cell)):
        return ""
    return str(compute_checksum(cell))


def _flags(node: Node) -> dict[str, Any]:
    metadata = node.get("metadata")
    flags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return flags if isinstance(flags, dict) else {}
