"""An instructor's evening with `autograder review`: one comment for many, and what is refused."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from msgspec import structs
from playwright.sync_api import Browser, Locator, Page, expect

from autograder.gradebook.by_hand import ByHand
from autograder.gradebook.course import Course
from autograder.instructors.review.answers import ClassAnswers
from autograder.instructors.review.families import Way
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.pages import Pages
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from autograder.judging.mistakes.catalogue import read_own
from autograder.results import NamedMistake
from benchmarks.evening import acts, acts_after_offers
from tests.browser.test_pages import _WIDER, PHONE
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import running
from tests.instructors.review.taught import DOUBLED, hand_in, write_solution
from tests.instructors.review.words import answer_in_words

COMMENT = "Divide by N, as the sum runs over N examples."
ANSWER = "def f(x):\n    return [x - 1 for each in range(3)]"
NAME = "the loss is not divided by N"
STUDENTS = ("ada", "ben", "cyd", "dan", "eve")
Hand = tuple[float | None, str | None]
NOTHING: Hand = (None, None)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeClass:
    """Return a class of five: three with one mistake, one with another, one who is right."""
    found = MadeClass(tmp_path_factory.mktemp("made") / "course")
    found.make()
    for student in ("ada", "ben", "cyd"):
        found.grade(student, ["loss"], answer=ANSWER, mistakes=[NAME])
    found.grade("dan", ["gradient"])
    found.grade("eve")
    return found


@pytest.fixture
def made(made_once: MadeClass, tmp_path: Path) -> MadeClass:
    """Return a copy of it."""
    return made_once.copy(tmp_path / "course")


@pytest.fixture
def review(made: MadeClass) -> Iterator[Review]:
    """Yield a review of it."""
    store = ReviewStore(made.folder)
    yield Review(AnswerReader(Course(made.folder, only_reads=True), ASSIGNMENT, store), store)
    store.close()


@pytest.fixture
def address(review: Review) -> Iterator[str]:
    """Yield the address of its pages."""
    with running(review) as found:
        yield found


def opened(page: Page, address: str) -> Locator:
    """Open the question as a person does, from the index; return the largest group."""
    page.goto(address)
    page.get_by_role("link", name="f").first.click()
    return group_of(page, NAME)


def group_of(page: Page, title: str) -> Locator:
    """Return the group of a title."""
    return page.get_by_role("region").filter(has=page.get_by_role("heading", name=title))


def give(group: Locator, comment: str = COMMENT, points: str = "") -> None:
    """Type a comment, and give it."""
    group.get_by_label("Comment for").fill(comment)
    group.get_by_label("Points for each").fill(points)
    group.get_by_role("button", name=re.compile("^Give to")).click()


def by_hand(made: MadeClass, students: Iterable[str] = STUDENTS) -> dict[str, Hand]:
    """Return what nbgrader's own API has of points and comments given by hand."""
    found = {}
    with made.gradebook() as book:
        for student in students:
            grade = book.find_grade("f-tests", "p1", ASSIGNMENT, student)
            comment = book.find_comment("f", "p1", ASSIGNMENT, student)
            found[student] = grade.manual_score, comment.manual_comment
    return found


def put(made: MadeClass, student: str, comment: str) -> None:
    """Comment on one student alone, as the formgrader does."""
    with made.gradebook() as book:
        book.find_comment("f", "p1", ASSIGNMENT, student).manual_comment = comment
        book.db.commit()


def test_one_comment_for_many(page: Page, made: MadeClass, address: str) -> None:
    """Has each member the comment and the points, and nobody once they are taken back?"""
    group = opened(page, address)
    expect(group.get_by_role("heading", level=3)).to_contain_text(f"3 \u00d7 {NAME}")
    give(group, points="4.5")
    expect(group.get_by_text("Given to 3")).to_be_visible()
    given: Hand = (4.5, COMMENT)
    assert by_hand(made) == {
        **dict.fromkeys(("ada", "ben", "cyd"), given),
        **dict.fromkeys(("dan", "eve"), NOTHING),
    }
    group.get_by_role("button", name=re.compile("Take back")).click()
    expect(group.get_by_text("Given to 3")).to_have_count(0)
    assert set(by_hand(made).values()) == {NOTHING}


