"""Kinds of mangling, each as people and tools do it. What they do to the truth is kept."""

import json
import re
from collections.abc import Callable

from tests.mangled.work import Kind, Node, Work

KINDS: dict[str, Kind] = {}
# After these there are no cells any more that the others could mangle.
FILES = (
    *("a cut off file", "a colab script", "a script with cells", "a page", "a pdf"),
    *("a plain script", "a light script", "a script of pycharm", "a script with strings"),
    *("a script of spyder", "a script of nbconvert", "a script of databricks"),
    "a notebook of marimo",
)


def kind(function: Kind) -> Kind:
    """Enter a kind into the table."""
    KINDS[function.__name__.replace("_", " ")] = function
    return function


def nameless(node: Node) -> Node:
    """Return a cell without its name."""
    return {**{k: v for k, v in node.items() if k != "id"}, "metadata": {}}


def is_code_answer(node: Node) -> bool:
    """Return whether a cell is an answer in code, and not words in a cell for code."""
    code = node["cell_type"] == "code" and _function(node["source"])
    return bool(node["truth"]) and bool(code) and "def " in node["source"]


def _function(source: str) -> str:
    """Return the code of an answer without what stands above its function."""
    found = re.search(r"^(?:def|class) ", source, re.MULTILINE)
    return source[found.start() :] if found else source


def _code(source: str) -> Node:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "truth": None}


@kind
def metadata_lost(work: Work) -> Work:
    """Lose all metadata; ids stay."""
    return work.with_nodes([{**node, "metadata": {}} for node in work.nodes])


@kind
def names_lost(work: Work) -> Work:
    """Lose metadata and ids."""
    return work.with_nodes([nameless(node) for node in work.nodes], minor=4)


@kind
def other_ids(work: Work) -> Work:
    """Lose metadata, and get ids of another tool's."""
    made = [
        nameless(node) | {"id": f"{number * 7919:08x}"} for number, node in enumerate(work.nodes)
    ]
    return work.with_nodes(made)


@kind
def copied_into_a_new_notebook(work: Work) -> Work:
    """Copy questions and answers into a new notebook: no tests, no hints, no demonstrations."""
    numbers = [number for number, node in enumerate(work.nodes) if node["truth"]]
    kept = {each for number in numbers for each in (number - 1, number)}
    nodes = [nameless(node) for number, node in enumerate(work.nodes) if number in kept]
    return work.with_nodes(nodes)


@kind
def code_alone(work: Work) -> Work:
    """Keep only the code cells in which something was written."""
    nodes = [nameless(node) for node in work.nodes if is_code_answer(node)]
    return _without_texts(work.with_nodes(nodes))


def _without_texts(work: Work) -> Work:
    kept = {node["truth"] for node in work.nodes}
    return work.with_nodes(
        list(work.nodes),
        truth={key: text if key in kept else None for key, text in work.truth.items()},
    )


@kind
def stub_kept_above(work: Work) -> Work:
    """Write each function in a new cell below the stub, which stays as it was."""
    nodes: list[Node] = []
    for node in work.nodes:
        if is_code_answer(node):
            head = _function(node["source"]).splitlines()[0]
            stub = f"{head}\n    raise NotImplementedError"
            nodes.append({**node, "source": stub, "truth": None})
            nodes.append(nameless(node))
        else:
            nodes.append(node)
    return work.with_nodes([nameless(node) for node in nodes])


@kind
def joined(work: Work) -> Work:
    """Have all functions in one cell, where the last was."""
    return _joined(work, len(work.nodes))


@kind
def joined_in_pairs(work: Work) -> Work:
    """Have each two functions in one cell, where the second was."""
    return _joined(work, 2)


def _joined(work: Work, most: int) -> Work:
    left = sum(map(is_code_answer, work.nodes))
    nodes, waiting = list[Node](), list[str]()
    for node in work.nodes:
        if not is_code_answer(node):
            nodes.append(nameless(node))
            continue
        left -= 1
        waiting.append(node["source"])
        if len(waiting) == most or not left:
            nodes.append({**nameless(node), "source": "\n\n\n".join(waiting)})
            waiting = []
    return work.with_nodes(nodes)


@kind
def helper_apart(work: Work) -> Work:
    """Have a helper in a cell of its own above each function."""
    nodes: list[Node] = []
    for number, node in enumerate(work.nodes):
        if is_code_answer(node):
            nodes.append(_code(f"def helper_{number}(value):\n    return value"))
        nodes.append(nameless(node))
    return work.with_nodes(nodes)


@kind
def earlier_version_above(work: Work) -> Work:
    """Have an earlier version of each function above it, in a cell of its own."""
    nodes: list[Node] = []
    for node in work.nodes:
        if is_code_answer(node):
            first = "\n".join(_function(node["source"]).splitlines()[:-1])
            nodes.append(_code(f"{first}\n    return None  # my first try, not right yet"))
        nodes.append(nameless(node))
    return work.with_nodes(nodes)


@kind
def names_copied_along(work: Work) -> Work:
    """Copy the first answer's cell for each function, name and all, and write over it."""
    first = next((node for node in work.nodes if is_code_answer(node)), None)
    keep = {"id", "metadata", "cell_type"}
    nodes = [
        {**node, **{k: v for k, v in (first or node).items() if k in keep}}
        if is_code_answer(node)
        else node
        for node in work.nodes
    ]
    return work.with_nodes(nodes)


