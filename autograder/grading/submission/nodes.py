"""A rebuilt cell as a notebook's JSON holds it."""

from collections.abc import Sequence
from typing import Any

from autograder.grading.submission.rebuild import RebuiltCell
from autograder.grading.tame.markdown import tame_attachments, tame_markdown

NOTICE_ID = "autograder-notice"
_HEADING = "**This submission differs from the handout in:**\n\n"

Node = dict[str, Any]


def nodes(parts: Sequence[RebuiltCell], handout: Sequence[Node]) -> list[Node]:
    """Return the cells in order, with the handout's flags on those that are its own.

    Code cells have no outputs yet. What students wrote in text cells is tamed.
    """
    taken = {str(node.get("id", "")) for node in handout}
    return [_node(part, handout, number, taken) for number, part in enumerate(parts)]


def notice(found: Sequence[str]) -> Node:
    """Return a text cell that lists in what a submission differs from the handout."""
    lines = "\n".join(f"- {tame_markdown(each)}" for each in found)
    return _text_cell(NOTICE_ID, _HEADING + lines)


def warning(words: str) -> Node:
    """Return a text cell that says aloud that there was no sandbox."""
    return _text_cell("autograder-isolation", f"**{words}**")


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
    return node if part.ours else _tamed(node, part)


def _tamed(node: Node, part: RebuiltCell) -> Node:
    attachments = tame_attachments(part.cell.attachments)
    kept = {name: value for name, value in node.items() if name != "attachments"}
    kept["source"] = tame_markdown(part.cell.source, attachments)
    return {**kept, "attachments": attachments} if attachments else kept


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-"
    taken.add(name)
    return name