_COUNT = """
const acts = (event) => {
  if (!event.isTrusted || ["Control", "Shift", "Meta", "Alt"].includes(event.key)) return;
  sessionStorage.setItem("acts", Number(sessionStorage.getItem("acts") || 0) + 1);
};
window.addEventListener("click", acts, true);
window.addEventListener("keydown", acts, true);
"""
WAYS = {
    "groups": "Comment on",
    "families": "Groups that fail alike, together",
    "offers": "Give what is offered",
    "offers, then families": "Give what is offered",
}
WORDS = NamedMistake("no sum", "It is one loss of many.", "", "Over which axis?", "ps1, 1")


def comment_on_all(page: Page) -> None:
    """Type a comment wherever the page leads, and give it by Ctrl+Enter, until nothing waits."""
    done = page.get_by_text("Every group that lost points has something")
    field = page.locator("textarea:focus")
    expect(field.or_(done)).to_be_visible()
    while field.count():
        page.keyboard.insert_text(" Look at 2 again.")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        expect(field.or_(done)).to_be_visible()


@pytest.mark.parametrize("way", WAYS)
def test_a_whole_evening(page: Page, made: MadeClass, review: Review, way: str) -> None:
    """Takes a whole evening as many clicks and keys as the benchmark says, to the last group?"""
    made.grade("fay", ["loss"], mistakes=[WORDS])
    made.grade("gil", ["loss"], mistakes=["a third"])
    made.grade("hal", ["gradient"], mistakes=["a fourth"])
    page.add_init_script(_COUNT)
    pages, found = Pages("/t/"), review.reader.answers()
    with running(review) as address:
        page.goto(address)
        page.get_by_role("link", name=WAYS[way]).click()
        if way.startswith("offers"):
            expect(page.get_by_text("To fay.")).to_be_visible()
            then = "Give, then groups" if "families" in way else "Give all that is ticked"
            page.get_by_role("button", name=then).click()
        comment_on_all(page)
    given = by_hand(made, (*STUDENTS, "fay", "gil", "hal"))
    assert {student for student, hand in given.items() if not hand[1]} == {"eve"}
    if way.startswith("offers"):
        then_by: Way = "families" if "families" in way else "groups"
        counted = acts_after_offers(left_after(found, "fay"), pages, then_by)
        assert given["fay"][1] == "It is one loss of many. Over which axis? Read again: ps1, 1."
    else:
        counted = acts(found, pages, way)  # type: ignore[arg-type]
    assert int(page.evaluate("sessionStorage.getItem('acts')")) == counted
    expected = {"groups": 6, "families": 3, "offers": 6, "offers, then families": 4}
    assert counted == expected[way]


def left_after(found: ClassAnswers, student: str) -> ClassAnswers:
    """Return a class as it is once a student has a comment."""
    (question,) = found.questions
    answer = question.answers[student]
    standing = replace(answer.standing, by_hand=ByHand(None, "given"))
    answers = {**question.answers, student: replace(answer, standing=standing)}
    return replace(found, questions=(replace(question, answers=answers),))


