"""`autograder collect`: a download becomes submissions, and nothing vanishes on the way."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.instructors.lms.collect.submitted import SubmittedFolder
from autograder.notebooks.release_id import with_release_id
from tests.instructors.lms.collect.conftest import Collected, handed_in, reasons
from tests.instructors.lms.collect.downloads import (
    ANONYMOUS,
    CANVAS,
    MOODLE,
    MOODLE_FLAT,
    NAME,
    NBGRADER,
    answered,
    as_folder,
    as_zip,
    zipped,
)
from tests.selfstudy.conftest import run

MONDAY, TUESDAY = 1_800_000_000.0, 1_800_086_400.0


def dated(path: Path, when: float) -> Path:
    """Return a download that was made then."""
    for each in (path, *path.rglob("*")):
        os.utime(each, (when, when))
    return path


@pytest.mark.parametrize("kind", [as_zip, as_folder])
def test_canvas(course: Path, collected: Collected, tmp_path: Path, kind: object) -> None:
    """Is a download of Canvas taken, zipped or not: late, sent twice, packed and renamed?"""
    assert callable(kind)
    report = collected(kind(tmp_path, CANVAS))
    assert report["convention"] == "canvas"
    assert handed_in(course) == {
        "doejane-12345": "jane",
        "mullermax-222": "max, second",
        "liuwei-333": "wei",
    }
    late = {each["student"] for each in report["submissions"] if each["late"]}
    assert late == {"mullermax-222"}
    why = reasons(report)
    assert "another copy" in why["müllermax_LATE_222_999_softmax-loss.ipynb"]
    assert "1000_softmax-loss-1.ipynb" in why["müllermax_LATE_222_999_softmax-loss.ipynb"]
    assert why["notes.txt"] == "it is no notebook (.ipynb)"
    assert "a PDF" in why["nobooknell_444_1002_report.pdf"]
    assert "typed into the platform" in why["typedtom_555_text.html"]
    assert report["passed_over"] == 2
    assert report["look"] == [
        "liuwei-333: known by its cells, not by its name",
        "nobooknell-444: nobooknell (444) sent no notebook",
        "typedtom-555: typedtom (555) sent no notebook",
    ]
    assert report["code"] == 3


@pytest.mark.parametrize("files", [MOODLE, MOODLE_FLAT], ids=["folders", "flat"])
@pytest.mark.parametrize("kind", [as_zip, as_folder])
def test_moodle(
    course: Path, collected: Collected, tmp_path: Path, kind: object, files: dict[str, bytes]
) -> None:
    """Is a download of Moodle taken, in folders or flat, zipped or not?"""
    assert callable(kind)
    report = collected(kind(tmp_path, files))
    assert report["convention"] == "moodle"
    assert handed_in(course) == {"jane-doe": "jane", "max-muller": "max", "wei-liu": "wei"}


def test_canvas_without_names(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Do students whose names are hidden stay apart?"""
    assert collected(as_zip(tmp_path, ANONYMOUS))["code"] == 0
    assert handed_in(course) == {"anon-Xy12Z": "one", "anon-Ab34C": "two"}


