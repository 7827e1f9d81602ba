"""What an instructor types into a review stays with whom it is for, and is what they agreed to."""

import re

from playwright.sync_api import Locator, Page, expect

from autograder.instructors.review.server import Review
from tests.browser.test_review import (
    ANSWER,
    COMMENT,
    NAME,
    NOTHING,
    address,
    by_hand,
    give,
    group_of,
    made,
    made_once,
    opened,
    put,
    review,
)
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import running
from tests.instructors.review.words import answer_in_words

__all__ = ["address", "made", "made_once", "review"]  # of a class of five


def type_in(group: Locator, comment: str, points: str) -> None:
    """Type, and give nothing."""
    group.get_by_label("Comment for").fill(comment)
    group.get_by_label("Points for each").fill(points)


def has_typed(group: Locator, comment: str, points: str) -> None:
    """Look at what stands in a group's form."""
    expect(group.get_by_label("Comment for")).to_have_value(comment)
    expect(group.get_by_label("Points for each")).to_have_value(points)


def test_the_first_member_is_taken_out(page: Page, address: str) -> None:
    """Does what was typed for three stay with the two, when the first is taken out of them?"""
    group = opened(page, address)
    type_in(group, COMMENT, "2")
    group.get_by_role("button", name="Take out of the group: ada").click()
    two = page.get_by_role("region").filter(has=page.get_by_role("heading", name="2 \u00d7"))
    has_typed(two, COMMENT, "2")
    alone = page.get_by_role("region").filter(has=page.get_by_text("taken out of its group"))
    has_typed(alone, "", "")


def test_somebody_comes_first(page: Page, made: MadeClass, address: str) -> None:
    """Does what was typed outlive the reload that the page asks for when a group has grown?"""
    group = opened(page, address)
    type_in(group, COMMENT, "2")
    made.grade("abe", ["loss"], answer=ANSWER, mistakes=[NAME])
    group.get_by_role("button", name=re.compile("^Give to")).click()
    expect(group.get_by_role("alert")).to_contain_text("abe")
    group.get_by_role("button", name="Reload").click()
    expect(group.get_by_role("heading", level=3)).to_contain_text("4 \u00d7")
    has_typed(group, COMMENT, "2")
    give(group, points="2")
    expect(group.get_by_text("Given to 4")).to_be_visible()
    page.reload()
    has_typed(group, "", "")


def test_replacing_is_agreed_for_what_was_asked(page: Page, made: MadeClass, address: str) -> None:
    """Is somebody asked anew when they change what replaces the words of others, or whose?"""
    put(made, "ben", "Come and see me.")
    with made.gradebook() as book:
        book.find_grade("f-tests", "p1", ASSIGNMENT, "cyd").manual_score = 5.0
        book.db.commit()
    group = opened(page, address)
    give(group)
    expect(group.get_by_role("alert")).to_contain_text("ben already")
    group.get_by_label("Points for each").fill("3")
    group.get_by_role("button", name="Replace theirs").click()
    expect(group.get_by_role("alert")).to_contain_text("cyd")
    assert by_hand(made)["ada"] == NOTHING and by_hand(made)["cyd"] == (5.0, None)
    group.get_by_role("button", name="Replace theirs").click()
    expect(group.get_by_text("Given to 3")).to_be_visible()
    assert by_hand(made)["cyd"] == (3.0, COMMENT)


def test_a_written_answer_that_changed(page: Page, made: MadeClass, address: str) -> None:
    """Does a comment on a written answer outlive the reload that the page asks for?"""
    answer_in_words(made)
    page.goto(f"{address}written/1/1")
    page.get_by_label("Comment", exact=True).fill("Look at the sum again.")
    page.keyboard.press("Escape")
    page.get_by_label("Points").fill("2")
    with made.gradebook() as book:
        for student in ("ada", "ben", "cyd"):
            book.find_grade("why", "p1", ASSIGNMENT, student).manual_score = 1.0
        book.db.commit()
    page.get_by_role("button", name="Give, and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Reload")
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Look at the sum again.")
    expect(page.get_by_label("Points")).to_have_value("2")
    page.get_by_role("button", name="Give, and go on").click()
    expect(page).to_have_url(f"{address}written/1/2")
    page.go_back()
    page.reload()
    expect(page.get_by_label("Points")).to_have_value("2")


def test_two_graders_agree_on_what_was_asked(page: Page, made: MadeClass, review: Review) -> None:
    """Are other points than those that somebody was told of asked about anew?"""
    answer_in_words(made)
    with made.gradebook() as book:
        for student in ("ada", "ben", "cyd"):
            grade = book.find_grade("why", "p1", ASSIGNMENT, student)
            grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    with running(Review(review.reader, review.store, blind=True)) as second:
        page.goto(f"{second}written/1/1")
        page.get_by_label("Points").fill("1")
        page.get_by_role("button", name="Give, and go on").click()
        expect(page).to_have_url(f"{second}written/1/2")
    with running(review) as first:
        page.goto(f"{first}agreement")
        answer = page.get_by_role("region").first
        answer.get_by_label("Other points").fill("2")
        answer.get_by_label("Other points").press("Enter")
        expect(answer.get_by_role("alert")).to_contain_text("2 points would stand")
        answer.get_by_label("Other points").fill("4")
        answer.get_by_role("button", name="Replace them").click()
        expect(answer.get_by_role("alert")).to_contain_text("4 points would stand")
        answer.get_by_role("button", name="Replace them").click()
        expect(page.get_by_text("Settled: 4 points stand.")).to_be_visible()


def test_the_names_words_stay_with_the_group(page: Page, made: MadeClass, address: str) -> None:
    """Is a group's comment found again where most of it is, when it falls apart?"""
    group = opened(page, address)
    type_in(group, COMMENT, "")
    made.grade("ada", ["gradient"], mistakes=["another"])
    page.reload()
    has_typed(group_of(page, NAME), COMMENT, "")
    has_typed(group_of(page, "another"), "", "")
