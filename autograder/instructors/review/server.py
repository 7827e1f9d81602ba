"""The pages of a review for a browser on this machine: on loopback, behind a random token.

A second grader's pages are those of written answers alone, with nothing of the first's.

The token stands in the address. It is good for as long as the command runs; whoever comes with
another one, or from another site, is told so and gets nothing. Requests are answered one after the
other, so that two browsers never write at the same time.
"""

import asyncio
import hmac
import secrets
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.review.agreement import Agreement, agreements_of
from autograder.instructors.review.answers import ClassAnswers, WrittenQuestion
from autograder.instructors.review.bank import read_comments
from autograder.instructors.review.families import Way
from autograder.instructors.review.giving import Gift, GiftToMany, Giver, Offers
from autograder.instructors.review.groups import groups_of
from autograder.instructors.review.known import Known, known_of
from autograder.instructors.review.learning import Forgotten, Lesson, Teacher
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.pages import Pages, state_of
from autograder.instructors.review.second_grader import SecondGrader, Settle, Unsettle
from autograder.instructors.review.seen import Given, Mark, Refused
from autograder.instructors.review.store import ReviewStore
from autograder.instructors.review.writing import GiftWriter

LOOPBACK = "127.0.0.1"
_MOST_BYTES = 1_000_000
_STATUS = {"invalid": 400, "changed": 409, "by-hand": 409, "busy": 503}
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Undo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be taken back, by its number."""

    number: int


class UndoBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was given to many groups together and is to be taken back."""

    batch: str


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A student to be taken out of a group, or put back; `etag` is the answer as it was seen."""

    notebook: str
    cell: str
    student: str
    etag: str
    out: bool


class Review:
    """A class under review: what its pages show, and what is done on them.

    It is a second grader's, without anything of the first's, when `blind`.
    """

    def __init__(self, reader: AnswerReader, store: ReviewStore, *, blind: bool = False) -> None:
        self.reader, self.store, self.blind = reader, store, blind
        self.writer = GiftWriter(reader, store)
        self.giver = Giver(reader, self.writer)
        self.second = SecondGrader(reader, store, self.writer)
        self.teacher = Teacher(reader)
        self.salt = secrets.token_hex(16)

    def written(self) -> tuple[WrittenQuestion, ...]:
        """Return the questions that a person grades, with aliases of this run."""
        return self.second.written(self.salt) if self.blind else self.reader.written(self.salt)

    def mark(self, mark: Mark) -> Given:
        """Give a written answer its points, or keep a second grader's; raises Refused."""
        return (self.second if self.blind else self.giver).mark(mark, self.salt)

    def agreements(self) -> tuple[Agreement, ...]:
        """Return how two graders agree on each question that a person grades."""
        marks = self.store.second_marks(self.reader.assignment)
        return agreements_of(self.reader.written(self.salt), marks)

    def comments(self) -> tuple[Any, ...]:
        """Return the bank's comments; none while it can't be read, or for a second grader."""
        if self.blind:
            return ()  # they are the first's words
        with suppress(CourseError):
            return read_comments(self.reader.course.root, self.reader.assignment)
        return ()

    def known(self, found: ClassAnswers, number: int) -> Known:
        """Return what the catalogue knows of a question, by its number from 1."""
        question = found.questions[number - 1]
        root = self.reader.course.root
        return known_of(root, found.assignment, question, groups_of(found, question))

    def move(self, member: Member) -> Given:
        """Take a member out of its group, or put it back; raises Refused."""
        found = self.reader.answers()
        question = found.question((member.notebook, member.cell))
        answer = question.answers.get(member.student) if question else None
        if question is None or answer is None or answer.etag != member.etag:
            names = [member.student]
            raise Refused("changed", text("review.other", names=names, count=1), names)
        assignment = self.reader.assignment
        if member.out:
            self.store.take_out(assignment, question.place, member.student, answer.answer)
        else:
            self.store.put_back(assignment, question.place, member.student)
        return Given(1)


