"""What `autograder grade` says, and with which exit code."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from autograder.batch.lock import lock_course
from autograder.commandline.commands.grade import COURSE_ERROR, FAILED, FINE, HELD, LOOK
from tests.batch.pools import grade_watched
from tests.batch.small_class import SmallClass
from tests.batch.sources import RIGHT
from tests.support.depth import much

LOCKED = "\nc.Autograde.create_student = False\n"


def files(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder, but for the kit's own and logs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".autograder" not in path.parts and path.suffix != ".log"
    }


@pytest.fixture(scope="module")
def before(template: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the course with three submissions; ada's and amy's are graded."""
    room = template.copy(tmp_path_factory.mktemp("before") / "course")
    for name in ("ada", "amy", "ben"):
        room.hand_in(name, **RIGHT)
    done = room.grade("--student", "a*", "--jobs", "1")
    assert done.returncode == FINE, done.stderr
    assert "ps1: 2 graded" in done.stdout
    assert set(room.scores()) == {"ada", "amy"}
    return room


@pytest.fixture
def room(before: SmallClass, tmp_path: Path) -> SmallClass:
    """Return a copy of it."""
    return before.copy(tmp_path / "course")


def test_all(room: SmallClass) -> None:
    """Does the rest get graded, with code 0 and a line for each student?"""
    done = room.grade()
    assert done.returncode == FINE, done.stderr
    assert "[3/3] ben: graded, 7 of 13 points" in done.stdout
    assert "Look at:" not in done.stdout


def test_json(room: SmallClass) -> None:
    """Is standard output one JSON object and nothing else?"""
    (room.submitted("ben") / "p1.ipynb").write_text("{")
    (room.submitted("ben") / "timestamp.txt").write_text("no time at all")
    done = room.grade("--json")
    assert done.returncode == LOOK, done.stderr
    found = json.loads(done.stdout)
    assert found["submissions"] == 3
    assert found["exit_code"] == LOOK
    students = {each["student"]: each for each in found["students"]}
    assert list(students) == ["ada", "amy", "ben"]
    assert students["ben"]["points"] == 1.0
    (look,) = students["ben"]["look"]
    assert look.startswith("the notebook can't be read: not JSON")
    assert any("timestamp.txt holds no time" in each for each in students["ben"]["differences"])
    assert "ben" in done.stderr


def test_nothing_handed_in(room: SmallClass) -> None:
    """Is an empty folder, or one with another notebook, something to look at?"""
    folder = room.submitted("ben")
    (folder / "p1.ipynb").rename(folder / "mine.ipynb")
    (folder / "p2.ipynb").unlink()
    done = room.grade("--student", "ben")
    assert done.returncode == LOOK, done.stderr
    assert "no notebook of the assignment was handed in (but mine.ipynb)" in done.stdout
    assert room.scores()["ben"] == 0.0


def test_a_student_whom_the_gradebook_does_not_take(room: SmallClass) -> None:
    """Is a student who may not be added told of, with code 4, and nothing of theirs written?"""
    path = room.folder / "nbgrader_config.py"
    path.write_text(path.read_text() + LOCKED)
    done = room.grade()
    assert done.returncode == FAILED, done.stderr
    assert "nbgrader db student add ben" in done.stdout
    assert set(room.scores()) == {"ada", "amy"}
    assert not (room.folder / "autograded" / "ben").exists()


def test_held(room: SmallClass) -> None:
    """Does a second grader end with code 5 and words on who is grading?"""
    with lock_course(room.folder):
        done = room.grade()
    assert done.returncode == HELD
    assert "is being graded by" in done.stderr
    assert done.stdout == ""


def test_dry_run(room: SmallClass) -> None:
    """Does --dry-run say what would be graded, and write nothing?"""
    had = files(room.folder)
    done = room.grade("--dry-run")
    assert done.returncode == FINE, done.stderr
    assert "ben: would be graded" in done.stdout
    assert "ps1: 2 unchanged, 1 would be graded" in done.stdout
    assert files(room.folder) == had


