"""From a download to grades: a small class on the way through."""

import json
import shutil
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.instructors.authoring.example_class import load_examples, submission
from autograder.instructors.authoring.release import release
from tests.conftest import ROOT
from tests.instructors.lms.collect.conftest import Collected
from tests.instructors.lms.collect.downloads import NAME, as_zip, zipped
from tests.mangled.judge import mangled
from tests.mangled.test_colab_vscode import FORMS
from tests.mangled.work import worked
from tests.selfstudy.conftest import run
from tests.support.commands import forked_releases

POINTS = 26  # that the tests of this notebook give
CLASS = ("all-correct", "gradient-without-reg", "untouched")
LATE_PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin


class OnePointADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.0 * round(total_seconds_late / 86400)


c.AssignLatePenalties.plugin_class = OnePointADay
"""


def work_of(example: str) -> bytes:
    """Return what a student of the example class hands in."""
    examples = load_examples(ROOT / "examples" / "class")
    found = next(each for each in examples if each.name == example)
    source = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    released = nbformat.read(ROOT / "assignments" / NAME / f"{NAME}.ipynb", as_version=4)
    text: str = nbformat.writes(submission(found.submissions[NAME], source, released))
    return text.encode()


def test_a_class_from_canvas_to_the_gradebook(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Has everybody the points of their work, and the late one less, after collect and grade?"""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(LATE_PLUGIN)
    shutil.rmtree(course / "assignments")
    with forked_releases():
        release(course, [NAME])
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.update_or_create_assignment(NAME, duedate="2026-03-01 12:00:00")
    files = {
        "adaamir_1_11_softmax-loss - Kopie.ipynb": work_of(CLASS[0]),
        "benbo_LATE_2_12_work.zip": zipped({"in/homework.ipynb": work_of(CLASS[1])}),
        "cycara_3_13_softmax-loss (2).ipynb": work_of(CLASS[2]),
        "dandee_4_14_softmax-loss.ipynb": b"broken",
    }
    roster = tmp_path / "class.csv"
    roster.write_text(
        "student_id,platform_id,submitted\nada,1,2026-03-01 11:00\nben,2,2026-03-03 12:00\n"
        "cy,3,\ndan,4,\n"
    )
    report = collected(as_zip(tmp_path, files), "--roster", roster)
    taken = sorted({each["student"] for each in report["submissions"]})
    assert taken == ["ada", "ben", "cy", "dan"]
    done = run("grade", NAME, "--isolation", "process", "--json")
    assert done.exit_code == 3, done.output
    points = {each["student"]: each["points"] for each in json.loads(done.stdout)["students"]}
    assert points["ada"] == POINTS and 0 < points["ben"] < POINTS
    assert points["cy"] == points["dan"] == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        late = {each.student.id: each for each in book.assignment_submissions(NAME)}
        assert late["ada"].total_seconds_late == 0
        assert late["ben"].total_seconds_late == 2 * 24 * 60 * 60
        assert late["ben"].late_submission_penalty == 2


def test_a_mangled_class(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Has work in any form the points of its answers, and is what is open told?"""
    kinds = {
        "ada": "names lost",
        "ben": "joined",
        "cy": "a colab script",
        "dan": "copied into a new notebook",
        "eve": "names copied along",
        "fay": "stub kept above",
        "gus": "earlier version above",
    }
    files = {}
    for number, (student, kind) in enumerate(kinds.items()):
        work = mangled(NAME, (kind,))
        files[f"{student}_{number}_1_{work.file_name.replace('work', NAME)}"] = work.bytes
    files["hal_8_1_softmax-loss.ipynb"] = mangled(NAME, ("cells lost",)).bytes
    shutil.rmtree(course / "assignments")
    with forked_releases():
        release(course, [NAME])
    collected(as_zip(tmp_path, files))
    done = run("grade", NAME, "--isolation", "process", "--json")
    assert done.exit_code in (0, 3), done.output
    told = {each["student"]: each for each in json.loads(done.stdout)["students"]}
    assert {each["points"] for each in told.values()} == {POINTS}, told
    ada = " ".join(told["ada-0"]["differences"])
    assert "put back as softmax-loss-naive, by what it defines (softmax_loss_naive)" in ada
    assert "2 cells could be softmax-loss-naive: the last one" in " ".join(
        told["gus-6"]["differences"]
    )
    assert any("may be the answer" in each for each in told["hal-8"]["look"])


def test_a_class_in_colab_and_vscode(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Has work that Colab or VS Code has saved all points, with nothing to say of it?"""
    files = {
        f"student_{number}_1{number}_Copy of {NAME}.ipynb": save(worked(NAME)).bytes
        for number, save in enumerate(FORMS.values(), start=1)
    }
    shutil.rmtree(course / "assignments")
    with forked_releases():
        release(course, [NAME])
    assert len(collected(as_zip(tmp_path, files))["submissions"]) == len(FORMS)
    done = run("grade", NAME, "--isolation", "process", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["students"]
    assert [each["points"] for each in told] == [26.0] * len(FORMS)
    others = {said for each in told for said in each["differences"]}
    assert all("had lost its name" in said for said in others)
