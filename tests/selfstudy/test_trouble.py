"""Cells that hang or end Python: each question still gets its result."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.selfstudy.conftest import Notebook, cell, checked, missing, points

Work = Callable[..., Notebook]
Save = Callable[..., Path]

ALL = {"hinge_loss": 3, "svm_loss_naive": 10, "svm_loss_vectorized": 11, "squared_hinge_loss": 8}
ALL["mended_svm_loss"] = 3
HOLDS_ON = """
def hinge_loss(scores, true_class):
    import time
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass
"""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("def hinge_loss(scores, y):\n    while True: pass", "stopped after 4 s in hinge_loss"),
        (HOLDS_ON, "stopped after 4 s in hinge_loss"),
        ("def hinge_loss(scores, y):\n    import os\n    os._exit(0)", "hinge_loss ended Python"),
        ("import os\nos._exit(3)", "cell hinge-loss ended Python"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "cell hinge-loss ended Python"),
        ("exit()", "NameError: name 'hinge_loss' is not defined"),
        ("import sys\nsys.exit('bye')", "cell hinge-loss stopped with SystemExit: bye"),
        ("raise ValueError('oh\\n  no')", "cell hinge-loss stopped with ValueError: oh no"),
    ],
    ids=[
        "loops",
        "holds on",
        "exits when called",
        "exits",
        "killed",
        "exit()",
        "sys.exit",
        "raises",
    ],
)
def test_other_questions_keep_their_points(work: Work, save: Save, body: str, says: str) -> None:
    """Does an answer that hangs, or ends Python, cost its own question only?"""
    notebook = work(assignment="svm-loss")
    cell(notebook, "hinge-loss")["source"] = body
    report = checked(save(notebook), "--timeout", 4)
    assert points(report) == {**ALL, "hinge_loss": 0}
    assert says in missing(report, "hinge_loss")


@pytest.mark.usefixtures("own_worker")
def test_each_question_may_end_python(work: Work, save: Save) -> None:
    """Is there a result for each question when two cells end Python and one is left out later?"""
    notebook = work(assignment="svm-loss")
    for key in ("hinge-loss", "svm-loss-vectorized"):
        cell(notebook, key)["source"] = "import os\nos._exit(1)"
    report = checked(save(notebook))
    assert points(report) == {**ALL, "hinge_loss": 0, "svm_loss_vectorized": 0}


@pytest.mark.usefixtures("own_worker")
def test_files_of_a_check_are_gone_afterwards(work: Work, save: Save) -> None:
    """Does an answer run in a folder of its own, which is gone after the check?"""
    notebook = work(assignment="svm-loss")
    cell(notebook, "hinge-loss")["source"] = "import os\nraise ValueError(os.getcwd())"
    seen = missing(checked(save(notebook)), "hinge_loss")
    folder = Path(seen.partition("ValueError: ")[2])
    assert folder.is_absolute() and folder.name.startswith("autograder-student-")
    assert not folder.exists()


def test_a_fault_of_the_course(course: Path, work: Work, save: Save) -> None:
    """Is a reference that fails told as what it is, not as the answer's trouble?"""
    mine = save(work(assignment="svm-loss"))
    path = course / "solutions" / "svm-loss" / "svm-loss.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("def hinge_loss(", "1 / 0\\ndef hinge_loss("), encoding="utf-8")
    report = checked(mine)
    assert "The solution cell hinge-loss of" in missing(report, "hinge_loss")
    assert "fails: division by zero" in missing(report, "hinge_loss")
