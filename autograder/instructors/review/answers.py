"""The answers of a class, question by question: what was found, code, values, what was given."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.gradebook.by_hand import Standing
from autograder.instructors.review.behaviour import TakenValues
from autograder.instructors.review.store import Place, digest_of
from autograder.results import CellResult


@dataclass(frozen=True)
class Raised:
    """What ended an answer or its test: an exception's type, and the line that it stands in."""

    kind: str
    line: str = ""


@dataclass(frozen=True)
class Answer:
    """A student's answer to one question, as it was graded.

    `cell` is the solution cell, '' without one; `begun` tells that it isn't the handout's stub.
    `answer` is a digest of the whole work, `graded` one of what grading found.
    """

    student: str
    cell: str
    source: str
    begun: bool
    result: CellResult
    raised: Raised | None
    standing: Standing
    answer: str
    graded: str
    values: TakenValues | None = None

    @property
    def points(self) -> float:
        """The points of the tests."""
        return self.standing.tests or 0.0

    @property
    def etag(self) -> str:
        """A digest that changes when the answer is graded anew, or a person gives it something."""
        hand = self.standing.by_hand
        return digest_of(self.answer, self.graded, self.points, hand.points, hand.comment)


@dataclass(frozen=True)
class Question:
    """A question that tests grade, and the answers to it, by student."""

    place: Place
    name: str
    max_points: float
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class ClassAnswers:
    """All questions in their order; `unread` are students' notebooks that are not there, or broken.

    `taken_out` has whose answer stands alone, by question; `variants` who has which variant, where
    the course has any.
    """

    assignment: str
    questions: tuple[Question, ...]
    students: tuple[str, ...]
    unread: tuple[str, ...] = ()
    taken_out: Mapping[tuple[Place, str], str] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)

    def question(self, place: Place) -> Question | None:
        """Return the question of a test cell."""
        return next((each for each in self.questions if each.place == place), None)


@dataclass(frozen=True)
class WrittenAnswer:
    """A student's answer in words; `alias` stands for the student on a page, and says nothing."""

    student: str
    alias: str
    source: str
    begun: bool
    standing: Standing

    @property
    def etag(self) -> str:
        """A digest that changes when the answer does, or a person gives it something."""
        hand = self.standing.by_hand
        return digest_of(self.source, hand.points, hand.comment)

    @property
    def text(self) -> str:
        """A digest that changes when the answer's text does, and with nothing else."""
        return digest_of(self.source)

    @property
    def out_of_date(self) -> bool:
        """Whether it has points, and the work was handed in or graded anew since."""
        return self.standing.by_hand.waits and self.standing.by_hand.points is not None

    @property
    def waits(self) -> bool:
        """Whether nobody has given it points yet, or somebody is to look again."""
        return self.standing.by_hand.waits or (self.begun and self.standing.by_hand.points is None)


@dataclass(frozen=True)
class WrittenQuestion:
    """A question that a person grades, what stands above it, and the answers in their order."""

    place: Place
    name: str
    asked: str
    max_points: float
    answers: tuple[WrittenAnswer, ...]

    @property
    def waiting(self) -> int:
        """How many answers wait for points."""
        return sum(each.waits for each in self.answers)


def without_names(line: str) -> str:
    """Return a line of code with its names numbered, so that other names make no other line."""
    try:
        tree = ast.parse(line.rstrip(":") if not line.endswith("):") else line)
    except (SyntaxError, ValueError):
        return " ".join(line.split())
    return ast.unparse(_Renamed().visit(tree))


class _Renamed(ast.NodeTransformer):
    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        known = self._names.setdefault(node.id, f"n{len(self._names)}")
        return ast.Name(known, node.ctx)


def names_of(answer: Answer) -> Iterator[str]:
    """Yield the mistakes that grading named in an answer."""
    question = answer.result.question
    yield from (each.name for each in question.mistakes) if question else ()


def failed_facets(answer: Answer) -> tuple[str, ...]:
    """Return the names of the facets that failed."""
    question = answer.result.question
    return tuple(each.name for each in question.facets if not each.passed) if question else ()
