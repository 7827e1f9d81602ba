"""The start page: notebooks in their order, from what stands in them."""

import json
from pathlib import Path
from typing import Any

from autograder.course.folders import source_notebooks
from autograder.instructors.authoring.leaks import find_leaks
from autograder.instructors.authoring.start_page import (
    MARK,
    notebooks,
    start_page,
    write_start_page,
)


def write(folder: Path, name: str, *texts: str, answer: str = "") -> Path:
    """Write an assignment of one notebook with these texts, a test and a written answer."""
    flags = {"grade_id": "f", "grade": True, "solution": False, "locked": True, "points": 3}
    by_hand = flags | {"grade_id": "why", "solution": True, "points": 2}
    cells: list[dict[str, Any]] = [
        {"id": str(n), "cell_type": "markdown", "source": text, "metadata": {}}
        for n, text in enumerate(texts)
    ]
    cells.append({"cell_type": "code", "source": "f()", "metadata": {"nbgrader": flags}})
    cells.append({"cell_type": "markdown", "source": answer, "metadata": {"nbgrader": by_hand}})
    path = folder / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}), encoding="utf-8")
    return path


def test_the_kits_own_order(root: Path) -> None:
    """Do the kit's notebooks come in the order in which each names the next?"""
    found = notebooks(root / "assignments")
    assert [each.name for each in found] == [
        "softmax-function",
        "gradient-check",
        "softmax-loss",
        "svm-loss",
        "linear-classifier",
        "two-layer-net",
        "nearest-neighbours-and-features",
        "net-on-images",
        "reverse-mode",
    ]
    assert [(each.points, each.by_hand) for each in found][:2] == [(20, 12), (16, 10)]
    assert found[1].follows == ("softmax-function",)


def test_a_course_of_any_names(tmp_path: Path) -> None:
    """Are title, text, sections, points and what comes before read from the notebooks?"""
    write(tmp_path, "ps2", "# Trees\n\nGrow\none.", "## 1 · Roots", "## 2 · Leaves")
    write(tmp_path, "zero", "# Seeds", "Next: **ps2**, and enjoy.")
    write(tmp_path, "extra", "no title")
    names = [each.name for each in notebooks(tmp_path)]
    assert names == ["zero", "ps2", "extra"]
    page = start_page(tmp_path)
    assert "3 notebooks, 9 points by tests and 6 by hand." in page
    assert "## 2. [Trees](ps2/ps2.ipynb)\n\nGrow one.\n\n- Points: 3 by tests, 2 by hand" in page
    assert "- Before it: zero\n- Sections: Roots; Leaves\n" in page


def test_a_circle_is_no_trouble(tmp_path: Path) -> None:
    """Are notebooks that name each other as the next listed by name?"""
    write(tmp_path, "b", "# B", "Next: **a**")
    write(tmp_path, "a", "# A", "Next: **b**")
    assert [each.name for each in notebooks(tmp_path)] == ["a", "b"]


def test_a_broken_notebook_is_named_and_the_others_listed(tmp_path: Path) -> None:
    """Does a file that is no notebook cost the page nothing but its own entry?"""
    write(tmp_path, "a", "# A")
    write(tmp_path, "b").write_text("{")
    page = start_page(tmp_path)
    assert "[A](a/a.ipynb)" in page
    assert "This notebook can't be opened" in page


def test_an_answer_is_not_shown(tmp_path: Path) -> None:
    """Does nothing of what a student wrote get on the page?"""
    write(tmp_path, "a", "# A", answer="## 9 · Mine\nNext: **a**")
    assert "Mine" not in start_page(tmp_path)


def test_names_with_spaces_make_links(tmp_path: Path) -> None:
    """Does a link lead to a notebook whose name has a space?"""
    write(tmp_path, "Problem Set 1", "# One")
    assert "](Problem%20Set%201/Problem%20Set%201.ipynb)" in start_page(tmp_path)


def test_a_page_of_a_person_is_kept(tmp_path: Path) -> None:
    """Is our page written anew when notebooks change, and one without our mark never?"""
    write(tmp_path, "a", "# A")
    path = write_start_page(tmp_path)
    assert path.read_text(encoding="utf-8").startswith(MARK)
    write(tmp_path, "b", "# B")
    assert "[B]" in write_start_page(tmp_path).read_text(encoding="utf-8")
    path.write_text("# Welcome to my course\n")
    assert write_start_page(tmp_path).read_text(encoding="utf-8") == "# Welcome to my course\n"


def test_no_secret_on_the_page(root: Path, tmp_path: Path) -> None:
    """Does the kit's page hold no line of a solution or a hidden test?"""
    (tmp_path / "start.md").write_text(start_page(root / "assignments", to_check=True))
    sources = [path for each in notebooks(root / "assignments") for path in _sources(root, each)]
    assert len(sources) >= 5
    assert not find_leaks(sources, tmp_path)


def _sources(root: Path, each: Any) -> list[Path]:
    return source_notebooks(each.name, root)
