"""Whose row is whose: surely, or not at all."""

from autograder.instructors.lms.export.grades import Person
from autograder.instructors.lms.export.people import RowPerson, match_people


def row(number: int, name: str, lms_id: str = "", *logins: str) -> RowPerson:
    """Return a row as Canvas has them."""
    own = frozenset([lms_id] if lms_id else ())
    return RowPerson(number, name, own, frozenset(logins), own)


ADA = Person("ada", "Ada", "Lovelace", "ada@uni.example", "501")


def test_by_each_key() -> None:
    """Does the platform's id, a login, an e-mail or a name, in any order and case, do alone?"""
    for found in (
        row(7, "?", "501"),
        row(7, "?", "", "ADA"),
        row(7, "?", "", "Ada@Uni.Example"),
        row(7, "LOVELACE, Ada"),
    ):
        assert match_people([ADA], [row(3, "Ben", "9"), found]).rows == {"ada": 7}


def test_an_id_of_another_kind() -> None:
    """Is a student's own number not taken for another's number on the platform?"""
    people = [Person("501", "Ben", "Bo"), ADA]
    rows = [row(1, "Lovelace, Ada", "501"), row(2, "Bo, Ben", "502", "501")]
    assert match_people(people, rows).rows == {"501": 2, "ada": 1}


def test_a_namesake_of_another_number() -> None:
    """Is a row with somebody's name and another number on the platform somebody else's?"""
    found = match_people([ADA], [row(1, "Lovelace, Ada", "777")])
    assert not found.rows and found.problems["ada"].startswith("no row has")
    assert match_people([ADA], [row(1, "Lovelace, Ada")]).rows == {"ada": 1}


def test_an_id_that_is_a_number_by_chance() -> None:
    """Is a student whose id is another's number on the platform not that other?"""
    tom = Person("41", "Tom", "Hat")
    found = match_people([tom], [row(1, "Person, Other", "41")])
    assert (found.rows, found.problems["41"]) == (
        {},
        "the row with that number is of Person, Other",
    )
    wei = Person("zhangw", "伟", "张", "", "s123")
    assert match_people([wei], [row(1, "Zhang, Wei", "9", "s123")]).rows == {"zhangw": 1}
    assert match_people([tom], [row(1, "Hat, Thomas", "41")]).rows == {"41": 1}
    assert match_people([Person("41", "", "")], [row(1, "Person, Other", "41")]).rows == {"41": 1}


def test_contradictions() -> None:
    """Is nobody matched when the id says one row and the name another?"""
    rows = [row(1, "Bo, Ben", "501"), row(2, "Lovelace, Ada", "502")]
    found = match_people([ADA], rows)
    assert not found.rows
    assert found.problems["ada"] == "it fits 2 rows (Bo, Ben, Lovelace, Ada)"


def test_namesakes() -> None:
    """Are two of one name told apart by ids, and both left alone without?"""
    rows = [row(1, "Ada Lovelace", "501"), row(2, "Ada Lovelace", "502")]
    other = Person("al2", "Ada", "Lovelace", "", "502")
    assert match_people([ADA, other], rows).rows == {"ada": 1, "al2": 2}
    unknown = [Person("x", "Ada", "Lovelace"), Person("y", "Ada", "Lovelace")]
    assert not match_people(unknown, rows).rows
    found = match_people(unknown, rows[:1])
    assert not found.rows
    assert found.problems["x"] == "its row (Ada Lovelace) also fits y"


def test_strangers() -> None:
    """Are rows of nobody, and people without a row, told?"""
    found = match_people([ADA], [row(1, "Bo, Ben", "9")])
    assert [each.name for each in found.unknown] == ["Bo, Ben"]
    assert "no row has this id" in found.problems["ada"]
    assert not match_people([Person("x")], [row(1, "")]).rows
