"""What is written of variants: values as they come, rows that can't be, what breaks a file."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.folders import CourseError
from autograder.course.variant_copy import variant_course
from autograder.course.variant_list import assigned, class_list, read_listed, write_listed
from autograder.course.variants import read_variants

ODD = "two \"quotes\" \\ and \\n 'one', é,\n    # and a line with <<n>>"
TOML = """
[variants]
a = ["one"]
b = ["two"]

[values.one]
n = "1"

[values.two]
n = {odd}

[[place]]
cells = ["f", "said"]
texts = ["number <<n>>"]
"""


def course(folder: Path, toml: str = "", more: str = "") -> Path:
    """Write a course with variants; return its folder."""
    cells = [
        {"cell_type": kind, "id": key, "metadata": {}, "source": f"# number 1\n{key}"}
        for kind, key in (("code", "f"), ("markdown", "said"))
    ]
    source = folder / "solutions" / "x" / "x.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    )
    (folder / "nbgrader_config.py").write_text("")
    (folder / "mistakes").mkdir()
    (folder / "mistakes" / "x.toml").write_text('[sections]\ntopic = "number 1"\n')
    (folder / "variants").mkdir()
    text = (toml or TOML).replace("{odd}", f"'''{ODD}'''") + more
    (folder / "variants" / "x.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_value_is_taken_as_it_is(tmp_path: Path) -> None:
    """Do quotes, backslashes, line breaks and brackets stand in code and text as they were said?"""
    root = course(tmp_path)
    with variant_course(root, read_variants(root, "x"), "b") as copy:
        found = json.loads((copy / "solutions" / "x" / "x.ipynb").read_text(encoding="utf-8"))
    for each in found["cells"]:
        assert "".join(each["source"]) == f"# number {ODD}\n{each['id']}"


def test_a_value_that_breaks_a_file(tmp_path: Path) -> None:
    """Is it said of which variant it is and in which file, and not found by chance later?"""
    root = course(tmp_path, more='\n[mistakes]\ntexts = ["number <<n>>"]\n')
    with (
        pytest.raises(CourseError, match=r"of variant b, x\.toml is no TOML any more"),
        variant_course(root, read_variants(root, "x"), "b"),
    ):
        pass


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("ada,a\nada,b", "line 3: 'ada' stands there twice, with a and with b"),
        ("ada,c", "line 2: 'ada' has the variant 'c'; each student has one of a, b"),
        ("ada", "line 2: 'ada' has the variant ''"),
        ("../ada,a", "line 2"),
    ],
)
def test_rows_that_cannot_be(tmp_path: Path, rows: str, said: str) -> None:
    """Is each named by its line?"""
    root = course(tmp_path)
    (root / "variants" / "x.csv").write_text(f"student_id,variant\n{rows}\n")
    with pytest.raises(CourseError) as caught:
        read_listed(root, "x", ("a", "b"))
    assert said in str(caught.value)


def test_the_same_row_twice_is_no_matter(tmp_path: Path) -> None:
    """Is a student who stands there twice with one variant taken once?"""
    root = course(tmp_path)
    (root / "variants" / "x.csv").write_text("student_id,variant\nada,b\nada,b\n\n")
    assert read_listed(root, "x", ("a", "b")) == {"ada": "b"}


def test_a_list_without_a_head(tmp_path: Path) -> None:
    """Does whoever stands in the first row of a list without a head keep their variant?"""
    root = course(tmp_path)
    (root / "variants" / "x.csv").write_text("ada,b\nben,a\n")
    assert read_listed(root, "x", ("a", "b")) == {"ada": "b", "ben": "a"}


CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=5)


@given(
    columns=st.permutations(["Student_ID", "variant", "tutorial", "note"]),
    people=st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.sampled_from("ab")),
    more=CELLS,
    delimiter=st.sampled_from(",;\t"),
)
def test_an_instructors_own_columns_stay(
    columns: list[str],
    people: dict[str, str],
    more: str,
    delimiter: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Are student and variant found wherever they stand, and is all else as it was?"""
    root = tmp_path_factory.mktemp("course")
    path = class_list(root, "x")
    path.parent.mkdir()
    rows = [
        {"Student_ID": student, "variant": letter, "tutorial": more, "note": f"{letter}, {more}"}
        for student, letter in people.items()
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    assert read_listed(root, "x", "ab") == people
    write_listed(root, "x", people | {"zzzzz": "b"})
    with path.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file, delimiter=delimiter))
    assert list(written[0]) == columns
    assert written[:-1] == rows
    assert (written[-1]["Student_ID"], written[-1]["variant"]) == ("zzzzz", "b")
    assert not written[-1]["tutorial"] and not written[-1]["note"]


@pytest.mark.parametrize(
    "rows", ["ada,a,until May\r\nada,a,left-handed\r\n", '"ada",a,"two\r\nlines"\r\n', "ada,a\r\n"]
)
def test_a_list_is_written_as_it_was(tmp_path: Path, rows: str) -> None:
    """Do mark, ends of lines, permissions, order and a student's second row stay?"""
    root = course(tmp_path)
    path = root / "variants" / "x.csv"
    before = f"\ufeffstudent_id,variant,note\r\nzoe,b,\r\n{rows}".encode()
    path.write_bytes(before)
    path.chmod(0o664)
    write_listed(root, "x", read_listed(root, "x", "ab"))
    assert path.read_bytes().replace(b'"', b"") == before.replace(b'"', b"").replace(
        b"ada,a\r", b"ada,a,\r"
    )
    assert path.stat().st_mode & 0o777 == 0o664


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    """Are the rows below an open quote not taken for its text?"""
    root = course(tmp_path)
    (root / "variants" / "x.csv").write_text('student_id,variant\nada,a,"with\nben,b,\n')
    with pytest.raises(CourseError, match="quotes"):
        read_listed(root, "x", "ab")


def test_a_list_that_is_no_table(tmp_path: Path) -> None:
    """Is a file that no table can be read of named, and not written over?"""
    root = course(tmp_path)
    path = root / "variants" / "x.csv"
    path.write_bytes(b"student_id,variant\nada,\xff\n")
    with pytest.raises(CourseError) as caught:
        write_listed(root, "x", {"ada": "a"})
    assert str(path) in str(caught.value) and path.read_bytes().endswith(b"\xff\n")


@pytest.mark.parametrize("head", ["netid,variant", "Student,Variant,tutor"])
def test_a_head_of_other_names(tmp_path: Path, head: str) -> None:
    """Is a head one that calls the students otherwise, and kept as it is?"""
    root = course(tmp_path)
    (root / "variants" / "x.csv").write_text(f"{head}\nada,b\n")
    write_listed(root, "x", read_listed(root, "x", "ab"))
    assert read_listed(root, "x", "ab") == {"ada": "b"}
    assert (root / "variants" / "x.csv").read_text().startswith(head)


def test_a_letter_that_is_not_drawn_yet(tmp_path: Path) -> None:
    """May the class list have a variant that is about to be made, while others draw as before?"""
    root = course(tmp_path)
    (root / "variants" / "x.csv").write_text("student_id,variant\nada,c\n")
    with pytest.raises(CourseError):
        assigned(root, "x", ("a", "b"), ["ada"])
    assert assigned(root, "x", ("a", "b"), ["ada"], also=("c",)) == {"ada": "c"}
    many = [f"s{number}" for number in range(40)]
    assert "c" not in assigned(root, "x", ("a", "b"), many, also=("c",)).values()
