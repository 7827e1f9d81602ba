"""Which groups get one comment, and at which forms a way through a page stops."""

from dataclasses import replace

import pytest

from autograder.instructors.review.families import Forms, forms_of
from autograder.instructors.review.groups import groups_of
from autograder.instructors.review.pages import Pages
from autograder.instructors.review.server import Review
from autograder.instructors.review.shown import ShownGroup
from autograder.instructors.review.store import ReviewStore
from tests.instructors.reports.class_report.made import MadeClass
from tests.instructors.review.taught import DOUBLED, FLAT, hand_in, write_solution

NAME = "twice as large"
# Whose variant is which: as the secret of a course draws it.
VARIANTS = {"ada": "a", "ben": "a", "cyd": "b", "dan": "b", "eve": "b"}
TRIPLED = "def f(x):\n    return 3 * (np.tanh(x) + x)"


def forms(review: Review, variants: dict[str, str]) -> Forms:
    """Return the forms of the question's page."""
    review.reader.forget_values()
    found = review.reader.answers()
    (question,) = found.questions
    shown = []
    for number, group in enumerate(groups_of(found, question), 1):
        letters = {variants[each] for each in group.students if each in variants}
        shown.append(ShownGroup(number, group, variants=tuple(sorted(letters))))
    return forms_of(shown)


def named(made: MadeClass, store: ReviewStore, answers: dict[str, str], name: str = NAME) -> None:
    """Let students lose points with these answers, which the grading calls by a name."""
    write_solution(made)
    hand_in(made, store, answers)
    for student, answer in answers.items():
        made.grade(student, ["loss"], answer=answer, mistakes=[name])


def test_one_mistake_in_two_variants(made: MadeClass, store: ReviewStore, review: Review) -> None:
    """Are two groups that return other values one form, in the one name's two variants, once?"""
    named(made, store, {"ada": DOUBLED, "ben": DOUBLED, "cyd": TRIPLED})
    found = forms(review, VARIANTS)
    assert len(found.groups) == 2
    (twins,) = found.twins
    assert (twins.name, twins.variants, twins.answers) == (NAME, ("a", "b"), 3)
    assert found.stops("groups") == found.stops("families") == (twins,)
    assert not found.families and found.ways(twins) == "groups families"


def test_told_apart_in_one_variant(made: MadeClass, store: ReviewStore, review: Review) -> None:
    """Do groups of one variant, of no known variant, or of other names stay on their own?"""
    named(made, store, {"ada": DOUBLED, "cyd": DOUBLED, "dan": TRIPLED})
    assert len(forms(review, VARIANTS).groups) == 2
    assert not forms(review, VARIANTS).twins and not forms(review, {}).twins
    named(made, store, {"cyd": DOUBLED}, "another")
    assert not forms(review, VARIANTS).twins


def test_other_facets_are_another_mistake(
    made: MadeClass, store: ReviewStore, review: Review
) -> None:
    """Do groups with one name in two variants stay on their own if other facets failed?"""
    named(made, store, {"ada": DOUBLED})
    hand_in(made, store, {"cyd": TRIPLED}, failed=["loss", "gradient"])
    made.grade("cyd", ["loss", "gradient"], answer=TRIPLED, mistakes=[NAME])
    assert len(forms(review, VARIANTS).groups) == 2 and not forms(review, VARIANTS).twins


def test_ways(made: MadeClass, store: ReviewStore, review: Review) -> None:
    """Does each way stop once at each group that waits, and nowhere else?"""
    write_solution(made)
    hand_in(made, store, {"ada": DOUBLED, "ben": TRIPLED, "cyd": FLAT})
    hand_in(made, store, {"dan": FLAT}, failed=["gradient"])
    found = forms(review, {})
    assert len(found.stops("groups")) == 4
    (family,) = found.families
    assert len(family.groups) == 3 and family in found.stops("families")
    assert len(found.stops("families")) == 2
    with made.gradebook() as book:
        for student in ("ada", "dan"):
            book.find_comment("f", "p1", "ps1", student).manual_comment = "Mine."
        book.db.commit()
    found = forms(review, {})
    assert len(found.stops("groups")) == 2 and len(found.stops("families")) == 1


def test_who_has_which_variant(made: MadeClass, review: Review) -> None:
    """Is each student's variant that of the class list, and is nothing said without variants?"""
    made.grade("ada", ["loss"])
    assert not review.reader.answers().variants
    (made.folder / ".autograder" / "variants" / "ps1" / "b").mkdir(parents=True)
    (made.folder / "variants").mkdir()
    listed = made.folder / "variants" / "ps1.csv"
    listed.write_text("student_id,variant\nada,b\n", encoding="utf-8")
    assert review.reader.answers().variants["ada"] == "b"
    listed.write_text("student_id,variant\nada,q\n", encoding="utf-8")
    assert not review.reader.answers().variants


@pytest.mark.parametrize("name", ["ada", "zoe"])
def test_variants_on_the_page(
    made: MadeClass, store: ReviewStore, review: Review, name: str
) -> None:
    """Does the page say that one mistake stands in two variants, and offer one comment for both?"""
    named(made, store, {name: DOUBLED, "cyd": TRIPLED})
    review.reader.forget_values()
    found = replace(review.reader.answers(), variants={name: "a", "cyd": "b"})
    page = Pages("/t/").question(found, 1, (), ())
    assert "One mistake in several variants" in page and "variants a and b" in page
