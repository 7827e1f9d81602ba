"""What a file may say of a hub's courses, and what is told of one that can't be used."""

import json
import string
from pathlib import Path

import pytest

from autograder.course.folders import CourseError
from autograder.instructors.hub import EXAMPLE, Hub, read_hub


def read(folder: Path, text: str) -> Hub:
    """Return what a file with this text lists."""
    path = folder / "hub.toml"
    path.write_text(text, encoding="utf-8")
    return read_hub(path)


def test_the_example_is_read(tmp_path: Path) -> None:
    """Is what `--example` prints a file that can be used, once the class list is there?"""
    (tmp_path / "deep-learning.csv").write_text("id,name\nbob,Bob\n cyd ,Cyd\n", "utf-8")
    first, second = read(tmp_path, EXAMPLE.read_text(encoding="utf-8")).courses
    assert (first.name, first.instructors, first.students) == (
        "linear-classifiers",
        ("grace",),
        ("ada", "bob"),
    )
    assert second.people == ("alan", "bob", "cyd", "grace")
    assert first.folder == Path("/home") / first.grader / first.name
    assert first.port != second.port
    assert first.grader not in first.people


HOMES = "/home"
ONE = '[courses.one]\ninstructors = ["grace"]\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "courses"),
        ("[courses]", "lists no course"),
        ("courses = 3", "Expected `object`"),
        ("[courses.one]\ninstructors = []", "no instructors"),
        ('[courses.One]\ninstructors = ["grace"]', "can't be called 'One'"),
        ('[courses."a b"]\ninstructors = ["grace"]', "can't be called 'a b'"),
        ('[courses.one]\ninstructors = ["grace; rm -rf /"]', "can't be a user"),
        ('[courses.one]\ninstructors = ["grace"]\nteachers = ["x"]', "teachers"),
        ('[courses.one]\ninstructors = ["grace"]\nstudents = "none.csv"', "none.csv can't be read"),
        (ONE + 'grader = "grace"', "a course's grader and a person"),
        (ONE + 'grader = "root"', "root is nobody's name"),
        ('[courses.one]\ninstructors = ["root"]', "root is nobody's name"),
        (ONE + 'students = ["root"]', "root is nobody's name"),
        (ONE + 'students = ["1234"]', "a letter or underscore first"),
        *(
            (ONE + f"port = {port}", f"port {port}")
            for port in (-1, 1, 80, 1023, 8000, 8081, 65536)
        ),
        (ONE + "port = true", "Expected `int`"),
        (ONE + "port = 9101.5", "Expected `int`"),
        (ONE + "port = " + "9" * 30, "port"),
        (ONE + "students = 3", "students"),
        (ONE + "students = [3]", "Expected `str`"),
        (ONE + 'students = ""', "can't be read"),
        (ONE + ONE, "can't be read"),
        ('[courses.one]\ninstructors = "grace"', "Expected `array`"),
        ("courses = " + "[" * 3000, "can't be read"),
        ('exchange = ["/srv"]\n' + ONE, "Expected `str`"),
        *(
            (f'exchange = "{at}"\n' + ONE, "can't be")
            for at in ("/", "//", "/srv", "/etc/", "/a/..")
        ),
        *((f'exchange = "/srv/{bad}"\n' + ONE, "can't be") for bad in ("a:b", "{x}", "a\\nb")),
        *((ONE + f'folder = "/srv/{bad}"', "can't be") for bad in ("a:b", "{{1}}", "a\\u0000")),
        (ONE + 'folder = "/srv/nbgrader/exchange/one"', "lies in /srv/nbgrader/exchange"),
        (ONE + 'folder = "/srv/nbgrader"', "lies in /srv/nbgrader"),
        (ONE + 'folder = "/"', "lies in /"),
        (ONE + f'folder = "{HOMES}/grace/one"', f"lies in {HOMES}/grace"),
        (ONE + f'folder = "{HOMES}/grader-one"', "is a home"),
        (
            ONE + ONE.replace("one", "two") + f'folder = "{HOMES}/grader-one/x"',
            f"lies in {HOMES}/grader",
        ),
        (
            ONE + ONE.replace("one", "two") + f'folder = "{HOMES}/grader-one/one/x"',
            f"lies in {HOMES}",
        ),
        (
            ONE + 'folder = "/srv/a"\n' + ONE.replace("one", "two") + 'folder = "/srv/b/../a"',
            "the same folder",
        ),
        (ONE + 'folder = "course"', "must be a whole path"),
        ('exchange = "x"\n' + ONE, "must be a whole path"),
        (ONE + ONE.replace("one", "two") + 'grader = "grader-one"', "the same grader"),
        (ONE + "port = 9102\n" + ONE.replace("one", "two"), "the same port"),
        ("[courses", "can't be read"),
    ],
)
def test_what_can_t_be_used_is_told(tmp_path: Path, text: str, words: str) -> None:
    """Does a message name the file, and what is wrong in it?"""
    with pytest.raises(CourseError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("text", ["id\nbob\nann\n", "student_id;name\nann;Ann Lee\nbob;Bob Li\n"])
def test_one_class_list_does_for_all(tmp_path: Path, text: str) -> None:
    """Is the class list the one that `collect` and nbgrader read?"""
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    assert read(tmp_path, ONE + 'students = "class.csv"').courses[0].students == ("ann", "bob")


def test_what_a_class_list_lacks_is_said(tmp_path: Path) -> None:
    """Are rows without an id remarked on, and a bad name looked for where it stands?"""
    (tmp_path / "class.csv").write_text("student_id,name\nann,A\n,Bob\n", encoding="utf-8")
    hub = read(tmp_path, ONE + 'students = "class.csv"')
    assert "line 3" in hub.courses[0].remarks[0]
    (tmp_path / "class.csv").write_text("student_id\nJDoe\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"class\.csv"):
        read(tmp_path, ONE + 'students = "class.csv"')


def test_a_class_list_needs_names(tmp_path: Path) -> None:
    """Is a table without the column that says who somebody is refused?"""
    (tmp_path / "class.csv").write_text("name\nBob\n", encoding="utf-8")
    with pytest.raises(CourseError, match="no column student_id"):
        read(tmp_path, ONE + 'students = "class.csv"')


def test_a_missing_file_leads_to_the_example(tmp_path: Path) -> None:
    """Is somebody without a file told how to begin?"""
    with pytest.raises(CourseError, match="hub-config --example"):
        read_hub(tmp_path / "hub.toml")


def test_no_name_is_read_by_a_shell(tmp_path: Path) -> None:
    """Is each sign that means something to a shell or to JupyterHub's addresses refused?"""
    for sign in set(string.printable) - set(string.ascii_lowercase + string.digits + "_.-"):
        person = json.dumps(f"a{sign}b")
        with pytest.raises(CourseError, match="can't be a user"):
            read(tmp_path, f"[courses.one]\ninstructors = [{person}]\n")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "One",
        "1one",
        "one.two",
        "\u00f6ne",
        "\u043ene",
        "one\n",
        "a" * 24,
        "-a",
        "..",
        "a/b",
        "'",
        '"',
    ],
)
def test_a_course_of_any_name(tmp_path: Path, name: str) -> None:
    """Is each name refused that a group, a user or an address can't begin with?"""
    with pytest.raises(CourseError, match="a course can't be called"):
        read(tmp_path, f"[courses.{json.dumps(name)}]\ninstructors = ['grace']\n")