@kind
def sections_moved(work: Work) -> Work:
    """Move a section to the end, and lose the names."""
    starts = [
        number
        for number, node in enumerate(work.nodes)
        if node["cell_type"] == "markdown" and node["source"].startswith("## ")
    ]
    nodes = [nameless(node) for node in work.nodes]
    if len(starts) > 2:
        low, high = starts[1], starts[2]
        nodes = [*nodes[:low], *nodes[high:], *nodes[low:high]]
    return work.with_nodes(nodes)


@kind
def questions_edited(work: Work) -> Work:
    """Mark up the course's texts: quotes, spaces, a remark below each."""

    def marked(node: Node) -> Node:
        short = len(node["source"].split()) < 5  # a cell for an answer
        if node["cell_type"] != "markdown" or node["truth"] or short:
            return nameless(node)
        text = node["source"].replace("'", "\u2019").replace(" ", "  ")
        return {**nameless(node), "source": f"{text}\r\n\r\n*read*\u200b"}

    return work.with_nodes([marked(node) for node in work.nodes])


@kind
def tests_deleted(work: Work) -> Work:
    """Delete the tests and the hints."""
    nodes = [
        nameless(node)
        for node in work.nodes
        if ("check_" not in node["source"] and "<details>" not in node["source"]) or node["truth"]
    ]
    return work.with_nodes(nodes)


@kind
def magics_added(work: Work) -> Work:
    """Time each function, and install something."""
    return with_code_answers(work, lambda source: f"%%time\n!pip list\n{source}")


@kind
def a_slip_in_the_code(work: Work) -> Work:
    """Have a line that is no Python in each function."""
    return with_code_answers(work, lambda source: f"{source}\n    return ((")


def with_code_answers(work: Work, changed: Callable[[str], str]) -> Work:
    """Return nameless cells with each function's code changed, and the truth with it."""
    truth = dict(work.truth)
    nodes = [nameless(node) for node in work.nodes]
    for node in nodes:
        if is_code_answer(node):
            node["source"] = truth[node["truth"]] = changed(node["source"])
    return work.with_nodes(nodes, truth=truth)


@kind
def an_answer_in_two_cells(work: Work) -> Work:
    """Have each written answer in two cells."""
    nodes: list[Node] = []
    for node in work.nodes:
        nodes.append(nameless(node))
        if node["truth"] and node["cell_type"] == "markdown":
            first, _, second = node["source"].partition("\n\n")
            nodes[-1]["source"] = first
            nodes.append({**nodes[-1], "source": second, "truth": None})
    return work.with_nodes(nodes)


@kind
def cells_lost(work: Work) -> Work:
    """Lose a third of the cells that are no answers, and the names."""
    kept = [n for k, n in enumerate(work.nodes) if n["truth"] or k * 7919 % 13 > 3]
    return work.with_nodes([nameless(node) for node in kept])


@kind
def a_cut_off_file(work: Work) -> Work:
    """Lose the file's end."""
    data = work.bytes
    return work.with_nodes(list(work.nodes), data=data[: len(data) * 2 // 3])


@kind
def a_colab_script(work: Work) -> Work:
    """Download the `.py` in Colab."""
    if work.data is not None:
        return work
    parts = ['# -*- coding: utf-8 -*-\n"""work.ipynb\n\nAutomatically generated by Colab.\n"""\n']
    for node in work.nodes:
        source = node["source"]
        if node["cell_type"] == "markdown":
            escaped = source.replace("\\", "\\\\")
            parts.append(f'"""{escaped}\n"""\n')
        else:
            whole = source.startswith("%%")
            lines = [f"# {each}" if whole else each for each in source.splitlines()]
            told = "# Commented out IPython magic to ensure Python compatibility.\n"
            parts.append((told if whole else "") + "\n".join(lines) + "\n")
    return work.with_nodes(list(work.nodes), data="\n".join(parts).encode(), file="work.py")


@kind
def a_script_with_cells(work: Work) -> Work:
    """Keep the notebook as VS Code and jupytext keep one in a `.py`."""
    if work.data is not None:
        return work
    parts = []
    for node in work.nodes:
        if node["cell_type"] == "markdown":
            text = "\n".join(f"# {line}".rstrip() for line in node["source"].splitlines())
            parts.append(f"# %% [markdown]\n{text}\n")
        else:
            parts.append(f"# %%\n{node['source']}\n")
    return work.with_nodes(list(work.nodes), data="\n".join(parts).encode(), file="work.py")


@kind
def a_page(work: Work) -> Work:
    """Export the notebook as HTML."""
    if work.data is not None:
        return work
    import nbformat
    from nbconvert import HTMLExporter  # a second, for this kind alone

    notebook = nbformat.from_dict(json.loads(work.bytes))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.setdefault("execution_count", None)
    notebook.nbformat_minor = 5
    body, _ = HTMLExporter().from_notebook_node(notebook)  # type: ignore[no-untyped-call]
    return work.with_nodes(list(work.nodes), data=body.encode(), file="work.html")


@kind
def a_pdf(work: Work) -> Work:
    """Print the notebook."""
    return work.with_nodes(list(work.nodes), data=b"%PDF-1.7\n%...")
