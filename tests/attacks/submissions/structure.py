"""Attacks with notebooks and folders that don't look as they should."""

from typing import Any

from tests.attacks.submissions.answers import RIGHT, wrong
from tests.attacks.submissions.attack import (
    ALL,
    OTHERS,
    Attack,
    after,
    before,
)
from tests.attacks.submissions.edits import (
    deep,
    emptied,
    format_3,
    language,
    moved,
    not_cells,
    other_kernel,
    schema,
    twice,
    version,
    weird,
)
from tests.attacks.submissions.tools import CHEAT

_SOURCE = "@COURSE@/source/small/small.ipynb"
_OUTSIDE = f"{CHEAT}\nread('*', '*/*', '/proc/self/cwd/*')"


_BASE: dict[str, Any] = {"base": RIGHT, "points": ALL}

STRUCTURE = (
    Attack("two-tests", "copy a test", change=twice("add-tests", "2"), says="copied or split"),
    Attack(
        "two-answers",
        "give a right answer and then a wrong one: the last one counts",
        change=twice("add", RIGHT["add"]),
        says="copied or split",
    ),
    Attack("split-answer", "split a cell", change=twice("add", "x = 1"), **_BASE, says="or split"),
    Attack("printing-copy", "copy an id to a cell that prints", change=twice("root", "print(2)")),
    Attack("moved", "move all cells", change=moved, **_BASE, says="cells were moved"),
    Attack("no-cells", "delete all cells", change=emptied, says="is missing"),
    Attack("added", "add cells", change=before("add-tests", "2"), says="code cell was added"),
    Attack(
        "late-answer",
        "answer behind the tests",
        change=after("root-tests", "".join(RIGHT.values())),
        says="code cell was added",
    ),
    Attack("other-kernel", "ask for R", change=other_kernel, **_BASE),
    Attack("weird-flags", "flags of other types", change=weird, **_BASE, says="were added"),
    Attack("no-cells-at-all", "cells that are none", change=not_cells, **_BASE),
    Attack("weird-language", "a language that is a number", change=language, **_BASE),
    Attack("deep-metadata", "metadata 300 deep", change=deep, **_BASE),
    Attack("new-schema", "a newer schema of nbgrader's", change=schema(99), **_BASE),
    Attack("old-schema", "an older schema of nbgrader's", change=schema(1), **_BASE),
    Attack("no-schema", "a schema that is none", change=schema({"a": 1}), **_BASE),
    Attack("format-99", "a format to come", change=version(99), base=RIGHT, says="not format 4"),
    Attack("weird-format", "a format that is text", change=version("4", "x"), base=RIGHT),
    Attack("format-3", "the format of 2013", raw=format_3(), **_BASE),
    Attack("half-json", "half a notebook", raw='{"cells": [{"cell_type": "code"', says="not JSON"),
    Attack("text", "a text instead of a notebook", raw="The answer is 3.", says="not JSON"),
    Attack("empty", "an empty file", raw="", says="not JSON"),
    Attack("deep-json", "a notebook 100,000 deep", raw="[" * 100_000, says="not JSON"),
    Attack("huge-number", "a notebook with a huge number", raw="1" * 10_000, says="not JSON"),
    Attack(
        "folder",
        "a folder instead of a notebook",
        raw=None,
        files={"small.ipynb/a": "a"},
        says="folder|directory",
    ),
    Attack("link", "a link to the solution", links={"small.ipynb": _SOURCE}, says="link"),
    Attack(
        "data-link",
        "a data file that is a link to the solution",
        wrong(_OUTSIDE),
        links={"data.csv": _SOURCE, "more": "@COURSE@/source"},
        says="left out .a symbolic link",
    ),
    Attack(
        "many-files",
        "hand in 300 files, some of them hidden",
        files={f"{'.' * (number % 2)}data/{number}.txt": "x" for number in range(300)},
        **_BASE,
    ),
    Attack(
        "surrogates",
        "an answer with characters that are none",
        {"add": RIGHT["add"] + "\ntext = '\udcff \x00 \ufffe'\n"},
        base=RIGHT,
        points=OTHERS,
    ),
)