class _Handler(RequestHandler):
    """Answers who has the token; all else is refused in words."""

    def initialize(self, review: Review, token: str, hosts: frozenset[str]) -> None:
        """Take what the application has."""
        self.review, self._token, self._hosts = review, token, hosts
        self.nonce = secrets.token_urlsafe(12)

    @property
    def pages(self) -> Pages:
        """The pages at this address."""
        return Pages(f"/{self._token}/", self.review.reader.words())

    def set_default_headers(self) -> None:
        """Say that nothing is to be kept, framed or sent on."""
        self.clear_header("Server")
        for name, value in (
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ):
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse who has no token, or was sent here by another site."""
        self.set_header("Content-Security-Policy", _POLICY.format(nonce=self.nonce))
        given = str(self.path_kwargs.get("token", ""))
        right = hmac.compare_digest(given.encode(), self._token.encode())
        origin = self.request.headers.get("Origin", f"http://{self.request.host}")
        ours = self.request.host in self._hosts and origin.removeprefix("http://") in self._hosts
        if not (right and ours):
            self.set_status(403)
            self.finish(self.pages_without_token())

    def pages_without_token(self) -> str:
        """Return what a stranger reads; it holds no token."""
        return Pages().gone()

    def index(self) -> str:
        """Return the page that lists the questions, of a second grader those of theirs."""
        review, written = self.review, self.review.written()
        if review.blind:
            return self.pages.second_index(review.reader.assignment, self.nonce, written)
        seconds = bool(review.store.second_marks(review.reader.assignment))
        found, comments = review.reader.answers(), review.comments()
        return self.pages.index(found, self.nonce, written, comments=comments, seconds=seconds)

    def answer(self, done: Callable[[], Given]) -> None:
        """Do what was asked and say what became of it, as JSON."""
        try:
            given = done()
            self.finish({"count": given.count, "left": given.left, "notes": given.notes})
        except Refused as error:
            self.set_status(_STATUS[error.why])
            self.finish({"why": error.why, "said": str(error), "students": error.students})
        except CourseError as error:
            self.set_status(503)
            self.finish({"why": "busy", "said": str(error), "students": ()})

    def asked(self, kind: Any) -> Any:  # noqa: ANN401 - a struct of this kind
        """Return the request's body; raises Refused for what no page of ours sends."""
        plain = self.request.headers.get("Content-Type", "").split(";")[0] == "application/json"
        try:
            if plain:
                return msgspec.json.decode(self.request.body, type=kind)
        except (msgspec.MsgspecError, ValueError):
            pass
        raise Refused("invalid", text("review.not-understood"))

    def write_error(self, status_code: int, **_: object) -> None:
        """Say an error in one sentence."""
        self.finish({"why": "busy", "said": text("review.failed", status=status_code)})


class _Index(_Handler):
    def get(self, token: str) -> None:  # noqa: ARG002 - checked before
        self.finish(self.index())


class _Question(_Handler):
    def get(self, token: str, number: str) -> None:  # noqa: ARG002
        found = self.review.reader.answers()
        if not 1 <= int(number) <= len(found.questions):
            self.set_status(404)
            self.finish(self.index())
            return
        givings = self.review.store.givings(found.assignment)
        comments, known = self.review.comments(), self.review.known(found, int(number))
        self.finish(self.pages.question(found, int(number), givings, comments, known, self.nonce))


class _Next(_Handler):
    """Leads to the first form that waits in a later question, and without one to the index."""

    def get(self, token: str, number: str, way: Way) -> None:
        found = self.review.reader.answers()
        for place, question in enumerate(found.questions[int(number) :], int(number) + 1):
            if any(group.waits for group in groups_of(found, question)):
                self.redirect(f"/{token}/question/{place}#on-{way}")
                return
        self.redirect(f"/{token}/")


class _Offers(_Handler):
    def get(self, token: str) -> None:  # noqa: ARG002
        found, comments = self.review.reader.answers(), self.review.comments()
        givings = self.review.store.givings(found.assignment)
        self.finish(self.pages.offers(found, comments, givings, self.nonce))


class _Written(_Handler):
    def get(self, token: str, number: str, at: str) -> None:  # noqa: ARG002
        known = self.review.written()
        there = 1 <= int(number) <= len(known)
        if not (there and 1 <= int(at) <= len(known[int(number) - 1].answers)):
            self.set_status(404)
            self.finish(self.index())
            return
        shown = known[int(number) - 1], int(number), int(at), self.review.comments()
        self.finish(self.pages.written(*shown, self.nonce, blind=self.review.blind))


