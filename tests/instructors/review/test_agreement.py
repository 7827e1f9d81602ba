"""How two graders agree: measures by their definitions, and none of few answers."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.by_hand import ByHand, Standing
from autograder.instructors.review.agreement import (
    FEWEST,
    Agreement,
    agreements_of,
    weighted_kappa,
)
from autograder.instructors.review.answers import WrittenAnswer, WrittenQuestion
from autograder.instructors.review.store import SecondMark, SecondMarks, Settlement, digest_of

PLACE = ("p1", "why")


def by_table(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return kappa by its definition, from the table of both graders' points."""
    n = len(first)
    both = list(zip(first, second, strict=True))
    seen = chance = 0.0
    for a, b in product(set(first), set(second)):
        seen += (a - b) ** 2 * both.count((a, b)) / n
        chance += (a - b) ** 2 * list(first).count(a) * list(second).count(b) / n**2
    return None if chance == 0 else 1 - seen / chance


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=30))
def test_kappa_is_that_of_the_table(halves: list[tuple[int, int]]) -> None:
    """Is it what the table of weights and of chance gives, half points included?"""
    first, second = ([each[k] / 2 for each in halves] for k in (0, 1))
    found, known = weighted_kappa(first, second), by_table(first, second)
    assert found == (known if known is None else pytest.approx(known, abs=1e-9))


def test_kappa_of_plain_cases() -> None:
    """Is it 1 for full agreement, 0 for what is independent, -1 for the reverse?"""
    assert weighted_kappa([0, 1, 2, 3], [0, 1, 2, 3]) == 1
    assert weighted_kappa([0, 0, 1, 1], [0, 1, 0, 1]) == 0
    assert weighted_kappa([0, 1], [1, 0]) == -1


def agreed(
    points: Sequence[tuple[float | None, SecondMark | None]], waits: Sequence[int] = ()
) -> Agreement:
    """Return how two agree who gave these points, each to the answer of its number."""
    answers, marks = [], SecondMarks()
    for number, (first, second) in enumerate(points):
        hand = ByHand(first, None, number in waits or first is None)
        stands = Standing(f"s{number}", f"g{number}", "", None, hand)
        answers.append(WrittenAnswer(f"s{number}", f"a{number}", str(number), True, stands))
        if second is not None:
            marks[PLACE, f"s{number}"] = second
    (found,) = agreements_of([WrittenQuestion(PLACE, "why", "", 4, tuple(answers))], marks)
    return found


def mark(number: int, points: float, settled: Settlement | None = None) -> SecondMark:
    """Return the second's mark of the answer of this number."""
    return SecondMark(digest_of(str(number)), points, "", settled)


def test_no_kappa_of_few() -> None:
    """Is there none of nine answers, one of ten, and none where all points are the same?"""
    points = [(float(n % 4), mark(n, n % 3)) for n in range(FEWEST)]
    assert agreed(points[:-1]).kappa is None
    assert "fewer than 10" in agreed(points[:-1]).sentence
    assert agreed(points).kappa == by_table([n % 4 for n in range(10)], [n % 3 for n in range(10)])
    same = agreed([(2.0, mark(n, 2.0)) for n in range(FEWEST)])
    assert same.kappa is None and "both gave all answers the same" in same.sentence


def test_what_counts() -> None:
    """Are only answers counted that both graded as they are, and the most different first?"""
    found = agreed(
        [
            (1.0, mark(0, 1.0)),
            (1.0, mark(1, 2.0)),
            (0.0, mark(2, 4.0)),
            (3.0, None),
            (None, mark(4, 1.0)),
            (3.0, mark(99, 0.0)),  # handed in anew
            (3.0, mark(6, 0.0)),  # graded anew: it waits
        ],
        waits=[6],
    )
    assert [each.answer.alias for each in found.apart] == ["a2", "a1"]
    assert (len(found.pairs), found.equal) == (3, 1)
    assert found.mean_difference == pytest.approx(5 / 3)
    assert [each.alias for each in found.out_of_date] == ["a5", "a6"]
    assert (found.first_only, found.second_only) == (1, 1)


def test_settling_makes_no_agreement() -> None:
    """Do measures stay those of what both gave, as long as the gradebook has what was settled?"""
    settled = Settlement(first=0.0, points=3.0)
    found = agreed([(3.0, mark(0, 3.0, settled)), (1.0, mark(1, 3.0, settled))])
    assert [each.first for each in found.pairs] == [0.0, 1.0]  # the other was changed since
    assert (found.equal, found.settled) == (0, 1)
    assert [each.answer.alias for each in found.apart] == ["a1", "a0"]
