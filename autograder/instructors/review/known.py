"""What the catalogue knows of a question: whom each entry has helped to name, and who is next."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from autograder.course.folders import CourseError, in_course
from autograder.instructors.review.answers import Question, names_of
from autograder.instructors.review.groups import Group
from autograder.instructors.review.store import digest_of
from autograder.judging.mistakes.catalogue import mistakes_of, read_own
from autograder.judging.mistakes.learned import LearnedMistake

Source = Literal["learned", "catalogue"]


@dataclass(frozen=True)
class Entry:
    """A mistake that has a name, and how many `students` of this class read it."""

    name: str
    students: int
    learned: LearnedMistake | None = None


@dataclass(frozen=True)
class Known:
    """The entries for one question, what is made most first; `trouble` says why there are none.

    `since` are the names of groups, by key, that were learned since the class was graded;
    `sections` are what can be re-read.
    """

    entries: tuple[Entry, ...] = ()
    since: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def made(self) -> tuple[Entry, ...]:
        """The entries that somebody makes, and all that were learned."""
        return tuple(each for each in self.entries if each.students or each.learned)

    @property
    def nobody(self) -> tuple[str, ...]:
        """The names that nobody here has."""
        return tuple(each.name for each in self.entries if not each.students)

    @property
    def state(self) -> str:
        """A digest that changes when an entry does."""
        return digest_of([each.learned.etag for each in self.entries if each.learned], self.trouble)


NOTHING = Known()


def known_of(root: Path, assignment: str, question: Question, groups: tuple[Group, ...]) -> Known:
    """Return what is known of a question's function, and of these groups."""
    results = (each.result.question for each in question.answers.values())
    function = next((each.question for each in results if each), "")
    counts = Counter(
        name for each in question.answers.values() for name in dict.fromkeys(names_of(each))
    )
    try:
        own = read_own(assignment, root)
        with in_course(root):
            mistakes = mistakes_of(function, assignment)
    except CourseError as error:
        return Known(trouble=str(error))
    learned = [each for each in own.learned if each.of == function]
    entries = [Entry(each.name, counts[each.name], each) for each in learned]
    entries += [Entry(each.name, counts[each.name]) for each in mistakes]
    since = _since(root, assignment, groups) if learned else {}
    sections = dict.fromkeys([e.reread for e in learned] + [e.reread for e in mistakes])
    return Known(
        tuple(sorted(entries, key=lambda each: (-each.students, each.name))), since, tuple(sections)
    )


def _since(root: Path, assignment: str, groups: tuple[Group, ...]) -> dict[str, str]:
    from autograder.judging.fingerprints.learning import learned_as  # where something is learned

    found = {}
    for group in groups:
        values = group.members[0].values
        if not group.names and group.kind in ("wrong", "alone") and values is not None:
            name = learned_as(assignment, root, values.taken)
            if name:
                found[group.key] = name
    return found
