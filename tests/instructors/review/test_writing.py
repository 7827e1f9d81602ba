"""Gifts reach the gradebook whole, and go back without taking what is somebody else's."""

import random
from typing import Any

import pytest

from autograder.batch.lock import lock_course
from autograder.gradebook.course import Course
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.seen import Refused
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from autograder.instructors.review.writing import GiftWriter
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.test_giving import NOTHING, STUDENTS, by_hand, put, seen, three

__all__ = ["three"]  # the class, for each test here

Cell = tuple[str, int]  # a student; 0 for points, 1 for the comment
PERSON = -1


class Model:
    """What each cell should have, and whose it is: a gift's, by number, or a person's."""

    def __init__(self, made: MadeClass, review: Review, store: ReviewStore) -> None:
        self.made, self.review, self.store = made, review, store
        self.owner: dict[Cell, int] = {}
        self.gave: dict[int, dict[Cell, tuple[Any, int, Any]]] = {}

    def cells(self) -> dict[Cell, Any]:
        """Return what the gradebook has."""
        found = by_hand(self.made)
        return {(student, kind): found[student][kind] for student in STUDENTS for kind in (0, 1)}

    def give(self, points: float | None, comment: str) -> None:
        """Give to all three, over whatever they have."""
        before = self.cells()
        self.review.giver.give(seen(self.review, points=points, comment=comment, over="replace"))
        number, after = self.store.givings(ASSIGNMENT)[0].number, self.cells()
        changed = [cell for cell in before if before[cell] != after[cell]]
        self.gave[number] = {
            cell: (before[cell], self.owner.get(cell, PERSON), after[cell]) for cell in changed
        }
        self.owner |= dict.fromkeys(changed, number)

    def by_hand(self, cell: Cell, value: Any) -> None:
        """Let a person write into one cell."""
        points, comment = by_hand(self.made)[cell[0]]
        hand = (points, value) if cell[1] else (value, comment)
        put(self.made, cell[0], *hand)
        self.owner[cell] = PERSON

    def take_back(self, number: int) -> None:
        """Take a gift back: what is not its own stays, and what is becomes as it was before."""
        before, its = self.cells(), self.gave[number]
        try:
            self.review.writer.take_back(number)
        except Refused as why:
            assert why.why == "changed" and self.cells() == before
            later = [n for n in self.gave if n > number]
            assert any(self.owner.get(cell) in later for cell in its)
            return
        after = self.cells()
        for cell, had in before.items():
            if cell in its and self.owner.get(cell) == number:
                assert after[cell] == its[cell][0]
                self.owner[cell] = its[cell][1]
            else:
                assert after[cell] == had
        del self.gave[number]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_comes_in_whatever_order(
    made: MadeClass, review: Review, store: ReviewStore, seed: int
) -> None:
    """Is nothing that a person wrote lost by taking back, where few values come again and again?"""
    draw, model = random.Random(seed), Model(made, review, store)  # noqa: S311 - no secret
    for _ in range(20):
        act = draw.choice(["give", "give", "hand", "back", "back"])
        if act == "give":
            points, comment = draw.choice([(3.0, ""), (4.0, ""), (None, "A"), (3.0, "B")])
            model.give(points, comment)
        elif act == "hand":
            kind = draw.randrange(2)
            # Others than gifts have: what a gift wrote, nobody can tell from the same by hand.
            values = ([None, 1.0, 2.0], [None, "P", "Q"])[kind]
            model.by_hand((draw.choice(STUDENTS), kind), draw.choice(values))
        elif model.gave:
            model.take_back(draw.choice(list(model.gave)))
    for number in sorted(model.gave, reverse=True):
        model.take_back(number)
    assert not model.gave


