"""Cells that hang or end Python: each question still gets its result."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.selfstudy import kernel as kernel_module
from autograder.selfstudy.kernel import Kernel
from tests.selfstudy.conftest import Notebook, cell, checked, missing, points

Work = Callable[..., Notebook]
Save = Callable[..., Path]

ALL = {"hinge_loss": 3, "svm_loss_naive": 10, "svm_loss_vectorized": 11, "squared_hinge_loss": 8}
HOLDS_ON = """
def hinge_loss(scores, true_class):
    import time
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass
"""


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_module, "GRACE_SECONDS", 0.5)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("def hinge_loss(scores, y):\n    while True: pass", "took longer than 4 s"),
        (HOLDS_ON, "took longer than 4 s"),
        ("def hinge_loss(scores, y):\n    import os\n    os._exit(0)", "ended Python itself"),
        ("import os\nos._exit(3)", "cell hinge-loss ended Python itself"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "ended Python itself"),
        ("exit()", "cell hinge-loss ended Python itself"),
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


def test_each_question_may_end_python(work: Work, save: Save) -> None:
    """Is there a result for each question when two cells end Python and one is left out later?"""
    notebook = work(assignment="svm-loss")
    for key in ("hinge-loss", "svm-loss-vectorized"):
        cell(notebook, key)["source"] = "import os\nos._exit(1)"
    report = checked(save(notebook))
    assert points(report) == {**ALL, "hinge_loss": 0, "svm_loss_vectorized": 0}


def test_printing_without_end_is_stopped(course: Path) -> None:
    """Is the clock looked at while a cell prints all the time?"""
    with Kernel(course) as kernel:
        ran = kernel.run("while True: print('x' * 100)", 1.0)
        assert ran.fate == "took too long"
        assert kernel.run("1 + 1", 10.0).value == "2"


def test_kernel_is_ours_and_gone_afterwards(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it this Python, in a folder that is gone afterwards, with no heavy import at its start?"""
    monkeypatch.setenv("JUPYTER_PATH", str(course))
    with Kernel(course) as kernel:
        asked = "import os, sys; print('not kept'); (sys.prefix, os.environ['NBGRADER_EXECUTION'])"
        value = kernel.run(asked, 10.0).value
        folder = Path(kernel.run("os.getcwd()", 10.0).value.strip("'"))
        loaded = kernel.run("sorted({'nbformat', 'matplotlib.pyplot'} & set(sys.modules))", 10.0)
        assert folder.is_dir()
    assert "autograde" in value and ".venv" in value
    assert loaded.value == "[]"
    assert not folder.exists()
