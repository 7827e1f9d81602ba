"""Groups of answers that behave the same: never by their text, and by their values where taken.

Answers of one group failed the same facets, ended with the same exception at the same line (names
of variables aside), and returned the same on the fixed inputs, within tolerance. Where no values
can be taken, what the tests found and the mistake that they named decide alone. Right answers that
return what the solution does are grouped by their approach.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from autograder.findings import text
from autograder.instructors.review.answers import (
    Answer,
    ClassAnswers,
    Question,
    Raised,
    failed_facets,
    names_of,
    without_names,
)
from autograder.instructors.review.approaches import in_words, seen_in
from autograder.instructors.review.behaviour import Behaviour, Residual
from autograder.instructors.review.differences import Other, others_of, representative
from autograder.instructors.review.store import digest_of

# wrong: points are lost; doubtful: none are, and it returns something else than the solution;
# right: it has an approach; idle: the stub; alone: a person took it out of its group.
Kind = Literal["wrong", "doubtful", "right", "idle", "alone"]
K = TypeVar("K", bound=Hashable)
# What is worth a comment: points were lost, or the tests should have seen it.
LOST: tuple[Kind, ...] = ("wrong", "alone", "doubtful")
_ORDER: tuple[Kind, ...] = ("wrong", "alone", "doubtful", "right", "idle")


@dataclass(frozen=True)
class Group:
    """Members that behave the same; `by_values` tells that values say so, and not tests alone."""

    kind: Kind
    members: tuple[Answer, ...]
    by_values: bool
    approach: tuple[str, ...] = ()

    @property
    def students(self) -> tuple[str, ...]:
        """The members' names."""
        return tuple(each.student for each in self.members)

    @cached_property
    def key(self) -> str:
        """A name for the group as it is now: of its members and all that they have."""
        return digest_of(sorted((each.student, each.etag) for each in self.members))

    @property
    def names(self) -> tuple[tuple[str, int], ...]:
        """The mistakes that grading named in it, each with how many members have it."""
        counts = Counter(name for each in self.members for name in dict.fromkeys(names_of(each)))
        return tuple(counts.most_common())

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The names that every member has, in their order."""
        return tuple(name for name, count in self.names if count == len(self.members))

    @property
    def mistake(self) -> str:
        """What all members do, by its name or several; '' where one of them has another name."""
        return " + ".join(self.mistakes) if len(self.mistakes) == len(self.names) else ""

    @property
    def waits(self) -> bool:
        """Whether it is to get a comment, and a member has nothing from a person yet."""
        hands = (each.standing.by_hand for each in self.members)
        return self.kind in LOST and any(not h.comment and h.points is None for h in hands)

    @property
    def failed(self) -> tuple[str, ...]:
        """The facets that failed."""
        return failed_facets(self.members[0])

    @property
    def raised(self) -> Raised | None:
        """What ended the answers, if something did."""
        return self.members[0].raised if self.kind != "right" else None

    @property
    def points(self) -> tuple[float, float]:
        """The least and the most points that tests gave."""
        found = [each.points for each in self.members]
        return min(found), max(found)

    @cached_property
    def shown(self) -> Answer:
        """The member whose code is shown whole."""
        student = representative([(each.student, each.source) for each in self.members])
        return next(each for each in self.members if each.student == student)

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """What differs in the code of the others."""
        sources = [(each.student, each.source) for each in self.members]
        return others_of(sources, self.shown.student)

    @cached_property
    def residual(self) -> Residual | None:
        """What the representative's function returns, less what is right."""
        wrong = self.kind in ("wrong", "doubtful", "alone")
        return self.shown.values.residual if wrong and self.shown.values else None


def groups_of(found: ClassAnswers, question: Question) -> tuple[Group, ...]:
    """Return the groups of a question's answers, by kind, and the largest of each kind first."""
    alone: list[Answer] = []
    together: list[Answer] = []
    for each in question.answers.values():
        out = found.taken_out.get((question.place, each.student)) == each.answer
        (alone if out else together).append(each)
    groups = [Group("alone", (each,), each.values is not None) for each in alone]
    for kind, answers in _by(together, lambda each: _kind(question, each)).items():
        groups += _groups(kind, answers)
    return tuple(sorted(groups, key=_place))


def title_of(group: Group) -> str:
    """Return what a group is called: its commonest mistake, else what failed in it."""
    if group.kind == "idle":
        return text("review.title-idle")
    if group.names:
        return group.names[0][0]
    if group.raised:
        return group.raised.kind
    if group.kind == "right":
        return ", ".join(group.approach) or text("review.title-right")
    return text("review.title-failed", names=group.failed) if group.failed else group.kind


def _place(group: Group) -> tuple[int, int, str]:
    return _ORDER.index(group.kind), -len(group.members), group.students[0]


def _kind(question: Question, answer: Answer) -> Kind:
    if not answer.begun:
        return "idle"
    return "right" if answer.points >= question.max_points else "wrong"


def _groups(kind: Kind, answers: Sequence[Answer]) -> list[Group]:
    if kind == "idle":
        return [Group(kind, tuple(answers), False)]
    if kind == "right":
        return list(_right(answers))
    return [
        Group(kind, members, key[0])
        for key, found in _by(answers, _seen).items()
        for members in (_by_values(found) if key[0] else [tuple(found)])
    ]


def _seen(answer: Answer) -> tuple[bool, Hashable]:
    """Return what grading saw: whether there are values, and all that must be equal."""
    raised = answer.raised
    ended = (raised.kind, without_names(raised.line)) if raised else None
    points = None if answer.result.question else answer.points
    if answer.values is not None:
        return True, (failed_facets(answer), ended, points)
    return False, (failed_facets(answer), ended, points, tuple(sorted(names_of(answer))))


def _by_values(answers: Iterable[Answer]) -> list[tuple[Answer, ...]]:
    """Return those that returned the same, each compared with the first of a group."""
    found: list[tuple[Behaviour, list[Answer]]] = []
    for answer in answers:
        if answer.values is None:
            continue
        did = answer.values.did
        for first, members in found:
            if first.alike(did):
                members.append(answer)
                break
        else:
            found.append((did, [answer]))
    return [tuple(members) for _, members in found]


def _right(answers: Sequence[Answer]) -> Iterable[Group]:
    """Yield right answers by approach, and apart those that return something else."""
    same = [each for each in answers if each.values is None or each.values.as_solution]
    for seen, members in _by(same, lambda each: seen_in(each.source)).items():
        taken = all(each.values is not None for each in members)
        yield Group("right", tuple(members), taken, in_words(seen))
    other = (each for each in answers if each.values and not each.values.as_solution)
    for others in _by_values(other):
        yield Group("doubtful", others, True)


def _by(answers: Iterable[Answer], key: Callable[[Answer], K]) -> Mapping[K, list[Answer]]:
    found: dict[K, list[Answer]] = {}
    for each in answers:
        found.setdefault(key(each), []).append(each)
    return found
