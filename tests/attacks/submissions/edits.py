"""Changes that make a notebook look as it should not."""

import json
from typing import Any

from tests.attacks.submissions.answers import RIGHT
from tests.attacks.submissions.attack import Change, Notebook, code, find, flags


def twice(name: str, source: str) -> Change:
    """Return a change that puts a copy of a cell, with another source, before it."""

    def change(notebook: Notebook) -> None:
        place = notebook["cells"].index(find(notebook, name))
        copied = code(source, nbgrader={**flags(find(notebook, name))})
        notebook["cells"].insert(place, copied)

    return change


def moved(notebook: Notebook) -> None:
    """Turn the order of the cells round."""
    notebook["cells"].reverse()


def emptied(notebook: Notebook) -> None:
    """Delete all cells."""
    notebook["cells"] = []


def other_kernel(notebook: Notebook) -> None:
    """Ask for R."""
    kernel = {"display_name": "R", "language": "R", "name": "ir"}
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "R"}}


def weird(notebook: Notebook) -> None:
    """Give the cells flags of other types, and add cells with more of them."""
    for cell in notebook["cells"]:
        cell["metadata"] = {"nbgrader": [1, 2], "tags": {"a": 1}}
    flags_of = {"grade_id": ["add"], "points": {"a": 1}, "grade": "yes", "solution": [0]}
    notebook["cells"] += [code("1", nbgrader=flags_of), code("2", nbgrader={"grade_id": {}})]


def not_cells(notebook: Notebook) -> None:
    """Add cells that are none."""
    strange = {"cell_type": ["code"], "source": {"a": 1}, "metadata": None, "outputs": 5}
    notebook["cells"] += ["text", None, 5, [], {}, strange, {"cell_type": "code", "source": 5}]


def language(notebook: Notebook) -> None:
    """Give the notebook a language that is a number."""
    notebook["metadata"]["language"] = 5
    notebook["metadata"]["language_info"] = {"name": ["python"], "codemirror_mode": 5}


def deep(notebook: Notebook) -> None:
    """Nest the notebook's metadata."""
    nested: Any = 1
    for _ in range(300):
        nested = {"a": nested}
    notebook["metadata"]["nested"] = nested


def schema(version: object) -> Change:
    """Return a change that gives the flags another version."""

    def change(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            flags(cell).update(schema_version=version)

    return change


def version(number: object, minor: object = 5) -> Change:
    """Return a change that gives the notebook another format."""

    def change(notebook: Notebook) -> None:
        notebook.update(nbformat=number, nbformat_minor=minor)

    return change


def format_3() -> str:
    """Return right answers in the format of 2013."""
    cells = [
        {
            "cell_type": "code",
            "input": source,
            "language": "python",
            "metadata": {"nbgrader": {"grade_id": name, "solution": True, "grade": False}},
            "outputs": [],
        }
        for name, source in RIGHT.items()
    ]
    sheet = {"cells": cells, "metadata": {}}
    return json.dumps({"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]})
