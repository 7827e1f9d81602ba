"""A class list says who is who, and when they handed in."""

from datetime import datetime
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.folders import CourseError
from autograder.instructors.lms.collect.conventions import Upload
from autograder.instructors.lms.collect.roster import Roster, read_roster
from autograder.instructors.lms.collect.student_ids import student_ids
from tests.instructors.lms.collect.conftest import Collected, handed_in
from tests.instructors.lms.collect.downloads import CANVAS, MOODLE, NAME, RELEASED, as_zip

OWN = "student_id,platform_id,name,submitted\nann01,12345,Jane Doe,2026-03-01 10:00\n,9,Nobody,\n"
# The first columns of Canvas's gradebook, with its second row.
CANVAS_BOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (99)\n"
    '"    Points Possible",,,,,10\n'
    '"Doe, Jane",12345,S1,jdoe,A,\n"Müller, Max",222,S2,mmax,A,\n"Last, Lena",777,S3,llast,A,\n'
)
# Moodle's grading worksheet, in English.
MOODLE_SHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 1001,Jane Doe,jane@example.org,Submitted for grading,,22,Yes,"
    '"Thursday, 12 March 2026, 10:15 PM",-,\n'
    "Participant 1002,Max Müller,max@example.org,Submitted for grading,,22,Yes,-,-,\n"
)


def write(folder: Path, text: str) -> Path:
    """Write a class list."""
    path = folder / "class.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_own_columns(tmp_path: Path) -> None:
    """Are number, name (either way round) and time read, and rows of nobody passed over?"""
    roster = read_roster(write(tmp_path, OWN), ZoneInfo("Europe/Berlin"))
    assert roster.student("12345", "") == roster.student("", "Jane Doe") == "ann01"
    assert roster.student("", "doejane") == "ann01" and roster.student("9", "Nobody") is None
    assert str(roster.times["ann01"]) == "2026-03-01 09:00:00"


def test_rows_of_nobody_are_named(tmp_path: Path) -> None:
    """Is said which rows were passed over, but not of those that are none or Canvas's own?"""
    said = read_roster(write(tmp_path, OWN + ",,,\n\n,10,Nobody Else,\n")).remarks
    assert said == ["class.csv: nobody's id in line 3, 6, passed over"]
    book = CANVAS_BOOK.replace('"Doe', ',,,,,Manual Posting\n"Student, Test",9,,,A,\n"Doe')
    roster = read_roster(write(tmp_path, book))
    assert roster.remarks == [] and roster.students == {"jdoe", "mmax", "llast"}


@pytest.mark.parametrize(
    ("text", "students"),
    [
        ("id,name,section\nada,Ada L,1\n", {"ada"}),
        ("student_id,id,section\nada,7,1\n", {"ada"}),
        ("id,first_name,last_name,section\nbob,,,2\n", {"bob"}),
        ("student_id,name\n21E105,Ada L\n", {"21E105"}),
        ("id,name,email\nada,Ada,a@x.org\n,Bob,b@x.org\n", {"ada"}),
        ("name,email\nAda,a@x.org\n", {"a@x.org"}),
    ],
)
def test_who_is_in_the_list(tmp_path: Path, text: str, students: set[str]) -> None:
    """Is everybody with an id in it, and nobody else, whatever other columns there are?"""
    assert read_roster(write(tmp_path, text)).students == students


PERSON = st.tuples(
    st.from_regex(r"[a-z]{2,5}[0-9]{1,3}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{4,7}", fullmatch=True),
    st.sampled_from(["Ada", "Björn", "Chen", "Dalia"]),
    st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True),
)
# Heads, and a row of id, number, first and last name.
FORMS = {
    "own": ("student_id;platform_id;name", "{0};{1};{2} {3}"),
    "nbgrader": ("id;last_name;first_name;email;lms_user_id", "{0};{3};{2};{0}@example.org;{1}"),
    "nbgrader's least": ("id;first_name;last_name", "{0};{2};{3}"),
    "a teacher's": ("ID;Name;Email", "{0};{2} {3};{0}@example.org"),
    "another's": ("Email;ID;Name", ";{0};{3}, {2}"),
    "Canvas": ("Student;ID;SIS User ID;SIS Login ID;Section", "{3}, {2};{1};S{1};{0};A"),
    "Moodle": ("Identifier;Full name;ID number;Email address", "Participant {1};{2} {3};{0};"),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20)
