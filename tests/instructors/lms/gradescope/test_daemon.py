"""A process that a submission leaves behind, and the results that it would like to write."""

import json
import subprocess
from pathlib import Path

import psutil
import pytest

from autograder.engine.sandbox.own_user import is_root
from autograder.student_side import SHOWN
from tests.batch.small_class import SmallClass
from tests.instructors.lms.gradescope.conftest import submitted
from tests.instructors.lms.gradescope.machine import Machine

# It leaves its parents, and for 20 s makes an end of the grader where it can, and writes results.
DAEMON = """
import json, os, signal, sys, time
def live(target, kill, mark):
    for number in range(1, 65):
        signal.signal(number, signal.SIG_IGN) if number not in (9, 19, 32, 33) else None
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if kill:
            for name in filter(str.isdigit, os.listdir("/proc")):
                try:
                    if b"autograder." in open(f"/proc/{name}/cmdline", "rb").read():
                        os.kill(int(name), signal.SIGKILL)
                except OSError:
                    pass
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            open(target, "w").write('{"score": 7.0, "tests": []}')
        except OSError:
            pass
        time.sleep(0.01)
def leave(target, kill, mark):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 1024)
            live(target, kill, mark)
        os._exit(0)
"""
MARK = "left-by-a-submission"


def handed_in(course: SmallClass, target: Path, kill: bool) -> dict[str, bytes]:
    """Return a submission without an answer that leaves a process behind."""
    files = submitted(course, "missing")
    notebook = json.loads(files["p1.ipynb"])
    code = f"{DAEMON}\nleave({str(target)!r}, {kill}, {MARK!r})\nraise NotImplementedError"
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = code
            break
    return {"p1.ipynb": json.dumps(notebook).encode()}


SPY = """
def f(x):
    try:
        open({hidden!r}).read()
        return x + 1
    except OSError:
        raise RuntimeError("not to be read")
"""


def without_a_sandbox(machine: Machine) -> str:
    """Return a PATH whose bubblewrap can make none."""
    program = machine.root / "broken" / "bwrap"
    program.parent.mkdir(exist_ok=True)
    program.write_text("#!/bin/sh\necho no user namespaces here >&2\nexit 1\n")
    program.chmod(0o755)
    return f"{program.parent}:/usr/bin:/bin"


def test_setup_shows_what_a_process_is_made_of(root: Path) -> None:
    """Does setup.sh open to others the parts of the kit that a sandbox shows, and no more?"""
    script = (root / "autograder/instructors/lms/gradescope/setup.sh").read_text(encoding="utf-8")
    (line,) = (line for line in script.splitlines() if line.startswith("for each in __init__"))
    named = line.removeprefix("for each in ").split()
    assert set(named) == set(SHOWN) - {"py.typed"}  # which the zip doesn't have


def test_hidden_tests_are_closed(course: SmallClass, machine: Machine) -> None:
    """Can a submission not read the hidden tests where root grades without a sandbox?"""
    if not is_root():
        return  # the same user can: docs/security.md says so
    script = (machine.root / "source" / "setup.sh").read_text(encoding="utf-8")
    closing = script[script.index("chmod -R go-rwx") :]
    subprocess.run(["/bin/bash", "-ec", f"root={machine.root}\n{closing}"], check=True)
    files = submitted(course, "missing")
    notebook = json.loads(files["p1.ipynb"])
    spy = SPY.format(hidden=str(machine.root / "source" / "hidden" / "assignment.json"))
    next(each for each in notebook["cells"] if each["id"] == "f")["source"] = spy
    machine.hand_in({"p1.ipynb": json.dumps(notebook).encode()})
    found = machine.run_as("as it is", PATH=without_a_sandbox(machine))
    assert found is not None and found["extra_data"]["isolation"] == "process"
    assert found["score"] == 0.0
    assert "RuntimeError" in json.dumps(found["tests"])


@pytest.mark.parametrize("kill", [False, True], ids=["waits", "kills"])
@pytest.mark.parametrize("user", ["as it is", "ordinary"])
@pytest.mark.parametrize("isolation", ["sandbox", "process"])
def test_a_daemon_gets_no_points(
    course: SmallClass, machine: Machine, isolation: str, user: str, kill: bool
) -> None:
    """Has a submission that leaves a process behind no point, whoever grades and however?"""
    path = without_a_sandbox(machine) if isolation == "process" else "/usr/bin:/bin"
    target = machine.root / "results" / "results.json"
    machine.hand_in(handed_in(course, target, kill))
    found = machine.run_as(user, PATH=path)
    assert found is not None and found["tests"]
    assert found["score"] == 0.0
    assert "could not be graded" not in json.dumps(found)  # it has run, and left its process
    assert found["extra_data"]["isolation"] == isolation
    assert not [each for each in psutil.process_iter() if _is_the_daemon(each)]


def _is_the_daemon(process: psutil.Process) -> bool:
    try:
        return "autograder.engine.agent" in process.cmdline() and process.ppid() == 1
    except psutil.Error:
        return False
