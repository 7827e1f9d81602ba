"""Into Moodle's worksheet or its gradebook's export, and back out as Moodle would read it."""

import pytest

from autograder.instructors.lms.export.sheet import ExportError
from tests.instructors.lms.export.classbook import HW1, ClassBook
from tests.instructors.lms.export.conftest import Export
from tests.instructors.lms.export.platforms import moodle_imports, moodle_reads

HEADER = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments"
)
DATE = '"Monday, 2 March 2026, 9:00 AM"'
TEMPLATE = f"""\ufeff{HEADER}
Participant 9001,Ada Lovelace,77,ada@uni.example,Submitted for grading,,12.00,Yes,{DATE},-,
Participant 9002,"Ben O'Hara, Jr.",78,BEN@uni.example,Submitted,,12.00,Yes,{DATE},-,Hello
Participant 9003,Cyd Nunez,79,,No submission,,12.00,Yes,-,-,
Participant 9004,Dee Dee,80,dee@uni.example,Submitted for grading,5.00,12.00,No,{DATE},{DATE},
"""
EXPORT = """First name,Last name,ID number,Institution,Department,Email address,\
Assignment: Softmax loss (Real),Assignment: Softmax loss (Feedback),Course total (Real)
Ada,Lovelace,77,,,ada@uni.example,-,,-
Ben,"O'Hara, Jr.",78,,,ben@uni.example,-,,-
"""


def test_the_way_there_and_back(book: ClassBook, moodle: Export) -> None:
    """Does Moodle read the very points, and nothing for who has none?"""
    book.graded("ada", points=7.25)
    book.graded("ben", points=1 / 3, why=0.0)
    found = moodle_reads(moodle(TEMPLATE).data)
    assert found["Participant 9001"] == 9.25
    assert found["Participant 9002"] == pytest.approx(1 / 3, abs=1e-5)
    assert found["Participant 9003"] is None


def test_the_rest_stays(book: ClassBook, moodle: Export) -> None:
    """Is every other cell as Moodle wrote it: dates, comments, the byte order mark?"""
    book.graded("ada", points=8.0)
    changed = TEMPLATE.replace("Submitted for grading,,12.00", "Submitted for grading,10,12.00", 1)
    assert moodle(TEMPLATE).data.decode() == changed


def test_locked(book: ClassBook, moodle: Export) -> None:
    """Does a locked grade stay, and is it told?"""
    book.graded("dee", points=8.0)
    done = moodle(TEMPLATE)
    assert moodle_reads(done.data)["Participant 9004"] == 5.0
    assert "it can't be changed: Dee Dee" in done.told


def test_semicolons_and_decimal_commas(book: ClassBook, moodle: Export) -> None:
    """Is a worksheet of another language's numbers written with its own decimal comma?"""
    text = TEMPLATE.replace(DATE, "-").replace('"Ben O\'Hara, Jr."', "Ben O'Hara")
    text = text.replace(",", ";").replace("12.00", "12,00").replace("5.00", "5,00")
    book.graded("ada", points=7.5)
    done = moodle(text)
    assert moodle_reads(done.data, ";", comma=True)["Participant 9001"] == 9.5
    assert b";9,5;12,00;" in done.data
    assert b";9.5;" in moodle(text, decimal_comma=False).data


@pytest.mark.parametrize(("title", "text"), [("Status", "0,5"), ("Feedback comments", "1,5")])
def test_a_comma_elsewhere_is_no_decimal(
    book: ClassBook, moodle: Export, title: str, text: str
) -> None:
    """Are decimals written as the numbers' columns have them, whatever a student's text says?"""
    lines = TEMPLATE.splitlines()
    cells = lines[3].split(",")
    cells[HEADER.split(",").index(title)] = f'"{text}"'
    lines[3] = ",".join(cells)
    book.graded("ada", points=7.5)
    assert moodle_reads(moodle("\n".join(lines) + "\n").data)["Participant 9001"] == 9.5


def test_a_quote_behind_a_backslash(book: ClassBook, moodle: Export) -> None:
    r"""Is a worksheet taken in which Moodle wrote \\" as it is, without doubling it?"""
    book.graded("ada", points=7.5)
    text = TEMPLATE.replace("Submitted,,12.00", '"print(\\"x\\")",,12.00')
    assert moodle_reads(moodle(text).data)["Participant 9001"] == 9.5


def test_above_the_maximum(book: ClassBook, moodle: Export) -> None:
    """Is it told that Moodle would skip a grade above its maximum?"""
    book.graded("ada", points=8.0)
    done = moodle(TEMPLATE.replace("12.00", "9.00"))
    assert moodle_reads(done.data)["Participant 9001"] is None
    assert "Moodle has 9 points possible, the gradebook 12" in done.told
    assert "1 student above the maximum of 9, which Moodle refuses: Ada Lovelace" in done.told


def test_comments(book: ClassBook, moodle: Export) -> None:
    """Are points by question written where no comment stands, if that is asked for?"""
    for student in ("ada", "ben"):
        book.graded(student, points=8.0, why=1.0, penalty=0.5)
    lines = moodle(TEMPLATE, comments=True).data.decode().splitlines()
    assert lines[1].endswith(",code: 8 of 10; why: 1 of 2; late: -0.5")
    assert lines[2].endswith(",Hello")


def test_by_the_number_of_a_download(book: ClassBook, moodle: Export) -> None:
    """Is a student found whose id is the number in the names of downloaded submissions?"""
    book.know("9003")
    book.graded("9003", points=3.0)
    done = moodle(TEMPLATE.replace("Cyd Nunez", "Someone"))
    assert moodle_reads(done.data)["Participant 9003"] == 5.0


def test_blind_marking(book: ClassBook, moodle: Export) -> None:
    """Does a worksheet without names and addresses lose nothing: is each told of?"""
    book.graded("ada", points=8.0)
    text = f"{HEADER}\nParticipant 9001,Participant 9001,,,Submitted,,12.00,Yes,-,-,\n"
    done = moodle(text)
    assert moodle_reads(done.data)["Participant 9001"] is None
    assert "Ada Lovelace (ada) has points but no row in the template: no row has this" in done.told


def test_into_the_gradebooks_export(book: ClassBook, moodle: Export) -> None:
    """Is the grade item's own column filled in an export of Moodle's gradebook?"""
    book.graded("ada", points=8.0)
    book.graded("ben", points=2.5)
    found = moodle(EXPORT)
    item = "Assignment: Softmax loss (Real)"
    assert b",-,,-" not in found.data
    assert moodle_imports(found.data, "Email address", item) == {
        "ada@uni.example": 10.0,
        "ben@uni.example": 4.5,
    }


def test_no_template(book: ClassBook, moodle: Export) -> None:
    """Is a grade-import file made of the gradebook, by e-mail, with nothing for who has none?"""
    book.graded("ada", points=8.0)
    done = moodle()
    found = moodle_imports(done.data, "Email address", HW1)
    assert found["ada@uni.example"] == 10.0
    assert found["ben@uni.example"] is None
    assert b'"\'=HYPERLINK(""x"")",\'@Eve,eve,eve@uni.example,\n' in done.data


def test_one_worksheet_one_assignment(moodle: Export) -> None:
    """Is it said that a worksheet takes one assignment at a time?"""
    with pytest.raises(ExportError, match="one at a time"):
        moodle(TEMPLATE, assignment=[])


def test_another_language(moodle: Export) -> None:
    """Does a worksheet with headings that we don't know say what to do?"""
    with pytest.raises(ExportError, match="with Moodle in English"):
        moodle("ID,Vollständiger Name,Bewertung\nTeilnehmer/in 1,Ada,\n")
