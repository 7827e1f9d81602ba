"""A report as text, as HTML, and as an error under `nbgrader validate`."""

import pytest

from autograder.checks.check_report import CheckFailed, CheckLine, Report
from autograder.findings import Code, Finding
from autograder.findings.outcome import raised

PASSED = Report(
    "my_loss", (CheckLine("passed", "gradient"), CheckLine("note", "result", "a remark"))
)
FAILED = Report(
    "my_loss",
    (
        CheckLine("passed", "gradient"),
        CheckLine("FAILED", "large scores", "a < b & c"),
        CheckLine("FAILED", "inputs", "W changed"),
    ),
)
STUB = Report("my_loss", (CheckLine("FAILED", "result", Finding(Code.NOT_IMPLEMENTED)),))


def test_text() -> None:
    """Does each line begin with its status in words, with what was seen below it?"""
    assert str(PASSED).splitlines() == [
        "my_loss: all checks passed",
        "  passed  gradient",
        "  note    result",
        "          a remark",
    ]
    assert str(FAILED).splitlines() == [
        "my_loss: not right yet",
        "  passed  gradient",
        "  FAILED  large scores",
        "          a < b & c",
        "  FAILED  inputs",
        "          W changed",
    ]
    assert str(STUB) == "my_loss: not implemented yet"


@pytest.mark.parametrize("report", [PASSED, FAILED, STUB])
def test_repr_is_the_text(report: Report) -> None:
    """Does a terminal show the text?"""
    assert repr(report) == str(report)


def test_passed_and_not_implemented() -> None:
    """Does one failed line fail it, and a note not?"""
    assert [report.passed for report in (PASSED, FAILED, STUB)] == [True, False, False]
    assert [report.not_implemented for report in (PASSED, FAILED, STUB)] == [False, False, True]


def html_of(report: Report) -> str:
    """Return the report as a notebook shows it."""
    return str(report._repr_mimebundle_()["text/html"])


def test_html_is_a_card() -> None:
    """Is the first failure open, the other one folded, all of it escaped, the state a word?"""
    html = html_of(FAILED)
    opened, folded = html.split("<details", 1)
    assert ">✗ not yet<" in opened
    assert "a &lt; b &amp; c<" in opened
    assert "1 more to look at" in folded
    assert "inputs: W changed" in folded
    assert "✓ passed: 1" in folded
    assert ">✓ passed<" in html_of(PASSED)
    assert ">○ to do<" in html_of(STUB)


def test_a_known_mistake_is_open() -> None:
    """Does a mistake with a name come first, as the title, wherever its line stands?"""
    values = {"name": "dW is a sum", "seen": "N times", "hint": "divide?", "reread": "Read 2."}
    line = CheckLine("FAILED", "compared", Finding.of(Code.KNOWN_MISTAKE, **values))
    card = Report("f", (*FAILED.lines, line)).card
    assert (card.title, card.said) == ("dW is a sum", ("N times", "divide?", "Read 2."))
    assert card.folded[0][0] == "2 more to look at"


@pytest.mark.parametrize("seen", ["it must be 2; yours is 1", "it is 1", "x " * 60])
def test_which_line_it_was(seen: str) -> None:
    """Does a card that is open at a failure without a name say in which line it was?"""
    card = Report("f", (CheckLine("FAILED", "scores 1, 2", seen),)).card
    assert "scores 1, 2" in "\n".join((card.title, *card.said)).lower()
    assert card.title.lower() in ("it must be 2", "scores 1, 2: it is 1", "scores 1, 2")


def test_an_exception_has_stopped_it() -> None:
    """Is a function that ends in an exception said to have stopped?"""
    seen = raised(ValueError("no"))
    assert Report("f", (CheckLine("FAILED", "result", seen),)).card.state == "stopped"


def test_html_escapes_the_name() -> None:
    """Does the name of a lambda stay text?"""
    html = html_of(Report("<lambda>", ()))
    assert "&lt;lambda&gt;" in html
    assert "<lambda>" not in html


@pytest.mark.parametrize("report", [PASSED, FAILED, STUB])
def test_show_prints_without_a_notebook(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """Does showing print the text, and raise nothing while a student works?"""
    report.show()
    assert capsys.readouterr().out == f"{report}\n"


@pytest.mark.parametrize(("report", "words"), [(FAILED, "a < b & c"), (STUB, "not implemented")])
def test_show_raises_for_validate(
    report: Report,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Is a failure an error with its first finding under `nbgrader validate`, after printing?"""
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(CheckFailed, match=f"my_loss: {words}") as caught:
        report.show()
    assert capsys.readouterr().out == f"{report}\n"
    assert "W changed" not in str(caught.value)


def test_show_does_not_raise_for_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a pass no error under `nbgrader validate`?"""
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    PASSED.show()


def test_show_does_not_raise_while_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a visible check cost no points in `nbgrader autograde`, where errors would?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    FAILED.show()


def test_traceback_is_one_line() -> None:
    """Does a notebook show the error in one line, without the kit's own code?"""
    assert CheckFailed("my_loss: wrong")._render_traceback_() == ["CheckFailed: my_loss: wrong"]
