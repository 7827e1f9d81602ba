"""What a feedback page is made of: plain data, ready for the template, which escapes it."""

from dataclasses import dataclass

from markupsafe import Markup

from autograder.findings import text
from autograder.findings import text as say
from autograder.results import Figure, NamedMistake

_NOTHING = Markup("")


@dataclass(frozen=True)
class Shown:
    """An output of a cell: text, a picture (a data: address) with its words, or safe HTML."""

    label: str
    text: str = ""
    picture: str = ""
    rich: Markup = _NOTHING


@dataclass(frozen=True)
class Work:
    """A cell of the student's own: code as safe HTML, or a text cell; and what it showed."""

    key: str
    code: Markup = _NOTHING
    prose: Markup = _NOTHING
    shown: tuple[Shown, ...] = ()
    added: bool = False


@dataclass(frozen=True)
class FacetLine:
    """One facet: its points, and what was seen when it failed."""

    name: str
    points: float
    max_points: float
    seen: str = ""

    @property
    def verdict(self) -> str:
        """The result in a word."""
        return text("status.failed" if self.seen else "status.passed")


@dataclass(frozen=True)
class Question:
    """One graded cell.

    `waits` for a person to give points; `by_hand` tells that a person has; `trouble` is said where
    a test came to no result, `unjudged` where that is the course's own fault; `check` is what the
    visible check showed; `asked` is the question's own text where one stands above the answer;
    `with_student` tells that the test ran within reach of the student's code.
    """

    anchor: str
    name: str
    points: float
    max_points: float
    waits: bool = False
    by_hand: bool = False
    facets: tuple[FacetLine, ...] = ()
    mistakes: tuple[NamedMistake, ...] = ()
    figure: Figure | None = None
    notes: tuple[str, ...] = ()
    seed: str = ""
    trouble: str = ""
    unjudged: str = ""
    check: str = ""
    asked: Markup = _NOTHING
    comments: tuple[str, ...] = ()
    answers: tuple[Work, ...] = ()
    with_student: bool = False

    @property
    def failed(self) -> list[FacetLine]:
        """The facets that cost points."""
        return [each for each in self.facets if each.seen]

    @property
    def passed(self) -> list[FacetLine]:
        """The facets that are fulfilled."""
        return [each for each in self.facets if not each.seen]

    @property
    def lost(self) -> float:
        """The points that the failed facets cost; without facets, those that are missing."""
        cost = sum(each.max_points - each.points for each in self.failed)
        return cost if self.failed else self.max_points - self.points

    @property
    def open(self) -> bool:
        """Whether nobody has given points for it yet."""
        return self.waits and not self.by_hand

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.waits:
            return say("feedback-page.waiting")
        if self.unjudged:
            return say("feedback-page.not-judged")
        if self.points >= self.max_points:
            return say("feedback-page.complete")
        return say("feedback-page.missing") if self.points > 0 else say("feedback-page.no-points")


@dataclass(frozen=True)
class Page:
    """A feedback page; `points` have the `penalty` taken off."""

    student: str
    name: str
    assignment: str
    notebook: str
    points: float
    max_points: float
    penalty: float = 0.0
    questions: tuple[Question, ...] = ()
    others: tuple[Work, ...] = ()
    differences: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def share(self) -> int:
        """The points in percent, for a bar."""
        return (
            round(100 * min(max(self.points / self.max_points, 0.0), 1.0)) if self.max_points else 0
        )

    def explained_before(self, question: Question) -> set[str]:
        """Return the names of the mistakes that earlier questions explain."""
        earlier = self.questions[: self.questions.index(question)]
        return {mistake.name for each in earlier for mistake in each.mistakes}

    @property
    def waiting(self) -> float:
        """The points that a person still has to give."""
        return sum(each.max_points for each in self.questions if each.open)