def test_the_same_again_for_more(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Does a gift that some had already stand in the place of the earlier one?"""
    review.giver.give(seen(review, points=3.0, comment=""))
    earlier = store.givings(ASSIGNMENT)[0].number
    put(made, "cyd", None, None)
    review.giver.give(seen(review, points=3.0, comment=""))
    with pytest.raises(Refused) as why:
        review.writer.take_back(earlier)
    assert "ada" in why.value.students and by_hand(made)["ada"] == (3.0, None)


def test_points_that_were_there_before(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Is a person's comment named that stays, where the points are the same before and after?"""
    put(made, "ben", 5.0, "Old.")
    with made.gradebook() as book:
        book.find_grade("f-tests", "p1", ASSIGNMENT, "ben").needs_manual_grade = True
        book.db.commit()
    review.giver.give(seen(review, points=5.0, over="replace"))
    put(made, "ben", 5.0, "Mine.")
    done = review.writer.take_back(store.givings(ASSIGNMENT)[0].number)
    assert done.left == ("ben",) and by_hand(made)["ben"][1] == "Mine."


def test_a_persons_points_do_not_hold_a_comment(
    made: MadeClass, review: Review, store: ReviewStore
) -> None:
    """Can points be taken back though one has a person's since, and a comment came later?"""
    review.giver.give(seen(review, points=3.0, comment=""))
    put(made, "ben", 4.0, None)
    points = store.givings(ASSIGNMENT)[0].number
    review.giver.give(seen(review, comment="Read again."))
    done = review.writer.take_back(points)
    assert (done.count, done.left) == (2, ("ben",))
    assert by_hand(made)["ben"] == (4.0, "Read again.")
    assert by_hand(made)["ada"] == (None, "Read again.")


def test_part_of_a_gift_that_was_changed(
    made: MadeClass, review: Review, store: ReviewStore
) -> None:
    """Do a group's points go back from who has another comment since, and is that comment named?"""
    review.giver.give(seen(review, points=3.0))
    put(made, "ben", 3.0, "Mine.")
    done = review.writer.take_back(store.givings(ASSIGNMENT)[0].number)
    assert (by_hand(made)["ben"], done.left) == ((None, "Mine."), ("ben",))
    assert "changed since at ben" in done.notes[0]


@pytest.mark.parametrize("state", ["killed before the gradebook", "killed before the note"])
def test_killed_in_between(made: MadeClass, review: Review, store: ReviewStore, state: str) -> None:
    """Is a gift that nobody got forgotten, though a person wrote the same, and no lie told?"""
    review.giver.give(seen(review))
    number = store.givings(ASSIGNMENT)[0].number
    for student in STUDENTS:
        put(made, student, None, None)
    if state == "killed before the gradebook":
        put(made, "ben", None, "Divide by N.")
        store.set_state(number, "pending")
        reader = AnswerReader(Course(made.folder, only_reads=True), ASSIGNMENT, store)
        GiftWriter(reader, store)
        assert store.givings(ASSIGNMENT) == [] and by_hand(made)["ben"] == (None, "Divide by N.")
    else:  # it was taken back, and the file doesn't know
        done = review.writer.take_back(number)
        assert (done.count, done.left, done.notes) == (0, (), ())


def test_nothing_is_left_to_take_back(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Is it not called taken back where everybody has something else since?"""
    review.giver.give(seen(review))
    for student in STUDENTS:
        put(made, student, None, "Mine.")
    done = review.writer.take_back(store.givings(ASSIGNMENT)[0].number)
    assert done.count == 0 and done.notes[0].startswith("Nothing was there to take back")
    assert by_hand(made)["ada"] == (None, "Mine.")


def test_work_that_was_graded_anew_waits(
    made: MadeClass, review: Review, store: ReviewStore
) -> None:
    """Does taking points back leave the wish that somebody looks at what was graded since?"""
    put(made, "ben", 2.0, None)
    review.giver.give(seen(review, points=3.0, comment="", over="replace"))
    with made.gradebook() as book:
        book.find_grade("f-tests", "p1", ASSIGNMENT, "ben").needs_manual_grade = True
        book.db.commit()
    review.writer.take_back(store.givings(ASSIGNMENT)[0].number)
    with made.gradebook() as book:
        grade = book.find_grade("f-tests", "p1", ASSIGNMENT, "ben")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.0, True)
    assert by_hand(made)["ada"] == NOTHING


def test_a_course_that_is_held_says_what_for(made: MadeClass, review: Review) -> None:
    """Is somebody who gives at the same time not said to be grading, and are no options named?"""
    gift = seen(review)
    with lock_course(made.folder), pytest.raises(Refused) as why:
        review.giver.give(gift)
    assert "gives or takes back" in str(why.value) and "--wait" not in str(why.value)
