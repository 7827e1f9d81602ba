"""A command that is forked is as one that is typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import python
from tests.support.quick import gradebook_version

PRINTS = "import atexit, os, sys; atexit.register(print, 'end'); print(os.getcwd(), sys.argv)"
ENDS = {
    "by itself": "print(os.environ['MINE'], os.environ.get('HOME'))",
    "with a code": "sys.exit(3)",
    "with words": "sys.exit('no')",
    "with an error": "print('before'); 1 / 0",
    "at once": "sys.stdout.flush(); os._exit(5)",
    "killed": "sys.stdout.flush(); os.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("end", ENDS)
def test_it_is_as_typed(tmp_path: Path, end: str) -> None:
    """Has it the folder, words, environment and streams given, its exit code, and its end?"""
    words = ("-c", f"{PRINTS}; {ENDS[end]}", "one", "two")
    variables = {"MINE": "1", "PATH": os.environ["PATH"]}
    typed = subprocess.run(
        [sys.executable, *words],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    done = python(words, tmp_path, variables)
    assert (done.returncode, done.stdout) == (typed.returncode, typed.stdout)
    assert done.stderr.splitlines()[-1:] == typed.stderr.splitlines()[-1:]  # not all of a trace


def test_nothing_stays(tmp_path: Path) -> None:
    """Does a second command find nothing that the first one has changed?"""
    changes = "import json, os, sys; json.mine = os.environ['MINE'] = '1'; sys.path.append('mine')"
    looks = "import json, os, sys; print(hasattr(json, 'mine'), 'MINE' in os.environ, sys.path[-1])"
    assert python(("-c", changes), tmp_path, {}).returncode == 0
    assert python(("-c", looks), tmp_path, {}).stdout.startswith("False False /")


def test_the_version_of_a_gradebook_is_nbgraders() -> None:
    """Does nbgrader say the same of a new gradebook, by the other program that it asks?"""
    asks = (
        "from autograder.gradebook import prefer_this_environment as first; first(); "
        "from nbgrader.api import get_alembic_version as asked; print(asked())"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == gradebook_version()
