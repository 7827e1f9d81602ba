"""Run a program as an ordinary user, also where root runs the tests and Python is root's own."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.engine.sandbox.own_user import closed_ways, is_root
from autograder.engine.sandbox.view import needed_by_python

USER = 61000
_BECOME = """
import json, os, sys
from autograder.engine.agent.linux import become, open_ways
open_ways(json.loads(sys.argv[1]))
become(int(sys.argv[2]))
os.execvp(sys.argv[3], sys.argv[3:])
"""


def as_ordinary_user(command: Iterable[str], seen: Iterable[Path]) -> list[str]:
    """Return the command so that it is an ordinary user's, who can pass through to what is seen."""
    if not is_root():
        return list(command)
    closed = closed_ways([*needed_by_python(), *seen])
    become = [sys.executable, "-c", _BECOME, json.dumps(closed), str(USER)]
    return [*become, *command]


def give(folder: Path) -> None:
    """Let the ordinary user own a folder with all that is in it."""
    if is_root():
        for path in (folder, *folder.rglob("*")):
            os.chown(path, USER, USER, follow_symlinks=False)
