"""The attacks of tests/attacks, graded by stock nbgrader and by the kit, side by side.

    python benchmarks/attacks.py [--families NAME ...] [--attacks NAME ...] [--kit-alone] [--json]

Stock nbgrader grades each attack alone, in a copy of the course, and inside a bubblewrap of its own
that shows it the machine read-only: some attacks would do harm otherwise. `autograder grade` grades
them in one run. Counted are submissions that get more points than their answers are worth, and
those that get no result. The kit grades them again with each test in reach of the student's code
(`c.GradingSettings.together = "always"`).
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
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.engine.sandbox.bubblewrap import find_bubblewrap
from tests.attacks.batch import GRADE, TOGETHER, Batch, classmates, remove
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
    every = sorted({attack.name for attacks in FAMILIES.values() for attack in attacks})
    parser.add_argument("--attacks", nargs="*", choices=every, default=[], metavar="NAME")
    parser.add_argument("--kit-alone", action="store_true", help="not by stock nbgrader")
    parser.add_argument("--each", action="store_true", help="a line for each attack, to stderr")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    asked = Asked(options.families, options.attacks, options.each)
    console = Console(file=sys.stderr if options.json else sys.stdout)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        ours = _ours(folder / "ours", asked)
        together = _ours(folder / "together", asked, TOGETHER)
        theirs = {} if options.kit_alone else _theirs(folder, asked, console)
        remove(folder)
    _show(ours, together, theirs, console)
    if options.json:
        found = {"ours": ours, "with the student": together, "stock nbgrader": theirs}
        print(json.dumps(found, indent=1))


@dataclass(frozen=True)
class Asked:
    """Which attacks to try, and whether to tell what came of each."""

    families: list[str]
    names: list[str]
    each: bool

    def of(self, family: str) -> list[Attack]:
        """Return the attacks of a family."""
        return [each for each in FAMILIES[family] if not self.names or each.name in self.names]

    def tell(self, who: str, family: str, attack: Attack, outcome: Outcome) -> Outcome:
        """Say what came of an attack, if that is asked for; return it."""
        if self.each:
            print(f"{who}: {family}/{attack.name}: {outcome}", file=sys.stderr, flush=True)
        return outcome


def _ours(folder: Path, asked: Asked, more: str = "") -> dict[str, dict[str, int]]:
    folder.mkdir()
    batch = Batch(folder, classmates(asked.families, names=asked.names), GRADE, more)
    batch.run()
    found: dict[str, dict[str, int]] = {}
    for number, family in enumerate(asked.families):
        counts: Counter[Outcome] = Counter()
        for attack in asked.of(family):
            scores = batch.scores.get(f"{number}-{family}-{attack.name}")
            counts[asked.tell(f"kit, {folder.name}", family, attack, _outcome(attack, scores))] += 1
        found[family] = dict(counts)
    return found


def _theirs(folder: Path, asked: Asked, console: Console) -> dict[str, dict[str, int]]:
    course = folder / "stock"
    course.mkdir()
    write_course(course, STOCK)
    _nbgrader(course, "generate_assignment")
    if not (course / "gradebook.db").is_file():
        raise SystemExit("Stock nbgrader can't run here: it made no gradebook.")
    found: dict[str, dict[str, int]] = {}
    for family in asked.families:
        counts: Counter[Outcome] = Counter()
        for attack in track(asked.of(family), f"stock nbgrader, {family}", console=console):
            outcome = _stock_outcome(folder, course, attack)
            counts[asked.tell("nbgrader", family, attack, outcome)] += 1
        found[family] = dict(counts)
    return found


def _stock_outcome(folder: Path, course: Path, attack: Attack) -> Outcome:
    place = folder / "copy"
    place.mkdir()
    try:
        batch = Batch(place, {})
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
    ours: dict[str, dict[str, int]],
    together: dict[str, dict[str, int]],
    theirs: dict[str, dict[str, int]],
    console: Console,
) -> None:
    table = Table("attacks on", "", "stock: too many points", "no result", "kit: too many", "none")
    table.add_column("with the student: too many")
    table.add_column("none")
    for family, counts in ours.items():
        row = []
        for each in (theirs.get(family, {}), counts, together[family]):
            row += [each.get("too many points", 0), each.get("no result", 0)]
        table.add_row(family, str(sum(counts.values())), *map(str, row))
    console.print(table)


if __name__ == "__main__":
    main()
