"""From what a test cell displayed to points and words."""

from typing import Any

import pytest

from autograder.grading.submission.cells import Cell
from autograder.selfstudy.came import Came, error_in_words
from autograder.selfstudy.questions import Attempt, Question, judge
from autograder.selfstudy.sections import answer_of_tests, names_of_answers, sections

TEST = Cell("f-tests", "code", "f()", grade=True, points=5.0)


def facet(name: str, seen: str = "") -> dict[str, Any]:
    """Return a facet of 2 points as the graded notebook holds it."""
    return {"name": name, "points": 0.0 if seen else 2.0, "max_points": 2.0, "seen": seen}


def result(*facets: dict[str, Any], remarks: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a question's result as the graded notebook holds it."""
    return {
        "question": "f",
        "seed": 1,
        "facets": list(facets),
        "remarks": list(remarks),
        "points": sum(each["points"] for each in facets),
        "max_points": sum(each["max_points"] for each in facets),
    }


def judged(ran: Came | None, answer_ran: Came | None = None) -> Question:
    """Return the question for what came of its test cell and of the answer above it."""
    return judge(Attempt(TEST, "f", ran, answer_ran or Came()), "1 · F")


def test_one_reason_is_said_once() -> None:
    """Is a reason that all facets share said without naming them?"""
    stub = "not implemented yet"
    question = judged(Came((result(facet("loss", stub), facet("gradient", stub)),)))
    assert question.missing == (stub,) and not question.done


def test_facets_are_grouped_by_what_was_seen() -> None:
    """Do facets with the same message, but for its numbers, share a line with their costs?"""
    shown = result(facet("a", "size 3"), facet("b", "size 4"), facet("c", "[0] odd"), facet("d"))
    question = judged(Came((shown,)))
    assert question.missing == ("a, b (-4): size 3", "c (-2): [0] odd")
    assert question.points == 2.0


def test_notes_say_something_new() -> None:
    """Is a remark left out when it repeats what a facet saw?"""
    shown = result(facet("a", "size 3"), facet("b"), remarks=("size 9", "it warns"))
    assert judged(Came((shown,))).notes == ("it warns",)


@pytest.mark.parametrize(
    "forged",
    [3, {}, {**result(facet("a")), "points": "many"}, {**result(facet("a")), "points": 99}],
)
def test_only_the_last_sound_result_counts(forged: object) -> None:
    """Does the test's own result count, whatever was displayed besides?"""
    real = result(facet("a", "wrong"))
    assert judged(Came((result(facet("a")), real, forged))).points == 0.0


@pytest.mark.parametrize(
    ("ran", "answer_ran", "says"),
    [
        (None, Came(), "the test cell f-tests did not run"),
        (Came(error="NameError: f"), Came(), "the cell f-tests stopped with NameError: f"),
        (
            Came(error="NameError: f"),
            Came(error="SyntaxError: :"),
            "cell f stopped with SyntaxError",
        ),
        (Came(stopped="stopped after 60 s in f"), Came(), "stopped after 60 s in f"),
    ],
)
def test_without_a_result_the_trouble_is_named(
    ran: Came | None, answer_ran: Came, says: str
) -> None:
    """Does a question without a result get 0 points, with its cell and error named?"""
    question = judged(ran, answer_ran)
    assert (question.points, question.max_points) == (0.0, 5.0)
    assert says in question.missing[0]


@pytest.mark.parametrize(("value", "points"), [("", 5.0), ("2.5", 2.5), ("'text'", 5.0)])
def test_plain_asserts_give_points_as_in_nbgrader(value: str, points: float) -> None:
    """Does a test cell of another kind give its last number, else all points?"""
    question = judged(Came(value=value))
    assert question.points == points and question.done == (points == 5.0)


def test_errors_are_one_readable_line() -> None:
    """Is an error one line of printable text, without IPython's name for the cell?"""
    words = error_in_words("SyntaxError", "expected ':' (3037263813.py, line 1)")
    assert words == "SyntaxError: expected ':' (line 1)"
    assert error_in_words("E", "\x1b[31mred\n\n bell\x07") == "E: [31mred bell"
    assert error_in_words("E", "") == "E"
    assert len(error_in_words("E", "x" * 1000)) < 310


def test_places_in_a_notebook() -> None:
    """Are section, answer and 'why' name taken from what stands above?"""
    cells = (
        Cell("a", "markdown", "# Title"),
        Cell("b", "markdown", "## 1 · One\n\nmore"),
        Cell("f", "code", "", solution=True),
        Cell("g", "markdown", "## 2 · Two"),
        TEST,
        Cell("h", "markdown", "**Why 1.** Because **of** what?"),
        Cell("w", "markdown", "## not a heading", solution=True, grade=True),
        Cell("v", "markdown", "", solution=True, grade=True),
    )
    where = sections(cells)
    assert (where["a"], where["f"], where["f-tests"], where["w"]) == (
        "",
        "1 · One",
        "2 · Two",
        "2 · Two",
    )
    assert answer_of_tests(cells) == {"f-tests": "f"}
    assert names_of_answers(cells) == {"w": "Why 1", "v": "v"}
