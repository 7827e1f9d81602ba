"""From what a test cell displayed to points and words."""

import pytest

from autograder.findings import Code, Finding
from autograder.notebooks.cells import Cell
from autograder.results import CellResult, FacetResult, QuestionResult, error_in
from autograder.selfstudy.question_status import Attempt, Question, error_in_words, judge
from autograder.selfstudy.source import answer_of_tests, names_of_answers, sections

TEST = Cell("f-tests", "code", "f()", grade=True, points=5.0)
DONE = CellResult("f")


def facet(name: str, seen: str = "") -> FacetResult:
    """Return a facet of 2 points."""
    return FacetResult(name, 0.0 if seen else 2.0, 2.0, author(seen) if seen else None)


def author(text: str) -> Finding:
    """Return a text as a finding."""
    return Finding.of(Code.AUTHOR, text=text)


def result(*facets: FacetResult, remarks: tuple[str, ...] = ()) -> CellResult:
    """Return what came of a test cell that displayed a question's result."""
    question = QuestionResult("a", "f", 1, facets, tuple(map(author, remarks)))
    return CellResult("f-tests", 5.0, question=question)


def raised(cell: str, kind: str, message: str) -> CellResult:
    """Return what came of a cell that an exception ended."""
    return CellResult(cell, ended=Finding.of(Code.CELL_RAISED, kind=kind, message=message))


def judged(ran: CellResult | None, answer_ran: CellResult | None = None) -> Question:
    """Return the question for what came of its test cell and of the answer above it."""
    return judge(Attempt(TEST, "f", ran, answer_ran or DONE), "1 · F")


def test_one_reason_is_said_once() -> None:
    """Is a reason that all facets share said without naming them?"""
    stub = "not implemented yet"
    question = judged(result(facet("loss", stub), facet("gradient", stub)))
    assert question.missing == (stub,) and not question.done


def test_facets_are_grouped_by_what_was_seen() -> None:
    """Do facets with the same message, but for its numbers, share a line with their costs?"""
    shown = result(facet("a", "size 3"), facet("b", "size 4"), facet("c", "[0] odd"), facet("d"))
    question = judged(shown)
    assert question.missing == ("a, b (-4): size 3", "c (-2): [0] odd")
    assert question.points == 2.0


def test_notes_say_something_new() -> None:
    """Is a remark left out when it repeats what a facet saw?"""
    shown = result(facet("a", "size 3"), facet("b"), remarks=("size 9", "it warns"))
    assert judged(shown).notes == ("it warns",)


@pytest.mark.parametrize(
    ("ran", "answer_ran", "says"),
    [
        (None, DONE, "the test cell f-tests did not run"),
        (raised("f-tests", "NameError", "f"), DONE, "the cell f-tests stopped with NameError: f"),
        (
            raised("f-tests", "NameError", "f"),
            raised("f", "SyntaxError", ":"),
            "cell f stopped with SyntaxError",
        ),
        (
            CellResult("f-tests", ended=Finding.of(Code.CALL_TOO_LONG, where="f", seconds=60)),
            DONE,
            "60 s",
        ),
    ],
)
def test_without_a_result_the_trouble_is_named(
    ran: CellResult | None, answer_ran: CellResult, says: str
) -> None:
    """Does a question without a result get 0 points, with its cell and error named?"""
    question = judged(ran, answer_ran)
    assert (question.points, question.max_points) == (0.0, 5.0)
    assert says in question.missing[0]


@pytest.mark.parametrize("points", [5.0, 2.5])
def test_plain_asserts_give_points_as_in_nbgrader(points: float) -> None:
    """Does a test cell of another kind give the points of the record, by nbgrader's rule?"""
    question = judged(CellResult("f-tests", 5.0, points))
    assert question.points == points and question.done == (points == 5.0)


def test_errors_are_one_readable_line() -> None:
    """Is an error one line of printable text, without IPython's name for the cell?"""
    words = in_words("SyntaxError", "expected ':' (3037263813.py, line 1)")
    assert words == "SyntaxError: expected ':' (line 1)"
    assert in_words("E", "\x1b[31mred\n\n bell\x07") == "E: [31mred bell"
    assert in_words("E", "") == "E"
    assert len(in_words("E", "x" * 1000)) < 310


def in_words(kind: str, message: str) -> str:
    """Return an exception in a cell's outputs as a check says it."""
    found = error_in([{"output_type": "error", "ename": kind, "evalue": message}])
    assert found is not None
    return error_in_words(found)


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
