"""Which row of a platform's table is which student of the gradebook."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.findings import text
from autograder.instructors.lms.export.grades import Person
from autograder.instructors.lms.export.sheet import listed


@dataclass(frozen=True)
class RowPerson:
    """Who a row is about: a number in the table, their name, and what identifies them.

    `lms_ids` are the platform's own ids, `logins` ids, logins and e-mails, `downloads` what the
    names of downloaded submissions say, which a gradebook may have as the student's id.
    """

    number: int
    name: str
    lms_ids: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    downloads: frozenset[str] = frozenset()


@dataclass
class Matches:
    """Rows by the student's id; why others have none; rows that nobody has."""

    rows: dict[str, int] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    unknown: list[RowPerson] = field(default_factory=list)


def match_people(people: Sequence[Person], rows: Sequence[RowPerson]) -> Matches:
    """Match by id, login and e-mail; by name only where these are silent.

    A student that fits several rows, and rows that fit several students, are left alone: a grade
    in the wrong row is worse than none.
    """
    ids, names, labels = _by_id(rows), _by_name(rows), {row.number: row.name for row in rows}
    by_number = {row.number: row for row in rows}
    found = {each.id: _fitting(each, ids, names, by_number) for each in people}
    takers = defaultdict(list)
    for student, numbers in found.items():
        if len(numbers) == 1:
            takers[next(iter(numbers))].append(student)
    matches = Matches()
    for student, numbers in found.items():
        fitting = sorted(numbers)
        if not fitting:
            matches.problems[student] = _why_none(student, ids, by_number)
        elif len(fitting) > 1:
            titles = listed([labels[number] for number in fitting])
            matches.problems[student] = text("export.ambiguous", count=len(fitting), rows=titles)
        elif len(takers[fitting[0]]) > 1:
            others = listed([each for each in takers[fitting[0]] if each != student])
            matches.problems[student] = text("export.taken", row=labels[fitting[0]], others=others)
        else:
            matches.rows[student] = fitting[0]
    touched = set().union(*found.values()) if found else set()
    matches.unknown = [row for row in rows if row.number not in touched]
    return matches


def words(name: str) -> frozenset[str]:
    """Return a name without order, case, accents and commas."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return frozenset(kept.split())


def _fitting(
    person: Person,
    ids: Mapping[tuple[str, str], set[int]],
    names: Mapping[frozenset[str], set[int]],
    rows: Mapping[int, RowPerson],
) -> set[int]:
    def having(*keys: tuple[str, str]) -> set[int]:
        return {row for kind, key in keys if key for row in ids.get((kind, key.casefold()), ())}

    own = words(f"{person.first} {person.last}")
    called = names.get(own, set())
    sure = having(("lms", person.lms_id), ("login", person.id), ("login", person.email))
    sure = sure or having(("login", person.lms_id))
    if not sure:
        # A number in the names of downloads may be somebody's id by chance: a name tells.
        known = having(("download", person.id))
        sure = {row for row in known if not own or _is_called(rows[row], own)}
    if not sure:
        return {row for row in called if _may_be(rows[row], person)}
    return sure if not called or sure & called else sure | called


def _why_none(
    student: str, ids: Mapping[tuple[str, str], set[int]], rows: Mapping[int, RowPerson]
) -> str:
    """Return why no row fits a student: none is like it, or one with that number is another's."""
    others = sorted(ids.get(("download", student.casefold()), ()))
    if others:
        return text("export.other-name", row=listed([rows[each].name for each in others]))
    return text("export.no-row")


def _is_called(row: RowPerson, name: frozenset[str]) -> bool:
    called = words(row.name)
    return not called or not called.isdisjoint(name)


def _may_be(row: RowPerson, person: Person) -> bool:
    """Return whether a row of somebody's name may be theirs: it has no other number."""
    return not (person.lms_id and row.lms_ids) or person.lms_id in row.lms_ids


def _by_id(rows: Sequence[RowPerson]) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        kinds = (("lms", row.lms_ids), ("login", row.logins), ("download", row.downloads))
        for kind, keys in kinds:
            for key in keys:
                found[kind, key.casefold()].add(row.number)
    return found


def _by_name(rows: Sequence[RowPerson]) -> dict[frozenset[str], set[int]]:
    found: dict[frozenset[str], set[int]] = defaultdict(set)
    for row in rows:
        if words(row.name):
            found[words(row.name)].add(row.number)
    return found
