"""How many acts does an evening with `autograder review` take, and how many one by one?

An act is a click, or one press of a key or of keys together. In either column what is typed, read
and scrolled counts for nothing.

review: one act opens the way through the evening on the index, and leads to the first field. Then
each form that waits costs one, Ctrl+Enter in its field: the page goes on by itself, with the field
of the next one focused, to the next question, too. To give all that is offered costs two, the link
on the index and Give; the page then goes on by itself, too.

one by one, in nbgrader's formgrader: question by question an answer costs two, the next submission
and the field. Notebook by notebook each that lost points anywhere costs one, to come to it, and
each answer in it one, the field.
"""

from collections.abc import Mapping, Sequence

from autograder.instructors.review.answers import ClassAnswers
from autograder.instructors.review.families import Way
from autograder.instructors.review.giving import Offers, OfferToGroup
from autograder.instructors.review.groups import Group
from autograder.instructors.review.pages import Pages

OPEN, STOP, OFFERED, FIELD, NEXT = 1, 1, 2, 1, 1
Groups = Mapping[str, Sequence[Group]]  # those that lost points, by test cell


def stops(found: ClassAnswers, pages: Pages, way: Way) -> int:
    """Return at how many forms a way through all questions stops."""
    numbers = range(1, len(found.questions) + 1)
    return sum(len(pages.forms(found, number).stops(way)) for number in numbers)


def acts(found: ClassAnswers, pages: Pages, way: Way) -> int:
    """Return how many acts a way through all questions takes, from the index on."""
    return OPEN + STOP * stops(found, pages, way)


def acts_after_offers(found: ClassAnswers, pages: Pages, way: Way) -> int:
    """Return how many it takes where all that was offered is given; `found` is the class then."""
    return OFFERED + STOP * stops(found, pages, way)


def one_by_one(lost: Groups) -> int:
    """Return how many it takes in the formgrader, question by question."""
    answers = sum(len(group.members) for groups in lost.values() for group in groups)
    return (NEXT + FIELD) * answers


def by_notebook(lost: Groups) -> int:
    """Return how many it takes there notebook by notebook."""
    groups = [group for each in lost.values() for group in each]
    students = {name for group in groups for name in group.students}
    return NEXT * len(students) + FIELD * sum(len(group.members) for group in groups)


def all_offered(found: ClassAnswers, pages: Pages) -> Offers:
    """Return what the page of offers sends when all is ticked, with an empty bank."""
    return Offers(
        tuple(
            OfferToGroup(*each.question.place, shown.group.key, shown.offer.comment)
            for each in pages.offered(found, ())
            for shown in each.groups
            if shown.offer
        )
    )
