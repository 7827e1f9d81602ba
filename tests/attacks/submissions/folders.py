"""Attacks by what lies beside the notebook, and by what its cells say they are."""

import json
from typing import Any

from tests.attacks.submissions.answers import RIGHT, WRONG
from tests.attacks.submissions.attack import ALL, Attack, Change, Notebook, code, find, flags
from tests.attacks.submissions.edits import version

_RIGHT = "".join(RIGHT.values())
_HOOK = "#!/bin/sh\ntouch @HOME@/@MARK@\n"
_TOUCH = "import os\nos.system('touch @HOME@/@MARK@')\n"
_SHADOWS = dict.fromkeys(
    ("itertools.py", "numpy/__init__.py", "small.py", "conftest.py", "setup.py", "add.py"),
    f"{_TOUCH}{_RIGHT}def islice(*_):\n    return [0, 1, 2]\n",
)
_BASE: dict[str, Any] = {"base": RIGHT, "points": ALL}
_LIB = "@COURSE@/source/small"


def _files(name: str, idea: str, *names: str, text: str = "2", **more: Any) -> Attack:
    return Attack(name, idea, files=dict.fromkeys(names, text), **{**_BASE, **more})


def _stamped(name: str, idea: str, text: str) -> Attack:
    return _files(name, idea, "timestamp.txt", text=text, refused=True)


def _named(new: str) -> Change:
    """Return a change that calls wrong answers' cells otherwise; `{}` is the name that was."""

    def change(notebook: Notebook) -> None:
        for question in RIGHT:
            cell = find(notebook, question)
            flags(cell)["grade_id"] = cell["id"] = new.format(question)

    return change


def _flagged(**given: object) -> Change:
    """Return a change of all answers' flags."""

    def change(notebook: Notebook) -> None:
        for question in RIGHT:
            flags(find(notebook, question)).update(given)

    return change


def _tests_by_id(notebook: Notebook) -> None:
    """Add cells whose id, with no flags, is that of a test or of a locked cell."""
    for name in ("add-tests", "setup", "slope-helpers", "add"):
        notebook["cells"].append({**code("TOL = 1e9\nabs = lambda _: 0.0\n2"), "id": name})


def _sources_in_lists(notebook: Notebook) -> None:
    """Write sources as lists of letters, numbers and nothing."""
    for cell in notebook["cells"]:
        cell["source"] = [*cell["source"]]
    notebook["cells"].append(code("", x=1) | {"source": [1, None, ["2"], {"2": 2}]})


def _outputs(notebook: Notebook) -> None:
    """Hand in outputs with results for all cells, of kinds that are none."""
    kinds: list[Any] = ["execute_result", "error", "stream", "update_display_data", 5, None, {}]
    for cell in notebook["cells"]:
        cell["outputs"] = [
            {"output_type": kind, "data": {"text/plain": "2"}, "name": kind, "text": ["2", 2]}
            for kind in kinds
        ]
        cell["execution_count"] = {"a": 10**30}


def _many_cells(notebook: Notebook) -> None:
    notebook["cells"] += [code("x = 1\n2") for _ in range(400)]


def _own_record(notebook: Notebook) -> None:
    """Hand in the record that grading writes into a notebook."""
    notebook["metadata"]["autograder"] = {"version": 1, "differences": [], "points": 13, "seed": 1}
    notebook["metadata"]["celltoolbar"] = notebook["metadata"]["widgets"] = {"state": {"x": "<b>"}}
    notebook["metadata"]["kernelspec"] = {"name": "../../@MARK@", "display_name": "<script>"}


def _raw_twice() -> str:
    """Return a notebook that has its cells twice, in JSON: first right, then wrong ones."""
    cells = [
        json.dumps(
            [
                code(source, nbgrader={"grade_id": name, "solution": True})
                for name, source in answers.items()
            ]
        )
        for answers in (RIGHT, WRONG)
    ]
    given = f'"cells": {cells[0]}, "cells": {cells[1]}'
    return f'{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{}}, {given}}}'


