"""The kit's own assignments under audit."""

import json
import os
import signal
import subprocess

import pytest

from autograder.commandline.commands.audit import FINE, INTERRUPTED
from autograder.course.folders import assignments
from autograder.instructors.audit.answers import answers_of
from autograder.instructors.audit.equivalents import FOLDER, read_equivalents
from autograder.instructors.audit.mutants import Mutant, changes, distinct, numpy_changes
from autograder.notebooks.cells import read_cells
from tests.batch.small_class import PROGRAM
from tests.conftest import ROOT


def start(*words: str) -> subprocess.Popen[str]:
    """Start an audit in the kit's own folder."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("AUTOGRADER")}
    return subprocess.Popen(
        [*PROGRAM, "audit", *words, "--jobs", "1"],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_every_mistake_in_a_function_is_seen() -> None:
    """Do the hidden tests kill every mutant of a function, of operators and of the catalogue?"""
    cell = "softmax-jacobian"
    process = start("softmax-function", "--cell", cell, "--isolation", "process", "--json")
    said, trouble = process.communicate()
    assert process.returncode == FINE, trouble
    found = json.loads(said)
    assert found["killed"] == found["mutants"] > 15
    assert "mutants: " in trouble


def test_ctrl_c_ends_it_in_a_sentence() -> None:
    """Does an interrupt end the audit with code 130, and no trace?"""
    process = start("softmax-function", "--cell", "softmax", "--isolation", "process", "--json")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("the solution"):
            break
    process.send_signal(signal.SIGINT)
    said, trouble = process.communicate()
    assert process.returncode == INTERRUPTED
    assert trouble.splitlines()[-1] == "Stopped. Nothing was written."
    assert "Traceback" not in trouble
    assert not said


@pytest.mark.parametrize("name", assignments(ROOT))
def test_lists_of_equivalents_are_up_to_date(name: str) -> None:
    """Is each entry a mutant that the audit makes, judged for a reason in a sentence?"""
    (path,) = (ROOT / "solutions" / name).glob("*.ipynb")
    answers = {answer.cell: answer for answer in answers_of(read_cells(path))}
    known = read_equivalents(ROOT, name)
    assert (ROOT / FOLDER / f"{name}.toml").is_file() == bool(known)
    for entry in known:
        answer = answers[entry.cell]
        given = answer.source, answer.lines
        made = distinct(answer.source, (*numpy_changes(*given), *changes(*given)))
        mutants = (Mutant(path.stem, answer.cell, by, answer.source, after) for by, after in made)
        assert any(map(entry.fits, mutants)), entry
        assert entry.reason.strip().endswith(".")
