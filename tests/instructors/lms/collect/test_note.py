"""The gradebook learns who is who, so that exported grades find their rows."""

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.instructors.lms.collect.conventions import Upload
from autograder.instructors.lms.collect.student_ids import note_people
from autograder.instructors.lms.export.grades import Person
from autograder.instructors.lms.export.people import RowPerson, match_people
from tests.instructors.lms.collect.conftest import Collected
from tests.instructors.lms.collect.downloads import CANVAS, MOODLE, as_zip


def people(course: Path) -> dict[str, Person]:
    """Return the students of the gradebook, by id."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            each.id: Person(
                each.id,
                each.first_name or "",
                each.last_name or "",
                each.email or "",
                each.lms_user_id or "",
            )
            for each in book.students
        }


def test_grades_of_canvas_find_their_rows(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Is everybody who was collected matched with Canvas's own number, without a class list?"""
    collected(as_zip(tmp_path, CANVAS))
    found = people(course)
    rows = [
        RowPerson(1, "Doe, Jane", lms_ids=frozenset({"12345"})),
        RowPerson(2, "Müller, Max", lms_ids=frozenset({"222"})),
        RowPerson(3, "Liu, Wei", lms_ids=frozenset({"333"})),
    ]
    matches = match_people(list(found.values()), rows)
    assert matches.rows == {"doejane-12345": 1, "mullermax-222": 2, "liuwei-333": 3}


def test_grades_of_moodle_find_their_rows(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Is everybody matched by name, whose number is another one in each assignment?"""
    collected(as_zip(tmp_path, MOODLE))
    rows = [RowPerson(number, name) for number, name in enumerate(("Liu Wei", "Jane Doe"))]
    matches = match_people(list(people(course).values()), rows)
    assert matches.rows == {"wei-liu": 0, "jane-doe": 1}


def test_what_is_known_stays(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is nothing changed that the gradebook has, and nothing noted on a dry run?"""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.add_student("doejane-12345", lms_user_id="7", first_name="Jane")
    collected(as_zip(tmp_path, CANVAS), "--dry-run")
    assert set(people(course)) == {"doejane-12345"}
    collected(as_zip(tmp_path, CANVAS))
    assert people(course)["doejane-12345"] == Person("doejane-12345", "Jane", lms_id="7")


def test_a_name_that_would_act_in_a_page(course: Path) -> None:
    """Does no tag reach nbgrader's formgrader by a name, and is a usual name as it was?"""
    database = CourseDirectory(db_url=f"sqlite:///{course / 'gradebook.db'}", root=str(course))
    names = {"a": "<img src=x onerror=alert(1)> Doe", "b": "Seán O'Brien-Łuk", "c": "<b> &lt;i"}
    note_people(database, ((who, Upload("moodle", "1", name, "")) for who, name in names.items()))
    found = {who: (each.first, each.last) for who, each in people(course).items()}
    assert found == {
        "a": ("img src=x onerror=alert(1)", "Doe"),
        "b": ("Seán", "O'Brien-Łuk"),
        "c": ("b", "lt;i"),
    }


def test_a_gradebook_that_can_not_be_opened(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Is the work taken all the same, and the trouble told?"""
    (course / "gradebook.db").write_bytes(b"this is no database, but long enough to look at" * 99)
    report = collected(as_zip(tmp_path, CANVAS))
    assert len(report["submissions"]) == 3 and report["code"] == 3
    assert "could not be noted in the gradebook (file is not a database)" in report["look"][-1]