def test_enter_twice_and_a_way_past(page: Page, made: MadeClass, address: str) -> None:
    """Is nothing given twice by a nervous hand, and can a group be left for later by keys?"""
    made.grade("fay", ["inputs"])
    opened(page, address)
    page.get_by_role("link", name="All questions").click()
    page.get_by_role("link", name="Comment on").click()
    field = page.locator("textarea:focus")
    expect(field).to_have_attribute("id", "comment-1")
    page.keyboard.insert_text(COMMENT)
    page.evaluate(
        """() => { const field = document.activeElement;
        for (let n = 0; n < 3; n++) field.dispatchEvent(new KeyboardEvent("keydown",
            { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true })); }"""
    )
    expect(field).to_have_attribute("id", "comment-2")
    expect(page.get_by_text("Given to 3")).to_have_count(1)
    expect(page.locator("#went-on")).to_contain_text("1 \u00d7 failed: gradient")
    for _ in range(3):  # points, Give, Go on without
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("id", "comment-3")
    page.keyboard.insert_text("For fay.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name=f"Review: {ASSIGNMENT}")).to_be_visible()
    assert by_hand(made)["dan"] == NOTHING and by_hand(made)["ada"] == (None, COMMENT)


def test_a_stale_page_by_keys(page: Page, made: MadeClass, address: str) -> None:
    """Does Ctrl+Enter on a page that is out of date keep the words, and lead back to them?"""
    group = opened(page, address)
    made.grade("ben")
    group.get_by_label("Comment for").fill(COMMENT)
    page.keyboard.press("Control+Enter")
    expect(group.get_by_role("alert")).to_contain_text("ben")
    assert set(by_hand(made).values()) == {NOTHING}
    page.keyboard.press("Enter")  # on Reload, which has the focus
    field = page.locator("textarea:focus")
    expect(field).to_have_value(COMMENT)
    page.keyboard.press("Control+Enter")
    expect(group_of(page, NAME).get_by_text("Given to 2")).to_be_visible()
    assert by_hand(made)["ben"] == NOTHING and by_hand(made)["cyd"] == (None, COMMENT)


def test_offers_taken_back(page: Page, made: MadeClass, address: str) -> None:
    """Is what is unticked left out, all else given at once by keys, and taken back at once?"""
    for student, each in (("fay", WORDS), ("gil", structs.replace(WORDS, name="no mean"))):
        made.grade(student, ["loss"], mistakes=[each])
    made.grade("hal", ["gradient"], mistakes=[structs.replace(WORDS, name="no minus")])
    page.goto(f"{address}offers")
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    page.get_by_role("checkbox", name="no mean").uncheck()
    page.keyboard.press("Control+Enter")
    expect(page.locator("textarea:focus")).to_be_visible()
    given = by_hand(made, ("fay", "gil", "hal"))
    assert given["gil"] == NOTHING and given["fay"] == given["hal"] != NOTHING
    page.goto(f"{address}offers")
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_role("checkbox")).to_have_count(3)
    assert set(by_hand(made, ("fay", "gil", "hal")).values()) == {NOTHING}


def test_without_scripts(browser: Browser, made: MadeClass, address: str) -> None:
    """Is all to be read without scripts, with a word on what needs them?"""
    made.grade("fay", ["loss"], mistakes=[WORDS])
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Comment on").click()
    expect(page.get_by_text("giving, taking back and naming need scripts")).to_be_visible()
    expect(group_of(page, NAME)).to_contain_text("ada")
    page.goto(f"{address}offers")
    expect(page.get_by_text("giving, taking back and naming need scripts")).to_be_visible()
    context.close()


def test_a_person_is_asked_for(page: Page, made: MadeClass, address: str) -> None:
    """Is a student named who has a comment of their own, and does it stay if so wished?"""
    put(made, "ben", "Come and see me.")
    group = opened(page, address)
    expect(group.get_by_text("ben: Come and see me.")).to_be_visible()
    give(group)
    expect(group.get_by_role("alert")).to_contain_text("ben already")
    assert by_hand(made)["ada"] == NOTHING
    group.get_by_role("button", name="Leave theirs").click()
    expect(group.get_by_text("Given to 2")).to_be_visible()
    assert by_hand(made)["ada"] == (None, COMMENT)
    assert by_hand(made)["ben"] == (None, "Come and see me.")


def test_two_browsers(browser: Browser, page: Page, made: MadeClass, address: str) -> None:
    """Is the second of two browsers told what has changed, and does what was typed there stay?"""
    here = opened(page, address)
    other = browser.new_context()
    there = opened(other.new_page(), address)
    give(there, "From the other browser.")
    expect(there.get_by_text("Given to 3")).to_be_visible()
    give(here)
    expect(here.get_by_role("alert")).to_contain_text("ada, ben and cyd")
    assert by_hand(made)["ada"] == (None, "From the other browser.")
    here.get_by_role("button", name="Reload").click()
    expect(here.get_by_text("From the other browser.").first).to_be_visible()
    expect(here.get_by_label("Comment for")).to_have_value(COMMENT)
    other.close()


def test_graded_anew_meanwhile(page: Page, made: MadeClass, address: str) -> None:
    """Is a page that was left open told so when it is looked at, and is nothing given unseen?"""
    group = opened(page, address)
    group.get_by_label("Comment for").fill(COMMENT)
    made.grade("cyd")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("status")).to_contain_text("has changed since")
    group.get_by_role("button", name=re.compile("^Give to")).click()
    expect(group.get_by_role("alert")).to_contain_text("cyd")
    assert set(by_hand(made).values()) == {NOTHING}


