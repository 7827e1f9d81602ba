"""Whose a file is and which notebook, from names alone."""

import pytest

from autograder.instructors.lms.collect.conventions import detect, upload_of
from autograder.instructors.lms.collect.file_names import notebook_named, of_the_system
from tests.instructors.lms.collect.downloads import ANONYMOUS, CANVAS, MOODLE, MOODLE_FLAT, NBGRADER


@pytest.mark.parametrize(
    ("place", "convention", "expected"),
    [
        ("doejane_12345_67890_a.ipynb", "canvas", ("doejane", "12345", "a.ipynb")),
        ("doejane_LATE_12345_67890_a_b-1.ipynb", "canvas", ("doejane", "12345", "a_b-1.ipynb")),
        ("doejane_12345_67890_1_2_3.ipynb", "canvas", ("doejane", "12345", "1_2_3.ipynb")),
        ("anon_Xy12Z_777_a.ipynb", "canvas", ("", "anon_Xy12Z", "a.ipynb")),
        ("LATE_anon_Xy12Z_777_a.ipynb", "canvas", ("", "anon_Xy12Z", "a.ipynb")),
        ("李伟_12_34_a.ipynb", "canvas", ("李伟", "12", "a.ipynb")),
        ("x.zip/doejane_1_2_work.zip/in/b.ipynb", "canvas", ("doejane", "1", "b.ipynb")),
        ("Jane Doe_1_assignsubmission_file/a.ipynb", "moodle", ("Jane Doe", "1", "a.ipynb")),
        ("Jane Doe_1_assignsubmission_file_/d/a.ipynb", "moodle", ("Jane Doe", "1", "a.ipynb")),
        ("Jane Doe_1_assignsubmission_file_a_b.ipynb", "moodle", ("Jane Doe", "1", "a_b.ipynb")),
        ("Default group_assignsubmission_file/a.ipynb", "moodle", ("Default group", "", "a.ipynb")),
        ("ps1_bit_attempt_2016-01-30-15-00-00_a.ipynb", "nbgrader", ("", "bit", "a.ipynb")),
        ("jane/a.ipynb", "folders", ("jane", "", "a.ipynb")),
    ],
)
def test_whose_a_file_is(place: str, convention: str, expected: tuple[str, str, str]) -> None:
    """Are name, number and the student's own file name read as the platform wrote them?"""
    found = upload_of(place.split("/"), convention)
    assert found and (found.name, found.key, found.file) == expected


@pytest.mark.parametrize("name", ["a.ipynb", "doe_jane.ipynb", "doejane_1.ipynb", "1_2.ipynb"])
@pytest.mark.parametrize("convention", ["canvas", "moodle", "nbgrader", "folders"])
def test_names_that_tell_nothing(name: str, convention: str) -> None:
    """Is a file that no platform named nobody's?"""
    assert upload_of([name], convention) is None


def test_late_typed_and_timed() -> None:
    """Are LATE, typed text and the time of an attempt seen?"""
    late = upload_of(["doejane_LATE_1_2_a.ipynb"], "canvas")
    assert late and late.late and late.number == 2
    typed = [
        upload_of(["doejane_1_text.html"], "canvas"),
        upload_of(["doejane_LATE_1_link.html"], "canvas"),
        upload_of(["Jane_1_assignsubmission_onlinetext_", "onlinetext.html"], "moodle"),
    ]
    assert all(each and each.typed for each in typed)
    timed = upload_of(["ps1_bit_attempt_2016-01-30-15-00-00_a.ipynb"], "nbgrader")
    assert timed and str(timed.when) == "2016-01-30 15:00:00"
    never = upload_of(["ps1_bit_attempt_2016-13-90-15-00-00_a.ipynb"], "nbgrader")
    assert never and never.when is None


