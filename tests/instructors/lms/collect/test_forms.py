"""What comes in a notebook's place: scripts, pages, archives in archives, files without cells."""

import codecs
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
from tests.selfstudy.conftest import run


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


NAMED = worked(NAME).bytes


@pytest.mark.parametrize(
    "data",
    [
        NAMED.decode().encode("utf-16"),
        codecs.BOM_UTF16_BE + NAMED.decode().encode("utf-16-be"),
        json.dumps(json.loads(NAMED) | {"x": "\xe9\u20ac"}, ensure_ascii=False).encode(
            "cp1252", "replace"
        ),
        mangled(NAME, ("names lost",)).bytes.decode().encode("utf-16"),
    ],
    ids=["utf-16", "big-endian", "western", "names-lost"],
)
def test_another_encoding(course: Path, collected: Collected, tmp_path: Path, data: bytes) -> None:
    """Is a notebook that a program of Windows has saved taken, put into UTF-8, and said?"""
    file = "ada_1_10_softmax-loss.ipynb"
    report = collected(as_zip(tmp_path, {file: data}))
    found = taken(course, "ada-1")
    assert found.keys() == worked(NAME).truth.keys()
    assert found["softmax-loss-naive"] == worked(NAME).truth["softmax-loss-naive"]
    assert any("not in UTF-8" in each for each in report["look"])
    assert (course / "downloaded" / NAME / "originals" / "ada-1" / file).read_bytes() == data
    assert collected(as_zip(tmp_path, {file: data}))["submissions"][0]["state"] == "unchanged"


def test_the_later_of_two_encodings(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Does a later notebook in another encoding go before an earlier one in UTF-8?"""
    later = mangled(NAME, ("a slip in the code",)).bytes.decode().encode("utf-16")
    files = {"ada_1_10_softmax-loss.ipynb": NAMED, "ada_1_11_softmax-loss-1.ipynb": later}
    collected(as_zip(tmp_path, files))
    assert "return ((" in taken(course, "ada-1")["softmax-loss-naive"]


DEEP = "def softmax_loss_naive(W):\n    raise " + "+".join("1" * 900)
POISON: dict[str, bytes] = {
    "deep.ipynb": json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": {},
            "cells": [{"cell_type": "code", "metadata": {}, "source": DEEP, "outputs": []}],
        }
    ).encode(),
    "brackets.ipynb": b"[" * 100_000,
    "no-list.ipynb": b'{"nbformat": 4, "cells": {}}',
    "numbers.ipynb": b'{"nbformat": 4, "cells": [1, null, {"source": {"a": 1}, "metadata": 3}]}',
    "half.ipynb": b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800"}]}',
    "old.ipynb": b'{"nbformat": 3, "worksheets": [[[]]]}',
    f"{'x' * 200}.py": made("a colab script"),
    f"{'y' * 200}.ipynb": NAMED.decode().encode("utf-16"),
    "bomb.py": b"# %%\n" * 200_000,
    "comments.py": b"#\n" * 500_000,
    "app.py": b"app = marimo.App()\n" + b"(" * 300,
    "page.html": b"<html>" + b"<div>" * 50_000,
}


def test_one_poisoned_among_many(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is each other student's work taken, whatever some of them hand in, and --matches shown?"""
    files = {f"good{number}_{number}_1_softmax-loss.ipynb": NAMED for number in range(1, 30)}
    for number, (name, data) in enumerate(POISON.items(), start=100):
        place = f"evil{number}_{number}_1_{name}"
        files[f"{place[: 255 - len(name)]}{name}" if len(place) > 255 else place] = data
        files[f"bad{number}_{number}00_1_softmax-loss.ipynb"] = data
    report = collected(as_zip(tmp_path, files))
    states = {each["student"]: each["state"] for each in report["submissions"]}
    assert all(states[f"good{number}-{number}"] == "new" for number in range(1, 30))
    assert all(taken(course, f"good{number}-{number}") for number in (1, 29))
    done = run("collect", NAME, "--matches", "--json")
    assert done.exit_code in (0, 3), done.output
    told = {each["person"].split()[0] for each in report["not_taken"]}
    told |= {student.partition("-")[0] for student in states}
    wanted = {f"{kind}{number}" for kind in ("evil", "bad") for number in range(100, 112)}
    assert wanted <= told


def test_a_name_as_long_as_names_can_be(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a file of the longest name kept beside what is made of it?"""
    file = f"ada_1_10_{'x' * 243}.py"
    assert len(file) == 255
    collected(as_zip(tmp_path, {file: made("a colab script")}))
    assert taken(course, "ada-1") == worked(NAME).truth
