"""Into Canvas' own export, and back out of it as Canvas would read it."""

import pytest

from autograder.instructors.lms.export.sheet import ExportError
from tests.instructors.lms.export.classbook import HW1, HW2, ClassBook, hand_in
from tests.instructors.lms.export.conftest import Export
from tests.instructors.lms.export.platforms import canvas_reads

ONE, TWO = "Softmax loss (8101)", "SVM loss (8102)"
HEADER = (
    f"Student,ID,SIS User ID,SIS Login ID,Section,{ONE},{TWO},Homework Current Score,Final Score"
)
POSTING = ",,,,,Manual Posting,,,"
POINTS = "    Points Possible,,,,,12.00,12.00,(read only),(read only)"
TEMPLATE = f"""{HEADER}
{POSTING}
{POINTS}
"Lovelace, Ada",501,s-77,ADA@uni.example,Lab 1,,3.00,25.0,25.0
"O'Hara, Jr., Ben",502,ben,b.ohara,"Lab 1, Lab 2",,,,
"Núñez, Cyd",503,s-79,cyd,Lab 2,,,,
"Student, Test",599,,abc,Lab 1,,,,
"""


def test_the_way_there_and_back(book: ClassBook, canvas: Export) -> None:
    """Does Canvas read the very points, under the assignment's own id, by its own ids?"""
    book.graded("ada", points=7.25)
    book.graded("ben", points=1 / 3, why=0.0)
    book.graded("cyd", points=10.0)
    found = canvas_reads(canvas(TEMPLATE).data)
    assert {key: found[key][ONE] for key in ("501", "502", "503")} == {
        "501": 9.25,
        "502": pytest.approx(1 / 3, abs=1e-5),
        "503": 12.0,
    }


def test_the_rest_stays(book: ClassBook, canvas: Export) -> None:
    """Is every other cell, with sections, quotes and accents, as Canvas wrote it?"""
    book.graded("ada", points=8.0)
    data = canvas(TEMPLATE).data.decode()
    changed = TEMPLATE.replace("Lab 1,,3.00", "Lab 1,10,3.00")
    assert data == changed


def test_both_assignments(book: ClassBook, canvas: Export) -> None:
    """Are two assignments filled at a time, and is a grade that differs replaced and told?"""
    book.graded("ada", HW1, 5.0)
    book.graded("ada", HW2, 9.0)
    done = canvas(TEMPLATE, assignment=[])
    assert canvas_reads(done.data)["501"][ONE] == 7.0
    assert canvas_reads(done.data)["501"][TWO] == 11.0
    assert f"{HW2}: 1 student had another grade" in done.told
    assert "Ada Lovelace (3 to 11)" in done.told
    assert done.filled.written == {HW1: 1, HW2: 1}


def test_ungraded_is_empty(book: ClassBook, canvas: Export) -> None:
    """Stays a cell empty, never 0, for who handed in nothing, and a grade that stands there?"""
    book.graded("ada", HW1, 5.0)
    with book.open() as gradebook:
        hand_in(gradebook, HW1, "ben")  # but not graded
    done = canvas(TEMPLATE, assignment=[])
    found = canvas_reads(done.data)
    assert found["502"][ONE] == found["503"][ONE] == ""
    assert found["501"][TWO] == 3.0
    assert "nothing graded for 2 students, left as it was (empty, not 0)" in done.told


def test_zero_is_zero(book: ClassBook, canvas: Export) -> None:
    """Is a graded submission without points a 0?"""
    book.graded("ada", points=0.0, why=0.0)
    assert canvas_reads(canvas(TEMPLATE).data)["501"][ONE] == 0.0


def test_late(book: ClassBook, canvas: Export) -> None:
    """Is the late penalty subtracted, not below 0, and told?"""
    book.graded("ada", points=8.0, penalty=1.5)
    book.graded("cyd", points=1.0, why=0.0, penalty=5.0)
    done = canvas(TEMPLATE)
    assert canvas_reads(done.data)["501"][ONE] == 8.5
    assert canvas_reads(done.data)["503"][ONE] == 0.0
    assert "2 students with a late penalty" in done.told
    assert "Ada Lovelace (-1.5)" in done.told


def test_waiting_for_a_person(book: ClassBook, canvas: Export) -> None:
    """Is it told whose answers nobody has read, and can they be left out?"""
    book.graded("ada", points=8.0, why=None)
    book.graded("cyd", points=4.0)
    done = canvas(TEMPLATE)
    assert canvas_reads(done.data)["501"][ONE] == 8.0
    assert "nobody has graded by hand yet; their points so far were written" in done.told
    assert "Ada Lovelace" in done.told and "Cyd" not in done.told.split("by hand yet")[1][:60]
    done = canvas(TEMPLATE, only_complete=True)
    assert canvas_reads(done.data)["501"][ONE] == ""
    assert canvas_reads(done.data)["503"][ONE] == 6.0
    assert "by hand yet; left as it was" in done.told


def test_another_maximum(book: ClassBook, canvas: Export) -> None:
    """Is it told when Canvas has other points possible, and are they left to the instructor?"""
    book.graded("ada", points=8.0)
    done = canvas(TEMPLATE.replace("12.00,12.00", "100,12.00"))
    assert "Canvas has 100 points possible, the gradebook 12" in done.told
    assert canvas_reads(done.data)[""][ONE] == 100.0
    assert "points possible" not in canvas(TEMPLATE).told


