"""A second grader grades blind, beside the gradebook, and two settle what stands."""

import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.batch.lock import lock_course
from autograder.cli import app
from autograder.instructors.review.server import Review
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import ask, running
from tests.instructors.review.test_written import by_hand, mark
from tests.instructors.review.words import ANSWERS, answer_in_words

FIRST = {"ada": 3.0, "ben": 1.0, "cyd": 2.0}
SECRET = "The first's own words."  # noqa: S105 - no secret of that kind


@pytest.fixture
def first(made: MadeClass, review: Review) -> Iterator[str]:
    """Yield the address of a review of three answers, which the first grader has graded."""
    answer_in_words(made)
    with running(review) as found:
        for student, points in FIRST.items():
            sent = mark(review, student, points=points, comment=SECRET)
            assert ask(found + "mark", "POST", sent)[0] == 200
        yield found


@pytest.fixture
def blind(review: Review) -> Review:
    """Return the second grader's review of the same class."""
    return Review(review.reader, review.store, blind=True)


@pytest.fixture
def second(first: str, blind: Review) -> Iterator[str]:
    """Yield the address of a second grader's pages."""
    assert first
    with running(blind) as found:
        yield found


def grade(address: str, blind: Review, **points: float) -> None:
    """Let the second grader give points."""
    for student, given in points.items():
        sent = mark(blind, student, points=given, comment="Hm.")
        assert ask(address + "mark", "POST", sent)[0] == 200


def settle(review: Review, student: str, whose: str, **more: Any) -> dict[str, Any]:
    """Return what the page of both graders sends."""
    (found,) = review.agreements()
    pair = next(each for each in found.pairs if each.answer.student == student)
    sent = {"notebook": "p1", "cell": "why", "alias": pair.answer.alias, "etag": pair.etag}
    return {**sent, "whose": whose, **more} if whose else sent


def hand_in_anew(made: MadeClass, student: str) -> None:
    """Let a student write another answer."""
    path = made.folder / "autograded" / student / ASSIGNMENT / "p1.ipynb"
    content = path.read_text(encoding="utf-8")
    said = json.dumps(ANSWERS[student])[1:-1]
    assert said in content
    path.write_text(content.replace(said, "Something else."), encoding="utf-8")


def test_blind(second: str) -> None:
    """Do the second's pages tell nothing of the first's, or of who it is?"""
    pages = [ask(second)[1], *(ask(f"{second}written/1/{at}")[1] for at in (1, 2, 3))]
    assert "3 wait for points" in pages[1]
    for page in pages:
        assert SECRET not in page and "second" in page.lower()
        assert not any(re.search(rf"\b{student}\b", page) for student in ANSWERS)
        assert 'step="any" required value=""' in page or page == pages[0]
    for path in ("agreement", "question/1", "state/1"):
        assert ask(second + path)[0] == 403
    for path in ("give", "settle", "unsettle", "undo"):
        assert ask(second + path, "POST", {})[0] == 403


def test_points_stay_beside_the_gradebook(
    first: str, second: str, made: MadeClass, blind: Review
) -> None:
    """Are they kept, shown to the second and not to the first, and the gradebook as it was?"""
    stale = mark(blind, "ben", points=4.0, comment="")
    grade(second, blind, ben=2.5)
    assert by_hand(made, "ben") == (1.0, SECRET, False)
    assert ask(second + "mark", "POST", stale)[0] == 409
    pages = "".join(ask(f"{second}written/1/{at}")[1] for at in (1, 2, 3))
    assert 'value="2.5"' in pages and "2 wait for points" in pages
    assert "2.5" not in "".join(ask(f"{first}written/1/{at}")[1] for at in (1, 2, 3))
    for wrong in ({"points": 4.5}, {"points": -1}, {"comment": "x" * 6000}):
        assert ask(second + "mark", "POST", mark(blind, "ada", **wrong))[0] == 400


