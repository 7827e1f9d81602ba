"""Notebooks whose cells were deleted, copied, split, added or changed."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

from autograder.engine.submission.rebuild import rebuild
from autograder.notebooks.cells import Cell
from tests.selfstudy.conftest import Notebook, cell, checked, missing, points

Work = Callable[..., Notebook]
Save = Callable[..., Path]

SOURCE = (
    Cell("setup", "code", "import this", locked=True),
    Cell("text", "markdown", "## 1 · Title"),
    Cell("f", "code", "reference", solution=True),
    Cell(
        "f-tests", "code", "check\n### BEGIN HIDDEN TESTS\nsecret\n### END HIDDEN TESTS", grade=True
    ),
    Cell("show", "code", "show"),
)


def test_missing_cell_costs_its_question_only(work: Work, save: Save) -> None:
    """Does a deleted answer leave the other question its points, and is it said?"""
    notebook = work()
    notebook["cells"].remove(cell(notebook, "softmax-loss-vectorized"))
    report = checked(save(notebook))
    kept = {"softmax_loss_naive": 10, "mended_softmax_loss": 4}
    assert points(report) == {**kept, "softmax_loss_vectorized": 0}
    assert "cell softmax-loss-vectorized is missing" in missing(report, "softmax_loss_vectorized")
    assert "softmax-loss-vectorized is missing" in report["notices"][0]


def test_last_duplicate_counts(work: Work, save: Save) -> None:
    """Does the last of two cells with one name count, and is that said?"""
    notebook = work()
    right = cell(notebook, "softmax-loss-naive")
    wrong = deepcopy(right)
    wrong["source"] = "def softmax_loss_naive(W, X, y, reg):\n    return 0"
    notebook["cells"].insert(notebook["cells"].index(right), wrong)
    report = checked(save(notebook))
    assert report["complete"]
    assert "2 cells are named softmax-loss-naive" in report["notices"][0]


def test_a_cell_that_the_student_added_runs(work: Work, save: Save) -> None:
    """Does a helper in a cell of the student's own serve the answer below it?"""
    notebook = work()
    answer = cell(notebook, "softmax-loss-naive")
    helper = {"cell_type": "code", "id": "ab12", "metadata": {}, "source": "half = 0.5"}
    answer["source"] = answer["source"].replace("loss += 0.5 * reg", "loss += half * reg")
    notebook["cells"].insert(notebook["cells"].index(answer), helper)
    assert checked(save(notebook))["complete"]


def test_tests_are_ours(work: Work, save: Save) -> None:
    """Does a changed test cell give no points, and is it said that it was changed?"""
    notebook = work("untouched")
    cell(notebook, "softmax-loss-naive-tests")["source"] = "10"
    report = checked(save(notebook))
    assert report["points"] == 0
    assert "cell softmax-loss-naive-tests, which is locked, was changed" in report["notices"][0]


def test_added_cells_stay_behind_the_cell_above_them() -> None:
    """Do added cells keep their place, before everything, in between and at the end?"""
    student = [
        Cell("x1", "code", "first"),
        Cell("setup", "code", "import this"),
        Cell("", "code", "second"),
        Cell("note", "markdown", "my note"),
        Cell("x3", "code", "third"),
        Cell("f", "code", "mine", solution=True),
        Cell("show", "code", "changed by me"),
        Cell("x4", "code", "fourth"),
        Cell("x5", "code", "  "),
    ]
    rebuilt = rebuild(SOURCE, student)
    assert [(each.source.split("\n")[0], each.role) for each in rebuilt.to_run] == [
        ("first", "extra"),
        ("import this", "given"),
        ("second", "extra"),
        ("third", "extra"),
        ("mine", "answer"),
        ("check", "test"),
        ("changed by me", "demo"),
        ("fourth", "extra"),
    ]


def test_fingerprint_is_of_the_students_own() -> None:
    """Does the hash change with an answer or an added cell, and with nothing else?"""
    answer = Cell("f", "code", "mine", solution=True)
    plain = rebuild(SOURCE, [answer]).fingerprint
    assert rebuild(SOURCE, [answer, Cell("text", "markdown", "other")]).fingerprint == plain
    assert rebuild(SOURCE, [answer, Cell("", "code", "more")]).fingerprint != plain
    assert rebuild(SOURCE, [Cell("f", "code", "new", solution=True)]).fingerprint != plain