@given(
    people=st.lists(
        PERSON, min_size=1, unique_by=(lambda one: one[0], lambda one: one[1], lambda one: one[3])
    )
)
def test_any_form_says_the_same(
    form: str, people: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Are ids, names and numbers those of any class, however its list is written?"""
    head, row = FORMS[form]
    lines = [head, *(row.format(*person) for person in people)]
    roster = read_roster(write(tmp_path_factory.mktemp("list"), "\n".join(lines)))
    assert roster.students == {one[0] for one in people} and not roster.remarks
    for student, number, first, last in people:
        assert roster.student("", f"{first} {last}", whole=True) == student
        if "platform" in head or "lms" in head or form in ("Canvas", "Moodle"):
            assert roster.student(number, "") == student


def test_an_id_may_be_the_platforms_number(tmp_path: Path) -> None:
    """Does one number that is both find who it is, and no other's digits, nor against a name?"""
    roster = read_roster(write(tmp_path, "id\n12345\ne777\ns777\n"))
    assert roster.student("12345", "") == "12345" and roster.student("777", "") is None
    assert roster.students == {"12345", "e777", "s777"}
    roster = read_roster(write(tmp_path, "id,name\n1001,Max Lee\n1002,Jane Doe\n"))
    assert roster.student("1001", "Jane Doe", whole=True) == "1002"


def test_canvas_number_of_another_is_another(tmp_path: Path) -> None:
    """Is somebody with the name of a listed student, and another number, somebody else?"""
    roster = read_roster(write(tmp_path, CANVAS_BOOK))
    people = uploads(("12345", "doejane"), ("999", "müllermax"), convention="canvas")
    assert student_ids(people, roster) == {
        ("12345", "doejane"): "jdoe",
        ("999", "müllermax"): "mullermax-999",
    }
    # Where the list has none of Canvas's numbers, the names do.
    people = uploads(("8101", "doejane"), ("999", "müllermax"), convention="canvas")
    assert set(student_ids(people, roster).values()) == {"jdoe", "mmax"}
    assert roster.student("1001", "Jane Doe", whole=True) == "jdoe"  # Moodle's number


SPLIT = "SIS Login ID,LastName,FirstName,ID,Section\nstu,Student,Test,99,A\n,Points Possible,,,\n"


@pytest.mark.parametrize("head", ["id,last_name,first_name", "Student ID,Surname,First name"])
def test_last_names_of_several_words(tmp_path: Path, head: str) -> None:
    """Is a last name what its column says?"""
    text = f'{head}\njg,García López,Juan\nvb,"van der Berg",Jane\n'
    roster = read_roster(write(tmp_path, text))
    assert roster.student("41", "garcíalópezjuan") == "jg"
    assert roster.student("", "Jane van der Berg", whole=True) == "vb"


def test_canvas_with_names_apart(tmp_path: Path) -> None:
    """Are names read that Canvas exports in two columns, and is its test student no student?"""
    roster = read_roster(write(tmp_path, f"{SPLIT}jd,van Doe,Jane,7,A\n"))
    assert roster.students == {"jd"} and not roster.remarks
    assert roster.student("", "vandoejane") == "jd"


DAY = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda when: when.replace(second=0, microsecond=0)
)
# Forms that say one day, and ones in which day and month may be the other way round.
SURE = (
    *("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M", "%d.%m.%Y %H:%M"),
    "%A, %d %B %Y, %I:%M %p",
)
OPEN = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d-%m-%Y %H:%M")


