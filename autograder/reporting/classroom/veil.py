"""A class under pseudonyms: numbers that are drawn anew each time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import SystemRandom

from autograder.reporting.classroom.book import BookRecord
from autograder.reporting.classroom.load import ClassRecord, Member, Problem
from autograder.reporting.classroom.sheet import Sheet

_LEAST_LETTERS = 3  # of a part of a full name; shorter ones stand in other words
_WORDS_IN_CODE = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*", re.DOTALL
)


def anonymous(record: ClassRecord) -> ClassRecord:
    """Return the class with a pseudonym for each student, wherever a name of theirs stands.

    In code that is in comments and texts only: a variable may have the name of a person. Names
    that the gradebook doesn't know stay.
    """
    everybody = sorted({*record.book.rows, *record.book.people, *record.waiting})
    SystemRandom().shuffle(everybody)
    digits = len(str(len(everybody)))
    veil = {name: f"student {n:0{digits}}" for n, name in enumerate(everybody, start=1)}
    hide = _hider(veil, record.book.people)
    members = (_member(member, veil, hide) for member in record.members)
    return replace(
        record,
        book=_book(record.book, veil),
        members=tuple(sorted(members, key=lambda member: member.student)),
        waiting=tuple(sorted(veil[name] for name in record.waiting)),
        absent=tuple(sorted(veil[name] for name in record.absent)),
        problems=tuple(
            Problem(veil.get(each.student, ""), hide(each.sentence)) for each in record.problems
        ),
    )


def _book(book: BookRecord, veil: Mapping[str, str]) -> BookRecord:
    rows = {veil[name]: replace(row, student=veil[name]) for name, row in book.rows.items()}
    return replace(book, rows=rows, people={veil[name]: "" for name in book.people})


def _member(member: Member, veil: Mapping[str, str], hide: Callable[[str], str]) -> Member:
    sheets = {name: _sheet(sheet, hide) for name, sheet in member.sheets.items()}
    row = replace(member.row, student=veil[member.student])
    stopped = tuple(map(hide, member.stopped))
    return replace(member, row=row, sheets=sheets, stopped=stopped)


def _sheet(sheet: Sheet, hide: Callable[[str], str]) -> Sheet:
    def in_code(source: str) -> str:
        return _WORDS_IN_CODE.sub(lambda found: hide(found[0]), source)

    answers = {name: in_code(source) for name, source in sheet.answers.items()}
    return replace(sheet, answers=answers, differences=tuple(map(hide, sheet.differences)))


def _hider(veil: Mapping[str, str], people: Mapping[str, str]) -> Callable[[str], str]:
    """Return what replaces all names in a text, the longest first."""
    known = {name.lower(): alias for name, alias in veil.items()}
    for name, full in people.items():
        for part in (full, *full.split()):
            if len(part) >= _LEAST_LETTERS:
                known.setdefault(part.lower(), veil[name])
    longest = sorted(filter(None, known), key=len, reverse=True)
    if not longest:
        return lambda text: text
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: known.get(found[0].lower(), "student"), text)
