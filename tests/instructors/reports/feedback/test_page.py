"""What stands in a page, from an autograded notebook and the gradebook."""

import re
from typing import Any

import pytest

from autograder.findings import CHECK_MIME, Code, Finding
from autograder.findings.language import LANGUAGE
from autograder.gradebook.gradebook_reader import NotebookScores, Score
from autograder.judging.mistakes import mistakes_of
from autograder.results import MIME, NO_RESPONSE
from autograder.results.display import bundle
from tests.instructors.reports.feedback.notebooks import cell, failed, page_of, result, shows
from tests.instructors.reports.feedback.reader import Reader
from tests.judging.mistakes.planted import grade_with, planted

ANSWER = cell("f", "def f(x):\n    return x", solution=True)
PICTURE = "iVBORw0KGgo="


def words(page: str) -> str:
    """Return the text of a page in one line."""
    return re.sub(r"\s+", " ", Reader(page).text)


def graded(*outputs: dict[str, Any], source: str = "f(1)") -> dict[str, Any]:
    """Return the test cell of f with these outputs."""
    return cell("f-tests", source, grade=True, locked=True, points=5, outputs=list(outputs))


def test_facets_and_mistake() -> None:
    """Does a question show each facet in words and points, and the mistake with all its parts?"""
    text = words(page_of(ANSWER, graded(result())))
    assert "softmax_loss_naive: 3 of 5 points" in text
    assert "loss3 of 3passed" in text
    assert "regularization0 of 2FAILED: dW has no such term" in text
    for part in ("The loss grows with reg.", "Which part has no derivative?", "softmax-loss, 4"):
        assert part in text
    assert "Its derivative is forgotten." in text  # why
    assert "Note: the loss has shape (1,) (costs no points)" in text
    assert "12345" in text
    assert "def f(x): return x" in text


def test_the_last_result_counts() -> None:
    """Is a result that a student's function displayed before the test's own passed over?"""
    forged = result(question="softmax_loss_naive", facets=[], remarks=["all is well"])
    text = words(page_of(graded(forged, result())))
    assert "all is well" not in text and "regularization" in text


def test_points_are_the_gradebooks() -> None:
    """Do points that a person gave stand instead of the test's, and is that said?"""
    scores = NotebookScores(by_cell={"f-tests": Score(4.5, 5.0, by_hand=True)})
    text = words(page_of(graded(result()), scores=scores))
    assert "softmax_loss_naive: 4.5 of 5 points" in text
    assert "A person gave these points." in text


def test_written_answer() -> None:
    """Has a written answer its question, points and the instructor's comment in the very words?"""
    asked = cell("why", "**Why 1.** Where does the *1* come from?", "markdown")
    answer = cell("why-answer", "From **nowhere**.", "markdown", grade=True, solution=True)
    scores = NotebookScores(
        by_cell={"why-answer": Score(1.0, 2.0, by_hand=True)},
        comments={"why-answer": "Look again:\n<where> is y?"},
    )
    text = words(page_of(asked, answer, scores=scores))
    assert "Why 1: 1 of 2 points" in text
    assert "Where does the 1 come from?" in text and "From nowhere." in text
    assert "Look again: <where> is y?" in text


def test_nbgraders_own_comment_is_in_the_pages_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is what nbgrader says of an empty answer said in Chinese on a Chinese page?"""
    answer = cell("why-answer", "", "markdown", grade=True, solution=True)
    scores = NotebookScores(comments={"why-answer": NO_RESPONSE, "f": NO_RESPONSE})
    assert NO_RESPONSE in words(page_of(answer, ANSWER, graded(result()), scores=scores))
    monkeypatch.setenv(LANGUAGE, "zh")
    chinese = words(page_of(answer, ANSWER, graded(result()), scores=scores))
    assert "没有作答。" in chinese and NO_RESPONSE not in chinese


def test_waiting_is_not_lost() -> None:
    """Is an answer that nobody has looked at told from one with no points?"""
    answer = cell("essay", "Because.", "markdown", grade=True, solution=True)
    scores = NotebookScores(by_cell={"essay": Score(0.0, 2.0, waits=True)})
    text = words(page_of(answer, scores=scores))
    assert "2 points wait for a person" in text
    assert "essay: 2 points, not given yet" in text and "0 of 2 points not" not in text


def test_late() -> None:
    """Is the penalty shown, and in the total?"""
    scores = NotebookScores(penalty=1.5, by_cell={"f-tests": Score(4.0, 5.0)})
    text = words(page_of(graded(result()), scores=scores))
    assert "2.5 of 5 points" in text
    assert "Handed in late: 1.5 points are taken off" in text


def test_differences() -> None:
    """Does it say in what the submission differs from the handout?"""
    found = Finding.of(Code.CELL_MISSING, key="f"), Finding.of(Code.AUTHOR, text="2 & 3")
    text = words(page_of(graded(result()), found=found))
    assert "What differs from the handout" in text
    assert "the cell f is missing" in text and "2 & 3" in text


def test_a_student_writes_no_notice() -> None:
    """Is a cell that looks like the notice, on top or further down, no notice?"""
    forged = cell("autograder-notice", "- all points are given", "markdown")
    text = words(page_of(forged, ANSWER, graded(result()), forged))
    assert "What differs from the handout" not in text


def test_outputs_of_own_cells() -> None:
    """Do own cells show what they printed, drew and stopped with, and their sources?"""
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]},
        shows(image_png=PICTURE, text_plain="<Figure size 640x480>"),
        shows(text_plain="a table", text_html="<table><tr><td>7</td></tr></table>"),
        failed("ValueError", "too small"),
    ]
    page = page_of(cell("added-3", "mine = 1", outputs=outputs))
    text = words(page)
    assert "A cell that you added" in text and "mine = 1" in text
    assert "one two" in text and "7" in text and "ValueError: too small" in text
    assert Reader(page).of("img") == [
        {"src": f"data:image/png;base64,{PICTURE}", "alt": "<Figure size 640x480>"}
    ]


def test_visible_check() -> None:
    """Is the report of the visible check there, and no other output of a test cell?"""
    report = shows(text_plain="softmax_loss_naive: not right yet\n  FAILED  mean over the examples")
    report["data"][CHECK_MIME] = {"title": "softmax_loss_naive", "passed": False}
    other = shows(text_plain="softmax_loss_naive: not right yet\n  expected 42")
    printed = {"output_type": "stream", "name": "stdout", "text": "the answer is 42"}
    text = words(page_of(graded(report, other, printed, result())))
    assert "FAILED mean over the examples" in text
    assert "42" not in text


def test_errors_of_tests_hold_no_values() -> None:
    """Is an assert's message shown only where it stands in the visible part of the cell?"""
    hidden = "### BEGIN HIDDEN TESTS\nassert f(5) == 6, 'f(5) is 6'\n### END HIDDEN TESTS"
    source = f"assert f(1) == 2, 'look at 1'\n{hidden}"
    for message, said in (
        ("look at 1", "a test failed: look at 1"),
        ("f(5) is 6", "a test failed"),
        ("\nNot equal to tolerance\n DESIRED: 6", "a test failed"),
        ("", "a test failed"),
        ("2", "a test failed"),
    ):
        error = failed("AssertionError", message)
        text = words(page_of(graded(error, source=source)))
        assert f"FAILED: {said} " in text
        assert "secret_line" not in text and "DESIRED" not in text and "f(5)" not in text