@given(when=DAY, form=st.sampled_from((*SURE, *OPEN)))
def test_no_time_is_read_as_another(
    when: datetime, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Is a time the one that was written, in whatever country, or named as open to doubt?"""
    text = f"student_id;submitted\na;{when.strftime(form)}\n"
    path = write(tmp_path_factory.mktemp("list"), text)
    roster = read_roster(path)
    doubtful = form in OPEN and when.day != when.month and when.day <= 12
    assert roster.times == ({} if doubtful else {"a": when})
    assert ["may be two days" in each for each in roster.remarks] == [True] * doubtful


@pytest.mark.parametrize(
    "value",
    [
        *("22:15", "12", "26-03-12", "1", "March", "March 2026 10:15", "2026", "yes"),
        *("01/01/0001 00:00:00", "9999-12-31 23:59 -0500", "2026-02-30", "2026-03-12 22:15 XYZ"),
    ],
)
def test_half_a_time_is_none(tmp_path: Path, value: str) -> None:
    """Is nothing made up where a day, a year or a zone is missing or none?"""
    roster = read_roster(
        write(tmp_path, f"student_id,submitted\na,{value}\n"), ZoneInfo("Europe/Berlin")
    )
    assert not roster.times and repr(value) in roster.remarks[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("start", ["", "sep=;\n", "\n\n", ";;\n"])
def test_as_spreadsheets_save_it(tmp_path: Path, encoding: str, start: str) -> None:
    """Is a list read in each Unicode encoding, below what Excel and people put above the head?"""
    path = tmp_path / "class.csv"
    path.write_bytes(f'{start}Student-ID;"Name, first"\nmm;"Müller, Max"\n'.encode(encoding))
    assert read_roster(path).students == {"mm"}


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030"])
def test_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    """Is said how to save a list that isn't UTF-8?"""
    path = tmp_path / "class.csv"
    path.write_bytes("student_id,name\nmm,Max Müller\n".encode(encoding))
    with pytest.raises(CourseError, match="CSV UTF-8"):
        read_roster(path)


@pytest.mark.parametrize("alone", ["none", "N/A", "-", "", "null"])
def test_no_team_is_no_team(tmp_path: Path, alone: str) -> None:
    """Are those without a team not in one together?"""
    text = f"student_id,team\na,{alone}\nb,{alone}\nc,red\n"
    assert read_roster(write(tmp_path, text)).teams == {"c": "red"}


def test_all_of_a_list_are_accounted_for(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Are those without a number or a name of their own neither lost nor called strangers?"""
    students = ["ada", "ben", "zed", "jane-doe"]
    files = {f"{name}/{NAME}.ipynb": RELEASED for name in students}
    text = "student_id,name\nada,Jane Doe\nben,\nzed,Jane Doe\ncyd,\ndan,Jane Doe\n"
    words = ("--roster", write(tmp_path, text), "--platform", "folders")
    report = collected(as_zip(tmp_path, files), *words)
    assert set(handed_in(course)) == set(students)
    assert report["nothing_from"] == ["cyd", "dan"]
    said = [each for each in report["look"] if "not in the class list" in each]
    assert len(said) == 1 and said[0].startswith("jane-doe:")


def test_a_name_of_several_asks_for_numbers(tmp_path: Path) -> None:
    """Is said which of the listed a name could be?"""
    roster = read_roster(write(tmp_path, "student_id,name\na,Jane Doe\nb,Doe Jane\n"))
    assert "a" not in student_ids(uploads(("1", "Jane Doe")), roster).values()
    assert "more than once (a, b)" in roster.remarks[0]


def test_an_id_in_other_letters(tmp_path: Path) -> None:
    """Is a folder's name the id that it differs from in small letters alone?"""
    roster = read_roster(write(tmp_path, "student_id\nben\n"))
    assert list(student_ids(uploads(("", "Ben"), convention="folders"), roster).values()) == ["ben"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    """Is a list read as spreadsheets of any country write it?"""
    text = OWN.replace(",", delimiter)
    assert read_roster(write(tmp_path, text)).student("12345", "") == "ann01"


def test_canvas_gradebook(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does Canvas's own gradebook give the logins, and is said who is missing or a stranger?"""
    report = collected(as_zip(tmp_path, CANVAS), "--roster", write(tmp_path, CANVAS_BOOK))
    assert set(handed_in(course)) == {"jdoe", "mmax", "liuwei-333"}
    assert report["nothing_from"] == ["llast"]
    assert "liuwei-333: liuwei (333) is not in the class list" in report["look"]


def test_moodle_worksheet(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does Moodle's own worksheet give addresses and times, for late penalties?"""
    sheet = write(tmp_path, MOODLE_SHEET)
    words = ("--roster", sheet, "--timezone", "Europe/Berlin")
    collected(as_zip(tmp_path, MOODLE), *words)
    assert set(handed_in(course)) == {"jane@example.org", "max@example.org", "wei-liu"}
    stamp = course / "submitted" / "jane@example.org" / NAME / "timestamp.txt"
    assert stamp.read_text() == "2026-03-12 21:15:00 UTC"
    assert not (course / "submitted" / "max@example.org" / NAME / "timestamp.txt").exists()


def test_a_time_that_comes_later_is_added(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Does a class list with times, given a second time round, add them to unchanged work?"""
    source = as_zip(tmp_path, CANVAS)
    text = "student_id,platform_id,submitted\ndoejane-12345,12345,{}\n"
    collected(source, "--roster", write(tmp_path, text.format("")))
    report = collected(
        source, "--roster", write(tmp_path, text.format("2026-03-01T10:00:00+01:00"))
    )
    assert {each["state"] for each in report["submissions"]} == {"unchanged"}
    stamp = course / "submitted" / "doejane-12345" / NAME / "timestamp.txt"
    assert stamp.read_text() == "2026-03-01 09:00:00 UTC"


def test_two_of_one_name_are_told_by_number(tmp_path: Path) -> None:
    """Is a name that two have not used, and their numbers are?"""
    text = "student_id,platform_id,name\na,1,Jane Doe\nb,2,Jane Doe\n"
    roster = read_roster(write(tmp_path, text))
    assert roster.student("", "Jane Doe") is None
    assert (roster.student("1", "Jane Doe"), roster.student("2", "Jane Doe")) == ("a", "b")


def test_a_time_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    """Is a time in words no reason to stop, but said?"""
    roster = read_roster(write(tmp_path, "student_id,submitted\na,gestern\n"))
    assert roster.times == {} and "'gestern' is no time" in roster.remarks[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,grade\nJane,1\n", "has no column student_id"),
        ("", "has no column student_id"),
        ("student_id,name\n../../etc,Jane\n", "line 2: '../../etc' can't be a student id"),
        ("student_id,name\na/b,Jane\n", "can't be a student id"),
        ("student_id,name\n.hidden,Jane\n", "can't be a student id"),
        ("student_id,name\na*,Jane\n", "can't be a student id"),
        ("student_id,id\na,7\nb,7\n", "line 3: 7 stands for a and for b"),
        ('student_id,id\n"a,7\n', "line 2: that is no row of a table"),
        ("student_id,name\n", "names no student"),
        ("student_id,platform_id\na,1\na,2\n", "line 3: a is in line 2 already"),
        ("student_id,name\na,Jane Doe\na,John Doe\n", "line 3: a is in line 2 already"),
        ("student_id\n1.23457E+11\n", "line 2: 1.23457E+11 is what a spreadsheet made"),
        ("student_id;name\n1,23457E+11;Jo\n", "line 2: 1,23457E+11 is what a spreadsheet made"),
        ("student_id\n12345.0\n", "line 2: 12345.0 is what a spreadsheet made"),
        ("student_id,name,name\na,b,c\n", "the column name stands there twice"),
        ("Matrikelnummer;Nachname\n1;Li\n", "its first row is: Matrikelnummer, Nachname"),
        ("student_id,name\n,Jane Doe\n", "names no student"),
        ("student_id,name,id\na,Doe, Jane,7\n", "line 2: 4 cells below 3 heads"),
    ],
)
def test_lists_that_can_not_be_used(tmp_path: Path, text: str, said: str) -> None:
    """Does a sentence name the line and what is wrong?"""
    with pytest.raises(CourseError) as caught:
        read_roster(write(tmp_path, text))
    assert said in str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Is a spreadsheet that isn't CSV named as such?"""
    path = tmp_path / "class.csv"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    with pytest.raises(CourseError, match="save it once more as"):
        read_roster(path)


def test_nobody_is_known_without_a_list() -> None:
    """Does an empty list know nobody, not even one without a name?"""
    assert Roster().student("", "") is None


NAMES_ONLY = "student_id,name\njane,Jane Doe\n"


def uploads(*people: tuple[str, str], convention: str = "moodle") -> list[Upload]:
    """Return a file of each of some people, by number and name."""
    return [Upload(convention, key, name, "a.ipynb") for key, name in people]


def test_a_name_that_is_nearly_anothers(tmp_path: Path) -> None:
    """Does somebody whose name only looks like one in the list get an id of their own?"""
    roster = read_roster(write(tmp_path, NAMES_ONLY))
    people = (("1001", "Jane Doe"), ("1009", "jane-doe"), ("1010", "Jane.Doe"))
    ids = student_ids(uploads(*people), roster)
    assert ids[people[0]] == "jane" and len(set(ids.values())) == 3
    assert student_ids(uploads(people[1]), roster) == {people[1]: "jane-doe"}
    assert student_ids(uploads(("1", "doe  JANE")), roster) == {("1", "doe  JANE"): "jane"}


@pytest.mark.parametrize("convention", ["moodle", "canvas"])
def test_a_name_that_two_numbers_have(tmp_path: Path, convention: str) -> None:
    """Does nobody take the place of a person in the list who may be another one, and is it said?"""
    roster = read_roster(write(tmp_path, NAMES_ONLY))
    people = (("1001", "Jane Doe"), ("1009", "Jane Doe"))
    ids = student_ids(uploads(*people, convention=convention), roster)
    assert set(ids.values()) == {"jane-doe-1001", "jane-doe-1009"}
    assert "Jane Doe (1001), Jane Doe (1009)" in roster.remarks[0]


def test_a_number_that_the_list_has(tmp_path: Path) -> None:
    """Does the one whose number is in the list keep their place, whoever has their name, too?"""
    roster = read_roster(write(tmp_path, "student_id,platform_id,name\njane,1001,Jane Doe\n"))
    ids = student_ids(uploads(("1001", "Jane Doe"), ("1009", "Jane Doe")), roster)
    assert ids["1001", "Jane Doe"] == "jane" and ids["1009", "Jane Doe"] == "jane-doe"
    assert "Jane Doe (1009)" in roster.remarks[0]


def test_an_id_of_the_list_is_nobody_elses(tmp_path: Path) -> None:
    """Is an id that would be made for a stranger, and is somebody's, not given twice?"""
    roster = read_roster(write(tmp_path, "student_id,platform_id\njane-doe,1001\n"))
    assert student_ids(uploads(("1009", "Jane Doe")), roster) == {
        ("1009", "Jane Doe"): "jane-doe-1009"
    }


NAMES = st.text("aAbé1 -_.(<'", max_size=4)
KEYS = st.sampled_from(["", "1", "2", "11", "anon_a", "anon-a"])


@given(
    st.lists(st.tuples(KEYS, NAMES), max_size=5),
    st.sampled_from(["canvas", "moodle", "nbgrader", "folders"]),
    st.dictionaries(st.sampled_from(["1", "2"]), st.sampled_from(["a", "a-1", "b"])),
    st.dictionaries(NAMES.map(str.lower), st.sampled_from(["a", "ab", "a-1"])),
)
def test_no_two_people_share_an_id(
    people: list[tuple[str, str]], convention: str, keys: dict[str, str], names: dict[str, str]
) -> None:
    """Do two numbers, or two names without one, never have the same id, whatever they are?"""
    listed = {*keys.values(), *names.values()}
    roster = Roster(by_key=keys, by_name=names, names={*names}, students=listed)
    ids = student_ids(uploads(*people, convention=convention), roster)
    for one, other in combinations(ids, 2):
        if ids[one] == ids[other]:
            assert (ids[one] in listed and one[0] == other[0]) or {one[0], other[0]} <= set(keys), (
                one,
                other,
            )


@pytest.mark.parametrize("rows", ["student_id\nann\nben\n", "student_id,name\nann,A\nben,A\n"])
def test_all_in_the_list_are_students(tmp_path: Path, rows: str) -> None:
    """Are those in it whom the list gives no number, and no name of their own?"""
    assert read_roster(write(tmp_path, rows)).students == {"ann", "ben"}


def test_a_made_id_is_not_that_of_two_of_one_name(tmp_path: Path) -> None:
    """Does a third of one name get an id that is nobody's in the list?"""
    roster = read_roster(write(tmp_path, "student_id,name\njane-doe,Jane Doe\nj2,Jane Doe\n"))
    assert roster.students.isdisjoint(student_ids(uploads(("7", "Jane Doe")), roster).values())


@pytest.mark.parametrize(
    ("convention", "person"), [("nbgrader", ("j", "")), ("folders", ("", "j"))]
)
def test_an_id_that_a_download_writes_itself(
    tmp_path: Path, convention: str, person: tuple[str, str]
) -> None:
    """Is a student of the list whose file or folder has their id taken for themselves?"""
    roster = read_roster(write(tmp_path, "student_id,platform_id,name\nj,1001,Jane Doe\n"))
    assert student_ids(uploads(person, convention=convention), roster) == {person: "j"}
