"""The attacks of tests/attacks, graded by stock nbgrader and by the kit, side by side.

    python benchmarks/attacks.py [--families NAME ...] [--json]

Stock nbgrader grades each attack alone, in a copy of the course, and inside a bubblewrap of its own
that shows it the machine read-only: some attacks would do harm otherwise. The kit grades them as
the tests do, in one run. Counted are submissions that get more points than their answers are worth,
those that get no result, and, of honest ones in between, those that lose points.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.grading.sandbox.bubblewrap import find_bubblewrap
from tests.attacks.batch import Batch, remove
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.course import ASSIGNMENT, POINTS, write_course
from tests.attacks.submissions.handing_in import hand_in

STOCK = """
c = get_config()
c.Execute.timeout = 3
c.CourseDirectory.course_id = "attacked"
"""
SECONDS, MEMORY = 90, 6 * 2**30  # that stock nbgrader may take for one submission
Outcome = str  # "as earned", "too many points", "no result"
Scores = dict[str, float | None]


def main() -> None:
    """Grade both ways and print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description="Attacks on stock nbgrader and on the kit.")
    parser.add_argument("--families", nargs="*", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    console = Console(file=sys.stderr if options.json else sys.stdout)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        ours, theirs = _ours(folder, options.families), _theirs(folder, options.families, console)
        remove(folder)
    _show(ours, theirs, console)
    if options.json:
        print(json.dumps({"ours": ours, "stock nbgrader": theirs}, indent=1))


def _ours(folder: Path, families: list[str]) -> dict[str, dict[str, int]]:
    (folder / "ours").mkdir()
    batch = Batch(folder / "ours", families)
    batch.run()
    found: dict[str, Counter[Outcome]] = {family: Counter() for family in families}
    for student, attack in batch.submissions.items():
        family = next((name for name in families if f"-{name}-" in student), None)
        if family:
            found[family][_outcome(attack, batch.scores.get(student))] += 1
    return {family: dict(counts) for family, counts in found.items()}


def _theirs(folder: Path, families: list[str], console: Console) -> dict[str, dict[str, int]]:
    course = folder / "stock"
    course.mkdir()
    write_course(course, STOCK)
    _nbgrader(course, "generate_assignment")
    if not (course / "gradebook.db").is_file():
        raise SystemExit("Stock nbgrader can't run here: it made no gradebook.")
    found: dict[str, dict[str, int]] = {}
    for family in families:
        attacks = track(FAMILIES[family], f"stock nbgrader, {family}", console=console)
        found[family] = dict(Counter(_stock_outcome(folder, course, each) for each in attacks))
    return found


def _stock_outcome(folder: Path, course: Path, attack: Attack) -> Outcome:
    place = folder / "copy"
    place.mkdir()
    try:
        batch = Batch(place, ())
        shutil.copytree(course, batch.course, dirs_exist_ok=True)
        words = {"@COURSE@": batch.course, "@HOME@": batch.home, "@TMP@": batch.tmp}
        texts = {word: str(path) for word, path in words.items()} | {"@KIT@": "", "@MARK@": "mark"}
        hand_in(batch.course, "mallory", attack, texts)
        _nbgrader(batch.course, "autograde")
        graded = batch.graded("mallory").is_file()
        return _outcome(attack, batch.scores.get("mallory") if graded else None)
    except Exception:  # the gradebook itself is gone
        return "no result"
    finally:
        remove(place)


def _outcome(attack: Attack, scores: Scores | None) -> Outcome:
    if scores is None or any(scores.get(name) is None for name in POINTS):
        return "no result"
    more = any((scores[name] or 0) > float(attack.points.get(name, 0)) + 1e-9 for name in POINTS)
    return "too many points" if more else "as earned"


def _nbgrader(course: Path, command: str) -> None:
    """Run stock nbgrader where it can write to the course's folder only."""
    program = find_bubblewrap()
    words = [
        *(str(program), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"),
        *("--unshare-all", "--die-with-parent", "--new-session", "--tmpfs", "/tmp"),  # noqa: S108
        *("--bind", str(course), str(course), "--setenv", "HOME", str(course)),
        *("--setenv", "PATH", f"{Path(sys.executable).parent}:{os.defpath}"),
        *("--chdir", str(course), sys.executable, "-m", "nbgrader", command, ASSIGNMENT),
    ]
    try:
        subprocess.run(
            words,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired:
        return


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**28, 2**28))


def _show(
    ours: dict[str, dict[str, int]], theirs: dict[str, dict[str, int]], console: Console
) -> None:
    table = Table("attacks on", "", "stock: too many points", "no result", "kit: too many", "none")
    for family, counts in theirs.items():
        row = [counts.get("too many points", 0), counts.get("no result", 0)]
        row += [ours[family].get("too many points", 0), ours[family].get("no result", 0)]
        table.add_row(family, str(len(FAMILIES[family])), *map(str, row))
    console.print(table)


if __name__ == "__main__":
    main()
