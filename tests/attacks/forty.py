"""A class of forty with a dozen of the worst attackers in it, and the ways to grade it."""

import subprocess
import sys
from pathlib import Path

from tests.attacks.batch import GRADE, Batch
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.answers import doing
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.handing_in import HONEST
from tests.support.ordinary_user import as_ordinary_user, give

PROCESS = 'c.GradingSettings.isolation = "process"\n'
STUDENTS = 40
# It answers nothing, and waits beside the grader for the results to come.
_REWRITES = """
import json, os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 1024)
        for number in (1, 2, 3, 15):
            signal.signal(number, signal.SIG_IGN)
        for _ in range(300):
            for folder in ("@COURSE@/../autograder/results", "@COURSE@/autograded"):
                try:
                    open(folder + "/results.json", "w").write('{"score": 13.0, "tests": []}')
                except OSError:
                    pass
            time.sleep(0.02)
    os._exit(0)
"""
REWRITES = Attack("rewrites", "answer nothing, and write results", doing(_REWRITES))
_WORST = {
    "kernel": ("daemon", "daemon-in-folders", "orphan", "write-memory", "system-v"),
    "resources": ("memory", "memory-of-many"),
    "callbacks": ("hold",),
    "scores": ("int-of-4300",),
    "exceptions": ("pointer-decode",),
    "texts": ("120-texts",),
    "wire": ("half-frame",),
    "interpreter": ("deep-folders", "strange-names", "read-only-folder"),
}
# Where signals are not held back by the kernel (Linux 6.12), it ends what else the user runs.
_KILLS = "orphan"


def class_of_forty(sandbox: bool = True) -> dict[str, Attack]:
    """Return submissions by student; every second one is an attacker's, while there are any."""
    worst = [REWRITES] + [
        each
        for family, names in _WORST.items()
        for each in FAMILIES[family]
        if each.name in names and (sandbox or each.name != _KILLS)
    ]
    found: dict[str, Attack] = {}
    for number in range(STUDENTS):
        attack = worst.pop() if number % 2 and worst else HONEST
        found[f"{number:02}-{attack.name}"] = attack
    return found


class OrdinaryBatch(Batch):
    """A class that an ordinary user grades, also where root runs the tests."""

    def __init__(self, folder: Path, root: Path, more: str = "") -> None:
        super().__init__(folder, class_of_forty(sandbox=not more), GRADE, more)
        self._folder, self._root = folder, root

    def run(self) -> None:
        """Grade as the user who owns the class's folder."""
        give(self._folder)
        super().run()

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        give(self._folder)
        command = [sys.executable, *words, "small"]
        variables = {**self.variables(), "PYTHONPATH": str(self._root)}
        return subprocess.run(
            as_ordinary_user(command, [self._root, self._folder]),
            cwd=self.course,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
