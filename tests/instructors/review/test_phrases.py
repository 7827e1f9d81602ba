"""Answers that share phrases follow each other, and say which graded ones they share them with."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.by_hand import ByHand, Standing
from autograder.instructors.review.answers import WrittenAnswer
from autograder.instructors.review.phrases import (
    graded_alike,
    in_order_of_phrases,
    phrases_of,
    wording,
)
from autograder.instructors.review.server import Review
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import ask, running
from tests.instructors.review.test_written import mark
from tests.instructors.review.words import answer_in_words

ASKED = "Why does the sum of the losses not depend on the order?"
SUMS = ("Because addition of numbers commutes.", "I think addition of numbers commutes, so no.")
MEANS = ("The mean divides by the same N anyway.", "It divides by the same N whatever comes first.")
CHINESE = ("因为加法满足交换律。", "我觉得加法满足交换律。所以不变")


def answers_of(sources: Sequence[str], points: Sequence[float | None] = ()) -> list[WrittenAnswer]:
    """Return answers with these texts, and points where they are given."""
    found = []
    for number, source in enumerate(sources):
        has = points[number] if points else None
        stands = Standing(f"s{number}", "", "", None, ByHand(has, None, has is None))
        found.append(WrittenAnswer(f"s{number}", f"a{number}", source, True, stands))
    return found


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("It doesn't **depend** on it", {"it doesnt depend", "doesnt depend on", "depend on it"}),
        ("No.", {"no"}),
        ("交换律成立", {"交换律", "换律成", "律成立"}),
        ("用softmax函数的", {"用", "softmax", "函数的"}),
        ("\uff33\uff35\uff2d", {"sum"}),
        ("", set()),
        ("...", set()),
    ],
)
def test_phrases(text: str, phrases: set[str]) -> None:
    """Are they three words, or three characters, whatever the case, width and marks?"""
    assert phrases_of(text) == phrases


@pytest.mark.parametrize("seed", range(5))
def test_those_that_share_follow_each_other(seed: int) -> None:
    """Do answers of one wording stand together, whatever order they are drawn in?"""
    sources = [*SUMS, *MEANS, *CHINESE]
    random.Random(seed).shuffle(sources)  # noqa: S311 - an order of a test
    order = [each.source for each in in_order_of_phrases(ASKED, answers_of(sources))]
    assert order[0] == sources[0]
    for pair in (SUMS, MEANS, CHINESE):
        assert abs(order.index(pair[0]) - order.index(pair[1])) == 1


def test_what_says_nothing() -> None:
    """Do the question's own words, and what most answers say, bring no two together?"""
    asked = ["The sum of the losses: x", "Nothing here", "The sum of the losses: y"]
    assert [each.source for each in in_order_of_phrases(ASKED, answers_of(asked))] == asked
    usual = [f"In my view of it {number}" for number in "abcdefgh"]
    assert [each.source for each in in_order_of_phrases(ASKED, answers_of(usual))] == usual
    assert graded_alike(ASKED, answers_of(usual, [1.0] * 8), 1) == ()


@given(st.lists(st.text(alphabet="ab c交换律", max_size=12), max_size=12))
def test_nobody_is_lost(sources: list[str]) -> None:
    """Is each answer there once, and the order the same each time?"""
    answers = answers_of(sources)
    order = in_order_of_phrases("", answers)
    assert sorted(each.alias for each in order) == sorted(each.alias for each in answers)
    assert order == in_order_of_phrases("", answers)


def test_graded_ones_that_are_alike() -> None:
    """Are only graded ones told, those that share the rarest first, with what they share?"""
    sources = [*SUMS, *MEANS, "Addition of numbers is fun, and it divides by the same N."]
    points = [3.0, None, 1.0, 2.0, None]
    found = graded_alike(ASKED, answers_of(sources, points), 5)
    assert [each.number for each in found] == [4, 3, 1]
    assert [each.wording for each in found] == [
        ("it divides by the same n",),
        ("divides by the same n",),
        ("addition of numbers",),
    ]
    assert graded_alike(ASKED, answers_of(sources, points), 2)[0].number == 1


def test_wording_of_characters() -> None:
    """Are parts that hang together told as one?"""
    shared = phrases_of(CHINESE[0]) & phrases_of(CHINESE[1])
    assert wording(CHINESE[1], shared) == ("加法满足交换律",)


def test_on_the_page(made: MadeClass, review: Review) -> None:
    """Does a page tell points of graded ones alone, give none, and tell a second their own?"""
    answer_in_words(made, {"ada": SUMS[0], "ben": SUMS[1], "cyd": MEANS[0]})
    second = Review(review.reader, review.store, blind=True)

    def page(of: Review, address: str) -> str:
        (question,) = of.written()
        at = next(n for n, each in enumerate(question.answers, 1) if each.student == "ben")
        return ask(f"{address}written/1/{at}")[1]

    with running(review) as first, running(second) as blind:
        assert "same phrases" not in page(review, first)
        ask(first + "mark", "POST", mark(review, "ada", points=3.5, comment=""))
        said = page(review, first)
        assert (
            "read before you give points" in said and "<q>addition of numbers commutes</q>" in said
        )
        assert "3.5 points" in said and 'required value=""' in said
        assert "same phrases" not in page(second, blind)
        ask(blind + "mark", "POST", mark(second, "ada", points=1.5, comment=""))
        said = page(second, blind)
        assert "1.5 points" in said and "3.5" not in said
    with made.gradebook() as book:
        assert book.find_grade("why", "p1", ASSIGNMENT, "ben").manual_score is None
