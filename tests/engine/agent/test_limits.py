"""Are the kernel's limits taken on by the student's process, before their first line?"""

import json
import subprocess
import sys

import pytest

from tests.engine.agent.agent import agent

pytest.importorskip("resource")

NAMES = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")


def limits_after(limits: dict[str, int], before: str = "") -> dict[str, list[int]]:
    """Return soft and hard limits of a process that has taken on the given ones."""
    source = f"""
import json, resource
from autograder.engine.agent.linux import limit_this_process
{before}
limit_this_process({limits!r})
print(json.dumps({{name: resource.getrlimit(getattr(resource, name)) for name in {NAMES!r}}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    found: dict[str, list[int]] = json.loads(done.stdout)
    return found


def test_limits() -> None:
    """Is each limit set in its unit, soft and hard, with a second to say that time is over?"""
    given = {"cpu_seconds": 50, "memory_mb": 2000, "file_mb": 3, "open_files": 40}
    assert limits_after(given) == {
        "RLIMIT_CPU": [50, 51],
        "RLIMIT_AS": [2000 * 2**20] * 2,
        "RLIMIT_FSIZE": [3 * 2**20] * 2,
        "RLIMIT_NOFILE": [40, 40],
        "RLIMIT_CORE": [0, 0],
    }


def test_never_raised() -> None:
    """Does a lower limit of the machine's stay, and an unnamed one stay as it was?"""
    before = "resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))"
    before += "\nresource.setrlimit(resource.RLIMIT_CPU, (20, 20))"
    found = limits_after({"open_files": 40, "cpu_seconds": 50, "no_such": 1}, before)
    assert found["RLIMIT_NOFILE"] == [30, 30]
    assert found["RLIMIT_CPU"] == [20, 20]


def test_limits_hold_in_cells() -> None:
    """Does a cell that goes beyond a limit fail, and the process live on?"""
    with agent(memory_mb=1500, file_mb=1, open_files=60) as student:
        assert student.error("x = bytearray(2**31)")[0] == "MemoryError"
        write = "with open('f', 'wb') as file:\n    file.write(bytes(2**21))"
        assert student.error(write) == ("OSError", "[Errno 27] File too large")
        opened = "import os\nfiles = []\nfor _ in range(100):\n    files.append(os.dup(1))"
        assert student.error(opened)[0] == "OSError"
        assert student.printed("print('alive')") == "alive\n"
        raised = "import resource\nresource.setrlimit(resource.RLIMIT_CORE, (1, 1))"
        student.cell(raised)
        assert student.printed("print('alive')") == "alive\n"
