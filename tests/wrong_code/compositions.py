"""Wrong functions composed by program: slips of one function alone, in pairs and in threes.

Losses are written in both conventions of the regularization, for courses that accept the one, the
other or either.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from typing import Any, Literal, Protocol

import pytest

from autograder.checks.loss_check import Convention
from autograder.judging.facets import LOSS_FACETS
from autograder.judging.mistakes.catalogue import Mutation
from autograder.judging.question import judge
from autograder.results import QuestionResult
from tests.judging.harness import (
    ROOT,
    asked,
    cells,
    grade,
    hidden_calls,
    namespace_of,
    reference_cells,
)
from tests.judging.mistakes.planted import SLOW, planted

Written = Literal["half", "full"]
# What a course accepts, and how the student writes it.
CONVENTIONS: tuple[tuple[Convention, Written], ...] = (
    ("full", "full"),
    ("either", "half"),
    ("either", "full"),
)
# Of each function, so many threes.
_THREES = 100
_DOUBLED = """
_as_it_was = {name}
def {name}(W, X, y, reg):
    return _as_it_was(W, X, y, 2 * reg)
"""


class Answer(Protocol):
    """An answer to a question: `names` are the mistakes that it is known to have."""

    @property
    def assignment(self) -> str:
        """The assignment that asks."""

    @property
    def function(self) -> str:
        """The function that is asked for."""

    @property
    def names(self) -> frozenset[str]:
        """The names of what was planted, none if nobody knows."""

    @property
    def accepts(self) -> Convention:
        """The convention that the course asks for."""

    @property
    def written(self) -> Written:
        """The convention that the student uses."""

    def namespace(self) -> dict[str, Any]:
        """Return what the student's notebook defines."""


@dataclass(frozen=True)
class Composition:
    """A solution with slips in one function, in an order in which they fit.

    `accepts` is the convention that the course asks for, `written` the one that the student uses.
    """

    assignment: str
    slips: tuple[Mutation, ...]
    accepts: Convention = "half"
    written: Written = "half"

    @property
    def function(self) -> str:
        """The function that is asked for."""
        return self.slips[0].function

    @property
    def names(self) -> frozenset[str]:
        """The names of what was planted."""
        return frozenset(slip.name for slip in self.slips)

    def __str__(self) -> str:
        convention = "" if self.accepts == "half" else f" ({self.accepts}, written {self.written})"
        return f"{self.function}: {' + '.join(slip.name for slip in self.slips)}{convention}"

    def namespace(self) -> dict[str, Any]:
        """Return what the student's notebook defines."""
        return _defined(self.assignment, self.slips, self.written)

    def graded(self, seed: int) -> QuestionResult:
        """Return what the hidden test says of it."""
        if not is_loss(self.assignment, self.function):
            return grade(self.assignment, self.function, self.namespace(), seed)
        _, points, options = asked(self.assignment, self.function)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AUTOGRADER_SEED", str(seed))
            patch.chdir(ROOT)
            return judge(
                LOSS_FACETS,
                self.assignment,
                self.namespace(),
                self.function,
                points,
                options.get("naive"),
                self.accepts,
            )


@cache
def is_loss(assignment: str, function: str) -> bool:
    """Return whether a function is graded as a loss with its gradient."""
    call = hidden_calls(assignment)[function][1]
    return getattr(call.func, "id", "") == "grade_loss"


def with_mistakes(
    like: Answer, assignment: str, function: str, names: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """Yield notebooks with the mistakes of these names in a function, and nothing that was planted.

    A mistake may be made in several ways.
    """
    wanted = set(names)
    made = [slip for slip in _by_function().get((assignment, function), []) if slip.name in wanted]
    for slips in combinations(made, len(wanted)):
        if {slip.name for slip in slips} == wanted and (order := _fitting(assignment, slips)):
            yield from (_defined(assignment, order, written) for written in _ways(like))


def accepted(like: Answer) -> list[dict[str, Any]]:
    """Return the notebooks without a mistake: one for each convention that the course accepts."""
    return [_defined(like.assignment, (), written) for written in _ways(like)]


@cache
def solved(assignment: str) -> dict[str, Any]:
    """Return what the solution defines."""
    return _defined(assignment, (), "half")


def _ways(like: Answer) -> tuple[Written, ...]:
    """Return the ways to write it that are right; a mistake may be in any of them."""
    return ("half", "full") if like.accepts == "either" else (like.written,)


@cache
def compositions() -> tuple[Composition, ...]:
    """Return all there are: each slip alone, all pairs, some threes; losses in each convention."""
    drawn = random.Random(0)  # noqa: S311 - the same ones each time
    found: list[Composition] = []
    for (assignment, function), slips in _by_function().items():
        if function in SLOW:
            continue
        pairs = _fitting_sets(assignment, list(combinations(slips, 2)))
        all_threes = list(combinations(slips, 3))
        drawn.shuffle(all_threes)
        threes = _fitting_sets(assignment, all_threes[: 4 * _THREES])[:_THREES]
        half = [Composition(assignment, each) for each in ((s,) for s in slips)]
        half += [Composition(assignment, each) for each in (*pairs, *threes)]
        found += half
        if is_loss(assignment, function):
            found += _in_conventions(half)
    return tuple(found)


def _in_conventions(half: list[Composition]) -> list[Composition]:
    """Return a fifth of them in each of the other conventions; what is single, in all."""
    return [
        Composition(each.assignment, each.slips, accepts, written)
        for k, each in enumerate(half)
        for n, (accepts, written) in enumerate(CONVENTIONS)
        if len(each.slips) == 1 or k % 5 == n
    ]


@cache
def _by_function() -> dict[tuple[str, str], list[Mutation]]:
    found: dict[tuple[str, str], list[Mutation]] = defaultdict(list)
    for assignment, slip in planted():
        found[assignment, slip.function].append(slip)
    return dict(found)


def _fitting_sets(
    assignment: str, sets: Iterable[tuple[Mutation, ...]]
) -> list[tuple[Mutation, ...]]:
    found = []
    for slips in sets:
        if len({slip.name for slip in slips}) == len(slips):
            found += [order] if (order := _fitting(assignment, slips)) else []
    return found


def _fitting(assignment: str, slips: tuple[Mutation, ...]) -> tuple[Mutation, ...]:
    """Return the slips in an order in which each fits what the ones before left; () without one."""
    source = cells(assignment)[slips[0].cell]
    return next((order for order in permutations(slips) if _edited(source, order)), ())


def _edited(source: str, slips: tuple[Mutation, ...]) -> str | None:
    for slip in slips:
        if not slip.fits(source):
            return None
        source = slip.apply(source)
    return source


def _defined(assignment: str, slips: tuple[Mutation, ...], written: Written) -> dict[str, Any]:
    sources = cells(assignment)
    for slip in slips:
        sources[slip.cell] = slip.apply(sources[slip.cell])
    answers = reference_cells(sources)
    if written == "full":
        losses = [name for name in hidden_calls(assignment) if is_loss(assignment, name)]
        answers += [_DOUBLED.format(name=name).replace("_as_", f"_{name}_as_") for name in losses]
    return namespace_of(*answers)