def test_the_page_of_both(first: str, second: str, blind: Review) -> None:
    """Does it count, and list what differs, the most first, without names?"""
    assert "how they agree" not in ask(first)[1]
    grade(second, blind, ada=3.0, ben=2.0, cyd=0.5)
    assert "how they agree" in ask(first)[1]
    page = ask(first + "agreement")[1]
    assert "3 answers graded by both, 1 of them equal" in page
    assert "0.83 of 4 points; no kappa of fewer than 10 answers" in page
    assert page.index("2 and 0.5 points") < page.index("1 and 2 points")
    assert "3 and 3 points" not in page
    assert not any(re.search(rf"\b{student}\b", page) for student in ANSWERS)
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("whose", "points", "stands"), [("first", None, 1.0), ("second", None, 2.0), ("other", 4, 4.0)]
)
def test_settling(
    first: str,
    second: str,
    made: MadeClass,
    review: Review,
    blind: Review,
    whose: str,
    points: float | None,
    stands: float,
) -> None:
    """Is the first's never replaced unasked, then as chosen, comment kept, and to be taken back?"""
    grade(second, blind, ben=2.0)
    if whose != "first":
        status, text, _ = ask(first + "settle", "POST", settle(review, "ben", whose, points=points))
        assert (status, json.loads(text)["why"]) == (409, "by-hand")
        assert by_hand(made, "ben") == (1.0, SECRET, False)
    sent = settle(review, "ben", whose, points=points, over="replace")
    assert ask(first + "settle", "POST", sent)[0] == 200
    assert by_hand(made, "ben") == (stands, SECRET, False)
    (found,) = review.agreements()
    assert (found.settled, found.mean_difference) == (1, 1.0)
    assert ask(first + "settle", "POST", sent)[0] == 409
    assert ask(second + "mark", "POST", mark(blind, "ben"))[0] == 409
    assert ask(first + "unsettle", "POST", settle(review, "ben", ""))[0] == 200
    assert by_hand(made, "ben") == (1.0, SECRET, False)
    assert review.agreements()[0].settled == 0
    assert ask(first + "unsettle", "POST", settle(review, "ben", ""))[0] == 409


def test_settling_what_changed(
    first: str, second: str, made: MadeClass, review: Review, blind: Review
) -> None:
    """Is nothing written over what either gave since the page was opened, or while it is locked?"""
    grade(second, blind, ben=2.0, cyd=0.0)
    seen = settle(review, "ben", "second", over="replace")
    grade(second, blind, ben=3.0)
    assert ask(first + "settle", "POST", seen)[0] == 409
    seen = settle(review, "ben", "second", over="replace")
    with made.gradebook() as book:
        book.find_grade("why", "p1", ASSIGNMENT, "ben").manual_score = 0.5
        book.db.commit()
    assert ask(first + "settle", "POST", seen)[0] == 409
    assert by_hand(made, "ben")[0] == 0.5
    for points in (None, 4.5, -1):
        sent = settle(review, "cyd", "other", points=points, over="replace")
        assert ask(first + "settle", "POST", sent)[0] == 400
    with lock_course(made.folder):
        sent = settle(review, "cyd", "second", over="replace")
        assert ask(first + "settle", "POST", sent)[0] == 503
    assert by_hand(made, "cyd")[0] == 2.0
    assert review.agreements()[0].settled == 0


def test_settled_while_the_second_saves(
    first: str, second: str, review: Review, blind: Review
) -> None:
    """Does what the second saves in that moment leave the first's points to be taken back?"""
    grade(second, blind, ben=3.0)
    sent, choice = mark(blind, "ben", points=4.0), settle(review, "ben", "second", over="replace")
    written, answers = blind.reader.written, list[int]()

    def meanwhile(salt: str) -> Any:
        found = written(salt)
        if not answers:
            answers.append(ask(first + "settle", "POST", choice)[0])
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blind.reader, "written", meanwhile)
        answers.append(ask(second + "mark", "POST", sent)[0])
    assert 200 in answers and set(answers) & {409, 503}
    (pair,) = review.agreements()[0].pairs
    assert pair.first == 1.0


@pytest.mark.parametrize("act", ["settle", "unsettle"])
def test_a_disk_that_is_full(
    first: str, second: str, review: Review, blind: Review, act: str
) -> None:
    """Are the first's points kept when the gradebook can't be written, whichever way?"""
    grade(second, blind, ben=3.0)
    sent = settle(review, "ben", "second", over="replace")
    if act == "unsettle":
        assert ask(first + "settle", "POST", sent)[0] == 200
        sent = settle(review, "ben", "")
    before = review.agreements()[0].pairs[0]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review.writer, "put", full)
        assert ask(first + act, "POST", sent)[0] == 500
    (after,) = review.agreements()[0].pairs
    assert (after.first, after.settlement) == (1.0, before.settlement)
    assert after.second == before.second


