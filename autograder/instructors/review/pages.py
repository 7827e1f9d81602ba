"""The pages of a review: an index of questions, a page of groups for each, and what is offered."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from autograder.findings import one_line, text
from autograder.findings.language import language
from autograder.instructors.reports.class_report.render import environment
from autograder.instructors.review.agreement import Agreement
from autograder.instructors.review.answers import ClassAnswers, Question, WrittenQuestion
from autograder.instructors.review.bank import Comment, offered
from autograder.instructors.review.families import Forms, forms_of
from autograder.instructors.review.groups import Group, groups_of, title_of
from autograder.instructors.review.known import NOTHING, Known
from autograder.instructors.review.offers import Offer, offer_for
from autograder.instructors.review.phrases import graded_alike
from autograder.instructors.review.shown import (
    OfferedQuestion,
    ShownGroup,
    ShownQuestion,
    count,
    points,
    points_in_words,
)
from autograder.instructors.review.store import Giving, digest_of
from autograder.results.mistake_words import Say

_FOLDER = Path(__file__).with_name("templates")
_SCRIPTS = ("asking", "script", "offers", "keys", "agreement")


@lru_cache(maxsize=4)
def _environment(_language: str) -> Environment:
    """Return what makes pages in the language in force; templates are read once."""
    made = environment(_FOLDER)
    made.filters |= {"line": one_line, "points": points}
    made.globals |= {"say": text, "count": count, "points_of": points_in_words}
    for name in _SCRIPTS:
        script = (_FOLDER / f"{name}.js").read_text(encoding="utf-8")
        made.globals[name] = Markup(script)  # noqa: S704 - the kit's own file
    return made


def _as_it_is(_name: str, _word: str, english: str) -> str:
    return english


class Pages:
    """Makes the pages of a class; `base` is the address before them, '' for files in a folder.

    `say` has the words of mistakes in the language in force.
    """

    def __init__(self, base: str = "", say: Say = _as_it_is) -> None:
        self._base, self._say = base, say
        self._environment = _environment(language())

    def questions(self, found: ClassAnswers) -> tuple[ShownQuestion, ...]:
        """Return the questions with their groups."""
        return tuple(
            ShownQuestion(number, each, groups_of(found, each))
            for number, each in enumerate(found.questions, 1)
        )

    def index(
        self,
        found: ClassAnswers,
        nonce: str = "",
        written: Sequence[WrittenQuestion] = (),
        *,
        comments: Sequence[Comment] = (),
        seconds: bool = False,
    ) -> str:
        """Return the page that lists the questions; `seconds` tells of a second grader."""
        questions = self.questions(found)
        given = {"found": found, "questions": questions, "written": written, "seconds": seconds}
        offered = self._offered(questions, comments)
        waiting = sum(each.waiting for each in questions)
        lost = any(each.wrong for each in questions)
        return self._page(
            "index.html.jinja", nonce, **given, offered=offered, waiting=waiting, lost=lost
        )

    def offers(
        self,
        found: ClassAnswers,
        comments: Sequence[Comment],
        givings: Sequence[Giving],
        nonce: str,
    ) -> str:
        """Return the page of all that is offered to groups, and what was given of it."""
        batches: dict[str, list[Giving]] = {}
        for each in givings:
            if each.batch and each.state == "given":
                batches.setdefault(each.batch, []).append(each)
        offered = self.offered(found, comments)
        given = {"found": found, "offered": offered, "batches": batches}
        return self._page("offers.html.jinja", nonce, **given)

    def second_index(self, assignment: str, nonce: str, written: Sequence[WrittenQuestion]) -> str:
        """Return the page that lists the questions of a second grader."""
        return self._page("second.html.jinja", nonce, assignment=assignment, written=written)

    def agreement(self, assignment: str, agreements: Sequence[Agreement], nonce: str) -> str:
        """Return the page of how two graders agree."""
        numbers = {
            answer.alias: number
            for each in agreements
            for number, answer in enumerate(each.question.answers, 1)
        }
        given = {"assignment": assignment, "agreements": agreements, "numbers": numbers}
        return self._page("agreement.html.jinja", nonce, **given)

    def forms(
        self,
        found: ClassAnswers,
        number: int,
        givings: Sequence[Giving] = (),
        comments: Sequence[Comment] = (),
        known: Known = NOTHING,
    ) -> Forms:
        """Return the groups of a question as its page has them, and the forms for several."""
        question = found.questions[number - 1]
        return forms_of(
            [
                self._shown(place, group, found, question, comments, givings, known)
                for place, group in enumerate(groups_of(found, question), 1)
            ]
        )

    def offered(
        self, found: ClassAnswers, comments: Sequence[Comment]
    ) -> tuple[OfferedQuestion, ...]:
        """Return what is offered to groups, question by question."""
        return self._offered(self.questions(found), comments)

    def question(
        self,
        found: ClassAnswers,
        number: int,
        givings: Sequence[Giving],
        comments: Sequence[Comment],
        known: Known = NOTHING,
        nonce: str = "",
    ) -> str:
        """Return the page of one question, by its number from 1."""
        question = found.questions[number - 1]
        forms = self.forms(found, number, givings, comments, known)
        return self._page(
            "question.html.jinja",
            nonce,
            found=found,
            shown=ShownQuestion(number, question, groups_of(found, question)),
            groups=forms.groups,
            state=state_of(question, known),
            known=known,
            forms=forms,
            named=self._named,
            last=len(found.questions),
        )

    def written(
        self,
        question: WrittenQuestion,
        number: int,
        at: int,
        comments: Sequence[Comment],
        nonce: str,
        *,
        blind: bool = False,
    ) -> str:
        """Return the page of one answer to a written question, by their numbers from 1.

        It is a second grader's when `blind`.
        """
        answer = question.answers[at - 1]
        later = [n for n, each in enumerate(question.answers, 1) if each.waits and n != at]
        following = next((n for n in later if n > at), later[0] if later else 0)
        return self._page(
            "written.html.jinja",
            nonce,
            question=question,
            number=number,
            at=at,
            answer=answer,
            blind=blind,
            alike=graded_alike(question.asked, question.answers, at),
            following=following,
            offered=offered(comments, question.place[1], ()),
        )

    def gone(self) -> str:
        """Return the page for whoever comes with another run's address."""
        return self._page("gone.html.jinja", "")

    def _page(self, template: str, nonce: str, **values: Any) -> str:  # noqa: ANN401
        given = {"live": bool(self._base), "base": self._base, "nonce": nonce, **values}
        return self._environment.get_template(template).render(**given)

    def _named(self, name: str) -> str:
        return self._say(name, "name", name)

    def _offered(
        self, questions: Sequence[ShownQuestion], comments: Sequence[Comment]
    ) -> tuple[OfferedQuestion, ...]:
        found = []
        for shown in questions:
            offers = ((g, self._offer(g, shown.question, comments)) for g in shown.groups)
            groups = tuple(
                ShownGroup(number, group, offer=offer, called=self._title(group))
                for number, (group, offer) in enumerate(offers, 1)
                if offer
            )
            if groups:
                found.append(OfferedQuestion(shown.question, groups))
        return tuple(found)

    def _offer(self, group: Group, question: Question, comments: Sequence[Comment]) -> Offer | None:
        return offer_for(group, question.place[1], comments, self._say)

    def _title(self, group: Group) -> str:
        """Return what a group is called in the language in force."""
        if group.names and group.kind != "idle":
            return " + ".join(map(self._named, group.mistakes or [group.names[0][0]]))
        return title_of(group)

    def _shown(
        self,
        number: int,
        group: Group,
        found: ClassAnswers,
        question: Question,
        comments: Sequence[Comment],
        givings: Sequence[Giving],
        known: Known,
    ) -> ShownGroup:
        mine = (
            each
            for each in givings
            if each.place == question.place
            and each.state == "given"
            and not set(each.students).isdisjoint(group.students)
        )
        names = (group.mistake, *(name for name, _ in group.names))
        letters = {found.variants[name] for name in group.students if name in found.variants}
        return ShownGroup(
            number,
            group,
            offered(comments, question.place[1], names),
            tuple(mine),
            known.since.get(group.key, ""),
            self._title(group),
            self._offer(group, question, comments),
            tuple(sorted(letters)),
        )


def state_of(question: Question, known: Known = NOTHING) -> str:
    """Return a digest that changes when anything of a question's answers, or entries, does."""
    answers = sorted((each.student, each.etag) for each in question.answers.values())
    return digest_of(answers, known.state)


def static_pages(
    found: ClassAnswers,
    givings: Sequence[Giving],
    comments: Sequence[Comment],
    known: Sequence[Known] = (),
    say: Say = _as_it_is,
) -> dict[str, str]:
    """Return all pages as files by name, to be read without a server."""
    pages = Pages(say=say)
    made = {"index.html": pages.index(found)}
    for number in range(1, len(found.questions) + 1):
        its = known[number - 1] if known else NOTHING
        made[f"question-{number}.html"] = pages.question(found, number, givings, comments, its)
    return made
