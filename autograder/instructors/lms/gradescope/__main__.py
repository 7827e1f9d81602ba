"""What run_autograder runs: `python -m autograder.instructors.lms.gradescope ROOT`.

ROOT is /autograder on Gradescope: `submission` is graded, `results/results.json` is written.
"""

import contextlib
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from autograder.course.folders import SOURCE_FOLDERS, in_course
from autograder.engine.agent.leftovers import end_descendants
from autograder.engine.agent.linux import adopt_orphans, close_to_others
from autograder.engine.sandbox.backends import backend_problem
from autograder.engine.sandbox.isolation import WITHOUT_SANDBOX, Isolation
from autograder.engine.submission.run_notebook import write_files
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.tasks import Task
from autograder.engine.workers.worker import Worker
from autograder.findings import text as say
from autograder.findings import words
from autograder.findings.language import speaking
from autograder.instructors.lms.gradescope.find import STUDENT, find
from autograder.instructors.lms.gradescope.package import FILE, Packed, read_packed
from autograder.instructors.lms.gradescope.results_json import by_hand, document, entries_of
from autograder.notebooks.translation import TRANSLATIONS_FOLDER, handout_language
from autograder.results import Graded
from autograder.results.course_texts import saying_texts_of

_OURS = ("source", "submission", "results")  # students' code sees none of them in a sandbox
_END_SECONDS = 20.0


def main(root: Path) -> None:
    """Grade what is in ROOT/submission; there is a results.json whatever it does."""
    start = time.monotonic()
    target = root / "results" / "results.json"
    alone = not psutil.Process().children()  # as run_autograder starts it: all later ones are ours
    if alone:
        close_to_others()
        adopt_orphans()
    try:
        _keep_for_ourselves(root)
        found = grade(root)
    except Exception as error:  # whatever it was, somebody waits for an answer
        traceback.print_exc(file=sys.stdout)
        found = document(
            [], [say("gradescope.broken")], 0.0, extra_data={"problem": repr(error)[:300]}
        )
    if alone and not nobody_left(_END_SECONDS):
        problem = {"problem": say("gradescope.not-alone")}
        found = document([], [say("gradescope.broken")], 0.0, extra_data=problem)
    found["execution_time"] = round(time.monotonic() - start)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(json.dumps(found, indent=1), encoding="utf-8")
    part.replace(target)


def _keep_for_ourselves(root: Path) -> None:
    """Close what was handed in and the results to other users: root's students are others."""
    for name in ("submission", "results"):
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):  # another user's, so it is as they want it
            folder.chmod(0o700)


def nobody_left(seconds: float) -> bool:
    """End what is left of what this process started; return whether nothing is."""
    end_descendants(seconds)
    return not psutil.Process().children(recursive=True)


def grade(root: Path) -> dict[str, Any]:
    """Return the results of ROOT/submission, graded as `autograder grade` does."""
    problem = backend_problem()
    isolation = Isolation.PROCESS if problem else Isolation.SANDBOX
    if problem:
        _tell(f"{words(WITHOUT_SANDBOX)} ({problem})")
    text = (root / "source" / FILE).read_text(encoding="utf-8")
    packed = read_packed(text, isolation, [root / name for name in _OURS])
    found = find(root / "submission", packed.given, packed.ignore)
    worker = Worker(packed.given.values(), warm=False)  # nobody hands in a second one
    try:
        graded = worker.grade(Task(STUDENT, found.notebooks)).graded
    finally:
        worker.close()  # nothing of the student's runs any more
    for fault in [fault for each in graded.values() for fault in each.faults]:
        _tell(words(fault))
    languages = map(handout_language, (each.notebook for each in found.notebooks.values()))
    with speaking(next(filter(None, languages), None)), _in_its_course(packed):
        tests = [
            test
            for name, given in packed.given.items()
            for test in _entries(given, graded.get(name))
        ]
        said = [*(each.said for each in found.missing), *_said(packed, graded)]
    extra = {"isolation": isolation.value, "isolation_problem": problem}
    return document(tests, said, 0.0, extra_data=extra, visibility=packed.visibility)


@contextlib.contextmanager
def _in_its_course(packed: Packed) -> Iterator[None]:
    """Within, there is a course that has what the zip's has in other languages."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / SOURCE_FOLDERS[0]).mkdir()
        for given in packed.given.values():
            spoken = (each for each in given.sources if each.startswith(f"{TRANSLATIONS_FOLDER}/"))
            write_files(root, {name: given.sources[name] for name in spoken})
        with in_course(root):
            yield


def _entries(given: Specification, graded: Graded | None) -> list[dict[str, Any]]:
    with saying_texts_of(given.assignment):
        return list(entries_of(given, graded))


def _tell(text: str) -> None:
    """Say something to the instructor: students don't see what is printed."""
    print(say("gradescope.for-instructor", text=text), flush=True)  # noqa: T201


def _said(packed: Packed, graded: dict[str, Graded]) -> list[str]:
    """Return what is to be told of the submission as a whole."""
    every = list(graded.values())
    found = [line for each in every for line in (each.problem, *each.stopped) if line]
    found += [line for each in every for line in each.differences if line not in found]
    lines = [words(each) for each in found]
    if any(each.lost for each in every):
        lines.insert(0, say("gradescope.broken"))
    points = sum(by_hand(given) for given in packed.given.values())
    return [*lines, say("gradescope.by-hand", points=points)] if points else lines


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