def test_a_test_that_stopped() -> None:
    """Is the error of a test told in a sentence, without the lines that it quotes?"""
    error = failed("TypeError", "f() takes 0 arguments\nmore")
    text = words(page_of(graded(error)))
    assert "the test stopped with TypeError: f() takes 0 arguments" in text
    assert "secret_line" not in text


def test_no_source_of_tests_and_tasks() -> None:
    """Does no page hold the source of a test, a task or a missing answer's hidden tests?"""
    hidden = "### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS"
    page = page_of(
        cell("setup", "secret = 0", locked=True, outputs=[shows(text_plain="secret")]),
        graded(result(), source=f"f(secret)\n{hidden}"),
        cell("task", "Draw.\n=== BEGIN MARK SCHEME ===\nsecret", "markdown", task=True),
        cell("both", f"pass\n{hidden}", grade=True, solution=True),
    )
    assert "secret" not in Reader(page).text
    assert "HIDDEN" not in page and "MARK SCHEME" not in page


def test_whatever_a_result_is() -> None:
    """Is there a page when the result is not what it should be?"""
    odd: list[Any] = [{}, {"question": "f"}, {"question": 5, "facets": 7, "seed": "x"}, [], "text"]
    for broken in odd:
        output = {**result(), "data": {MIME: broken}}
        text = words(page_of(graded(output)))
        assert "f: 3 of 5 points" in text


def test_a_cell_may_be_anything() -> None:
    """Is there a page when cells and outputs are not what they should be?"""
    odd: list[Any] = [
        {"cell_type": "code", "source": 5, "outputs": "none", "metadata": []},
        {"cell_type": "code", "source": "x", "outputs": [5, {"output_type": "error"}, {}]},
        {"cell_type": "code", "source": "y", "outputs": [shows(text_plain=5), shows()]},
        {},
    ]
    assert "p1" in words(page_of(*odd, graded(result())))


@pytest.mark.usefixtures("in_root")
@pytest.mark.parametrize("assignment", ["two-layer-net", "softmax-loss"])
def test_why_a_mistake_happens(assignment: str) -> None:
    """Does a page say why, for the course's own mistakes as for the kit's?"""
    slip = next(slip for name, slip in planted() if name == assignment)
    result = grade_with(assignment, (slip,), 1)
    (mistake,) = (each for each in mistakes_of(slip.function, assignment) if each.name == slip.name)
    output = {"output_type": "display_data", "metadata": {}, "data": bundle(result)}
    page = words(page_of(graded(output)))
    for part in (mistake.name, mistake.seen, mistake.why, mistake.hint, mistake.reread):
        assert " ".join(part.split()) in page


def test_what_failed_comes_first_and_what_passed_is_folded() -> None:
    """Is the failure a card with what it costs, and are the passed facets one line to open?"""
    page = page_of(ANSWER, graded(result()))
    text = words(page)
    assert "✗ 2 points to win back" in text
    assert re.search(r"✓ passed: \d+ facets?, 3 points", text)
    assert text.index("to win back") < text.index("✓ passed")
    inside = page.split("<details>")[1].split("</details>")[0]
    assert "FAILED" not in inside and inside.count("<strong>passed</strong>") >= 1
    assert f'<span style="width: {round(100 * 3 / 5)}%">' in page


def test_a_mistake_is_explained_once() -> None:
    """Does a later question with the same mistake lead back to the first one?"""
    again = graded(result(question="softmax_loss_vectorized")) | {"id": "g-tests"}
    again["metadata"] = {"nbgrader": {**again["metadata"]["nbgrader"], "grade_id": "g-tests"}}
    text = words(page_of(ANSWER, graded(result()), again))
    assert text.count("What it looks like") == 1
    assert text.count("The same mistake as above: ") == 1


def test_no_points_are_promised_where_a_person_gave_them() -> None:
    """Is nothing said to be won back where a person decided?"""
    scores = NotebookScores(by_cell={"f-tests": Score(4.5, 5.0, by_hand=True)})
    text = words(page_of(graded(result()), scores=scores))
    assert "win back" not in text and "✗ not right yet" in text
