"""Cells that have lost their names: what is put back is listed, what is open is asked about."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from autograder.commandline.commands import collect as command
from autograder.notebooks.cells import read_cells
from autograder.notebooks.recovery import recover
from tests.instructors.lms.collect.conftest import Collected
from tests.instructors.lms.collect.downloads import NAME, as_zip
from tests.mangled.judge import mangled
from tests.mangled.work import handout, worked
from tests.selfstudy.conftest import run

LOST = mangled(NAME, ("names lost",)).bytes


def one_open() -> bytes:
    """Return the work without names, and without one question, so that its answer is not sure."""
    notebook = json.loads(LOST)
    kept = [each for each in notebook["cells"] if not each["source"].startswith("**Why 4.**")]
    return json.dumps(notebook | {"cells": kept}).encode()


def place(course: Path, student: str = "ada") -> Path:
    """Return where a student's notebook lies."""
    return course / "submitted" / student / NAME / f"{NAME}.ipynb"


def matches(*words: object) -> list[dict[str, Any]]:
    """Return all matches that are told."""
    done = run("collect", NAME, *words, "--matches", "--json")
    assert done.exit_code in (0, 3), done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["matches"]
    return found


def handed_in(course: Path, data: bytes) -> None:
    """Put a notebook straight into submitted/."""
    place(course).parent.mkdir(parents=True)
    place(course).write_bytes(data)


def test_what_is_put_back_is_listed(course: Path, collected: Collected, tmp_path: Path) -> None:
    """Is a notebook without names taken as it came, and each answer listed with the reason?"""
    report = collected(as_zip(tmp_path, {"ada_1_10_softmax-loss.ipynb": LOST}))
    assert "had lost their names and were put back" in report["look"][0]
    assert place(course, "ada-1").read_bytes() == LOST
    found = matches()
    assert {each["answer"] for each in found} == set(worked(NAME).truth)
    assert all(each["sure"] for each in found)
    by = {each["answer"]: each["by"] for each in found}
    assert by["softmax-loss-naive"] == "what it defines (softmax_loss_naive)"
    assert by["why-log-c-answer"] == "its place right below why-log-c"
    said = run("collect", NAME, "--matches")
    assert "was put back as softmax-loss-naive, by what it defines" in said.output
    page = (course / "downloaded" / NAME / "matches.html").read_text(encoding="utf-8")
    assert "softmax_loss_naive" in page and said.exit_code == 0


def test_an_open_cell_is_decided(course: Path) -> None:
    """Is an unsure cell asked about, written down once decided, and kept as it came?"""
    handed_in(course, one_open())
    (open_,) = [each for each in matches() if not each["sure"]]
    assert open_["answer"] == "why-transpose-answer" and open_["by"] == "its place"
    page = (course / "downloaded" / NAME / "matches.html").read_text(encoding="utf-8")
    answer = f"ada/{NAME}:{open_['cell']}=why-transpose-answer"
    assert f"--answer {answer}" in page
    assert run("collect", NAME, "--answer", answer).exit_code == 0
    assert all(each["sure"] for each in matches())
    found = recover(handout(NAME), read_cells(place(course)))
    assert {c.key: c.source for c in found.cells if c.solution} == worked(NAME).truth
    kept = course / "downloaded" / NAME / "unmatched" / "ada" / f"{NAME}.ipynb"
    assert kept.read_bytes() == one_open()


def test_no_answer(course: Path) -> None:
    """Is nobody asked again about a cell that is no answer?"""
    handed_in(course, one_open())
    (open_,) = [each for each in matches() if not each["sure"]]
    assert run("collect", NAME, "--answer", f"ada/{NAME}:{open_['cell']}=none").exit_code == 0
    assert all(each["sure"] for each in matches())
    assert "why-transpose-answer" not in {each["answer"] for each in matches()}


