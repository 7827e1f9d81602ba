"""`nbgrader autograde`, the formgrader's button, the kit's own commands: each as a whole."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grading_class import run_nbgrader
from rich.console import Console

Said = Callable[..., Any]
_CLICKS = 6


def by_nbgrader(folder: Path, kind: str, students: list[str], said: Said) -> dict[str, Any]:
    """Grade a class with nbgrader's own command, once each way, some by its button, and the kit's.

    The command's start is in its time. Without running cells it is what no kit could go below. A
    click is one call of the API in a process that has graded one before, as the formgrader's has.
    """
    command = {
        "stock": _command(folder / "stock", kind),
        "kit": _command(folder / "kit", kind),
        "no_execute": _command(folder / "kit", kind, "--no-execute"),
        "autograder_grade": _grade(folder / "kit", kind),
    }
    clicks = {
        name: statistics.median(
            said("grading_stock.py", folder / name, kind, students[: _CLICKS + 1])["wall"]
        )
        for name in ("stock", "kit")
    }
    return {
        "nbgrader_ratio": command["stock"] / command["kit"],
        "nbgrader_ceiling": command["stock"] / command["no_execute"],
        "nbgrader_seconds": command,
        "whole_ratio": command["stock"] / command["autograder_grade"],
        "button_ratio": clicks["stock"] / clicks["kit"],
        "button_seconds": clicks,
    }


def _command(course: Path, kind: str, *options: str) -> float:
    start = time.perf_counter()
    run_nbgrader(course, "autograde", kind, "--force", *options)
    return time.perf_counter() - start


def _grade(course: Path, kind: str) -> float:
    """Grade the class with the kit's own command, whole: its start is in its time, too."""
    program = Path(sys.executable).with_name("autograder")
    start = time.perf_counter()
    subprocess.run(
        [program, "grade", kind, "--force"], cwd=course, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def by_check(course: Path, kind: str) -> dict[str, float]:
    """Check a finished notebook, and run the same cells in plain IPython, each in a new Python."""
    source = course / "solutions" / kind / f"{kind}.ipynb"
    plain = _printed("grading_plain_cold.py", course, source)
    check = _printed("grading_check.py", course, source)
    return {
        "check_ratio": check["cells"] / plain["cells"],
        "check_start_seconds": check["start"],
        "check_seconds": check["cells"],
        "check_plain_seconds": plain["cells"],
    }


def _printed(script: str, course: Path, notebook: Path) -> dict[str, float]:
    words = [sys.executable, str(Path(__file__).with_name(script)), str(course), str(notebook)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr[-3000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: dict[str, Any], console: Console) -> None:
    """Print what was measured of these."""
    if "nbgrader_ratio" in found:
        seconds, clicks = found["nbgrader_seconds"], found["button_seconds"]
        console.print(
            f"nbgrader autograde: stock {seconds['stock']:.1f} s, with configure(c) "
            f"{seconds['kit']:.1f} s: {found['nbgrader_ratio']:.1f} times as fast; with "
            f"--no-execute {seconds['no_execute']:.1f} s: {found['nbgrader_ceiling']:.1f} times"
        )
        console.print(
            f"autograder grade, whole: {seconds['autograder_grade']:.1f} s, "
            f"{found['whole_ratio']:.1f} times as fast as nbgrader autograde"
        )
        console.print(
            f"the formgrader's button: stock {clicks['stock']:.2f} s, with configure(c) "
            f"{clicks['kit']:.2f} s: {found['button_ratio']:.1f} times as fast"
        )
    if "check_ratio" in found:
        start, ours, plain = (found[f"check_{name}seconds"] for name in ("start_", "", "plain_"))
        console.print(
            f"autograder check: start {start:.1f} s, cells {ours:.2f} s, in plain IPython "
            f"{plain:.2f} s: {found['check_ratio']:.2f} times"
        )
    if "elsewhere_ratio" in found:
        console.print(f"environment in a temporary folder: {found['elsewhere_ratio']:.2f} times")