def test_a_student_can_not_speak_for_another() -> None:
    """Does the platform's own, outermost name count, whatever lies in a student's archive?"""
    place = ["eve_9_99_work.zip", "doejane_12345_67890_x.ipynb"]
    found = upload_of(place, "canvas")
    assert found and (found.key, found.file) == ("9", "doejane_12345_67890_x.ipynb")
    place = ["Eve_9_assignsubmission_file", "Jane Doe_1_assignsubmission_file", "x.ipynb"]
    found = upload_of(place, "moodle")
    assert found and found.key == "9"


@pytest.mark.parametrize(
    ("files", "convention"),
    [
        (CANVAS, "canvas"),
        (ANONYMOUS, "canvas"),
        (MOODLE, "moodle"),
        (MOODLE_FLAT, "moodle"),
        (NBGRADER, "nbgrader"),
        ({"jane/a.ipynb": b"", "b.ipynb": b""}, None),
    ],
)
def test_the_convention_is_seen(files: dict[str, bytes], convention: str | None) -> None:
    """Is it seen from the names which platform a download is from?"""
    assert detect(name.split("/") for name in files) == convention


@pytest.mark.parametrize(
    "file",
    [
        "softmax-loss.ipynb",
        "softmax-loss (1).ipynb",
        "softmax-loss(2).ipynb",
        "softmax-loss-1.ipynb",
        "softmax-loss-12.ipynb",
        "softmax-loss 2.ipynb",
        "softmax-loss-Copy1.ipynb",
        "softmax-loss - Copy.ipynb",
        "softmax-loss - Copy (3).ipynb",
        "softmax-loss - Kopie.ipynb",
        "softmax-loss - Kopie (2).ipynb",
        "softmax-loss Kopie.ipynb",
        "Kopie von softmax-loss.ipynb",
        "Copy of softmax-loss.ipynb",
        "Copie de softmax-loss.ipynb",
        "softmax-loss (copy).ipynb",
        "softmax-loss (Kopie 1).ipynb",
        "softmax-loss-Copy1 (1)-2.ipynb",
        "Softmax_Loss.IPYNB",
        "softmax loss.ipynb",
        "softmax+loss.ipynb",
        "softmax-loss.ipynb.txt",
        "softmax-loss.ipynb.json",
    ],
)
def test_renamed_notebooks_are_known(file: str) -> None:
    """Is the notebook known under the names that browsers and systems give its copies?"""
    found = notebook_named(file, ["softmax-loss", "svm-loss"])
    assert found and found.notebook == "softmax-loss"
    assert found.renamed == (file != "softmax-loss.ipynb")


@pytest.mark.parametrize(
    "file", ["homework.ipynb", "softmax-loss-final.ipynb", "(1).ipynb", ".ipynb"]
)
def test_other_names_are_not(file: str) -> None:
    """Is a name that isn't the notebook's left to its cells?"""
    assert notebook_named(file, ["softmax-loss"]) is None


def test_a_number_of_the_notebook_is_no_copy() -> None:
    """Do part-1 and part-2 stay apart, with their own copies?"""
    names = ["part-1", "part-2"]
    for file, expected in {
        "part-1.ipynb": ("part-1", 0),
        "part-2.ipynb": ("part-2", 0),
        "part-2-1.ipynb": ("part-2", 1),
        "part-1 (4).ipynb": ("part-1", 4),
    }.items():
        found = notebook_named(file, names)
        assert found and (found.notebook, found.copy) == expected
    assert notebook_named("part-3.ipynb", names) is None


def test_files_of_the_system() -> None:
    """Are files of systems told from students', and a way out of the folder from a hidden file?"""
    for place in ("a/.DS_Store", "__MACOSX/a.ipynb", "a/.ipynb_checkpoints/b.ipynb", "Thumbs.db"):
        assert of_the_system(place.split("/")), place
    for place in ("a/b.ipynb", "../b.ipynb", "a/MACOSX/b.ipynb"):
        assert not of_the_system(place.split("/")), place
