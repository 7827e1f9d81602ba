"""Attacks with endless loops, and with more memory, files and output than there should be."""

from collections.abc import Mapping

from tests.attacks.submissions.answers import RIGHT, doing, wrong
from tests.attacks.submissions.attack import OTHERS, Attack

# Each is bounded by itself, too. One that can get what it should not gives the right answer.
# What is claimed but not written to takes no time: the limit of memory is met before that of time.
_MEMORY = """
import numpy as np
kept = [np.empty(2**27 // 8) for _ in range(24)]
return a + b
"""
_CHILDREN_MEMORY = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(b"x") * (300 * 2**20)
        time.sleep(2)
        os._exit(0)
time.sleep(2)
return a + b
"""
_MANY_FILES = """
import os
os.makedirs("many", exist_ok=True)
for number in range(20_000):
    with open(f"many/{number}", "w") as file:
        file.write("x" * 4096)
return a + b
"""
_HUGE_FILE = """
with open("huge", "wb") as file:
    for _ in range(64):
        file.write(b"x" * 2**20)
return a + b
"""
_SHARED = """
import os
for number in range(20):
    with open(f"/dev/shm/{number}", "wb") as file:
        file.write(b"x" * 8 * 2**20)
return a + b
"""
_MEMORY_FILES = """
import os
kept = []
for number in range(300):
    kept.append(os.memfd_create(str(number)))
    os.write(kept[-1], b"x" * 4 * 2**20)
return a + b
"""
_OUTPUT = """
for _ in range(100):
    print("x" * 10**6)
"""
_DISPLAYS = """
from IPython.display import display
for number in range(20_000):
    display(number)
"""
_THREADS = """
import threading, time
for _ in range(100):
    try:
        threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
    except RuntimeError:
        pass
time.sleep(1)
"""
_ENDLESS = "from itertools import count\nreturn count()"
_LOOP = "while True:\n    pass"


def _one(name: str, idea: str, answer: Mapping[str, str], says: str = "") -> Attack:
    """Return an attack in the answer to `add`; the others are right and keep their points."""
    return Attack(name, idea, answer, base=RIGHT, points=OTHERS, says=says)


RESOURCES = (
    _one("endless-cell", "never end a cell", wrong(_LOOP), "stopped after 3 s in the cell add"),
    _one("endless-call", "never end a call", doing(_LOOP), "stopped after 3 s in add"),
    _one("sleep", "sleep", doing("import time\ntime.sleep(60)"), "stopped after 3 s in add"),
    _one("memory", "claim 3 GB", doing(_MEMORY), "MemoryError|MB of memory"),
    _one(
        "memory-of-many",
        "take 2.4 GB in 8 processes",
        doing(_CHILDREN_MEMORY),
        "MB of memory|stopped|add ended Python",
    ),
    _one("many-files", "write 20,000 files", doing(_MANY_FILES), "No space left|Too many"),
    _one("huge-file", "write 64 MB", doing(_HUGE_FILE), "File too large|No space left"),
    _one("shared-memory", "write 160 MB to /dev/shm", doing(_SHARED), "No space left"),
    _one(
        "memory-files",
        "write 1.2 GB to files in memory",
        doing(_MEMORY_FILES),
        "Function not implemented",
    ),
    _one(
        "huge-result",
        "return 320 MB",
        doing("import numpy as np\nreturn np.zeros(40 * 2**20)"),
        "the data of a message has|MemoryError|ended Python",
    ),
    _one("huge-number", "return a number of 30,000 digits", doing("return 10**30_000")),
    _one("recursion", "never stop calling itself", doing("return add(a, b)"), "RecursionError"),
    _one(
        "deep-result",
        "return lists 10,000 deep",
        doing("found = []\nfor _ in range(10_000):\n    found = [found]\nreturn found"),
        "can't be sent|RecursionError",
    ),
    _one("much-text", "print 100 MB", doing(_OUTPUT), "cut here|truncated"),
    _one("many-displays", "show 20,000 things", doing(_DISPLAYS)),
    _one("many-threads", "start 100 threads", doing(_THREADS), "processes|AssertionError"),
    _one("endless-iterator", "return an iterator without end", doing(_ENDLESS)),
)
