"""An unnamed group becomes a mistake: written into the course's file, and taken out of it again.

As with what is given, the page says which members it saw; if the group is another one by now,
nothing is written. The words are a person's; the print is of values in the instructor's own store.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from autograder.batch.lock import CourseLocked, lock_course
from autograder.course.folders import CourseError, in_course, mistakes_file
from autograder.findings import Code, Finding, text
from autograder.instructors.review.answers import Answer
from autograder.instructors.review.bank import as_said
from autograder.instructors.review.groups import Group
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.seen import Given, Refused, group_seen
from autograder.judging.fingerprints.keeping import forget_learned, keep_learned
from autograder.judging.mistakes.catalogue import mistakes_of, read_own
from autograder.judging.mistakes.learned import LearnedMistake

if TYPE_CHECKING:
    from autograder.judging.fingerprints.learning import GroupPrint

# What is found of how a function works, or beside another one of the student's: no print tells it.
_OTHERWISE = frozenset(
    {
        Code.ARGUMENT_CHANGED,
        Code.INPUTS_CHANGED,
        Code.LOOP_OVER_EXAMPLES,
        Code.BY_DIFFERENCES,
        Code.NOTHING_TO_AGREE_WITH,
        Code.LOSS_DIFFERS,
        Code.GRADIENT_DIFFERS,
    }
)
LONGEST = {"name": 120, "seen": 1_000, "why": 1_000, "hint": 1_000, "reread": 200}
_SHORTEST_LINE = 12  # shorter ones, such as `else:`, stand in any program


class Lesson(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a group's mistake, and the group as it was seen (`members`: etags by student)."""

    notebook: str
    cell: str
    members: dict[str, str]
    name: str
    seen: str
    hint: str
    reread: str
    why: str = ""


