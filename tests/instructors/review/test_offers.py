"""What is offered to groups reaches those who have nothing, at once, and can all be taken back."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from autograder.instructors.review.bank import keep_comment, read_comments
from autograder.instructors.review.giving import Offers, OfferToGroup
from autograder.instructors.review.pages import Pages
from autograder.instructors.review.seen import Refused
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from autograder.results import NamedMistake
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import TOKEN, ask, running
from tests.instructors.review.test_giving import by_hand as by_hand_of
from tests.instructors.review.test_giving import locked, put

NAMED = NamedMistake("no N", "It is N times too large.", "", "Divided by what?", "ps1, 1")
OTHER = NamedMistake("no minus", "The sign is off.", "", "Downhill?", "ps1, 2")
WORDS = "It is N times too large. Divided by what? Read again: ps1, 1."
STUDENTS = ("ada", "ben", "cyd", "dan")
Hand = tuple[float | None, str | None]
NOTHING: Hand = (None, None)


@pytest.fixture(autouse=True)
def four(made: MadeClass) -> None:
    """Let two make a mistake with a name, one another such, and one a mistake without a name."""
    for student in ("ada", "ben"):
        made.grade(student, ["loss"], mistakes=[NAMED])
    made.grade("cyd", ["gradient"], mistakes=[OTHER])
    made.grade("dan", ["inputs"])


def offers(review: Review) -> Offers:
    """Return what the page of offers sends when all is ticked."""
    found = Pages("/t/").offered(review.reader.answers(), review.comments())
    return Offers(
        tuple(
            OfferToGroup(*each.question.place, shown.group.key, shown.offer.comment)
            for each in found
            for shown in each.groups
            if shown.offer
        )
    )


def by_hand(made: MadeClass) -> dict[str, Hand]:
    """Return what nbgrader's own API has of points and comments given by hand."""
    return by_hand_of(made)


def test_a_mistakes_own_words(made: MadeClass, review: Review) -> None:
    """Has each named group the words of its mistake, and the unnamed nothing, until taken back?"""
    done = review.giver.give_offered(offers(review))
    assert done.count == 3 and not done.notes
    said = by_hand(made)
    assert said["ada"] == said["ben"] == (None, WORDS)
    assert said["cyd"] == (None, "The sign is off. Downhill? Read again: ps1, 2.")
    assert said["dan"] == NOTHING
    assert not read_comments(made.folder, ASSIGNMENT)  # they are offered in any case
    assert not offers(review).groups
    batches = {each.batch for each in review.store.givings(ASSIGNMENT)}
    (batch,) = batches
    assert review.writer.take_back_batch(batch).count == 3
    assert set(by_hand(made).values()) == {NOTHING}
    for each in (batch, "", "another"):
        with pytest.raises(Refused):
            review.writer.take_back_batch(each)


def test_one_that_is_offered_goes_back_there(made: MadeClass, review: Review) -> None:
    """Can what was offered to one group alone be taken back where it was given?"""
    (one, *_) = offers(review).groups
    review.giver.give_offered(Offers((one,)))
    (giving,) = review.store.givings(ASSIGNMENT)
    assert review.writer.take_back_batch(giving.batch).count == len(giving.students)
    assert set(by_hand(made).values()) == {NOTHING}


def test_the_bank_first(made: MadeClass, review: Review) -> None:
    """Is a person's comment on the same mistake offered, the commonest, and counted when given?"""
    for _ in range(2):
        keep_comment(made.folder, ASSIGNMENT, "f-tests", "Divide by N.", "no N")
    keep_comment(made.folder, ASSIGNMENT, "f-tests", "Less often.", "no N")
    keep_comment(made.folder, ASSIGNMENT, "f-tests", "Of nothing.", "")
    review.giver.give_offered(offers(review))
    assert by_hand(made)["ada"] == (None, "Divide by N.") and by_hand(made)["dan"] == NOTHING
    times = {each.comment: each.times for each in read_comments(made.folder, ASSIGNMENT)}
    assert times == {"Divide by N.": 3, "Less often.": 1, "Of nothing.": 1}


def test_a_bank_mended_by_hand(made: MadeClass, review: Review) -> None:
    """Is no empty or endless comment of the bank offered, but the mistake's own words?"""
    for said in ("x" * 6000, "  "):
        keep_comment(made.folder, ASSIGNMENT, "f-tests", said, "no N")
    assert WORDS in {each.comment for each in offers(review).groups}


def test_not_all_have_the_name(made: MadeClass, review: Review) -> None:
    """Is nothing offered on a mistake whose words are not there, or on one of two names?"""
    made.grade("cyd", ["gradient"], mistakes=["a name without words"])
    assert len(offers(review).groups) == 1
    made.grade("ben", ["loss"], mistakes=[NAMED, OTHER])
    said = {each.comment for each in offers(review).groups}
    assert said == {WORDS, f"{WORDS}\nThe sign is off. Downhill? Read again: ps1, 2."}


def test_a_persons_words_stay(made: MadeClass, review: Review) -> None:
    """Does whoever has a comment keep it, and is the page of who gets what true to that?"""
    put(made, "ben", None, "Mine.")
    put(made, "cyd", 2.0, None)
    page = Pages("/t/").offers(review.reader.answers(), (), (), "n")
    assert "To ada." in page and "ben with a comment already: it stays." in page
    assert review.giver.give_offered(offers(review)).count == 1
    assert by_hand(made)["ben"] == (None, "Mine.") and by_hand(made)["ada"] == (None, WORDS)
    assert by_hand(made)["cyd"] == (2.0, None)  # who has points from a person is not waiting


