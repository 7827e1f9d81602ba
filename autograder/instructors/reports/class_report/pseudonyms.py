"""A class under pseudonyms: numbers that are drawn anew each time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import SystemRandom
from typing import TYPE_CHECKING

from autograder.instructors.reports.class_report.load import (
    Problem,
)

if TYPE_CHECKING:
    from autograder.instructors.reports.class_report.load import (
        BookRecord,
        ClassRecord,
        StudentNotebook,
        StudentRecord,
    )

_LEAST_LETTERS = 3  # of a part of a full name; shorter ones stand in other words
_WORDS_IN_CODE = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*", re.DOTALL
)


def pseudonymized(record: "ClassRecord") -> "ClassRecord":
    """Return the class with a pseudonym for each student, wherever a name of theirs stands.

    In code that is in comments and texts only: a variable may have the name of a person. Names
    that the gradebook doesn't know stay.
    """
    everybody = sorted({*record.book.rows, *record.book.people, *record.waiting})
    SystemRandom().shuffle(everybody)
    digits = len(str(len(everybody)))
    pseudonyms = {name: f"student {n:0{digits}}" for n, name in enumerate(everybody, start=1)}
    hide = _hider(pseudonyms, record.book.people)
    members = (_member(member, pseudonyms, hide) for member in record.members)
    return replace(
        record,
        book=_book(record.book, pseudonyms),
        members=tuple(sorted(members, key=lambda member: member.student)),
        followers=frozenset(pseudonyms.get(name, "") for name in record.followers),
        waiting=tuple(sorted(pseudonyms[name] for name in record.waiting)),
        absent=tuple(sorted(pseudonyms[name] for name in record.absent)),
        problems=tuple(
            Problem(pseudonyms.get(each.student, ""), hide(each.sentence))
            for each in record.problems
        ),
    )


def _book(book: "BookRecord", pseudonyms: Mapping[str, str]) -> "BookRecord":
    rows = {
        pseudonyms[name]: replace(row, student=pseudonyms[name]) for name, row in book.rows.items()
    }
    return replace(book, rows=rows, people={pseudonyms[name]: "" for name in book.people})


def _member(
    member: "StudentRecord", pseudonyms: Mapping[str, str], hide: Callable[[str], str]
) -> "StudentRecord":
    notebooks = {name: _notebook(graded, hide) for name, graded in member.notebooks.items()}
    row = replace(member.row, student=pseudonyms[member.student])
    row = replace(row, answers={place: hide(said) for place, said in row.answers.items()})
    stopped = tuple(map(hide, member.stopped))
    return replace(member, row=row, notebooks=notebooks, stopped=stopped)


def _notebook(graded: "StudentNotebook", hide: Callable[[str], str]) -> "StudentNotebook":
    def in_code(source: str) -> str:
        return _WORDS_IN_CODE.sub(lambda found: hide(found[0]), source)

    answers = {name: in_code(source) for name, source in graded.answers.items()}
    requests = tuple(replace(each, text=hide(each.text)) for each in graded.requests)
    found = tuple(map(hide, graded.differences))
    return replace(graded, answers=answers, differences=found, requests=requests)


def _hider(pseudonyms: Mapping[str, str], people: Mapping[str, str]) -> Callable[[str], str]:
    """Return what replaces all names in a text, the longest first."""
    known = {name.lower(): alias for name, alias in pseudonyms.items()}
    for name, full in people.items():
        for part in (full, *full.split()):
            if len(part) >= _LEAST_LETTERS:
                known.setdefault(part.lower(), pseudonyms[name])
    longest = sorted(filter(None, known), key=len, reverse=True)
    if not longest:
        return lambda text: text
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: known.get(found[0].lower(), "student"), text)