def test_one_notebook(room: SmallClass) -> None:
    """Does --notebook grade that one and leave the other as it was?"""
    p1 = room.folder / "autograded" / "ada" / "ps1" / "p1.ipynb"
    had = p1.read_bytes()
    room.hand_in("ada", f="def f(x):\n    return 0", g="def g(x):\n    return 0")
    done = room.grade("--student", "ada", "--notebook", "p2")
    assert done.returncode == FINE, done.stderr
    assert "0 of 1 points" in done.stdout
    assert room.scores()["ada"] == 6.0
    assert p1.read_bytes() == had


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ps1", "--student", "zoe"], "zoe has handed in nothing for ps1"),
        (["ps1", "--notebook", "p3"], "ps1 has no notebook p3: it has p1, p2."),
        (["ps9"], "The gradebook knows no assignment ps9: generate it first"),
    ],
)
def test_unknown_names(room: SmallClass, words: list[str], said: str) -> None:
    """Is a name that nobody knows refused with code 1, in words?"""
    done = room.run(["-c", "from autograder.cli import main; main()", "grade", *words])
    assert done.returncode == COURSE_ERROR
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_damaged_results(room: SmallClass) -> None:
    """Are kept results that can't be read put aside, and the class graded again?"""
    shutil.rmtree(room.folder / ".autograder")
    (room.folder / ".autograder").mkdir()
    (room.folder / ".autograder" / "results.sqlite").write_bytes(b"no database" * 500)
    done = room.grade()
    assert done.returncode == FINE, done.stderr
    assert "ps1: 3 graded" in done.stdout
    assert (room.folder / ".autograder" / "results.damaged").is_file()
    assert "3 unchanged" in room.grade().stdout


def test_a_store_of_another_kind(room: SmallClass) -> None:
    """Is a table with other columns put aside as a damaged file is?"""
    room.grade()
    with closing(sqlite3.connect(room.folder / ".autograder" / "results.sqlite")) as database:
        database.executescript("DROP TABLE result; CREATE TABLE result (student TEXT)")
    done = room.grade()
    assert done.returncode == FINE, done.stderr
    assert "ps1: 3 graded" in done.stdout


NONSENSE = {
    "graded": ["x'00'", "x''", "5", "'text'", "zeroblob(9)"],
    "summary": ["'{'", "5", "x'ff'", "'[]'", "'{\"scores\": 3}'"],
    "written": ["'{'", "5", "x'ff'", "'[1, [2]]'"],
    "key": ["5", "''", "x'ff'"],
}


@pytest.fixture(scope="module")
def done_class(template: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return a class that was graded."""
    room = template.copy(tmp_path_factory.mktemp("done") / "course")
    for student in ("ada", "ben"):
        room.hand_in(student, **RIGHT)
    grade_watched(room)
    return room


@pytest.mark.parametrize("column", NONSENSE)
def test_rows_of_nonsense(done_class: SmallClass, column: str) -> None:
    """Is a kept result graded anew where it can't be read, and nobody else's?"""
    for value in NONSENSE[column][: None if much() else 2]:
        with closing(sqlite3.connect(done_class.folder / ".autograder/results.sqlite")) as database:
            change = f"UPDATE result SET {column} = {value} WHERE student = 'ben'"  # noqa: S608
            database.execute(change)
            database.commit()
        (done_class.folder / "autograded" / "ben" / "ps1" / "p1.ipynb").unlink(missing_ok=True)
        states, _ = grade_watched(done_class)
        assert states["ada"] == "unchanged" and states["ben"] in ("graded", "restored"), value
        assert done_class.scores() == {"ada": 7, "ben": 7}


def test_files_in_the_place_of_folders(room: SmallClass) -> None:
    """Is a notebook named that was put where no command looks for it, and the class graded?"""
    submitted = room.folder / "submitted"
    for name in ("zoe.ipynb", "yan", "ann/p1.ipynb", "bob/ps1", "README.md", ".DS_Store"):
        (submitted / name).parent.mkdir(parents=True, exist_ok=True)
        (submitted / name).write_text("{}")
    done = room.grade("--json")
    found = json.loads(done.stdout)
    lost = [str(Path(each).relative_to(submitted)) for each in found["misplaced"]]
    assert lost == ["ann/p1.ipynb", "bob/ps1", "yan", "zoe.ipynb"]
    assert done.returncode == found["exit_code"] == LOOK
    assert "submitted/zoe.ipynb lies where no command finds it" in room.grade().stdout
