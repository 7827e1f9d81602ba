"""Make a course with a class of 30 who have handed in softmax-loss, for the picture of the report.

Right answers in many words come from tests/variants; mistakes are small
changes to them. Nobody in it is real.
"""

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from autograder.instructors.authoring.release import release  # noqa: E402
from tests.variants.bank import BANK  # noqa: E402

NAME = "softmax-loss"
WINDOW: ViewportSize = {"width": 1000, "height": 1180}
NAIVE, FAST = "softmax_loss_naive", "softmax_loss_vectorized"
LOOPS, MATRICES, MENDED = "softmax-loss-naive", "softmax-loss-vectorized", "mended-softmax-loss"
PEOPLE = """
Ada Alice Amir Bela Chen Clara Diego Elif Emma Farid Grace Hana Ivan Jonas Kofi Lea Liam Mara Mina
Nils Noor Olga Pavel Rosa Sam Tara Tomas Uma Yara Zoe
""".split()  # noqa: SIM905 - thirty names, in lines
# Mistakes, what makes each of a right answer where it fits, and how many people make it.
MISTAKES = (
    (r" \+ reg \* [WB]$", "", 8),  # the regularization is missing from dW
    (r"^.*= S - S\.max\(axis=1, keepdims=True\)\n", "", 6),  # scores are not shifted
    (r"0\.5 \* reg", "reg", 5),  # the other convention's loss with this one's gradient
)
RENAMED = (("scores", "z"), ("num_train", "rows"), ("probs", "q"), ("dscores", "slope"))
WHY = "Each entry of dW adds up what every example asks of it, as a product of matrices does."


def photograph_report(browser: Browser, course: Path, output: Path) -> None:
    """Grade the class of thirty, and take the upper part of its page."""
    make_class(course)
    program = [sys.executable, "-c", "from autograder.cli import main; main()"]
    for command in ("grade", "report"):
        subprocess.run([*program, command, NAME], cwd=course, check=True, stdout=subprocess.DEVNULL)
    page = browser.new_page(viewport=WINDOW)
    page.goto((course / "reports" / f"{NAME}.html").as_uri())
    page.screenshot(path=output / "class-report.png")
    print(f"{output / 'class-report.png'}")
    page.close()


def make_class(folder: Path) -> None:
    """Write the course, its released assignment, and what the thirty handed in."""
    shutil.copytree(ROOT / "solutions" / NAME, folder / "solutions" / NAME)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    release(folder, [NAME])
    handout = json.loads((folder / "assignments" / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    for number, (person, answers) in enumerate(zip(PEOPLE, _answers(), strict=True)):
        target = folder / "submitted" / person.lower() / NAME
        target.mkdir(parents=True)
        notebook = json.dumps(_filled(handout, answers, number))
        (target / f"{NAME}.ipynb").write_text(notebook, encoding="utf-8")
        day = "02 00:40" if number in (8, 21) else f"01 {9 + number % 12:02}:00"
        (target / "timestamp.txt").write_text(f"2026-03-{day}:00 UTC", encoding="utf-8")


def _answers() -> Iterator[dict[str, str]]:
    """Yield the answers of each of the thirty, by cell; a missing one stays a stub.

    No two are the same, but for one that is another's with other names; three have half of it.
    """
    loops, fast, (mended, *_) = map(_styles, (NAIVE, FAST, "mended_softmax_loss"))
    found = [
        {
            LOOPS: loops[n % len(loops)],
            MATRICES: fast[n % len(fast)],
            MENDED: mended,  # alike for all, as in code that all were given to mend
        }
        for n in range(len(PEOPLE))
    ]
    drawn = random.Random(4)  # noqa: S311 - for a picture
    for pattern, replacement, times in MISTAKES:
        fitting = [each for each in found if re.search(pattern, "\n".join(each.values()), re.M)]
        for each in drawn.sample(fitting, min(times, len(fitting))):
            each |= {cell: re.sub(pattern, replacement, t, flags=re.M) for cell, t in each.items()}
    copied = dict(found[3])
    for before, after in RENAMED:
        copied = {cell: re.sub(rf"\b{before}\b", after, text) for cell, text in copied.items()}
    for n in (13, 14, 15):
        del found[n][LOOPS]
    found[12], found[17] = copied, {}
    drawn.shuffle(found)
    yield from found


def _styles(question: str) -> list[str]:
    return [each.source for each in BANK if each.question == question]


def _filled(handout: dict[str, Any], answers: dict[str, str], number: int) -> dict[str, Any]:
    cells = []
    for cell in handout["cells"]:
        written = cell["id"].endswith("-answer") and answers
        cells.append(
            {**cell, "source": WHY if written else answers.get(cell["id"], cell["source"])}
        )
    if number % 9 == 4:
        extra = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        cells.insert(9, {**extra, "id": "tried", "source": "print(W_tiny.shape)"})
    return {**handout, "cells": cells}
