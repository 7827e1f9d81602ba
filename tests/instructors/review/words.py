"""Answers in words, put into the made-up class."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.instructors.reports.class_report.made import MadeClass

ASKED = "Why does the loss not depend on the order of the examples?"
ANSWERS = {
    "ada": "A sum has no order. <script>alert(1)</script>",
    "ben": "Since addition commutes.",
    "cyd": "It does not.",
}


def answer_in_words(made: MadeClass, answers: Mapping[str, str] = ANSWERS) -> None:
    """Let students, by default three, answer the question `why`, which waits for a person."""
    for student, answer in answers.items():
        path = made.grade(student, waits=True)
        _add(path, _cell("asked", ASKED, locked=True))
        _add(path, _cell("why", answer, grade=True, solution=True, points=4))


def _add(path: Path, cell: dict[str, Any]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"].append(cell)
    path.write_text(json.dumps(content), encoding="utf-8")


def _cell(key: str, text: str, **flags: Any) -> dict[str, Any]:
    known = {"grade_id": key, "schema_version": 3, "grade": False, "solution": False, **flags}
    return {"cell_type": "markdown", "id": key, "source": text, "metadata": {"nbgrader": known}}
