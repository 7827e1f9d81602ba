"""Files that can't be graded at all: one sentence, exit code 2, never a traceback."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.selfstudy.conftest import Notebook, run

Work = Callable[..., Notebook]
Save = Callable[..., Path]

FILES = {
    "no JSON": ('{"cells": [', "is damaged"),
    "empty": ("", "is damaged"),
    "no notebook": ('{"a": 1}', "it has no cells"),
    "a list": ("[1, 2]", "it has no cells"),
    "too deep": ("[" * 100_000, "is damaged"),
    "format 3": ('{"nbformat": 3, "worksheets": []}', "open it in JupyterLab and save it"),
    "format 5": ('{"nbformat": 5, "cells": []}', "open it in JupyterLab and save it"),
    "other cells": ('{"nbformat": 4, "cells": [{"id": "a"}, 7]}', "softmax-loss, svm-loss"),
}


@pytest.mark.parametrize(("text", "says"), FILES.values(), ids=FILES)
def test_file_that_is_no_notebook_of_the_course(course: Path, text: str, says: str) -> None:
    """Is it said in one sentence what is wrong with the file, and what to do?"""
    path = course / "mine.ipynb"
    path.write_text(text, encoding="utf-8")
    done = run("check", path)
    assert done.exit_code == 2
    assert done.stdout == "" and str(path) in done.stderr and says in done.stderr
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_bytes_that_are_no_text(course: Path) -> None:
    """Is a file of any bytes refused in words?"""
    path = course / "mine.ipynb"
    path.write_bytes(b"\x89PNG\xff\x00")
    done = run("check", path)
    assert done.exit_code == 2 and "is damaged" in done.stderr


def test_wrong_paths(course: Path) -> None:
    """Is a missing file named, and for a folder the notebook in it?"""
    done = run("check", "assignments/softmax.ipynb")
    assert done.exit_code == 2 and "There is no file assignments/softmax.ipynb" in done.stderr
    done = run("check", course / "assignments" / "svm-loss")
    assert done.exit_code == 2 and "name the notebook in it, such as" in done.stderr
    assert "svm-loss.ipynb" in done.stderr


def test_cells_without_names(work: Work, save: Save) -> None:
    """Is it told apart when a tool has dropped all names, and nothing else tells the cells?"""
    notebook = json.loads(json.dumps(work()))
    for cell in notebook["cells"]:
        del cell["id"], cell["metadata"]
        cell["source"] = "x = 1"
    done = run("check", save(notebook, "softmax-loss.ipynb"))
    assert done.exit_code == 2 and "its cells have lost their names" in done.stderr


def test_no_course_at_the_variable(
    work: Work, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does AUTOGRADER_COURSE with a wrong folder end in a sentence, for both commands?"""
    path = save(work())
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    for words in (["check", path], ["progress"]):
        done = run(*words)
        assert done.exit_code == 2 and "AUTOGRADER_COURSE" in done.stderr


@pytest.mark.usefixtures("own_worker")
@pytest.mark.parametrize("executable", ["/no/such/python", "/bin/false"])
def test_python_that_does_not_start(
    work: Work, save: Save, executable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is a kernel that can't be started said in a sentence?"""
    path = save(work())
    monkeypatch.setattr(sys, "executable", executable)
    done = run("check", path)
    assert done.exit_code == 2 and "Python can't be started" in done.stderr
    assert done.stderr.count("\n") == 1