FOLDERS = (
    _files(
        "markup-names",
        "names that are markup of a terminal's",
        "[red]a",
        "[",
        "[link=x]b",
        "[@click=app.bell]c",
        ":bomb:",
    ),
    Attack(
        "markup-links",
        "links whose names end markup",
        **_BASE,
        says="left out",
        links={"[": "nowhere", "]": "nowhere", "[bold": "nowhere", "{name}": "%s", "%(x)s": "/"},
    ),
    _files("no-text-names", "names that are no text", "\udcff\udcfe.txt", "\udc80/\udc80"),
    _files("line-names", "names of two lines", "a\nb.txt", "c\rd", "\u2028e", "\u202egnp.exe"),
    _files("long-names", "names of 255 letters", "a" * 255, f"{'b' * 200}/{'c' * 200}/{'d' * 200}"),
    _files(
        "device-names", "names of devices", "con", "aux.txt", "nul", "prn.ipynb", "COM1", "-rf", "~"
    ),
    _files("deep-names", "folders 60 deep", "/".join("d" * 60) + "/a.txt"),
    _files(
        "checkpoint",
        "a right notebook among the checkpoints",
        ".ipynb_checkpoints/small-checkpoint.ipynb",
        "SMALL.ipynb",
        "small (1).ipynb",
        points={},
        base=WRONG,
        text=json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
    ),
    _files(
        "other-notebooks",
        "notebooks that nobody asked for",
        "other.ipynb",
        "a/small.ipynb",
        "small.ipynb.ipynb",
        ".ipynb",
        text="{",
    ),
    Attack(
        "shadows", "modules of the names that tests import", files=_SHADOWS, harms="leaves a file"
    ),
    _files(
        "hooks",
        "files that tools run",
        ".git/hooks/post-checkout",
        ".envrc",
        "Makefile",
        ".vscode/tasks.json",
        "pyproject.toml",
        "sitecustomize.py",
        text=_HOOK,
        harms="a file",
    ),
    _files(
        "startup-folder",
        "files of IPython's start",
        ".ipython/profile_default/startup/a.py",
        "profile_default/ipython_config.py",
        ".jupyter/jupyter_config.py",
        "ipython_kernel_config.py",
        text=_TOUCH,
        harms="a file",
    ),
    Attack(
        "links-in-circles",
        "links that lead to themselves",
        **_BASE,
        says="left out",
        links={"a": "b", "b": "a", "c": ".", "d": "/proc/self/fd", "e": "/dev/zero", "f": _LIB},
    ),
    Attack("other-case", "names in capitals", change=_named("{}".upper() + "S"), says="put.back"),
    Attack("named-as-tests", "call answers tests", change=_named("{}-tests"), says="put.back"),
    Attack("spaces-in-names", "names with a space", change=_named("{} "), says="put.back"),
    Attack(
        "long-grade-ids", "names of 100,000 letters", change=_named("{0}" * 20_000), says="put.back"
    ),
    Attack("markup-ids", "names that are markup", change=_named("[/red]<script>{}\x1b[2J")),
    Attack(
        "no-solutions",
        "flag answers as no solutions",
        change=_flagged(solution=False),
        says="flags",
    ),
    Attack("locked-answers", "lock answers", change=_flagged(locked=True, grade=True, points=99)),
    Attack(
        "tasks", "flag answers as tasks", change=_flagged(task=True, points="nan"), says="flags"
    ),
    Attack("ids-of-tests", "cells with the ids of tests", change=_tests_by_id, says="copied|added"),
    Attack("letters", "sources that are lists of letters", change=_sources_in_lists, **_BASE),
    Attack("all-outputs", "outputs of all kinds", change=_outputs),
    Attack("many-cells", "add 400 cells", change=_many_cells, says="were added"),
    Attack("own-record", "hand in what grading writes", change=_own_record),
    Attack("cells-twice", "give the cells twice in JSON", raw=_raw_twice()),
    Attack("minor-99", "a format 4.99", change=version(4, 99), **_BASE),
    Attack("minor-none", "a format 4 of no kind", change=version(4, None), **_BASE),
    Attack("minor-huge", "a format 4 of 30 digits", change=version(4, 10**30), **_BASE),
    Attack("format-true", "a format that is true", change=version(True), base=RIGHT),
    Attack("format-4.0", "a format that is no whole number", change=version(4.0), **_BASE),
    Attack(
        "byte-order", "a mark of the byte order, and blanks", raw="\ufeff  \n[]\n", says="not JSON"
    ),
    Attack("not-a-number", "JSON with NaN in it", raw='{"cells": [NaN], "nbformat": Infinity}'),
    _stamped("timestamp", "a time stamp that is none", "<script>yesterday"),
    _stamped("old-timestamp", "a time stamp before all time", "0000-00-00 25:61"),
    _stamped("long-timestamp", "a time stamp of 1 MB", "2026 " * 200_000),
    Attack(
        "linked-timestamp",
        "a time stamp that is somebody's file",
        **_BASE,
        links={"timestamp.txt": "@HOME@/canary.txt"},
        refused=True,
    ),
)
