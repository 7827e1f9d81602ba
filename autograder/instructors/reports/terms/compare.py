"""Compare terms: shares with intervals, claims that the number of comparisons bears out."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import msgspec

from autograder.instructors.reports.terms.record import QuestionCount, TermRecord
from autograder.instructors.reports.terms.statistics import (
    LEAST,
    Interval,
    chance,
    correlation,
    difference,
    holm,
    most_if_never,
    share,
)

Kind = Literal["mistake", "facet"]
Verdict = Literal["rarer", "commoner", "maybe-rarer", "maybe-commoner", "open", "too-few"]
_SURE = 0.05


@dataclass(frozen=True)
class Change:
    """How often a mistake was made, or a facet failed, in a term and in the one after it.

    `before` and `after` are so many of so many; `difference` is in shares and, like `chance` and
    `adjusted` (for the number of all comparisons), None with fewer than ten students in either.
    """

    question: str
    kind: Kind
    name: str
    before: tuple[int, int]
    after: tuple[int, int]
    difference: Interval | None = None
    chance: float | None = None
    adjusted: float | None = None

    @property
    def verdict(self) -> Verdict:
        """What can be said: sure if it stands after all comparisons, `maybe` if only by itself."""
        if self.difference is None or self.adjusted is None:
            return "too-few"
        if self.difference.low <= 0 <= self.difference.high:
            return "open"
        sure, down = self.adjusted < _SURE, self.difference.value < 0
        if down:
            return "rarer" if sure else "maybe-rarer"
        return "commoner" if sure else "maybe-commoner"


@dataclass(frozen=True)
class TextChange:
    """A question's cells whose text differs between two releases, and what else is not the same."""

    question: str
    cells: tuple[str, ...]
    other_test: bool = False
    other_points: bool = False


@dataclass(frozen=True)
class NotCompared:
    """What can't be compared: a question of one term only, or a mistake that one didn't know."""

    question: str
    mistake: str
    term: str


@dataclass(frozen=True)
class Step:
    """From one term to the next; `elsewhere` are cells with another text outside all questions."""

    before: str
    after: str
    changes: tuple[Change, ...]
    texts: tuple[TextChange, ...]
    elsewhere: tuple[str, ...]
    not_compared: tuple[NotCompared, ...]
    texts_known: bool

    def text_of(self, question: str) -> TextChange | None:
        """Return what changed around a question, None if nothing did."""
        return next((each for each in self.texts if each.question == question), None)


@dataclass(frozen=True)
class Standing:
    """A question in a term: how many have all points, and how it tells good from weak.

    `full` and `discrimination` are None with fewer than ten students, the latter also where all
    have the same points.
    """

    question: str
    term: str
    count: int
    students: int
    mean: float
    full: Interval | None
    discrimination: Interval | None


@dataclass(frozen=True)
class NeverFailed:
    """A facet that nobody fails, and the share of students who might: 95 % sure, at most that."""

    question: str
    facet: str
    judged: int
    most: float


@dataclass(frozen=True)
class TermsFigures:
    """All that is said of terms, the earliest first; `compared` counts comparisons with a claim."""

    assignment: str
    terms: tuple[TermRecord, ...]
    steps: tuple[Step, ...]
    standings: tuple[Standing, ...]
    never_failed: tuple[NeverFailed, ...]
    compared: int

    @property
    def small(self) -> tuple[TermRecord, ...]:
        """The terms with too few students for a claim."""
        return tuple(each for each in self.terms if each.students < LEAST)

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        plain = asdict(replace(self, terms=()))
        plain["terms"] = msgspec.to_builtins(self.terms)
        for step, found in zip(self.steps, plain["steps"], strict=True):
            for change, each in zip(step.changes, found["changes"], strict=True):
                each["verdict"] = change.verdict
        return plain


def compare_terms(terms: Sequence[TermRecord]) -> TermsFigures:
    """Return the figures of at least one term of an assignment, the earliest first."""
    steps = _adjusted([_step(*each) for each in pairwise(terms)])
    made = [each for step in steps for each in step.changes if each.chance is not None]
    return TermsFigures(
        terms[0].assignment,
        tuple(terms),
        tuple(steps),
        tuple(_standings(terms)),
        tuple(_never_failed(terms)),
        len(made),
    )