CHANGES: dict[str, Callable[[MadeClass], object]] = {
    "graded anew": lambda made: made.grade("ada", ["loss"], answer="7", mistakes=[NAMED]),
    "right now": lambda made: made.grade("ben"),
    "commented elsewhere": lambda made: put(made, "ada", None, "Mine."),
    "somebody came": lambda made: made.grade("eve", ["loss"], mistakes=[NAMED]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_that_is_out_of_date(made: MadeClass, review: Review, change: str) -> None:
    """Does nobody get anything, of no group, when one has changed since the page was opened?"""
    sent = offers(review)
    CHANGES[change](made)
    before = by_hand(made)
    with pytest.raises(Refused, match="Nothing was written") as why:
        review.giver.give_offered(sent)
    assert why.value.why == "changed" and by_hand(made) == before
    assert not review.store.givings(ASSIGNMENT)


def test_a_locked_gradebook(made: MadeClass, review: Review) -> None:
    """Is nothing written or remembered while another program writes, and all of it after?"""
    sent = offers(review)
    with locked(made), pytest.raises(Refused) as why:
        review.giver.give_offered(sent)
    assert why.value.why == "busy" and set(by_hand(made).values()) == {NOTHING}
    assert not review.store.givings(ASSIGNMENT)
    assert review.giver.give_offered(sent).count == 3
    with pytest.raises(Refused):  # sent twice
        review.giver.give_offered(sent)


@pytest.mark.parametrize("sent", [(), ("twice",), ("long",), ("blank",)])
def test_what_no_page_sends(made: MadeClass, review: Review, sent: tuple[str, ...]) -> None:
    """Is nothing written for no group, one group twice, an endless or an empty comment?"""
    first = offers(review).groups[0]
    place = first.notebook, first.cell, first.key
    kinds = {
        "twice": (first, first),
        "long": (OfferToGroup(*place, "x" * 6000),),
        "blank": (OfferToGroup(*place, " \n"),),
    }
    groups = kinds[sent[0]] if sent else ()
    with pytest.raises(Refused):
        review.giver.give_offered(Offers(groups))
    assert set(by_hand(made).values()) == {NOTHING}


def test_taken_back_but_for_one(made: MadeClass, review: Review) -> None:
    """Does what somebody has changed since stay when all is taken back, by name?"""
    review.giver.give_offered(offers(review))
    put(made, "ben", None, "Mine.")
    batch = review.store.givings(ASSIGNMENT)[0].batch
    done = review.writer.take_back_batch(batch)
    assert (done.count, done.left) == (2, ("ben",)) and "ben" in done.notes[0]
    assert by_hand(made)["ben"] == (None, "Mine.") and by_hand(made)["ada"] == NOTHING


def test_by_the_page(made: MadeClass, review: Review) -> None:
    """Does the server show, give and take back all of it, and lead on to what still waits?"""
    with running(review) as address:
        status, page, _ = ask(address + "offers")
        assert status == 200 and WORDS in page and "ada and ben" in page
        sent = [
            {"notebook": e.notebook, "cell": e.cell, "key": e.key, "comment": e.comment}
            for e in offers(review).groups
        ]
        status, text, _ = ask(address + "give-offered", "POST", {"groups": sent})
        assert status == 200 and json.loads(text)["count"] == 3
        assert ask(address + "give-offered", "POST", {"groups": sent})[0] == 409
        for body in ({}, {"groups": [1]}, {"groups": sent, "more": 1}):
            assert ask(address + "give-offered", "POST", body)[0] == 400
        status, _, headers = ask(address + "next/0/groups")
        assert (status, headers["location"]) == (302, f"/{TOKEN}/question/1#on-groups")
        assert ask(address + "next/0/elsewhere")[0] == 403
        assert ask(address + "next/1/families")[2]["location"] == f"/{TOKEN}/"
        put(made, "dan", None, "Mine.")
        assert ask(address + "next/0/groups")[2]["location"] == f"/{TOKEN}/"
        assert "Every group that lost points has something" in ask(address)[1]
        batch = review.store.givings(ASSIGNMENT)[0].batch
        assert batch in ask(address + "offers")[1]
        assert ask(address + "undo-batch", "POST", {"batch": batch})[0] == 200
        assert ask(address + "undo-batch", "POST", {"batch": batch})[0] == 409


def test_a_file_of_an_earlier_version(made: MadeClass) -> None:
    """Is what an earlier version kept read, and added to?"""
    ReviewStore(made.folder).close()
    path = made.folder / ".autograder" / "review.db"
    with closing(sqlite3.connect(path)) as other:
        for table, column in (("given", "batch"), ("answer_values", "did")):
            other.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        row: tuple[Any, ...] = (ASSIGNMENT, "p1", "f-tests", "2026-01-01T00:00:00", "t", "[]")
        other.execute("INSERT INTO given VALUES (NULL, ?, ?, ?, ?, ?, ?, 'given')", row)
        other.commit()
    with closing(ReviewStore(made.folder)) as store:
        (giving,) = store.givings(ASSIGNMENT)
        assert giving.batch == ""
        store.begin_giving(ASSIGNMENT, ("p1", "f-tests"), "t", (), "b")
        assert [each.batch for each in store.givings(ASSIGNMENT)] == ["b", ""]