@pytest.mark.parametrize(("cell", "reason"), [("EX", "excused"), ("N/A", "not assigned")])
def test_excused_stays(book: ClassBook, canvas: Export, cell: str, reason: str) -> None:
    """Does an excused or unassigned student stay so, and is it told?"""
    book.graded("ada", points=8.0)
    done = canvas(TEMPLATE.replace("Lab 1,,3.00", f"Lab 1,{cell},3.00"))
    assert canvas_reads(done.data)["501"][ONE] == cell
    assert reason in done.told


@pytest.mark.parametrize("bom", [False, True])
def test_semicolons_and_decimal_commas(book: ClassBook, canvas: Export, bom: bool) -> None:
    """Is a file of another language written as it was read: mark, separator, decimal comma?"""
    lines = [HEADER, POINTS.replace("12.00", '"12,00"'), "Lovelace Ada,501,s-77,ada,Lab 1,,,,"]
    text = "\r\n".join(lines).replace(",", ";").replace('"12;00"', "12,00") + "\r\n"
    book.graded("ada", points=7.5)
    done = canvas(text.encode("utf-8-sig" if bom else "utf-8"))
    assert canvas_reads(done.data)["501"][ONE] == 9.5
    assert done.data.startswith(b"\xef\xbb\xbf") == bom
    assert done.data.endswith(b"Lovelace Ada;501;s-77;ada;Lab 1;9,5;;;\r\n")
    assert "points possible" not in done.told


@pytest.mark.parametrize(
    "row", ["Lovelace, Ada,501,s-77,ada,Lab 1,,,,", '"Lovelace, Ada,501,s-77,ada,Lab 1,,,,']
)
def test_a_row_that_is_none(book: ClassBook, canvas: Export, row: str) -> None:
    """Is a comma without quotes, or a quote without an end, not written into the next cell?"""
    book.graded("ada", points=7.5)
    with pytest.raises(ExportError, match=r"more cells than heads|no table in CSV"):
        canvas(f"{HEADER}\n{POINTS}\n{row}\n")


def test_canvas_own_row_may_be_longer(book: ClassBook, canvas: Export) -> None:
    """Is Canvas's row of what is posted by hand taken, though it has more cells than heads?"""
    book.graded("ada", points=8.0)
    assert canvas_reads(canvas(TEMPLATE.replace(POSTING, f"{POSTING},,,,")).data)["501"][ONE] == 10


def test_a_comma_in_notes_is_no_decimal(book: ClassBook, canvas: Export) -> None:
    """Are decimals written as the assignments have them, whatever a course's own column says?"""
    book.graded("ada", points=7.5)
    text = TEMPLATE.replace("Section,", "Section,Notes,").replace("Lab 1,,3", 'Lab 1,"1,2",,3')
    text = text.replace(",,,,,Manual", ",,,,,,Manual").replace("Possible,,", "Possible,,,")
    text = text.replace('"Lab 1, Lab 2",', '"Lab 1, Lab 2",,').replace("Lab 2,,,,", "Lab 2,,,,,")
    text = text.replace("abc,Lab 1,", "abc,Lab 1,,")
    assert canvas_reads(canvas(text).data)["501"][ONE] == 9.5


def test_last_and_first_name_columns(book: ClassBook, canvas: Export) -> None:
    """Is the form with names in two columns filled, too?"""
    book.graded("ada", points=8.0)
    text = f"LastName,FirstName,ID,SIS Login ID,Section,{ONE}\n    Points Possible,,,,,12\n"
    data = canvas(text + "Lovelace,Ada,501,x@y.example,Lab 1,\n").data.decode()
    assert data.endswith("Lovelace,Ada,501,x@y.example,Lab 1,10\n")


def test_no_template(book: ClassBook, canvas: Export) -> None:
    """Are Canvas' columns made of the gradebook, with points possible and whole names?"""
    book.know("ada", lms_user_id="501")
    book.graded("ada", points=8.0)
    book.graded("ben", points=2.5)
    done = canvas(columns=[f"{HW1}={ONE}"])
    lines = done.data.decode().splitlines()
    assert lines[0] == f"Student,ID,SIS User ID,SIS Login ID,Section,{ONE}"
    assert lines[1] == "    Points Possible,,,,,12"
    assert '"Lovelace, Ada",501,,ada,,10' in lines
    assert canvas_reads(done.data)["ben"][ONE] == 4.5
    assert canvas_reads(done.data)["cyd"][ONE] == ""


def test_no_formula_in_a_name(book: ClassBook, canvas: Export) -> None:
    """Does a name that a spreadsheet would compute get an apostrophe in front?"""
    book.graded("eve", points=8.0)
    assert b'"\'@Eve, =HYPERLINK(""x"")"' in canvas().data
    text = TEMPLATE + '"=1+1",504,s-80,eve,Lab 1,,,,\n"=""=2+2""",505,s-81,x,Lab 1,,,,\n'
    data = canvas(text).data
    assert b"'=1+1,504,s-80,eve,Lab 1,10" in data
    assert b'"=""=2+2""",505' in data  # Canvas' own way


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "is no Canvas table: it must have the columns Student, ID and Section"),
        ("", "is no Canvas table"),
        (TEMPLATE.replace("Softmax", "Other"), f"no column for {HW1}: it has Other loss (8101)"),
        (TEMPLATE.replace(TWO, "softmax_loss (3)"), f"several columns for {HW1}"),
        (TEMPLATE.replace("12.00,12.00", "(read only),12"), "is read only on Canvas"),
        (b"\xff\xfa,1", "is not UTF-8"),
    ],
)
def test_no_use(book: ClassBook, canvas: Export, text: str | bytes, said: str) -> None:
    """Is nothing written, and said why, when a template can't be used?"""
    book.graded("ada", points=8.0)
    with pytest.raises(ExportError) as error:
        canvas(text)
    assert said in str(error.value)
    assert not (book.folder / "out.csv").exists()
