"""An unnamed group becomes a mistake in one step; what would lose or blur something is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.lock import lock_course
from autograder.course.folders import CourseError
from autograder.instructors.review.groups import groups_of
from autograder.instructors.review.known import Known
from autograder.instructors.review.learning import Forgotten, Lesson
from autograder.instructors.review.seen import Given, Refused
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from autograder.judging.facets.functions import facets_of
from autograder.judging.fingerprints.stale import said_of_learned
from autograder.judging.mistakes.catalogue import read_own
from autograder.judging.mistakes.learned import inputs_file
from autograder.judging.question import judge
from autograder.results import QuestionResult
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.taught import (
    DOUBLED,
    ENDS,
    FLAT,
    NEARLY,
    SOLUTION,
    function_of,
    hand_in,
    write_solution,
)

WORDS = {
    "name": "x is doubled, too",
    "seen": "What is added is twice too large.",
    "why": "A bracket closes late.",
    "hint": "What should f(10) be?",
    "reread": "ps1, 1 · Bends",
}
OLD = "# Mistakes of ps1, by hand.\n[sections]\nbends = 'ps1, 1 · Bends'  # one\n"


@pytest.fixture(autouse=True)
def course(made: MadeClass, store: ReviewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two make one mistake, and a third another."""
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    write_solution(made)
    (made.folder / "mistakes").mkdir()
    file_of(made).write_text(OLD, encoding="utf-8")
    hand_in(made, store, {"ada": DOUBLED, "ben": DOUBLED.replace("bent", "b"), "cyd": FLAT})


def file_of(made: MadeClass) -> Any:
    """Return the course's file of mistakes."""
    return made.folder / "mistakes" / f"{ASSIGNMENT}.toml"


def lesson(review: Review, student: str = "ada", **words: str) -> Lesson:
    """Return what the page sends for a student's group, as it is now."""
    review.reader.forget_values()
    found = review.reader.answers()
    (question,) = found.questions
    group = next(each for each in groups_of(found, question) if student in each.students)
    members = {each.student: each.etag for each in group.members}
    return Lesson(*question.place, members, **{**WORDS, **words})


def refused(done: Callable[[], Given]) -> Refused:
    """Return why something is refused."""
    with pytest.raises(Refused) as why:
        done()
    return why.value


def known(review: Review) -> Known:
    """Return what the page has of the catalogue."""
    return review.known(review.reader.answers(), 1)


