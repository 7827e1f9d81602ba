"""A team is a column of the class list: the latest work of its members is that of each."""

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.course.folders import CourseError
from autograder.engine.submission.rebuild import notice
from autograder.gradebook.teams import read_teams
from autograder.instructors.lms.collect.roster import read_roster
from tests.instructors.lms.collect.conftest import Collected, handed_in, reasons
from tests.instructors.lms.collect.downloads import NAME, answered, as_zip
from tests.instructors.lms.collect.test_questions import matches, one_open
from tests.selfstudy.conftest import run

FROM_BLUE = (("eveee", 5), ("fayfa", 6))
CLASS = """student_id,platform_id,team,submitted
ada,1,Red,2026-03-01 10:00
ben,2,red ,2026-03-02 10:00
cem,3,Red,
dot,4,,2026-03-01 10:00
eve,5,Blue,
fay,6,Blue,
"""


def class_list(folder: Path, text: str = CLASS) -> Path:
    """Write a class list."""
    path = folder / "class.csv"
    path.write_text(text, encoding="utf-8")
    return path


def noted(course: Path) -> list[dict[str, Any]]:
    """Return the teams that are noted."""
    found: list[dict[str, Any]] = json.loads(
        (course / ".autograder" / "teams" / f"{NAME}.json").read_text(encoding="utf-8")
    )
    return found


