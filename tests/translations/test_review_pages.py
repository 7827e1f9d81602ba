"""The pages of a review in Chinese and in English: none has a sentence of the other language."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from autograder.findings.language import LANGUAGE, speaking
from autograder.findings.translation import read_entries
from autograder.gradebook.course import Course
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.pages import Pages, static_pages
from autograder.instructors.review.seen import Refused
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore, SecondMark
from autograder.results import NamedMistake
from benchmarks.languages import SENTENCE
from tests.conftest import ROOT
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.words import answer_in_words
from tests.translations.test_chinese import HAN, faults

KIT = ROOT / "autograder" / "findings" / "translations" / "zh" / "mistakes.toml"
# What people wrote, code, styles and scripts: in no language, or in that of who wrote it.
WRITTEN = re.compile(
    r"<(style|script|pre|blockquote|textarea|option|q)\b.*?</\1>|<code>.*?</code>"
    r'|<p class="said">.*?</p>',
    re.DOTALL,
)
TOLD = re.compile(r'(?:aria-label|title|data-label)="([^"]*)"')


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LANGUAGE, raising=False)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """Yield a review with a named group, one without a name, an exception and written answers."""
    made = MadeClass(tmp_path / "course")
    made.make()
    answer_in_words(made)
    for student in ("ida", "jon"):
        made.grade(student, ["loss"], mistakes=[known()])
    for student in ("eve", "fay"):
        made.grade(student, ["gradient"])
    made.grade("gil", error="ValueError")
    store = ReviewStore(made.folder)
    yield Review(AnswerReader(Course(made.folder, only_reads=True), ASSIGNMENT, store), store)
    store.close()


def known() -> NamedMistake:
    """Return a mistake of the kit, with all its words."""
    entries = read_entries(KIT)
    name = next(iter(entries)).rpartition(".")[0]
    said = [entries[f"{name}.{w}"].english for w in ("name", "seen", "why", "hint", "reread")]
    return NamedMistake(said[0], said[1], said[2], said[3], said[4])


def pages_of(review: Review) -> Iterator[tuple[str, str]]:
    """Yield all pages by name, in the language in force."""
    pages, found = Pages("/t/", review.reader.words()), review.reader.answers()
    written = review.written()
    yield "index", pages.index(found, "n", written, seconds=True)
    yield "question", pages.question(found, 1, review.store.givings(ASSIGNMENT), ())
    yield "offers", pages.offers(found, (), review.store.givings(ASSIGNMENT), "n")
    yield "second", pages.second_index(ASSIGNMENT, "n", written)
    yield "written", pages.written(written[0], 1, 1, (), "n")
    yield "blind", pages.written(written[0], 1, 2, (), "n", blind=True)
    yield "agreement", pages.agreement(ASSIGNMENT, review.agreements(), "n")
    yield "gone", pages.gone()
    yield from static_pages(found, (), (), say=review.reader.words()).items()


def said_on(page: str) -> list[str]:
    """Return what a page says itself, text by text."""
    bare = WRITTEN.sub("<br>", page)
    return [unescape(each).strip() for each in (*TOLD.findall(bare), *re.split(r"<[^>]*>", bare))]


def give_all(review: Review) -> None:
    """Give something to a group, and let a second grader give other points than the first."""
    (question,) = review.reader.answers().questions
    shown = Pages("/t/", review.reader.words()).offered(review.reader.answers(), ())
    assert shown[0].groups[0].offer
    (first, *_) = review.written()[0].answers
    review.store.swap_second_mark(
        ASSIGNMENT, (("p1", "why"), first.student), None, SecondMark(first.text, 1.0, "")
    )
    assert question.answers


@pytest.mark.parametrize("language", ["zh", ""])
def test_no_sentence_of_the_other(review: Review, language: str) -> None:
    """Is there no English sentence on a Chinese page, and no Chinese letter on an English one?"""
    give_all(review)
    with speaking(language):
        for name, page in pages_of(review):
            assert f'<html lang="{language or "en"}">' in page, name
            said = [each for each in said_on(page) if each]
            assert len(said) >= 3, name
            if language:
                assert [each for each in said if SENTENCE.search(each)] == [], name
                assert [each for each in said if faults(each)] == [], name
            else:
                assert [each for each in said if re.search(HAN, each)] == [], name


def test_mistakes_and_refusals(review: Review) -> None:
    """Are a mistake's name, its words as an offer, and why something is refused Chinese, too?"""
    with speaking("zh"):
        (offered,) = Pages("/t/", review.reader.words()).offered(review.reader.answers(), ())
        (shown,) = offered.groups
        assert shown.offer
        for said in (shown.title, shown.offer.comment):
            assert re.search(HAN, said) and not faults(said) and "〔英文〕" not in said
        with pytest.raises(Refused) as why:
            review.writer.take_back(99)
        assert re.search(HAN, str(why.value)) and not SENTENCE.search(str(why.value))
