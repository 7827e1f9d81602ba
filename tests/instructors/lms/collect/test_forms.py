"""What comes in a notebook's place: scripts, pages, archives in archives, files without cells."""

import json
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter, PythonExporter

from autograder.notebooks.cells import student_cells
from autograder.notebooks.recovery import recover
from tests.instructors.lms.collect.conftest import Collected, reasons
from tests.instructors.lms.collect.downloads import NAME, as_zip, zipped
from tests.mangled.judge import mangled
from tests.mangled.work import handout, worked


def made(kind: str) -> bytes:
    """Return the work as a file of this kind."""
    return mangled(NAME, (kind,)).bytes


def taken(course: Path, student: str) -> dict[str, str]:
    """Return the answers that are found in what a student has handed in."""
    path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
    found = recover(handout(NAME), student_cells(path.read_bytes()))
    return {cell.key: cell.source for cell in found.cells if cell.solution}


def exported(how: type) -> bytes:
    """Return what nbconvert makes of the work."""
    notebook = nbformat.from_dict(json.loads(worked(NAME).bytes))
    body, _ = how().from_notebook_node(notebook)
    return str(body).encode()


@pytest.mark.parametrize(
    ("file", "kind"), [("softmax-loss.py", "a colab script"), ("my_work.py", "a script with cells")]
)
def test_scripts(course: Path, collected: Collected, tmp_path: Path, file: str, kind: str) -> None:
    """Does a `.py` of a notebook become one again, with all answers, and is the file kept?"""
    files = {f"ada_1_10_{file}": made(kind)}
    report = collected(as_zip(tmp_path, files))
    assert taken(course, "ada-1") == worked(NAME).truth
    assert any("made of a Python file" in each for each in report["look"])
    kept = course / "downloaded" / NAME / "originals" / "ada-1" / f"ada_1_10_{file}"
    assert kept.read_bytes() == made(kind)
    assert collected(as_zip(tmp_path, files))["submissions"][0]["state"] == "unchanged"


def test_nbconverts_script(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Are all answers found in what `jupyter nbconvert --to script` writes?"""
    collected(as_zip(tmp_path, {"ada_1_10_softmax-loss.py": exported(PythonExporter)}))
    assert taken(course, "ada-1") == worked(NAME).truth


@pytest.mark.parametrize("file", ["softmax-loss.html", "softmax-loss.ipynb"])
def test_pages(course: Path, collected: Collected, tmp_path: Path, file: str) -> None:
    """Is an HTML export read, whatever it is called?"""
    report = collected(as_zip(tmp_path, {f"ada_1_10_{file}": exported(HTMLExporter)}))
    found, truth = taken(course, "ada-1"), worked(NAME).truth
    assert found.keys() == truth.keys()
    assert all(found[key] == truth[key] for key in found if not key.startswith("why"))
    assert any("HTML export" in each for each in report["look"])


def test_a_notebook_goes_before_what_was_made_of_it(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Does the notebook count where both came, and is no other script taken for one?"""
    files = {
        "ada_1_10_softmax-loss.ipynb": worked(NAME).bytes,
        "ada_1_11_softmax-loss.py": made("a colab script"),
        "ada_1_12_utils.py": b"def helper():\n    return 1\n",
    }
    report = collected(as_zip(tmp_path, files))
    assert (course / "submitted" / "ada-1" / NAME / f"{NAME}.ipynb").read_bytes() == next(
        iter(files.values())
    )
    why = reasons(report)
    assert "another copy" in why["ada_1_11_softmax-loss.py"]
    assert "none of" in why["ada_1_12_utils.py"] or "no answer" in why["ada_1_12_utils.py"]


def test_archives_in_archives(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is the notebook in a zip of a zip found?"""
    inner = zipped({"work/softmax-loss.ipynb": worked(NAME).bytes})
    collected(as_zip(tmp_path, {"ada_1_10_work.zip": zipped({"again.zip": inner})}))
    assert taken(course, "ada-1") == worked(NAME).truth


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("softmax-loss.pdf", b"%PDF-1.7", "it is a PDF"),
        ("softmax-loss.ipynb", b"%PDF-1.7", "it is a PDF"),
        ("softmax-loss.ipynb", b"", "it is empty"),
        ("softmax-loss.ipynb", b'{"cells": [', "cut off or damaged"),
        ("softmax-loss.ipynb", b"PK\x03\x04", "under another name"),
        ("softmax-loss.ipynb", b"\x89PNG\r\n", "it is a picture"),
        ("softmax-loss.ipynb", b"<!DOCTYPE html><html><body>Sign in", "it is a web page"),
        ("softmax-loss.ipynb", b"hello", "it is no notebook, no Python file"),
        ("softmax-loss.py", b"\xff\xfe\x00", "it is no notebook, no Python file"),
        ("softmax-loss.py", b"x = (" * 5000, "no answer of the assignment"),
        ("softmax-loss.html", b"<html>" + b"<div class='input'>" * 9000, "it is a web page"),
    ],
)
def test_what_holds_no_answer(
    course: Path, collected: Collected, tmp_path: Path, file: str, data: bytes, said: str
) -> None:
    """Is each named, with what to do, and costs nobody else anything?"""
    files = {f"ada_1_10_{file}": data, "ben_2_11_softmax-loss.ipynb": worked(NAME).bytes}
    report = collected(as_zip(tmp_path, files))
    everything = [*report["look"], *(each["why"] for each in report["not_taken"])]
    assert any(said in each for each in everything), everything
    assert taken(course, "ben-2") == worked(NAME).truth