def _step(before: TermRecord, after: TermRecord) -> Step:
    changes: list[Change] = []
    left_out: list[NotCompared] = []
    for question in after.questions:
        earlier = before.question(question.name)
        if earlier is None:
            left_out.append(NotCompared(question.name, "", before.term))
            continue
        changes += _facets(earlier, question)
        for name in sorted({*earlier.mistakes, *question.mistakes}):
            unknown = next((t for t in (before, after) if not _knows(t, question.name, name)), None)
            if unknown:
                left_out.append(NotCompared(question.name, name, unknown.term))
            else:
                changes.append(_change("mistake", name, earlier, question))
    gone = [each.name for each in before.questions if not after.question(each.name)]
    left_out += [NotCompared(name, "", after.term) for name in gone]
    return Step(
        before.term,
        after.term,
        tuple(changes),
        tuple(_texts(before, after)),
        tuple(_elsewhere(before, after)),
        tuple(left_out),
        bool(before.texts and after.texts),
    )


def _knows(term: TermRecord, question: str, mistake: str) -> bool:
    """Return whether a mistake would have been named in a term, had anybody made it."""
    found = term.question(question)
    return mistake in term.known or bool(found and mistake in found.mistakes)


def _change(kind: Kind, name: str, earlier: QuestionCount, later: QuestionCount) -> Change:
    before, after = ((each.mistakes.get(name, 0), each.begun) for each in (earlier, later))
    return _measured(Change(later.name, kind, name, before, after))


def _facets(earlier: QuestionCount, later: QuestionCount) -> Iterator[Change]:
    known = {each.name: each for each in earlier.facets}
    for facet in later.facets:
        if facet.name in known:
            before, after = ((each.failed, each.judged) for each in (known[facet.name], facet))
            if before[0] or after[0]:
                yield _measured(Change(later.name, "facet", facet.name, before, after))


def _measured(change: Change) -> Change:
    if min(change.before[1], change.after[1]) < LEAST:
        return change
    return replace(
        change,
        difference=difference(change.before, change.after),
        chance=chance(change.before, change.after),
    )


def _adjusted(steps: Sequence[Step]) -> list[Step]:
    """Return the steps with the chance of each change, adjusted for all comparisons of a page."""
    all_changes = [each for step in steps for each in step.changes]
    chances = [each.chance for each in all_changes if each.chance is not None]
    adjusted = iter(holm(chances))
    return [
        replace(
            step,
            changes=tuple(
                each if each.chance is None else replace(each, adjusted=next(adjusted))
                for each in step.changes
            ),
        )
        for step in steps
    ]


def _texts(before: TermRecord, after: TermRecord) -> Iterator[TextChange]:
    for question in after.questions:
        earlier = before.question(question.name)
        if earlier is None:
            continue
        around = dict.fromkeys((*question.section, *earlier.section))
        cells = tuple(each for each in around if _other_text(before, after, each))
        other_test = bool(earlier.test and question.test and earlier.test != question.test)
        points = [(each.max_points, _worth(each)) for each in (earlier, question)]
        if cells or other_test or points[0] != points[1]:
            yield TextChange(question.name, cells, other_test, points[0] != points[1])


def _worth(question: QuestionCount) -> dict[str, float]:
    return {each.name: each.max_points for each in question.facets}


def _other_text(before: TermRecord, after: TermRecord, cell: str) -> bool:
    if not (before.texts and after.texts):
        return False
    return before.texts.get(cell) != after.texts.get(cell)


def _elsewhere(before: TermRecord, after: TermRecord) -> Iterator[str]:
    sections = {c for term in (before, after) for each in term.questions for c in each.section}
    for cell in dict.fromkeys((*before.texts, *after.texts)):
        if cell not in sections and _other_text(before, after, cell):
            yield cell


def _standings(terms: Sequence[TermRecord]) -> Iterator[Standing]:
    """Yield the questions, those first that fewest of the last term had all points of."""
    last = {each.name: each.full / (each.students or 1) for each in terms[-1].questions}
    names = dict.fromkeys(each.name for term in reversed(terms) for each in term.questions)
    for name in sorted(names, key=lambda each: last.get(each, 2.0)):
        for term in terms:
            if found := term.question(name):
                yield _standing(term, found)


def _standing(term: TermRecord, found: QuestionCount) -> Standing:
    enough, value = found.students >= LEAST, found.discrimination
    return Standing(
        found.name,
        term.term,
        found.full,
        found.students,
        found.share,
        share(found.full, found.students) if enough else None,
        correlation(value, found.students) if enough and value is not None else None,
    )


def _never_failed(terms: Sequence[TermRecord]) -> Iterator[NeverFailed]:
    """Yield the facets of the last term that nobody failed in any, of ten students or more."""
    for question in terms[-1].questions:
        for facet in question.facets:
            found = [
                each
                for term in terms
                if (known := term.question(question.name))
                for each in known.facets
                if each.name == facet.name
            ]
            judged = sum(each.judged for each in found)
            if judged >= LEAST and not any(each.failed for each in found):
                yield NeverFailed(question.name, facet.name, judged, most_if_never(judged))
