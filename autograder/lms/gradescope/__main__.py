"""What run_autograder runs: `python -m autograder.lms.gradescope ROOT`.

ROOT is /autograder on Gradescope: `submission` is graded, `results/results.json` is written.
"""

import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from autograder.grading.grade.material import Graded
from autograder.grading.pool.task import Task
from autograder.grading.pool.worker import Worker
from autograder.grading.running.cells import FAULT
from autograder.grading.sandbox.isolation import PROCESS_WARNING, Isolation, problem_with_sandbox
from autograder.lms.gradescope.found import STUDENT, find
from autograder.lms.gradescope.packed import FILE, Packed, read_packed
from autograder.lms.gradescope.results import by_hand, document, entries_of

_BROKEN = (
    "The autograder could not grade this submission. That is not a judgement of your work: tell "
    "your instructor, who can read the reason and run it again."
)
_OURS = ("source", "submission", "results")  # students' code sees none of them in a sandbox
_BY_HAND = "Written answers are graded by hand: {points:g} points come on top."


def main(root: Path) -> None:
    """Grade what is in ROOT/submission; there is a results.json whatever it does."""
    start = time.monotonic()
    target = root / "results" / "results.json"
    try:
        found = grade(root)
    except Exception as error:  # whatever it was, somebody waits for an answer
        traceback.print_exc(file=sys.stdout)
        found = document([], [_BROKEN], 0.0, extra_data={"problem": repr(error)[:300]})
    found["execution_time"] = round(time.monotonic() - start)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(json.dumps(found, indent=1), encoding="utf-8")
    part.replace(target)


def grade(root: Path) -> dict[str, Any]:
    """Return the results of ROOT/submission, graded as `autograder grade` does."""
    problem = problem_with_sandbox()
    isolation = Isolation.PROCESS if problem else Isolation.SANDBOX
    if problem:
        _tell(f"{PROCESS_WARNING} ({problem})")
    text = (root / "source" / FILE).read_text(encoding="utf-8")
    packed = read_packed(text, isolation, [root / name for name in _OURS])
    found = find(root / "submission", packed.given, packed.ignore)
    worker = Worker(packed.given.values())
    try:
        graded = worker.grade(Task(STUDENT, found.notebooks)).graded
    finally:
        worker.close()  # nothing of the student's runs any more
    for fault in [fault for each in graded.values() for fault in each.faults]:
        _tell(FAULT.format(fault=fault))
    tests = [
        test for name, given in packed.given.items() for test in entries_of(given, graded.get(name))
    ]
    said = [*found.missing.values(), *_said(packed, graded)]
    extra = {"isolation": isolation.value, "isolation_problem": problem}
    return document(tests, said, 0.0, extra_data=extra, visibility=packed.visibility)


def _tell(text: str) -> None:
    """Say something to the instructor: students don't see what is printed."""
    print(f"FOR THE INSTRUCTOR: {text}", flush=True)  # noqa: T201


def _said(packed: Packed, graded: dict[str, Graded]) -> list[str]:
    """Return what is to be told of the submission as a whole."""
    lines = [line for each in graded.values() for line in (each.problem, *each.stopped) if line]
    lines += [line for each in graded.values() for line in each.differences if line not in lines]
    if any(each.lost for each in graded.values()):
        lines.insert(0, _BROKEN)
    points = sum(by_hand(given) for given in packed.given.values())
    return [*lines, _BY_HAND.format(points=points)] if points else lines


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
