"""Without a sandbox, what a student's process can do to others: also to those of the same user."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ordinary_user import as_ordinary_user

# It starts a student's process as grading does, and prints what that could do to this one.
GRADER = """
import json, os, subprocess, sys
from autograder.engine.agent.linux import close_to_others
from tests.engine.agent.agent import agent
close_to_others()
other = subprocess.Popen(["sleep", "60"])
try:
    with agent() as student:
        given = f"grader, other, open_to_all = {os.getpid()}, {other.pid}, {sys.argv[1]!r}"
        print(student.printed(given + sys.argv[2]))
finally:
    other.kill()
"""
TRY = """
import json, os, pathlib
def can(work):
    try:
        work()
        return True
    except OSError:
        return False
def read(name):
    with open(name, "rb") as file:
        file.read(1)
tried = {
    "the grader's memory": lambda: open(f"/proc/{grader}/mem", "r+b"),
    "the grader's files": lambda: os.listdir(f"/proc/{grader}/fd"),
    "the grader's variables": lambda: read(f"/proc/{grader}/environ"),
    "a signal to the grader": lambda: os.kill(grader, 0),
    "another's memory": lambda: open(f"/proc/{other}/mem", "r+b"),
    "another's files": lambda: os.readlink(f"/proc/{other}/fd/0"),
    "a signal to another": lambda: os.kill(other, 0),
    "a file of all's": lambda: pathlib.Path(open_to_all, "left").touch(),
    "a new name": lambda: os.rename(open_to_all, open_to_all + "2"),
    "a link": lambda: os.symlink("/", open_to_all + "/link"),
    "a shorter file": lambda: os.truncate(open_to_all + "/there", 0),
}
own = {
    "own file": lambda: pathlib.Path("mine").write_text("1"),
    "own device": lambda: open("/dev/null", "w").write("1"),
    "own process": lambda: os.kill(os.getpid(), 0),
    "own memory": lambda: read("/proc/self/status"),
}
print(json.dumps([[name for name in its if can(its[name])] for its in (tried, own)]))
"""


@pytest.mark.parametrize("user", ["as it is", "ordinary"])
def test_others_are_out_of_reach(root: Path, tmp_path: Path, user: str) -> None:
    """Can it not read, change, signal or end others, nor write elsewhere, and do its own work?"""
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "there").write_text("there")
    for path in (folder, folder / "there"):
        path.chmod(0o777)
    command = [sys.executable, "-c", GRADER, str(folder), TRY]
    if user == "ordinary":
        command = as_ordinary_user(command, [root, folder])
    variables = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd="/", env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    reached, own = json.loads(done.stdout)
    assert reached == []
    assert len(own) == 4