def graded(made: MadeClass, answer: str, failing: str = "loss") -> QuestionResult:
    """Grade a student's function as the hidden test does, with a facet of another name."""
    facets = facets_of(lambda rng: {"x": (rng.normal(size=(4, 3)),)}, None, (), 1e-5, None)
    facets = {failing: facets["value"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(made.folder))
        names = {"f": function_of(answer)}
        return judge(facets, ASSIGNMENT, names, "f", {failing: 2.0})


def test_one_step(made: MadeClass, review: Review) -> None:
    """Is the mistake written with its words, and named in whoever makes it, in other code too?"""
    done = review.teacher.learn(lesson(review))
    assert done.count == 2 and f"autograder grade {ASSIGNMENT}" in done.notes[0]
    assert file_of(made).read_text("utf-8").startswith(OLD + "\n[[learned]]\n")
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    assert {word: getattr(entry, word) for word in WORDS} == WORDS
    assert entry.signature == "f(x)" and entry.facets == ("loss",)
    (found,) = graded(made, "def f(x):\n    return x + x + np.tanh(x) * 2").mistakes
    assert {word: getattr(found, word) for word in WORDS} == WORDS and found.known
    assert not graded(made, FLAT).mistakes
    assert not graded(made, DOUBLED, failing="another").mistakes


def test_no_line_of_anybody_is_kept(made: MadeClass, review: Review) -> None:
    """Does no file of the course hold a line of a student's, and is one in the words refused?"""
    review.teacher.learn(lesson(review))
    for path in (file_of(made), inputs_file(ASSIGNMENT, made.folder)):
        text = path.read_text("utf-8")
        assert "tanh" not in text and "ada" not in text
    sent = lesson(review, "cyd", name="another", hint="Why return  np.tanh(x) at all?")
    assert "return np.tanh(x)" in str(refused(lambda: review.teacher.learn(sent)))


def test_whom_it_helped(made: MadeClass, review: Review) -> None:
    """Does the page say who has learned since, and after grading how many read the name?"""
    review.teacher.learn(lesson(review))
    (entry,) = known(review).entries
    assert (entry.name, entry.students) == (WORDS["name"], 0)
    assert known(review).nobody == (WORDS["name"],)
    assert list(known(review).since.values()) == [WORDS["name"]]
    for student in ("ada", "ben"):
        made.grade(student, ["loss"], answer=DOUBLED, mistakes=[WORDS["name"]])
    (entry,) = known(review).entries
    assert entry.students == 2 and not known(review).nobody


def test_undone(made: MadeClass, review: Review) -> None:
    """Is the file as it was when the entry is taken out, and an entry that was changed kept?"""
    review.teacher.learn(lesson(review))
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    seen = Forgotten("f", entry.name, entry.etag)
    mended = file_of(made).read_text("utf-8").replace("twice too large", "too large")
    file_of(made).write_text(mended, encoding="utf-8")
    assert refused(lambda: review.teacher.forget(seen)).why == "changed"
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    assert review.teacher.forget(Forgotten("f", entry.name, entry.etag)).count == 1
    assert file_of(made).read_text("utf-8") == OLD
    assert not inputs_file(ASSIGNMENT, made.folder).exists()
    assert not graded(made, DOUBLED).mistakes


def test_what_a_person_wrote_stays(made: MadeClass, review: Review) -> None:
    """Do comments and entries that were added by hand between two lessons stay where they are?"""
    review.teacher.learn(lesson(review))
    by_hand = "\n# A comment of mine.\n[[same]]\nof = 'g'\nfunctions = ['f']\n"
    file_of(made).write_text(file_of(made).read_text("utf-8") + by_hand, encoding="utf-8")
    review.teacher.learn(lesson(review, "cyd", name="nothing is added"))
    first, second = read_own(ASSIGNMENT, made.folder).learned
    review.teacher.forget(Forgotten("f", first.name, first.etag))
    review.teacher.forget(Forgotten("f", second.name, second.etag))
    assert file_of(made).read_text("utf-8") == OLD + by_hand


def test_line_ends_of_another_system(made: MadeClass, review: Review) -> None:
    """Does a file of another system's line ends keep them, and all of its bytes?"""
    file_of(made).write_bytes(OLD.replace("\n", "\r\n").encode())
    review.teacher.learn(lesson(review))
    assert file_of(made).read_bytes().startswith(OLD.replace("\n", "\r\n").encode())
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    review.teacher.forget(Forgotten("f", entry.name, entry.etag))
    assert file_of(made).read_bytes() == OLD.replace("\n", "\r\n").encode()


def test_names_and_prints_that_clash(made: MadeClass, review: Review) -> None:
    """Is a name that is taken refused, and a second name for what has one, by two browsers too?"""
    first, second = lesson(review), lesson(review, name="another name")
    review.teacher.learn(first)
    before = file_of(made).read_text("utf-8")
    assert WORDS["name"] in str(refused(lambda: review.teacher.learn(second)))
    taken = lesson(review, "cyd", name=" X is  doubled, too ")
    assert "called" in str(refused(lambda: review.teacher.learn(taken)))
    assert file_of(made).read_text("utf-8") == before


CHANGES: dict[str, Callable[[MadeClass], object]] = {
    "graded anew": lambda made: made.grade("ben", ["loss"], answer="def f(x):\n    return 7"),
    "right now": lambda made: made.grade("ben"),
    "named now": lambda made: made.grade("ben", ["loss"], answer=DOUBLED, mistakes=["other"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_group_that_is_another_one(made: MadeClass, review: Review, change: str) -> None:
    """Is nothing written, and the student named, when the group changed since it was seen?"""
    sent = lesson(review)
    CHANGES[change](made)
    why = refused(lambda: review.teacher.learn(sent))
    assert why.why == "changed" and "ben" in str(why)
    assert file_of(made).read_text("utf-8") == OLD


@pytest.mark.parametrize(
    ("words", "said"), [({"name": " "}, "the name"), ({"name": "\u200b"}, "the name"),
                        ({"seen": "\u3164"}, "what is seen"), ({"hint": ""}, "the hint"),
                        ({"seen": "x" * 1001}, "1,000")]
)  # fmt: skip
def test_words_that_are_missing(review: Review, words: dict[str, str], said: str) -> None:
    """Is it said which words are missing, or too many?"""
    assert said in str(refused(lambda: review.teacher.learn(lesson(review, **words))))


@pytest.mark.parametrize(("answer", "said"), [(ENDS, "exception"), (NEARLY, "nearly")])
def test_what_no_print_tells(
    made: MadeClass, review: Review, store: ReviewStore, answer: str, said: str
) -> None:
    """Is no mistake made of what would blame others: exceptions alone, or nearly right results?"""
    hand_in(made, store, {"eve": answer})
    assert said in str(refused(lambda: review.teacher.learn(lesson(review, "eve"))))
    assert file_of(made).read_text("utf-8") == OLD


def test_a_file_that_cant_be_read(made: MadeClass, review: Review) -> None:
    """Is a file that a person has spoilt meanwhile left alone, and is it said what to mend?"""
    sent = lesson(review)
    for spoilt in (OLD + "[[learned]]\nname = 'n'\n", OLD + "[[learned"):
        file_of(made).write_text(spoilt, encoding="utf-8")
        why = refused(lambda: review.teacher.learn(sent))
        assert why.why == "busy" and str(file_of(made)) in str(why)
        assert file_of(made).read_text("utf-8") == spoilt
    assert "can't be read" in known(review).trouble


def test_a_file_that_takes_no_entry(made: MadeClass, review: Review) -> None:
    """Is a file that is right, and at whose end nothing can stand, left as it is?"""
    sent, whole = lesson(review), f"learned = []\n{OLD}"
    file_of(made).write_text(whole, encoding="utf-8")
    assert "takes no entry" in str(refused(lambda: review.teacher.learn(sent)))
    assert file_of(made).read_text("utf-8") == whole


def test_one_name_in_other_letters(made: MadeClass, review: Review) -> None:
    """Is a name one, however its accents are written, and kept without what nobody sees?"""
    review.teacher.learn(lesson(review, name="caf\u00e9\x07 loss"))
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    assert entry.name == "caf\u00e9 loss"
    twice = lesson(review, "cyd", name="cafe\u0301 loss")
    assert "caf\u00e9 loss" in str(refused(lambda: review.teacher.learn(twice)))


def test_while_the_class_is_graded(made: MadeClass, review: Review) -> None:
    """Is the file left alone while somebody grades with it?"""
    sent = lesson(review)
    with lock_course(made.folder):
        assert refused(lambda: review.teacher.learn(sent)).why == "busy"
    assert review.teacher.learn(sent).count == 2


def test_the_signature_changes(made: MadeClass, review: Review) -> None:
    """Does a print outlive another solution, and is it said when the function is another one?"""
    review.teacher.learn(lesson(review))
    write_solution(made, SOLUTION.replace("2 * bent + x", "x + 2 * bent"))
    assert graded(made, DOUBLED).mistakes and not said_of_learned(ASSIGNMENT, made.folder)
    write_solution(made, SOLUTION.replace("def f(x)", "def f(x, of=1)"))
    assert not graded(made, DOUBLED).mistakes
    (said,) = said_of_learned(ASSIGNMENT, made.folder)
    assert WORDS["name"] in said and "f(x, of=1)" in said and "autograder review" in said
    assert len(read_own(ASSIGNMENT, made.folder).learned) == 1


def test_other_ways_to_be_out_of_date(made: MadeClass, review: Review) -> None:
    """Is it said when the inputs are gone, or what was wrong is right now?"""
    review.teacher.learn(lesson(review))
    path = inputs_file(ASSIGNMENT, made.folder)
    kept = path.read_text("utf-8")
    path.unlink()
    assert "inputs" in said_of_learned(ASSIGNMENT, made.folder)[0]
    assert not graded(made, DOUBLED).mistakes
    path.write_text(kept, encoding="utf-8")
    write_solution(made, SOLUTION.replace("2 * bent + x", "2 * (bent + x)"))
    assert "solution now returns" in said_of_learned(ASSIGNMENT, made.folder)[0]


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _endless(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


SPOILT: dict[str, Callable[[Path], object]] = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-30]),
    "empty": lambda path: path.write_bytes(b""),
    "a list": lambda path: path.write_text("[]"),
    "of another format": lambda path: path.write_text('{"format": 99, "functions": {}}'),
    "functions in a list": lambda path: path.write_text('{"format": 1, "functions": []}'),
    "a function of another kind": lambda path: path.write_text(
        '{"format": 1, "functions": {"f": 3}}'
    ),
    "a function's part is gone": lambda path: path.write_text(
        path.read_text("utf-8").replace('"arrays"', '"array"')
    ),
    "no text": lambda path: path.write_bytes(b"\xff\xfe"),
    "too deep": lambda path: path.write_text("[" * 100_000),
    "a folder": _folder,
    "unreadable": _endless,
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_inputs_that_cant_be_read(made: MadeClass, review: Review, spoil: str) -> None:
    """Are spoilt inputs left as they are, refused by file and what to do, and said at release?"""
    review.teacher.learn(lesson(review))
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    sent = lesson(review, "cyd", name="nothing is added")
    path, words = inputs_file(ASSIGNMENT, made.folder), file_of(made).read_text("utf-8")
    SPOILT[spoil](path)
    as_it_was = path.read_bytes() if path.is_file() else path.lstat().st_mode
    forgotten = Forgotten("f", entry.name, entry.etag)
    for act in (lambda: review.teacher.learn(sent), lambda: review.teacher.forget(forgotten)):
        why = refused(act)
        assert why.why == "busy" and str(path) in str(why) and "version control" in str(why)
    (said,) = said_of_learned(ASSIGNMENT, made.folder)
    assert str(path) in said and "nobody is told" in said
    assert not graded(made, DOUBLED).mistakes
    assert (path.read_bytes() if path.is_file() else path.lstat().st_mode) == as_it_was
    assert file_of(made).read_text("utf-8") == words


def test_inputs_for_nothing(made: MadeClass, review: Review) -> None:
    """Is a file of inputs in which nothing stands no trouble, and spoilt inputs alone one?"""
    path = inputs_file(ASSIGNMENT, made.folder)
    path.write_text('{"format": 1, "functions": {}}')
    assert review.teacher.learn(lesson(review)).count == 2
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    review.teacher.forget(Forgotten("f", entry.name, entry.etag))
    path.write_bytes(b"{")
    assert str(path) in said_of_learned(ASSIGNMENT, made.folder)[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: {**entry, "colour": "red"},
        lambda entry: {**entry, "hint": " "},
        lambda entry: {**entry, "print": ["1 2 3"]},
        lambda entry: {**entry, "facets": "loss"},
        lambda entry: {k: v for k, v in entry.items() if k != "of"},
    ],
)
def test_an_entry_that_is_not_whole(
    made: MadeClass, review: Review, spoil: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Is an entry that a person has spoilt refused by file, number, name and what to do?"""
    review.teacher.learn(lesson(review))
    (entry,) = read_own(ASSIGNMENT, made.folder).learned
    said = spoil(json.loads(entry.etag))
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items()]
    file_of(made).write_text("[[learned]]\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(CourseError) as why:
        read_own(ASSIGNMENT, made.folder)
    for part in (str(file_of(made)), "learned mistake 1", WORDS["name"], "version control"):
        assert part in str(why.value)
