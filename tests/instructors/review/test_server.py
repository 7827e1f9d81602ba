"""The pages are for whoever has the address, on this machine, and refuse all else in words."""

import contextlib
import json
import socket
from collections.abc import Iterator
from http.client import HTTPException

import pytest

from autograder.instructors.review.bank import as_said
from autograder.instructors.review.server import LOOPBACK, Review
from tests.instructors.reports.class_report.made import MadeClass
from tests.instructors.review.running import TOKEN, ask, running

CODE = "def f(x):\n    return '</pre><script>alert(1)</script>'"


@pytest.fixture
def address(made: MadeClass, review: Review) -> Iterator[str]:
    """Yield the address of a review of two students who lost points."""
    made.grade("ada", ["loss"], answer=CODE)
    made.grade("ben", ["loss"], answer=CODE)
    with running(review) as found:
        yield found


def gift(review: Review) -> dict[str, object]:
    """Return what the page sends to give a comment."""
    (question,) = review.reader.answers().questions
    members = {each.student: each.etag for each in question.answers.values()}
    return {"notebook": "p1", "cell": "f-tests", "members": members, "comment": "Look."}


def test_the_pages(address: str) -> None:
    """Are index and question there, not to be kept or framed, and is students' code only text?"""
    for path in ("", "question/1"):
        status, text, headers = ask(address + path)
        assert status == 200
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_another_token(address: str) -> None:
    """Is everything refused without the token, with a word on what to do, and without the token?"""
    for path in ("question/1", "give", "", "state/1"):
        for other in (address.replace(TOKEN, "another"), address.replace(f"{TOKEN}/", "")):
            status, text, _ = ask(other + path)
            assert status == 403
            assert TOKEN not in text and "ada" not in text
            assert "autograder review NAME" in text


@pytest.mark.parametrize("name", ["Host", "Origin"])
def test_another_site(address: str, review: Review, name: str) -> None:
    """Is a page of another site refused, also one whose name leads to this machine?"""
    other = {"Host": "evil.example:80", "Origin": "http://evil.example"}[name]
    status, _, _ = ask(address + "give", "POST", gift(review), **{name: other})
    assert status == 403
    assert not review.store.givings("ps1")


def test_giving(address: str, review: Review) -> None:
    """Does a gift go through, and is the same one then refused in words, as it is out of date?"""
    sent = gift(review)
    status, text, _ = ask(address + "give", "POST", sent)
    assert status == 200 and json.loads(text)["count"] == 2
    status, text, _ = ask(address + "give", "POST", sent)
    assert status == 409 and json.loads(text)["why"] == "changed"
    number = review.store.givings("ps1")[0].number
    assert ask(address + "undo", "POST", {"number": number})[0] == 200
    assert ask(address + "undo", "POST", {"number": number})[0] == 409


@pytest.mark.parametrize(
    "said", ["<script>alert(1)</script> & <b>", "a\0b", "\u202e\U0001f600\r\n"]
)
def test_odd_comments(address: str, review: Review, said: str) -> None:
    """Is any comment given as it is typed, kept for next time, and shown as text alone?"""
    assert ask(address + "give", "POST", {**gift(review), "comment": said})[0] == 200
    (change, _) = review.store.givings("ps1")[0].changes
    assert change.after.comment == as_said(said)
    (kept,) = review.comments()
    assert kept.comment == as_said(said)
    page = ask(address + "question/1")[1]
    assert "<script>alert" not in page and "Given to 2" in page


def test_ten_megabytes(address: str, review: Review) -> None:
    """Is an endless request refused, with nothing written, and the next one answered?"""
    with contextlib.suppress(OSError, HTTPException):
        status, *_ = ask(address + "give", "POST", {**gift(review), "comment": "x" * 10_000_000})
        assert status >= 400
    assert not review.store.givings("ps1")
    assert ask(address + "give", "POST", gift(review))[0] == 200


@pytest.mark.parametrize("body", [None, [], {}, {"members": 3}, {"number": "one"}])
def test_what_no_page_sends(address: str, body: object) -> None:
    """Is any other request refused as such?"""
    for path in ("give", "undo", "move"):
        status, text, _ = ask(address + path, "POST", body)
        assert status == 400 and json.loads(text)["why"] == "invalid"


def test_a_form_of_another_kind(address: str, review: Review) -> None:
    """Is what a plain form could send refused, whatever is in it?"""
    status, text, _ = ask(address + "give", "POST", gift(review), Content_Type="text/plain")
    assert status == 400, text


def test_moving(address: str, review: Review) -> None:
    """Can a member be taken out and put back, but not by a page that is out of date?"""
    (question,) = review.reader.answers().questions
    sent = {"notebook": "p1", "cell": "f-tests", "student": "ada", "out": True}
    etag = question.answers["ada"].etag
    assert ask(address + "move", "POST", {**sent, "etag": "another"})[0] == 409
    assert ask(address + "move", "POST", {**sent, "etag": etag})[0] == 200
    assert "taken out of its group" in ask(address + "question/1")[1]
    assert ask(address + "move", "POST", {**sent, "etag": etag, "out": False})[0] == 200
    assert "taken out of its group" not in ask(address + "question/1")[1]


def test_state(made: MadeClass, address: str) -> None:
    """Does a page that was left open learn that something has changed?"""
    before = ask(address + "state/1")[1]
    assert ask(address + "state/1")[1] == before
    made.grade("ada")
    assert ask(address + "state/1")[1] != before


def test_no_such_question(address: str) -> None:
    """Is a question that isn't there answered with the index?"""
    status, text, _ = ask(address + "question/7")
    assert status == 404 and "Questions, in their order" in text


def test_on_loopback_alone(address: str) -> None:
    """Does nobody but this machine reach it?"""
    port = int(address.split(":")[2].split("/")[0])
    assert address.startswith(f"http://{LOOPBACK}:")
    other = socket.gethostbyname(socket.gethostname())
    if other != LOOPBACK and not other.startswith("127."):
        with pytest.raises(OSError), socket.create_connection((other, port), timeout=5):
            pass
