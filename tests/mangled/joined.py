"""Kinds of mangling that join, copy and retype cells; they are entered into the table of kinds."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT
from tests.mangled.kinds import is_code_answer, kind, nameless
from tests.mangled.work import Node, Work


def is_written(node: Node) -> bool:
    """Return whether a cell is an answer in words."""
    return bool(node["truth"]) and node["cell_type"] == "markdown"


def _released(work: Work) -> list[Node]:
    path = Path(ROOT, "assignments", work.name, f"{work.name}.ipynb")
    return [
        {**cell, "source": "".join(cell["source"]), "truth": None}
        for cell in json.loads(path.read_bytes())["cells"]
    ]


def _stubs(work: Work) -> dict[str, str]:
    """Return what was handed out in each answer's cell, by its truth."""
    found = ((each["metadata"].get("nbgrader", {}), each["source"]) for each in _released(work))
    return {flags["grade_id"]: source for flags, source in found if flags.get("solution")}


def _blank(node: Node, stubs: dict[str, str]) -> Node:
    return {**node, "source": stubs[node["truth"]], "truth": None} if node["truth"] else node


def _joined(work: Work, with_next: Callable[[Node, Node], bool]) -> Work:
    """Join each two cells of one kind of which somebody says so; the first one's name stays."""
    nodes: list[Node] = []
    for node in work.nodes:
        before = nodes[-1] if nodes else None
        if before and before["cell_type"] == node["cell_type"] and with_next(before, node):
            source = f"{before['source']}\n\n{node['source']}"
            nodes[-1] = {**before, "source": source, "truth": before["truth"] or node["truth"]}
        else:
            nodes.append(node)
    return work.with_nodes(nodes)


def _as(kind: str, node: Node) -> Node:
    """Return a cell as one of another kind."""
    own = {key: value for key, value in node.items() if key not in ("outputs", "execution_count")}
    return {**own, "cell_type": kind, **({"outputs": []} if kind == "code" else {})}


def _retyped(work: Work, answers: Callable[[Node], bool], to: str) -> Work:
    def cell(node: Node) -> Node:
        return _as(to, nameless(node)) if answers(node) else nameless(node)

    return work.with_nodes([cell(node) for node in work.nodes])


def _answers_code(work: Work) -> Callable[[Node], bool]:
    """Return what tells an answer in code, an earlier version of it, too."""
    names = {name for node in work.nodes if is_code_answer(node) for name in _defined(node)}
    return lambda node: node["cell_type"] == "code" and bool(names & _defined(node))


def _defined(node: Node) -> set[str]:
    return set(re.findall(r"^(?:def|class) (\w+)", node["source"], re.MULTILINE))


@kind
def joined_with_their_questions(work: Work) -> Work:
    """Join each written answer with its question; the question's name stays."""
    return _joined(work, lambda before, node: is_written(node) and not before["truth"])


@kind
def joined_with_what_follows(work: Work) -> Work:
    """Join each answer with the course's cell below it, and lose the names."""
    lost = work.with_nodes([nameless(node) for node in work.nodes])
    return _joined(lost, lambda before, node: bool(before["truth"]) and not node["truth"])


@kind
def code_in_texts(work: Work) -> Work:
    """Make texts of the cells with code."""
    return _retyped(work, _answers_code(work), "markdown")


@kind
def code_between_fences(work: Work) -> Work:
    """Quote the code in a text, as a chat does."""
    is_code = _answers_code(work)
    nodes = [
        {**_as("markdown", n), "source": f"```python\n{n['source']}\n```"} if is_code(n) else n
        for n in (nameless(node) for node in work.nodes)
    ]
    return work.with_nodes(nodes)


@kind
def code_in_raw_cells(work: Work) -> Work:
    """Make raw cells of the cells with code."""
    return _retyped(work, _answers_code(work), "raw")


@kind
def texts_in_raw_cells(work: Work) -> Work:
    """Make raw cells of the written answers."""
    return _retyped(work, is_written, "raw")


@kind
def texts_in_code_cells(work: Work) -> Work:
    """Write in words into cells for code."""
    return _retyped(work, is_written, "code")


@kind
def a_blank_copy_below(work: Work) -> Work:
    """Paste the whole handout below the work, and lose the names."""
    return work.with_nodes([nameless(node) for node in (*work.nodes, *_released(work))])


@kind
def a_blank_copy_above(work: Work) -> Work:
    """Paste the work below the whole handout, and lose the names."""
    return work.with_nodes([nameless(node) for node in (*_released(work), *work.nodes)])


@kind
def in_new_cells_below(work: Work) -> Work:
    """Write each answer into a new cell below its own, which keeps its name and stays blank."""
    stubs, nodes = _stubs(work), list[Node]()
    for node in work.nodes:
        nodes += [_blank(node, stubs), nameless(node)] if node["truth"] else [node]
    return work.with_nodes(nodes)


@kind
def in_new_cells_above(work: Work) -> Work:
    """Write each answer into a new cell above its own, which keeps its name and stays blank."""
    stubs, nodes = _stubs(work), list[Node]()
    for node in work.nodes:
        nodes += [nameless(node), _blank(node, stubs)] if node["truth"] else [node]
    return work.with_nodes(nodes)


@kind
def lines_of_windows(work: Work) -> Work:
    """End lines as Windows does."""
    nodes = [{**nameless(n), "source": n["source"].replace("\n", "\r\n")} for n in work.nodes]
    return work.with_nodes(nodes)


def answers_above_their_questions(work: Work) -> Work:
    """Have each written answer above its question: what stands below one is the next one's."""
    nodes: list[Node] = []
    for node in (nameless(each) for each in work.nodes):
        nodes.insert(len(nodes) - is_written(node), node)
    return work.with_nodes(nodes)


def questions_quoted(work: Work) -> Work:
    """Have each question quoted in its answer, and nowhere else."""
    nodes: list[Node] = []
    for node in (nameless(each) for each in work.nodes):
        if is_written(node):
            asked = nodes.pop()["source"].replace("\n", "\n> ")
            node["source"] = f"> {asked}\n\n{node['source']}"
        nodes.append(node)
    return work.with_nodes(nodes)
