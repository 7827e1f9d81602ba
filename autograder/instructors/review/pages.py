"""The pages of a review: an index of questions, and a page of groups for each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.findings import one_line, text
from autograder.instructors.reports.class_report.render import environment
from autograder.instructors.review.agreement import Agreement
from autograder.instructors.review.answers import Answer, ClassAnswers, Question, WrittenQuestion
from autograder.instructors.review.bank import Comment, offered
from autograder.instructors.review.behaviour import Residual
from autograder.instructors.review.families import families_of
from autograder.instructors.review.groups import Group, groups_of, title_of
from autograder.instructors.review.known import NOTHING, Known
from autograder.instructors.review.phrases import graded_alike
from autograder.instructors.review.store import Giving, digest_of

_FOLDER = Path(__file__).with_name("templates")
_LEVELS = (0.02, 0.2, 0.5)  # of a residual's largest entry: how strongly a cell is coloured


@dataclass(frozen=True)
class Cell:
    """A cell of a residual's picture: its sign, 0 for none, and from 1 to 3 how strong it is."""

    sign: int
    level: int


@dataclass(frozen=True)
class ShownGroup:
    """A group on its page; `givings` are what was given to members and not taken back.

    `since` is the name that was learned for it after the class was graded.
    """

    number: int
    group: Group
    offered: tuple[Comment, ...]
    givings: tuple[Giving, ...]
    since: str = ""

    @property
    def can_be_named(self) -> bool:
        """Whether a mistake can be made of it: nothing has a name for it, and there are values."""
        lost = self.group.kind in ("wrong", "alone") and self.group.by_values
        return lost and not self.named and not self.since

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.group)

    @property
    def named(self) -> bool:
        """Whether grading has a name for what its members do."""
        return bool(self.group.names)

    @property
    def members(self) -> str:
        """The members and their state, as JSON."""
        return json.dumps({each.student: each.etag for each in self.group.members})

    @property
    def by_hand(self) -> tuple[Answer, ...]:
        """The members to whom a person gave something that no group was given."""
        ours = {
            (change.student, change.after.points, change.after.comment)
            for giving in self.givings
            for change in giving.changes
        }
        found = []
        for each in self.group.members:
            has = each.standing.by_hand
            if (has.points is not None or has.comment) and (
                each.student,
                has.points,
                has.comment,
            ) not in ours:
                found.append(each)
        return tuple(found)

    @cached_property
    def picture(self) -> tuple[tuple[Cell, ...], ...]:
        """The residual as rows of cells, none without one."""
        return _cells(self.group.residual) if self.group.residual else ()


def _cells(residual: Residual) -> tuple[tuple[Cell, ...], ...]:
    most = float(abs(residual.numbers).max())
    return tuple(
        tuple(_cell(float(value) / most) for value in row) for row in residual.numbers.tolist()
    )


def _cell(share: float) -> Cell:
    level = sum(abs(share) > each for each in _LEVELS)
    return Cell((share > 0) - (share < 0) if level else 0, level)


@dataclass(frozen=True)
class ShownQuestion:
    """A question as the index has it; `number` is that of its page."""

    number: int
    question: Question
    groups: tuple[Group, ...]

    @property
    def wrong(self) -> tuple[Group, ...]:
        """The groups that lost points, or stand alone."""
        return tuple(each for each in self.groups if each.kind in ("wrong", "alone"))

    @property
    def right(self) -> int:
        """How many answers have all points."""
        return sum(len(g.members) for g in self.groups if g.kind in ("right", "doubtful"))

    @property
    def unnamed(self) -> int:
        """How many groups have no name."""
        return sum(not each.names for each in self.wrong)

    @property
    def compared(self) -> bool:
        """Whether values were compared in every group but those of the stub."""
        return all(each.by_values for each in self.groups if each.kind != "idle")

    @property
    def file(self) -> str:
        """The name of its page in a folder."""
        return f"question-{self.number}.html"


class Pages:
    """Makes the pages of a class; `base` is the address before them, '' for files in a folder."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._environment = environment(_FOLDER)
        self._environment.filters["line"] = one_line
        self._environment.globals["points"] = points_in_words
        for name in ("script", "keys", "agreement"):
            script = (_FOLDER / f"{name}.js").read_text(encoding="utf-8")
            self._environment.globals[name] = Markup(script)  # noqa: S704 - the kit's own file

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
        seconds: bool = False,
    ) -> str:
        """Return the page that lists the questions; `seconds` tells of a second grader."""
        given = {"found": found, "questions": self.questions(found), "written": written}
        return self._page("index.html.jinja", nonce, **given, seconds=seconds)

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
        shown = ShownQuestion(number, question, groups_of(found, question))
        groups = [
            _shown(place, group, question, givings, comments, known)
            for place, group in enumerate(shown.groups, 1)
        ]
        return self._page(
            "question.html.jinja",
            nonce,
            found=found,
            shown=shown,
            groups=groups,
            state=state_of(question, known),
            known=known,
            families=families_of(groups),
            count=len(found.questions),
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


def _shown(
    number: int,
    group: Group,
    question: Question,
    givings: Sequence[Giving],
    comments: Sequence[Comment],
    known: Known,
) -> ShownGroup:
    mine = (
        each
        for each in givings
        if each.place == question.place
        and each.state == "given"
        and not set(each.students).isdisjoint(group.students)
    )
    said = offered(comments, question.place[1], (name for name, _ in group.names))
    since = known.since.get(group.key, "")
    return ShownGroup(number, group, said, tuple(mine), since)


def state_of(question: Question, known: Known = NOTHING) -> str:
    """Return a digest that changes when anything of a question's answers, or entries, does."""
    answers = sorted((each.student, each.etag) for each in question.answers.values())
    return digest_of(answers, known.state)


def static_pages(
    found: ClassAnswers,
    givings: Sequence[Giving],
    comments: Sequence[Comment],
    known: Sequence[Known] = (),
) -> dict[str, str]:
    """Return all pages as files by name, to be read without a server."""
    pages = Pages()
    made = {"index.html": pages.index(found)}
    for number in range(1, len(found.questions) + 1):
        its = known[number - 1] if known else NOTHING
        made[f"question-{number}.html"] = pages.question(found, number, givings, comments, its)
    return made


def points_in_words(group: Group) -> str:
    """Return the points that the tests gave the members."""
    low, high = group.points
    code = "review.points-same" if low == high else "review.points-range"
    return text(code, low=low, high=high)
