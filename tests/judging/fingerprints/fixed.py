"""The fingerprints of the handouts, and functions with mistakes of the catalogue in them."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from autograder.checks.fingerprints.prints_file import SUFFIX
from autograder.judging.mistakes.catalogue import Mutation
from tests.conftest import ROOT
from tests.judging.harness import cells
from tests.judging.mistakes.planted import namespace


@cache
def file_of(assignment: str) -> dict[str, Any]:
    """Return the file that lies beside an assignment's handout."""
    path = ROOT / "assignments" / assignment / f"{assignment}{SUFFIX}"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def has_fingerprint(assignment: str, function: str) -> bool:
    """Return whether a graded function has one."""
    return "digests" in file_of(assignment)["functions"].get(function, {})


def planted_function(
    assignment: str, *slips: Mutation
) -> tuple[dict[str, Any], Callable[..., Any]]:
    """Return a notebook's names, with slips in one function of it, and that function."""
    sources = cells(assignment)
    for slip in slips:
        sources[slip.cell] = slip.apply(sources[slip.cell])
    names = namespace(sources)
    return names, names[slips[0].function]