def test_nbgrader_names_have_times(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does the last attempt count, with its time as nbgrader reads it?"""
    collected(as_zip(tmp_path, NBGRADER))
    assert handed_in(course) == {"bitdiddle": "second", "hacker": "hacker"}
    stamp = course / "submitted" / "bitdiddle" / NAME / "timestamp.txt"
    assert stamp.read_text() == "2016-01-30 20:30:00 UTC"


def test_folders_only_when_told(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a folder of each student taken when the command says so, else asked for?"""
    files = {f"{name}/{NAME}.ipynb": answered(name) for name in ("Jane Doe", "max")}
    source = as_folder(tmp_path, files)
    done = run("collect", NAME, source)
    assert done.exit_code == 1 and "add: --platform folders" in done.output
    assert not (course / "submitted").exists()
    collected(source, "--platform", "folders")
    assert handed_in(course) == {"jane-doe": "Jane Doe", "max": "max"}
    collected(as_zip(tmp_path, files), "--platform", "folders")
    assert set(handed_in(course)) == {"jane-doe", "max"}


def test_several_downloads_and_single_files(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Can zips, folders and files be given together, as a shell writes out a star?"""
    folder = as_folder(tmp_path, CANVAS)
    collected(*sorted(folder.iterdir()))
    assert len(handed_in(course)) == 3
    collected(*sorted(as_folder(tmp_path, MOODLE, "moodle").iterdir()))
    assert {"jane-doe", "max-muller", "wei-liu"} <= set(handed_in(course))


def test_dry_run_writes_nothing(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does a dry run tell the same, and leave no trace?"""
    before = sorted(course.rglob("*"))
    source = as_zip(tmp_path, CANVAS)
    dry = collected(source, "--dry-run")
    assert sorted(course.rglob("*")) == before
    wet = collected(source)
    assert dry.pop("dry_run") and not wet.pop("dry_run")
    assert dry == wet


def test_a_newer_submission_replaces_and_the_old_is_kept(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Does a later download replace what changed only, and is the earlier work set aside?"""
    first = {
        "a_1_10_softmax-loss.ipynb": answered("old"),
        "b_2_11_softmax-loss.ipynb": answered("b"),
    }
    second = first | {"a_1_20_softmax-loss-1.ipynb": answered("new")}
    collected(dated(as_zip(tmp_path, first, "1.zip"), MONDAY))
    report = collected(dated(as_zip(tmp_path, second, "2.zip"), TUESDAY))
    states = {each["student"]: each["state"] for each in report["submissions"]}
    assert states == {"a-1": "replaced", "b-2": "unchanged"}
    assert handed_in(course) == {"a-1": "new", "b-2": "b"}
    (kept,) = (course / "downloaded" / NAME / "replaced" / "a-1").glob("*/softmax-loss.ipynb")
    assert kept.read_bytes() == answered("old")


def test_a_newer_submission_stays(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is an old download, taken late, kept from replacing newer work, unless forced?"""
    old, new = ({"a_1_10_softmax-loss.ipynb": answered(text)} for text in ("old", "new"))
    collected(dated(as_zip(tmp_path, new, "2.zip"), TUESDAY))
    early = dated(as_zip(tmp_path, old, "1.zip"), MONDAY)
    report = collected(early)
    assert report["submissions"][0]["state"] == "kept" and report["code"] == 3
    assert "a-1: the submission there is newer" in report["look"][0]
    assert handed_in(course) == {"a-1": "new"}
    assert collected(early, "--force")["submissions"][0]["state"] == "replaced"
    assert handed_in(course) == {"a-1": "old"}


def test_times_of_handing_in_go_before_times_of_files(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Does the later attempt win, however new the download of the earlier one is?"""
    early, late = (
        {f"ps1_bit_attempt_2016-01-{day}-15-00-00_softmax-loss.ipynb": answered(day)}
        for day in ("10", "20")
    )
    collected(dated(as_zip(tmp_path, late, "2.zip"), MONDAY))
    collected(dated(as_zip(tmp_path, early, "1.zip"), TUESDAY))
    assert handed_in(course) == {"bit": "20"}


def test_a_stale_time_goes_with_what_it_belonged_to(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Has a submission of unknown time no timestamp of the one that it replaced?"""
    folder = course / "submitted" / "a-1" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(answered("old"))
    (folder / "timestamp.txt").write_text("2016-01-30 15:00:00 UTC")
    files = {"a_1_10_softmax-loss.ipynb": answered("new")}
    collected(dated(as_zip(tmp_path, files), TUESDAY))
    assert handed_in(course) == {"a-1": "new"} and not (folder / "timestamp.txt").exists()
    kept = next((course / "downloaded").rglob("timestamp.txt"))
    assert kept.read_text() == "2016-01-30 15:00:00 UTC"


def test_a_student_can_not_set_the_time(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a timestamp.txt in a student's own archive no time?"""
    work = zipped({"softmax-loss.ipynb": answered("a"), "timestamp.txt": b"1999-01-01 00:00:00"})
    report = collected(as_zip(tmp_path, {"a_1_10_work.zip": work}))
    assert reasons(report)["timestamp.txt"] == "it is no notebook (.ipynb)"
    assert not (course / "submitted" / "a-1" / NAME / "timestamp.txt").exists()


def test_an_unreadable_notebook_is_taken(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Does a broken notebook with the right name come in, so that it gets a result?"""
    files = {"a_1_10_softmax-loss.ipynb": b"{ broken", "b_2_11_other.ipynb": b"{ broken"}
    report = collected(as_zip(tmp_path, files))
    assert (course / "submitted" / "a-1" / NAME / f"{NAME}.ipynb").read_bytes() == b"{ broken"
    assert "a-1: it is cut off or damaged" in report["look"][0]
    assert "its name is no notebook's" in reasons(report)["b_2_11_other.ipynb"]


def test_another_assignments_notebook(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a notebook of another assignment named, not placed; and one in disguise looked at?"""
    other = (Path(__file__).parents[4] / "assignments/svm-loss/svm-loss.ipynb").read_bytes()
    files = {"a_1_10_svm-loss.ipynb": other, "b_2_11_softmax-loss.ipynb": other}
    report = collected(as_zip(tmp_path, files))
    assert "neither its name nor its cells" in reasons(report)["a_1_10_svm-loss.ipynb"]
    assert "b-2: it has none of the assignment's cells" in report["look"]
    assert [path.name for path in (course / "submitted").iterdir()] == ["b-2"]


def test_two_people_of_one_name(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Do two students of one name stay two in Moodle?"""
    files = {
        f"Jane Doe_{number}_assignsubmission_file/softmax-loss.ipynb": answered(number)
        for number in ("1", "2")
    }
    collected(as_zip(tmp_path, files))
    assert handed_in(course) == {"jane-doe-1": "1", "jane-doe-2": "2"}


@pytest.mark.parametrize("name", ["a..b", "CON", "x" * 300, "💥", "-rf", "José Ñ.", "ﬁ"])
def test_names_are_safe_folders(
    course: Path, collected: Collected, tmp_path: Path, name: str
) -> None:
    """Does every name become a folder that any system takes, directly in submitted/?"""
    files = {f"{name[:150]}_7_assignsubmission_file/softmax-loss.ipynb": answered("x")}
    collected(as_folder(tmp_path, files))
    (student,) = handed_in(course)
    assert student[0].isalnum() and student == student.lower() and len(student) <= 60
    assert student.replace("-", "").isalnum() and student not in ("con",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.zip",), "none.zip is not there"),
        (("class.csv", "--roster", "none.csv"), "none.csv can't be read: No such file"),
        (("class.csv", "--timezone", "Nowhere/At all"), "'Nowhere/At all' is no time zone"),
    ],
)
def test_one_sentence_when_it_can_not_be(course: Path, words: tuple[str, ...], said: str) -> None:
    """Does a command that can't work say why, and nothing else?"""
    (course / "class.csv").write_text("student_id\njane\n", encoding="utf-8")
    done = run("collect", NAME, *words)
    assert done.exit_code == 1 and said in done.output and len(done.output.splitlines()) == 1


def test_names_stay_in_the_course(course: Path, tmp_path: Path) -> None:
    """Is an assignment's name with a path in it refused?"""
    done = run("collect", "../softmax-loss", as_zip(tmp_path, CANVAS))
    assert done.exit_code == 1 and "is no name of an assignment" in done.output
    assert not (course / "submitted").exists()


def test_an_archive_that_can_not_be_opened(collected: Collected, tmp_path: Path) -> None:
    """Is a student's archive of another kind named with what to do?"""
    report = collected(as_zip(tmp_path, {"a_1_10_work.rar": b"Rar!", "b_2_11_work.zip": b"no"}))
    why = reasons(report)
    assert "unpack it, or ask for a zip" in why["a_1_10_work.rar"]
    assert "damaged or no archive" in why["b_2_11_work.zip"]
    assert report["look"] == ["a-1: a (1) sent no notebook", "b-2: b (2) sent no notebook"]


def test_an_assignment_that_is_not_released(course: Path, tmp_path: Path) -> None:
    """Does a sentence say what to do first?"""
    assert course.is_dir()
    done = run("collect", "svm-loss", as_zip(tmp_path, CANVAS))
    assert done.exit_code == 1 and "run `autograder release svm-loss` first" in done.output


def test_what_is_said(course: Path, tmp_path: Path) -> None:
    """Does the report on a screen name every file that was not taken, and what to do about LATE?"""
    done = run("collect", NAME, as_zip(tmp_path, CANVAS))
    assert course.is_dir() and done.exit_code == 3
    assert "softmax-loss, named as Canvas does: 3 new." in done.output
    assert "1 marked LATE by Canvas" in done.output and "column submitted" in done.output
    for text in (
        "report.pdf: it is a PDF",
        "typedtom_555_text.html: it was typed",
        "notes.txt",
    ):
        assert text in done.output
    assert "2 hidden files and files of operating systems were passed over." in done.output


def test_saved_in_a_browser(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is what a student saved there taken as it is, and an earlier release said?"""
    released = (course / "assignments" / NAME / f"{NAME}.ipynb").read_bytes()
    files = {
        f"adaamir_1_11_{NAME}.ipynb": with_release_id(released),
        f"benbo_2_12_{NAME}.ipynb": with_release_id(released.replace(b"W", b"V")),
    }
    report = collected(as_zip(tmp_path, files))
    assert [each.split(":")[0] for each in report["look"]] == ["benbo-2"]
    assert "begun on an earlier release" in report["look"][0]


def _a_file(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("in the way", encoding="utf-8")


def _a_folder(place: Path) -> None:
    (place / NAME / f"{NAME}.ipynb").mkdir(parents=True)
    (place / NAME / "other.ipynb").write_text("{}", encoding="utf-8")


def _a_link_to_itself(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.symlink_to(place.name)


@pytest.mark.parametrize("in_the_way", [_a_file, _a_folder, _a_link_to_itself])
def test_one_that_can_not_be_written_stops_nobody(
    course: Path, collected: Collected, tmp_path: Path, in_the_way: Callable[[Path], None]
) -> None:
    """Is everybody else's work placed, this one said, and taken when the way is free?"""
    in_the_way(course / "submitted" / "liuwei-333")
    source = as_zip(tmp_path, CANVAS)
    report = collected(source, "--force")
    assert set(handed_in(course)) >= {"doejane-12345", "mullermax-222"}
    states = {each["student"]: each["state"] for each in report["submissions"]}
    assert states == {"doejane-12345": "new", "liuwei-333": "not-written", "mullermax-222": "new"}
    said = [line for line in report["look"] if line.startswith("liuwei-333: ")]
    assert any("could not be written" in line for line in said)
    assert report["code"] == 3
    (course / "submitted" / "liuwei-333").rename(tmp_path / "away")
    assert collected(source)["submissions"]
    assert handed_in(course)["liuwei-333"] == "wei"


def test_a_full_disk_ends_it(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is what concerns nobody alone said once, with an exit code of its own?"""
    assert course.is_dir()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SubmittedFolder, "put", full)
    done = run("collect", NAME, as_zip(tmp_path, CANVAS))
    assert done.exit_code == 1 and "No space left on device" in done.output