def test_after_the_command_has_ended(page: Page, review: Review) -> None:
    """Does a page of a review that has ended say so, with what was typed still there?"""
    with running(review) as address:
        group = opened(page, address)
    give(group)
    expect(group.get_by_role("alert")).to_contain_text("can't be reached")
    expect(group.get_by_label("Comment for")).to_have_value(COMMENT)


def test_a_member_is_taken_out(page: Page, made: MadeClass, address: str) -> None:
    """Does one who was taken out get nothing that the group gets, until put back?"""
    group = opened(page, address)
    group.get_by_role("button", name="Take out of the group: ben").click()
    expect(page.get_by_text("taken out of its group")).to_be_visible()
    two = page.get_by_role("region").filter(
        has=page.get_by_role("heading", name=f"2 \u00d7 {NAME}")
    )
    give(two)
    expect(two.get_by_text("Given to 2")).to_be_visible()
    assert by_hand(made)["ben"] == NOTHING
    page.get_by_role("button", name="Put back: ben").click()
    expect(page.get_by_role("heading", name=f"3 \u00d7 {NAME}")).to_be_visible()


def test_the_bank_offers_it_again(page: Page, made: MadeClass, address: str) -> None:
    """Is a comment offered for another group of the question, and given from there?"""
    give(opened(page, address))
    expect(page.get_by_text("Given to 3")).to_be_visible()
    other = group_of(page, "failed: gradient")
    other.get_by_label("A comment from the bank").select_option(COMMENT)
    other.get_by_role("button", name="Give to 1").click()
    expect(page.get_by_text("Every group that lost points has something")).to_be_visible()
    assert by_hand(made)["dan"] == (None, COMMENT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, address: str, scheme: Any) -> None:
    """Does axe-core find no barrier on the index, and on a question with a gift and a refusal?"""
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    for _ in range(2):
        found = Axe().run(page)
        assert not found.violations_count, found.generate_report()
        group = opened(page, address)
        give(group)
        expect(group.get_by_text("Given to 3")).to_be_visible()
        give(group, "")
        expect(group.get_by_role("alert")).to_contain_text("nothing was given")


def test_nothing_is_cut_on_a_phone(page: Page, address: str) -> None:
    """Do the pages fit the width of a phone?"""
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(address)
    for _ in range(2):
        assert page.evaluate(_WIDER) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        opened(page, address)


def test_written_answers_by_keys(page: Page, made: MadeClass, address: str) -> None:
    """Can all answers in words be graded by number keys alone, with progress, to the last?"""
    answer_in_words(made)
    page.goto(address)
    page.get_by_role("link", name="why").click()
    for number in range(3):
        expect(page.get_by_text(re.compile(f"{3 - number} waits? for points"))).to_be_visible()
        page.keyboard.press(str(number + 1))
        page.keyboard.press(".")
        expect(page.get_by_label("Points")).to_have_value(f"{number + 1}.5")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Review: {ASSIGNMENT}")).to_be_visible()
    with made.gradebook() as book:
        given = {
            book.find_grade("why", "p1", ASSIGNMENT, student).manual_score
            for student in ("ada", "ben", "cyd")
        }
    assert given == {1.5, 2.5, 3.5}


def test_axe_on_a_written_answer(page: Page, made: MadeClass, address: str) -> None:
    """Does axe-core find no barrier on the page of an answer?"""
    alike = "Since addition of numbers commutes."
    answer_in_words(made, {"ada": alike, "ben": alike})
    with made.gradebook() as book:
        for student, points in (("ada", 2.0), ("ben", 3.0)):
            grade = book.find_grade("why", "p1", ASSIGNMENT, student)
            grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
    page.goto(f"{address}written/1/2")
    expect(page.get_by_text("read before you give points")).to_be_visible()
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


