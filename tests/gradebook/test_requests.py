"""A request for a regrade, from the student's folder to the formgrader and the report."""

import json
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.results import read_graded
from tests.gradebook.course import ANSWER, STUB, Course, notebook
from tests.gradebook.test_releases import autograder

REQUEST = """All in all I did my best.
# f
My <b>answer</b> of Ada's is right.
<script>alert(1)</script>
"""
PEEK = (
    "def f(x):\n    import pathlib\n    return 2 if pathlib.Path('request.md').exists() else x + 1"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course in which Ada asks, graded by the kit, and Ben, graded by nbgrader."""
    made = Course(tmp_path_factory.mktemp("requests"))
    autograder(made, "release", "ps1")
    for student in ("ada", "ben"):
        folder = made.hand_in(student, notebook(STUB, "assert True"))
        (folder / "request.md").write_text(REQUEST, encoding="utf-8")
    made.hand_in("cem", notebook(ANSWER, "assert True"))
    autograder(made, "grade", "ps1", "--jobs", "1")
    done = made.autograde("ben")
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("student", ["ada", "ben"])
def test_it_stands_below_the_answer(course: Course, student: str) -> None:
    """Does the formgrader's notebook show it where the comment goes, as text and not as HTML?"""
    cells = course.graded(student)
    keys = [each["metadata"].get("nbgrader", {}).get("grade_id") for each in cells]
    below = cells[keys.index("f") + 1]
    assert below["cell_type"] == "markdown"
    assert "".join(below["source"]).endswith("\n    <script>alert(1)</script>")
    assert "    My <b>answer</b>" in "".join(below["source"])
    assert any("I did my best" in "".join(each["source"]) for each in cells[: keys.index("f")])
    asked = read_graded(_file(course, student).read_bytes()).requests
    assert [each.cell for each in asked] == ["", "f"]
    assert course.score(student) == 0  # to ask costs nothing, and gives nothing


def _file(course: Course, student: str) -> Path:
    return course.folder / "autograded" / student / "ps1" / "p1.ipynb"


def test_the_students_code_does_not_see_it(course: Course) -> None:
    """Does the same answer have the same points with a request beside it?"""
    folder = course.hand_in("dot", notebook(PEEK, "assert True"))
    (folder / "request.md").write_text("please", encoding="utf-8")
    autograder(course, "grade", "ps1", "--jobs", "1", "--student", "dot")
    assert course.score("dot") == 3


def test_a_request_alone_grades_that_submission_again(course: Course) -> None:
    """Is a submission with a new request graded again, and nobody else's?"""
    said = json.loads(autograder(course, "grade", "ps1", "--jobs", "1", "--dry-run", "--json"))
    assert {each["state"] for each in said["students"] if each["student"] != "ben"} == {"unchanged"}
    path = course.folder / "submitted" / "cem" / "ps1" / "request.md"
    path.write_text("# more-tests\nplease", encoding="utf-8")
    said = json.loads(autograder(course, "grade", "ps1", "--jobs", "1", "--dry-run", "--json"))
    path.unlink()
    assert [e["student"] for e in said["students"] if e["state"] == "waiting"] == ["cem"]


def test_the_report_shows_it_with_its_answer(course: Course) -> None:
    """Are requests listed, open ones first, and answered by a comment of the formgrader's?"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
            book.find_comment("f", "p1", "ps1", "ben").manual_comment = "Ada's has <i>x + 1</i>."
            book.update_or_create_student("ada", first_name="Ada", last_name="Amir")
            book.db.commit()
    autograder(course, "report", "ps1", "--output", "report.html")
    page = (course.folder / "report.html").read_text(encoding="utf-8")
    assert "Requests for a regrade" in page
    assert page.index("none yet") < page.index("Ada&#39;s has &lt;i&gt;x + 1&lt;/i&gt;.")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    autograder(course, "report", "ps1", "--anonymous", "--output", "report.html")
    page = (course.folder / "report.html").read_text(encoding="utf-8")
    assert "Requests for a regrade" in page and "Ada" not in page


def test_the_feedback_page_is_whole(course: Course) -> None:
    """Does the student's page have the answer, and no question of the request's own?"""
    autograder(course, "feedback", "ps1")
    page = (course.folder / "feedback" / "ben" / "ps1" / "p1.html").read_text(encoding="utf-8")
    assert "has &lt;i&gt;x + 1&lt;/i&gt;." in page
    assert page.count('class="question') == 2
    assert "<script>alert" not in page
