"""Specifications of small notebooks, with the source that a proof needs."""

import json
from typing import Any

from autograder.engine.proof.variants import stub_of
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.sources import code_of, modules_of
from autograder.engine.submission.specification import Settings, Specification
from tests.engine.workers.tiny import notebook_of

_LIMITS = Limits(call_seconds=5, notebook_seconds=60)


def solved(head: str, *body: str) -> str:
    """Return a solution cell: a function with its body in a solution region."""
    lines = ["### BEGIN SOLUTION", *body, "### END SOLUTION"]
    return "\n".join([head, *(f"    {line}" for line in lines)])


def course(cells: dict[str, str], points: float = 2.0, **settings: Any) -> Specification:
    """Return what grading needs of a notebook; cells that end in -tests are tests.

    `setup` is a locked cell, all others are solution cells.
    """
    source = notebook_of(cells, points)
    handout = json.loads(json.dumps(source))
    for node in handout["cells"]:
        if node["metadata"]["nbgrader"]["solution"]:
            node["source"] = stub_of(node["source"])
    modules = modules_of(code_of(handout["cells"]))
    known: dict[str, Any] = {
        "limits": _LIMITS,
        "isolation": Isolation.PROCESS,
        "modules": modules,
    } | settings
    given = Specification(
        "ps1",
        "p1",
        handout,
        Settings(**known),
        sources={"source/ps1/p1.ipynb": json.dumps(source).encode()},
    )
    return with_names(given)