class Forgotten(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry to be taken out, as it was seen."""

    function: str
    name: str
    etag: str


class Teacher:
    """Adds to what the catalogue knows of one assignment, and takes it back."""

    def __init__(self, reader: AnswerReader) -> None:
        self._reader = reader
        self._root: Path = reader.course.root
        self._assignment: str = reader.assignment

    def learn(self, lesson: Lesson) -> Given:
        """Make a mistake of a group; raises Refused, and nothing is written then."""
        found = self._reader.answers()
        question = found.question((lesson.notebook, lesson.cell))
        if question is None:
            raise Refused("changed", text("review.no-question"))
        said = {word: _in_one_line(getattr(lesson, word)) for word in LONGEST}
        _must_be_words(said)
        group = group_seen(found, question, lesson.members)
        function = _must_be_nameless(group)
        _must_hold_no_code(said, group.members)
        with _held(self._root):
            self._must_be_free(said["name"], function)
            made = self._print(function, group)
            entry = LearnedMistake(
                **said,
                of=function,
                signature=made.signature,
                inputs=made.inputs,
                facets=_facets(group.members[0]),
                print=made.lines,
            )
            keep_learned(self._assignment, self._root, entry, made.stored)
        return Given(sum(made.members), notes=tuple(self._notes(group, made)))

    def forget(self, forgotten: Forgotten) -> Given:
        """Take an entry out of the file; raises Refused, and nothing is written then."""
        with _held(self._root):
            known = read_own(self._assignment, self._root).learned
            its = (e for e in known if (e.of, e.name) == (forgotten.function, forgotten.name))
            entry = next(its, None)
            if entry is None or entry.etag != forgotten.etag:
                raise Refused("changed", text("learn.other-entry", name=forgotten.name))
            forget_learned(self._assignment, self._root, entry)
        return Given(1, notes=(text("learn.forgotten", **self._about(entry.name)),))

    def _about(self, name: str) -> dict[str, object]:
        path = mistakes_file(self._assignment, self._root)
        return {
            "name": name,
            "path": path.relative_to(self._root),
            "assignment": self._assignment,
        }

    def _must_be_free(self, name: str, function: str) -> None:
        def same(other: str) -> bool:
            return _in_one_line(other).casefold() == name.casefold()

        learned = read_own(self._assignment, self._root).learned
        if any(same(each.name) for each in learned if each.of == function):
            raise Refused("invalid", text("learn.name-learned", name=name))
        with in_course(self._root):
            if any(same(each.name) for each in mistakes_of(function, self._assignment)):
                raise Refused("invalid", text("learn.name-known", name=name))

    def _print(self, function: str, group: Group) -> "GroupPrint":
        from autograder.judging.fingerprints.learning import NoPrint, print_of  # loads all facets

        values = [each.values.taken for each in group.members if each.values is not None]
        try:
            made = print_of(self._assignment, self._root, function, values)
        except NoPrint as error:
            raise Refused("invalid", text(f"learn.{error.why}", function=function)) from error
        if made.known:
            raise Refused("invalid", text("learn.print-known", names=" + ".join(made.known)))
        return made

    def _notes(self, group: Group, made: "GroupPrint") -> Iterator[str]:
        entry = read_own(self._assignment, self._root).learned[-1]
        yield text("learn.written", count=sum(made.members), **self._about(entry.name))
        beyond = [
            each.student for each, told in zip(group.members, made.members, strict=True) if not told
        ]
        if beyond:
            yield text("learn.beyond", names=beyond)


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Hold the course while the file of mistakes is looked at and written; refuse in words."""
    try:
        with lock_course(root):
            yield
    except CourseLocked as error:
        raise Refused("busy", text("review.held", **error.holder)) from error
    except CourseError as error:
        raise Refused("busy", str(error)) from error


def _in_one_line(words: str) -> str:
    """Return words as they are kept: nothing that nobody sees, and letters as one writes them."""
    return " ".join(as_said(unicodedata.normalize("NFC", words)).split())


def _must_be_words(said: Mapping[str, str]) -> None:
    for word, most in LONGEST.items():
        if not said[word] and word != "why":
            raise Refused("invalid", text("learn.blank", word=text(f"learn.{word}")))
        if len(said[word]) > most:
            given = {"word": text(f"learn.{word}"), "most": most}
            raise Refused("invalid", text("learn.too-long", **given))


def _must_be_nameless(group: Group) -> str:
    """Return the function that a group is about; raises Refused for what can't be learned."""
    if group.names:
        raise Refused("invalid", text("learn.named", name=group.names[0][0]))
    if group.kind not in ("wrong", "alone") or not group.failed:
        raise Refused("invalid", text("learn.no-points-lost"))
    question = group.members[0].result.question
    if question is None or any(each.values is None for each in group.members):
        raise Refused("invalid", text("learn.no-values"))
    if not _facets(group.members[0]):
        raise Refused("invalid", text("learn.otherwise"))
    return question.question


def _must_hold_no_code(said: Mapping[str, str], members: Iterable[Answer]) -> None:
    words = "".join("".join(each.split()) for each in said.values())
    for line in (line for each in members for line in each.source.splitlines()):
        bare = "".join(line.split("#")[0].split())
        if len(bare) >= _SHORTEST_LINE and bare in words:
            raise Refused("invalid", text("learn.code", line=line.strip()))


def _facets(answer: Answer) -> tuple[str, ...]:
    """Return the facets that failed for what the function returned."""
    question = answer.result.question
    return tuple(
        each.name
        for each in (question.facets if question else ())
        if not each.passed and not _codes(each.finding) & _OTHERWISE
    )


def _codes(finding: Finding | None) -> frozenset[str]:
    """Return the code of a finding, and of those that are parts of it."""
    if finding is None:
        return frozenset()
    parts: Sequence[object] = [
        part
        for value in finding.values.values()
        for part in (value if isinstance(value, tuple) else (value,))
    ]
    inner = (_codes(part) for part in parts if isinstance(part, Finding))
    return frozenset({finding.code}).union(*inner)