def test_an_empty_answer_tells_nothing_of_the_first(made: MadeClass, review: Review) -> None:
    """Is an answer that nobody wrote the same to the second, graded by the first or not?"""
    answer_in_words(made)
    with made.gradebook() as book:  # as nbgrader has it
        grade_of = book.find_grade("why", "p1", ASSIGNMENT, "ben")
        grade_of.auto_score, grade_of.needs_manual_grade = 0.0, False
        book.db.commit()
    blind = Review(review.reader, review.store, blind=True)
    with running(blind) as second, running(review) as first:
        paths = (second, *(f"{second}written/1/{at}" for at in (1, 2, 3)))

        def pages() -> str:
            whole = "".join(ask(path)[1] for path in paths)
            return re.sub(r'(nonce|data-etag)="[^"]*"', "", whole)

        before = pages()
        assert "the handout's own text" in before
        sent = mark(review, "ben", points=0.0, comment="")
        assert ask(first + "mark", "POST", sent)[0] == 200
        assert pages() == before


def test_handed_in_anew(
    first: str, second: str, made: MadeClass, review: Review, blind: Review
) -> None:
    """Is it said to both, counted nowhere, and settled by nobody until graded again?"""
    grade(second, blind, ada=2.0, ben=2.0)
    seen = settle(review, "ben", "second", over="replace")
    hand_in_anew(made, "ben")
    assert ask(first + "settle", "POST", seen)[0] == 409
    page = ask(first + "agreement")[1]
    assert "1 answers graded by both" in page and "so out of date" in page
    pages = "".join(ask(f"{second}written/1/{at}")[1] for at in (1, 2, 3))
    assert pages.count("Out of date") == 1 and "2 wait for points" in pages
    grade(second, blind, ben=1.0)
    (found,) = review.agreements()
    assert (len(found.pairs), found.out_of_date) == (2, ())
    with made.gradebook() as book:  # as nbgrader does when it grades anew
        book.find_grade("why", "p1", ASSIGNMENT, "ben").needs_manual_grade = True
        book.db.commit()
    assert len(review.agreements()[0].out_of_date) == 1
    assert "Out of date" in "".join(ask(f"{first}written/1/{at}")[1] for at in (1, 2, 3))


def test_in_the_terminal(first: str, second: str, made: MadeClass, blind: Review) -> None:
    """Are the measures a line, or JSON; and is it said when nobody graded a second time?"""
    assert first

    def run(*words: str) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(made.folder)
            return CliRunner().invoke(app, ["review", ASSIGNMENT, *words])

    assert "--second-grader" in run("--agreement").output
    grade(second, blind, ada=3.0, ben=2.0)
    said = run("--agreement")
    assert said.exit_code == 0 and "why: 2 answers graded by both, 1 of them equal" in said.output
    assert json.loads(run("--json").output) == {
        "assignment": ASSIGNMENT,
        "questions": [
            {
                "question": "why",
                "max_points": 4.0,
                "both": 2,
                "equal": 1,
                "mean_difference": 0.5,
                "kappa": None,
                "settled": 0,
                "first_only": 1,
                "second_only": 0,
                "out_of_date": 0,
            }
        ],
    }
    assert run("--second-grader", "--json").exit_code == 2
    assert run("--agreement", "--static", "pages").exit_code == 2


def test_the_command_of_a_second_grader(
    first: str, made: MadeClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does it serve the blind pages, and say where points are kept?"""
    assert first
    served: list[Review] = []
    monkeypatch.chdir(made.folder)
    monkeypatch.setattr(
        "autograder.commandline.commands.review.serve", lambda found, *_: served.append(found)
    )
    done = CliRunner().invoke(app, ["review", ASSIGNMENT, "--second-grader", "--no-browser"])
    assert done.exit_code == 0 and "beside the gradebook" in done.output
    assert [each.blind for each in served] == [True]


def test_a_mark_of_another_time(second: str, made: MadeClass, blind: Review) -> None:
    """Is a mark that another process changed meanwhile not written over?"""
    grade(second, blind, ben=2.0)
    whose = (("p1", "why"), "ben")
    before = blind.store.second_marks(ASSIGNMENT)[whose]
    with sqlite3.connect(made.folder / ".autograder" / "review.db") as database:
        database.execute("UPDATE second_marks SET mark = replace(mark, '2.0', '1.0')")
    assert not blind.store.swap_second_mark(ASSIGNMENT, whose, before, before)
    assert not blind.store.swap_second_mark(ASSIGNMENT, whose, None, before)
    assert blind.store.second_marks(ASSIGNMENT)[whose].points == 1.0
