"""A class graded from an environment in a temporary folder: where it lies must not matter.

    python grading_elsewhere.py COURSE NAME STUDENT ...

grades with one worker and prints the seconds a submission; `elsewhere` runs it from both places.
"""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


def elsewhere(course: Path, kind: str, students: list[str], rounds: int) -> dict[str, float]:
    """Return how long a submission takes there, against this environment, in turn."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        there = Path(scratch) / "environment"
        shutil.copytree(sys.prefix, there, symlinks=True, copy_function=_link)
        program = there / Path(sys.executable).relative_to(sys.prefix)
        pairs = [
            (
                _graded(str(program), course, kind, students),
                _graded(sys.executable, course, kind, students),
            )
            for _ in range(rounds)
        ]
    return {"elsewhere_ratio": statistics.median(away / here for away, here in pairs)}


def _link(source: str, target: str) -> None:
    """Copy a file without its bytes, where the two folders are on one disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _graded(program: str, course: Path, kind: str, students: list[str]) -> float:
    words = [program, __file__, str(course), kind, *students]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words[:4]} failed:\n{done.stderr[-3000:]}")
    return float(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Grade, and print the seconds a submission."""
    from grading_ours import grade

    course, kind, *students = sys.argv[1:]
    with contextlib.redirect_stdout(sys.stderr):
        taken = grade(Path(course), kind, 1, tuple(students))
    print(json.dumps(taken.each))


if __name__ == "__main__":
    main()
