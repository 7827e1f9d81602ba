"""Notebooks as other editors save them: the same work, with what each changes around it.

Colab's `metadata.id` and `colab.provenance`, VS Code's `vscode`, Deepnote's `cell_id` and
`deepnote_*`, Kaggle's `_uuid`, `_cell_guid` and `trusted`; nbformat 4.0 to 4.5.
"""

from collections.abc import Callable
from typing import Any

from tests.mangled.work import Node, Work

Editor = Callable[[Work], Work]
EDITORS: dict[str, Editor] = {}


def editor(name: str) -> Callable[[Editor], Editor]:
    """Enter an editor into the table."""

    def enter(function: Editor) -> Editor:
        EDITORS[name] = function
        return function

    return enter


def _with(node: Node, **metadata: Any) -> Node:
    return {**node, "metadata": {**node["metadata"], **metadata}}


def _bare(node: Node, **metadata: Any) -> Node:
    kept = {name: value for name, value in node.items() if name != "id"}
    return {**kept, "metadata": metadata}


def _lines(node: Node) -> Node:
    return {**node, "source": node["source"].splitlines(keepends=True)}


_COLAB = {"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU"}
_BADGE = {
    "cell_type": "markdown",
    "metadata": {"id": "view-in-github", "colab_type": "text"},
    "source": '<a href="https://colab.research.google.com/x.ipynb"><img alt="Open In Colab"/></a>',
    "truth": None,
}


@editor("Colab, opened from a file")
def _colab(work: Work) -> Work:
    nodes = [_bare(node, **node["metadata"], id=f"aB{n:010d}") for n, node in enumerate(work.nodes)]
    return work.with_nodes(nodes, metadata={**work.metadata, **_COLAB}, minor=0)


@editor("Colab, with a badge, names lost")
def _colab_badge(work: Work) -> Work:
    nodes = [_bare(node, id=f"aB{number:010d}") for number, node in enumerate(work.nodes)]
    return work.with_nodes([_BADGE, *nodes], metadata=_COLAB, minor=0)


@editor("Colab, run, with forms and timings")
def _colab_run(work: Work) -> Work:
    extra = {"cellView": "form", "executionInfo": {"status": "ok", "user": {"userId": "1"}}}
    nodes = [_bare(node, **extra, outputId="x") for node in work.nodes]
    return work.with_nodes(nodes, metadata=_COLAB, minor=0)


@editor("VS Code")
def _vscode(work: Work) -> Work:
    nodes = [_with(_lines(node), vscode={"languageId": "python"}) for node in work.nodes]
    return work.with_nodes(nodes, minor=2)


@editor("VS Code, copied cell by cell")
def _vscode_copied(work: Work) -> Work:
    nodes = [_bare(_lines(node), vscode={"languageId": "python"}) for node in work.nodes]
    return work.with_nodes(nodes, metadata={"language_info": {"name": "python"}}, minor=2)


@editor("JupyterLab")
def _jupyterlab(work: Work) -> Work:
    nodes = [
        _with(_lines(node), editable=True, slideshow={"slide_type": ""}) for node in work.nodes
    ]
    return work.with_nodes(nodes)


@editor("JupyterLab, copied into a new notebook")
def _jupyterlab_copied(work: Work) -> Work:
    nodes = [
        {**_lines(node), "id": f"{n:08x}-aa", "metadata": {}} for n, node in enumerate(work.nodes)
    ]
    return work.with_nodes(nodes)


@editor("JupyterLab, metadata kept, ids new")
def _jupyterlab_ids(work: Work) -> Work:
    return work.with_nodes([{**node, "id": f"{n:08x}-bb"} for n, node in enumerate(work.nodes)])


@editor("classic Notebook")
def _classic(work: Work) -> Work:
    extra = {"collapsed": False, "scrolled": True}
    nodes = [_bare(_lines(node), **node["metadata"], **extra) for node in work.nodes]
    return work.with_nodes(nodes, minor=2)


@editor("classic Notebook, names lost")
def _classic_lost(work: Work) -> Work:
    nodes = [_bare(_lines(node), collapsed=False) for node in work.nodes]
    return work.with_nodes(nodes, minor=1)


@editor("Deepnote")
def _deepnote(work: Work) -> Work:
    nodes = [
        _bare(node, cell_id=f"{n:032x}", deepnote_cell_type=node["cell_type"], tags=[])
        for n, node in enumerate(work.nodes)
    ]
    made = {"cell_type": "markdown", "metadata": {"deepnote_cell_type": "markdown"}, "truth": None}
    made["source"] = "<a style='text-decoration:none'>Created in Deepnote</a>"
    return work.with_nodes([*nodes, made], metadata={"deepnote": {}}, minor=2)


@editor("Kaggle")
def _kaggle(work: Work) -> Work:
    extra = {"_uuid": "8f2839f25d086af7", "_cell_guid": "b1076dfc", "trusted": True}
    nodes = [_bare(node, **extra) for node in work.nodes]
    first: Node = {"cell_type": "code", "metadata": extra, "outputs": [], "truth": None}
    first["source"] = (
        "import numpy as np\nimport os\nfor each in os.walk('/kaggle/input'):\n    pass"
    )
    return work.with_nodes([first, *nodes], metadata={"kaggle": {"isGpuEnabled": False}}, minor=4)


@editor("Databricks")
def _databricks(work: Work) -> Work:
    extra = {"application/vnd.databricks.v1+cell": {"nuid": "x", "title": ""}}
    return work.with_nodes([_bare(node, **extra) for node in work.nodes], minor=0)


@editor("SageMaker")
def _sagemaker(work: Work) -> Work:
    nodes = [_bare(node, tags=[], execution={"iopub.status.busy": "x"}) for node in work.nodes]
    return work.with_nodes(nodes, metadata={"instance_type": "ml.t3.medium"}, minor=5)


def _formats() -> None:
    def of(minor: int) -> Editor:
        def saved(work: Work) -> Work:
            if minor == 5:
                nodes = [{**_bare(node), "id": f"c{n}"} for n, node in enumerate(work.nodes)]
            else:
                nodes = [_bare(node) for node in work.nodes]
            return work.with_nodes(nodes, minor=minor, metadata={})

        return saved

    for minor in range(6):
        EDITORS[f"nbformat 4.{minor}, names lost"] = of(minor)


_formats()