def test_a_decision_survives_the_same_download(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Is a decided notebook unchanged for its own download, and replaced by another?"""
    download = as_zip(tmp_path, {"ada_1_10_softmax-loss.ipynb": one_open()})
    collected(download)
    (open_,) = [each for each in matches() if not each["sure"]]
    decided = f"ada-1/{NAME}:{open_['cell']}={open_['answer']}"
    assert run("collect", NAME, "--answer", decided).exit_code == 0
    before = place(course, "ada-1").read_bytes()
    assert collected(download)["submissions"][0]["state"] == "unchanged"
    assert place(course, "ada-1").read_bytes() == before
    other = as_zip(tmp_path / "later", {"ada_1_10_softmax-loss.ipynb": LOST})
    assert collected(other, "--force")["submissions"][0]["state"] == "replaced"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ada", "says nothing of a cell"),
        (f"ada/{NAME}:999=none", "has no cell 999"),
        (f"ada/{NAME}:3=no-such-answer", "its answers are"),
        (f"eve/{NAME}:3=none", "No cell of eve/softmax-loss has lost its name"),
        (f"ada/{NAME}:{'9' * 5000}=none", "says nothing of a cell"),
        (f"ada/{NAME}:\u0663=none", "says nothing of a cell"),
        (f"ada/{NAME}:0=none", "has no cell 0"),
        (f"ada/{NAME}:-1=none", "says nothing of a cell"),
        (f"ada/{NAME}:3=", "says nothing of a cell"),
        (f"ada/../ada/{NAME}:3=none", "has lost its name"),
    ],
)
def test_wrong_decisions(course: Path, said: str, why: str) -> None:
    """Is a decision that fits nothing refused in a sentence, and nothing written?"""
    handed_in(course, one_open())
    done = run("collect", NAME, "--answer", said)
    assert done.exit_code == 1 and why in done.output
    assert place(course).read_bytes() == one_open()


def test_in_the_terminal(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does somebody at a terminal see the cell and answer with a letter?"""
    handed_in(course, one_open())
    monkeypatch.setattr(command, "can_answer", lambda console: bool(console))
    asked = list[str]()

    def answer(text: str, **_: object) -> str:
        asked.append(text)
        return "y" if len(asked) == 2 else "no-such-answer"

    monkeypatch.setattr(typer, "prompt", answer)
    done = run("collect", NAME, "--matches")
    assert done.exit_code == 0 and "That is my answer" in done.output
    assert len(asked) == 2 and "why-transpose-answer (by its place)" in asked[0]
    assert all(each["sure"] for each in matches())


def test_nothing_to_do(course: Path) -> None:
    """Is it said what to give, and that all is well?"""
    assert course.is_dir()
    done = run("collect", NAME)
    assert done.exit_code == 1 and "--matches" in done.output
    assert "All cells in submitted/ have their names." in run("collect", NAME, "--matches").output


@pytest.mark.parametrize(
    "said",
    [
        ("3=why-log-c-answer", "4=why-log-c-answer"),
        ("3=why-log-c-answer", "3=softmax-loss-naive"),
        ("3=none", "3=none"),
    ],
)
def test_decisions_that_contradict_each_other(course: Path, said: tuple[str, str]) -> None:
    """Is neither of two decisions written that can't both hold?"""
    handed_in(course, one_open())
    words = [word for each in said for word in ("--answer", f"ada/{NAME}:{each}")]
    done = run("collect", NAME, *words)
    assert done.exit_code == 1 and "said twice" in done.output
    assert place(course).read_bytes() == one_open()


def test_a_slip_in_a_number_costs_no_other_answer(course: Path) -> None:
    """Is a cell that has an answer's name left as that, and nothing written of other students?"""
    named = list(json.loads(worked(NAME).bytes)["cells"])
    first = next(n for n, cell in enumerate(named) if cell["id"] == "softmax-loss-naive")
    named[-1] = {**named[-1], "id": "other", "metadata": {}}
    lost = next(n for n, cell in enumerate(named) if cell["id"] == "why-log-c-answer")
    named[lost] = {**named[lost], "id": "lost", "metadata": {}}
    data = json.dumps({"cells": named, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    handed_in(course, data)
    bob = course / "submitted" / "bob" / NAME / f"{NAME}.ipynb"
    bob.parent.mkdir(parents=True)
    bob.write_bytes(one_open())
    words = ("--answer", f"bob/{NAME}:3=none")
    done = run("collect", NAME, *words, "--answer", f"ada/{NAME}:{first + 1}=why-log-c-answer")
    assert done.exit_code == 1 and "has the name of the answer softmax-loss-naive" in done.output
    assert place(course).read_bytes() == data and bob.read_bytes() == one_open()


def test_what_a_person_says_counts(course: Path) -> None:
    """Does a decision take the name from the cell that had it, and from what was put back?"""
    notebook = json.loads(worked(NAME).bytes)
    cells = [
        cell if cell["id"] != "why-log-c-answer" else {**cell, "source": "Wrong."}
        for cell in notebook["cells"]
        if cell["id"] != "why-minus-one-answer"
    ]
    cells.append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": "The right one."})
    handed_in(course, json.dumps({**notebook, "cells": cells}).encode())
    answer = f"ada/{NAME}:{len(cells)}=why-log-c-answer"
    assert run("collect", NAME, "--answer", answer).exit_code == 0
    found = recover(handout(NAME), read_cells(place(course)))
    held = [cell.source for cell in found.cells if cell.key == "why-log-c-answer"]
    assert held == ["The right one."]