def test_two_graders_settle(page: Page, made: MadeClass, review: Review, address: str) -> None:
    """Does a second grader see none of the first's points, and can the two settle what stands?"""
    answer_in_words(made)
    page.goto(f"{address}written/1/1")
    for waiting in (3, 2, 1):
        expect(page.get_by_text(re.compile(f"{waiting} waits? for points"))).to_be_visible()
        page.keyboard.press("3")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Review: {ASSIGNMENT}")).to_be_visible()
    with running(Review(review.reader, review.store, blind=True)) as second:
        page.goto(second)
        page.get_by_role("link", name="why").click()
        for points in range(1, 4):
            expect(page.get_by_text(re.compile(f"{4 - points} waits? for points"))).to_be_visible()
            expect(page.get_by_label("Points")).to_have_value("")
            page.keyboard.press(str(points))
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Second grader")).to_be_visible()
    page.goto(address)
    page.get_by_role("link", name="how they agree").click()
    expect(page.get_by_text("3 answers graded by both, 1 of them equal")).to_be_visible()
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    answer = page.get_by_role("region").first
    expect(answer).to_contain_text("3 and 1 point")
    answer.get_by_role("button", name="The second's 1 instead").click()
    expect(answer.get_by_role("alert")).to_contain_text("gave 3 points, and 1 point would stand")
    answer.get_by_role("button", name="Replace them").click()
    expect(page.get_by_text("Settled: 1 point stands.")).to_be_visible()
    with made.gradebook() as book:
        grades = [
            book.find_grade("why", "p1", ASSIGNMENT, student) for student in ("ada", "ben", "cyd")
        ]
        assert sorted(each.manual_score for each in grades) == [1.0, 3.0, 3.0]


def test_several_groups_at_once(page: Page, made: MadeClass, address: str) -> None:
    """Do the ticked ones of the groups that fail alike have one comment, and the others none?"""
    made.grade("fay", ["loss"], mistakes=["another"])
    made.grade("gil", ["loss"], mistakes=["a third"])
    opened(page, address)
    family = page.get_by_role("group", name="3 groups, 5 answers: failed loss")
    family.get_by_role("checkbox", name="a third").uncheck()
    family.get_by_label("Comment for all in the ticked groups").fill("Look at 2 again.")
    family.get_by_role("button", name="Give to the ticked groups").click()
    expect(group_of(page, "another").get_by_text("Given to 4")).to_be_visible()
    expect(group_of(page, "another").get_by_text("1 of them in this group")).to_be_visible()
    assert by_hand(made)["ada"] == (None, "Look at 2 again.")
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    group_of(page, NAME).get_by_role("button", name=re.compile("Take back")).click()
    expect(page.get_by_text("Given to 4", exact=False)).to_have_count(0)
    assert set(by_hand(made).values()) == {NOTHING}


@pytest.fixture
def nameless(made: MadeClass, review: Review) -> Review:
    """Return the review with two who make a mistake that has no name, and their values."""
    write_solution(made)
    hand_in(made, review.store, {"fay": DOUBLED, "gil": DOUBLED})
    review.reader.forget_values()
    return review


def name_it(page: Page) -> Locator:
    """Fill in the form of the unnamed group, and send it; return the group."""
    group = page.get_by_role("region").filter(has_text="fay").first
    group.get_by_text("Give this mistake a name").click()
    for label, words in (
        ("Name, as", "x is doubled, too"),
        ("What is seen", "Twice too large."),
        ("A hint", "What should f(10) be?"),
        ("What to re-read", "ps1, 1"),
    ):
        group.get_by_label(label).fill(words)
    group.get_by_role("button", name="Make it a mistake of the course").click()
    return group


@pytest.mark.usefixtures("nameless")
def test_a_name_in_one_step(browser: Browser, page: Page, made: MadeClass, address: str) -> None:
    """Is a group's mistake written, shown as such, refused to a second browser, and taken out?"""
    opened(page, address)
    other = browser.new_context().new_page()
    opened(other, address)
    group = name_it(page)
    expect(group.get_by_role("alert").last).to_contain_text("known by the print of 2 answers")
    there = name_it(other)
    expect(there.get_by_role("alert").last).to_contain_text("called 'x is doubled, too' already")
    other.context.close()
    group.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("named since it was graded")).to_be_visible()
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert [each.name for each in read_own(ASSIGNMENT, made.folder).learned]
    known = page.get_by_role("region", name="What the catalogue knows")
    known.get_by_role("button", name=re.compile("^Take out of the catalogue")).click()
    expect(known.get_by_role("alert")).to_contain_text("no longer stands in")
    assert not read_own(ASSIGNMENT, made.folder).learned