class _Agreement(_Handler):
    def get(self, token: str) -> None:  # noqa: ARG002
        name = self.review.reader.assignment
        self.finish(self.pages.agreement(name, self.review.agreements(), self.nonce))


class _State(_Handler):
    def get(self, token: str, number: str) -> None:  # noqa: ARG002
        found: ClassAnswers = self.review.reader.answers()
        if not 1 <= int(number) <= len(found.questions):
            self.finish({"state": ""})
            return
        known = self.review.known(found, int(number))
        self.finish({"state": state_of(found.questions[int(number) - 1], known)})


class _Give(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.giver.give(self.asked(Gift)))


class _GiveMany(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.giver.give_many(self.asked(GiftToMany)))


class _GiveOffered(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.giver.give_offered(self.asked(Offers)))


class _UndoBatch(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.writer.take_back_batch(self.asked(UndoBatch).batch))


class _Mark(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.mark(self.asked(Mark)))


class _Settle(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        review = self.review
        self.answer(lambda: review.second.settle(self.asked(Settle), review.salt))


class _Unsettle(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        review = self.review
        self.answer(lambda: review.second.unsettle(self.asked(Unsettle), review.salt))


class _Undo(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.writer.take_back(self.asked(Undo).number))


class _Move(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.move(self.asked(Member)))


class _Learn(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.teacher.learn(self.asked(Lesson)))


class _Forget(_Handler):
    def post(self, token: str) -> None:  # noqa: ARG002
        self.answer(lambda: self.review.teacher.forget(self.asked(Forgotten)))


class _Elsewhere(_Handler):
    """Any other address, and so any other token."""


# What a second grader has, too, and what shows or changes what the first gave.
_BLIND: dict[str, type[_Handler]] = {
    "": _Index,
    r"written/(?P<number>\d{1,4})/(?P<at>\d{1,6})": _Written,
    "mark": _Mark,
}
_ALL: dict[str, type[_Handler]] = {
    r"question/(?P<number>\d{1,4})": _Question,
    r"state/(?P<number>\d{1,4})": _State,
    r"next/(?P<number>\d{1,4})/(?P<way>groups|families)": _Next,
    "offers": _Offers,
    "agreement": _Agreement,
    "give": _Give,
    "give-many": _GiveMany,
    "give-offered": _GiveOffered,
    "undo": _Undo,
    "undo-batch": _UndoBatch,
    "move": _Move,
    "learn": _Learn,
    "forget": _Forget,
    "settle": _Settle,
    "unsettle": _Unsettle,
}


def application(review: Review, token: str, port: int) -> Application:
    """Return the web application for a port of this machine's loopback."""
    hosts = frozenset((f"{LOOPBACK}:{port}", f"localhost:{port}"))
    given = {"review": review, "token": token, "hosts": hosts}
    here = r"/(?P<token>[\w-]+)/"
    pages = _BLIND if review.blind else _BLIND | _ALL
    rules = [(here + path, handler, given) for path, handler in pages.items()]
    return Application([*rules, (r".*", _Elsewhere, given)], log_function=lambda _handler: None)


def serve(review: Review, port: int, ready: Callable[[str], None]) -> None:
    """Serve the pages until Ctrl-C or SIGTERM; `ready` is called with the address.

    A `port` of 0 is any that is free. Raises OSError when it is in use.
    """
    asyncio.run(_serve(review, port, ready))


async def _serve(review: Review, port: int, ready: Callable[[str], None]) -> None:
    sockets = bind_sockets(port, LOOPBACK)
    found = int(sockets[0].getsockname()[1])
    token = secrets.token_urlsafe(24)
    server = HTTPServer(application(review, token, found), max_body_size=_MOST_BYTES)
    server.add_sockets(sockets)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, ValueError):  # Windows, and threads of tests
            loop.add_signal_handler(each, stop.set)
    try:
        ready(f"http://{LOOPBACK}:{found}/{token}/")
        await stop.wait()
    finally:
        server.stop()
        await server.close_all_connections()
