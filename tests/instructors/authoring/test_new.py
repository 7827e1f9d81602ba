"""A new assignment works at once, and nothing that is there is lost."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.folders import CourseError
from autograder.instructors.authoring.new import CONFIG, new_assignment
from autograder.instructors.authoring.release import release
from autograder.judging.mistakes.catalogue import definitions, slips_of
from tests.assignments import test_contract
from tests.batch.small_class import SmallClass
from tests.conftest import ROOT
from tests.support.commands import AUTOGRADER, forked_releases, python, without

NAME = "my-first"
CONTRACT = (
    test_contract.test_prose_is_short,
    test_contract.test_stubs_are_short_and_say_what_to_expect,
    test_contract.test_a_check_follows_each_stub,
    test_contract.test_cells_have_readable_ids,
    test_contract.test_why_questions_are_graded_by_hand,
    test_contract.test_setup_is_short,
    test_contract.test_convention_is_said_once_and_early,
)
ISOLATION = '\nc.GradingSettings.isolation = "process"\n'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course that was a folder with a configuration, with a new assignment, released."""
    folder = tmp_path_factory.mktemp("fresh") / "course"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(CONFIG + ISOLATION, encoding="utf-8")
    written = new_assignment(NAME, folder)
    assert written == [
        folder / "solutions" / NAME / f"{NAME}.ipynb",
        folder / "mistakes" / f"{NAME}.toml",
    ]
    with pytest.MonkeyPatch.context() as patch, forked_releases():
        patch.chdir(folder)
        release(folder, [NAME])
    return folder


def autograder(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the kit in a folder."""
    return python([*AUTOGRADER, *words], folder, without("AUTOGRADER"))


@pytest.mark.parametrize("question", CONTRACT, ids=lambda test: test.__name__)
def test_it_keeps_the_cell_contract(course: Path, question: object) -> None:
    """Is the student notebook as those of the kit must be?"""
    assert callable(question)
    question(course / "assignments" / NAME / f"{NAME}.ipynb")


def test_nothing_of_the_template_stays(course: Path) -> None:
    """Is the placeholder replaced everywhere, and the notebook without outputs?"""
    text = (course / "solutions" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "NAME" not in text + (course / "mistakes" / f"{NAME}.toml").read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_its_solution_has_all_points_and_its_stub_none(course: Path) -> None:
    """Does `autograder grade` give 5 points to the solution, and 0 to an untouched notebook?"""
    for student, part in (("solution", "solutions"), ("nobody", "assignments")):
        shutil.copytree(course / part / NAME, course / "submitted" / student / NAME)
    wrong = course / "submitted" / "wrong" / NAME
    shutil.copytree(course / "solutions" / NAME, wrong)
    path = wrong / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2 * difference / len(p)", "2 * difference"), encoding="utf-8")
    done = autograder(course, "grade", NAME, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    with SmallClass(course).gradebook() as gradebook:
        scores = {each.student.id: each.score for each in gradebook.assignment_submissions(NAME)}
    assert scores == {"solution": 5.0, "nobody": 0.0, "wrong": 3.0}
    graded = (course / "autograded" / "wrong" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "mistake the derivative is not divided by N" in graded


def test_no_mutant_survives(course: Path) -> None:
    """Does the audit find that its tests see every slip, the named mistakes too?"""
    done = autograder(course, "audit", NAME, "--jobs", "1", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["killed"] == found["mutants"] > 30
    assert not found["survivors"]


def test_each_mistake_is_in_its_solution(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does each slip of the new catalogue fit the notebook?"""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course))
    slips = slips_of(NAME)
    assert len(slips) == 2
    assert all(slip.fits(definitions(NAME)[slip.function][1]) for slip in slips)


def test_it_works_in_the_kits_own_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is one released in a course that has other assignments, and the others left alone?"""
    shutil.copytree(ROOT / "solutions" / "softmax-loss", tmp_path / "solutions" / "softmax-loss")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    before = (tmp_path / "solutions" / "softmax-loss" / "softmax-loss.ipynb").read_bytes()
    (tmp_path / "solutions" / "below").mkdir()
    monkeypatch.chdir(tmp_path / "solutions" / "below")  # the course is found from inside
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    done = CliRunner().invoke(app, ["new", NAME])
    assert done.exit_code == 0, done.output
    with forked_releases():
        released = release(tmp_path, [NAME])
    assert released == [tmp_path / "assignments" / NAME]
    assert (tmp_path / "solutions" / "softmax-loss" / "softmax-loss.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    "name", ["", "Two", "two_layers", "two--layers", "2-layers", "../x", "a/b"]
)
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    """Does a name that can be no cell's word, or leads out of the course, write nothing?"""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    with pytest.raises(CourseError, match="is no name for an assignment"):
        new_assignment(name, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["nbgrader_config.py"]


@pytest.mark.parametrize(
    "there", ["solutions/{}", "source/{}", "assignments/{}", "mistakes/{}.toml"]
)
def test_what_is_there_stays(tmp_path: Path, there: str) -> None:
    """Is nothing written when any part of the assignment exists?"""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    path = tmp_path / there.format(NAME)
    path.parent.mkdir()
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match="already there and stays as it is"):
        new_assignment(NAME, tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 2


def test_no_course_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a folder that is no course get the lines that make it one, and no trace?"""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    done = CliRunner().invoke(app, ["new", NAME])
    assert done.exit_code == 1
    assert done.output.startswith("There is no course at or above")
    assert CONFIG in done.output
    assert "Traceback" not in done.output
    assert not list(tmp_path.iterdir())


def test_a_course_that_keeps_its_sources_elsewhere(tmp_path: Path) -> None:
    """Is a folder in which no reference would be found refused, with what to set?"""
    text = CONFIG.replace('"solutions"', '"teachers"')
    (tmp_path / "nbgrader_config.py").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"set c\.CourseDirectory\.source_directory"):
        new_assignment(NAME, tmp_path)
    assert not (tmp_path / "teachers").exists()