def test_the_later_counts_for_all(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Has each member the latest work with its time, and is told whose was left and why?"""
    files = {
        "adaamir_1_19_softmax-loss.ipynb": answered("ada"),
        "benbo_2_11_softmax-loss.ipynb": answered("ben"),
        "dotdee_4_14_softmax-loss.ipynb": answered("dot"),
        "stranger_9_15_softmax-loss.ipynb": answered("stranger"),
        "eveee_5_16_softmax-loss.ipynb": answered("eve"),
    }
    report = collected(as_zip(tmp_path, files), "--roster", class_list(tmp_path))
    assert handed_in(course) == {
        **dict.fromkeys(("ada", "ben", "cem"), "ben"),
        **dict.fromkeys(("eve", "fay"), "eve"),
        "dot": "dot",
        "stranger-9": "stranger",
    }
    stamps = {
        name: (course / "submitted" / name / NAME / "timestamp.txt").read_text(encoding="utf-8")
        for name in ("ada", "ben", "cem")
    }
    assert set(stamps.values()) == {"2026-03-02 10:00:00 UTC"}
    assert "ben's counts for the team Red" in reasons(report)["adaamir_1_19_softmax-loss.ipynb"]
    (several,) = (each for each in report["look"] if "work counts" in each)
    assert "Red" in several and "ben's" in several and "ada" in several
    assert report["nothing_from"] == []
    red, blue = noted(course)
    assert (red["members"], red["by"], red["others"]) == (["ada", "ben", "cem"], "ben", ["ada"])
    assert (blue["by"], blue["others"]) == ("eve", [])


def test_a_later_download(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does a mate's newer work replace that of all, and an older one that of nobody?"""
    roster = class_list(tmp_path)
    ben = as_zip(tmp_path, {"benbo_2_11_softmax-loss.ipynb": answered("ben")})
    collected(ben, "--roster", roster)
    ada = as_zip(tmp_path, {"adaamir_1_19_softmax-loss.ipynb": answered("ada")})
    report = collected(ada, "--roster", roster)
    assert {each["state"] for each in report["submissions"]} == {"kept"}
    assert set(handed_in(course).values()) == {"ben"}
    assert [each["by"] for each in noted(course)] == ["ben"]
    later = class_list(tmp_path, CLASS.replace("2026-03-01 10:00\nben", "2026-03-03 10:00\nben"))
    report = collected(ada, "--roster", later)
    assert set(handed_in(course).values()) == {"ada"}
    assert [each["by"] for each in noted(course)] == ["ada"]
    collected(ada, "--roster", later)
    assert len(noted(course)) == 1


def test_a_broken_later_one(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does a mate's upload that can't be read cost the others nothing?"""
    files = {
        "adaamir_1_10_softmax-loss.ipynb": answered("ada"),
        "benbo_2_11_softmax-loss.ipynb": b"broken",
    }
    report = collected(as_zip(tmp_path, files), "--roster", class_list(tmp_path))
    assert set(handed_in(course).values()) == {"ada"}
    assert any(
        "nothing says which came later" in each or "came later" in each for each in report["look"]
    )


def test_nothing_is_written_when_only_told(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Does a dry run tell of teams, and note none?"""
    files = {"adaamir_1_10_softmax-loss.ipynb": answered("ada")}
    report = collected(as_zip(tmp_path, files), "--roster", class_list(tmp_path), "--dry-run")
    assert [each["name"] for each in report["teams"]] == ["Red"]
    assert not (course / ".autograder").exists()


def test_without_times(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is it said where nothing tells whose work came later?"""
    for student in ("eve", "fay"):
        path = tmp_path / "people" / student / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(answered(student))
    roster = class_list(tmp_path, "student_id,name,team\neve,eve,Blue\nfay,fay,Blue\n")
    report = collected(tmp_path / "people", "--platform", "folders", "--roster", roster)
    assert len(set(handed_in(course).values())) == 1
    assert any("nothing says which came later" in each for each in report["look"])


@pytest.mark.parametrize(
    ("rows", "teams"),
    [
        ("ada,Red\nben,RED\n", {"ada": "Red", "ben": "Red"}),
        ("ada,Red\nben,-\ncem,\n", {"ada": "Red"}),
        ("ada,Rot  Weiß\nben,rot weiss\n", {"ada": "Rot Weiß", "ben": "Rot Weiß"}),
        ("ada,Re\u0301d\nben,R\u00e9d\n", {"ada": "R\u00e9d", "ben": "R\u00e9d"}),
        ("ada,Red\nada,Red\n", {"ada": "Red"}),
        ("ada,../../x\nben,../../x\n", {"ada": "../../x", "ben": "../../x"}),
    ],
)
def test_names_of_teams(tmp_path: Path, rows: str, teams: dict[str, str]) -> None:
    """Are names that a person takes for one the same team, and is nothing else made of them?"""
    found = read_roster(class_list(tmp_path, f"student_id,team\n{rows}"))
    assert found.teams == teams


def test_a_student_in_two_teams(tmp_path: Path) -> None:
    """Is a class list refused that contradicts itself, with the line?"""
    path = class_list(tmp_path, "student_id,team\nada,Red\nben,Red\nada,Blue\n")
    with pytest.raises(CourseError, match="line 4: ada is in the team Red and in Blue"):
        read_roster(path)


def test_a_spoilt_note(course: Path) -> None:
    """Is a note of teams that can't be read a sentence that says what to do?"""
    path = course / ".autograder" / "teams" / f"{NAME}.json"
    path.parent.mkdir(parents=True)
    path.write_text('[{"name": 1}]', encoding="utf-8")
    with pytest.raises(CourseError, match="move it away"):
        read_teams(course, NAME)


def test_a_decision_is_the_teams(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a team asked about once, and is what is decided written for each member?"""
    files = {"eveee_5_16_softmax-loss.ipynb": one_open()}
    collected(as_zip(tmp_path, files), "--roster", class_list(tmp_path))
    (open_,) = (each for each in matches() if not each["sure"])
    assert open_["student"] == "eve"
    answer = f"eve/{NAME}:{open_['cell']}={open_['answer']}"
    assert run("collect", NAME, "--answer", answer).exit_code == 0
    assert [each for each in matches() if not each["sure"]] == []
    both = [(course / "submitted" / name / NAME / f"{NAME}.ipynb") for name in ("eve", "fay")]
    assert both[0].read_bytes() == both[1].read_bytes() != one_open()


def test_a_name_that_is_a_program(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a team's name shown as it is, and nothing made of it anywhere?"""
    rows = CLASS.replace("Blue", "=1+1 <script>alert(1)</script> \\..\\x")
    files = {f"{name}_{n}_1{n}_softmax-loss.ipynb": answered(name) for name, n in FROM_BLUE}
    report = collected(as_zip(tmp_path, files), "--roster", class_list(tmp_path, rows))
    assert any("<script>" in each for each in report["look"])  # a terminal, and JSON
    (team,) = read_teams(course, NAME)
    said = notice(team.findings)["source"]
    assert "alert(1)" in said and "<script>" not in said
