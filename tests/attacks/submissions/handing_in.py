"""Write a submission as a student would hand it in."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.attacks.submissions.answers import RIGHT
from tests.attacks.submissions.attack import ALL, Attack, find
from tests.attacks.submissions.course import ASSIGNMENT, write_notebook

HONEST = Attack("honest", "answers all questions", base=RIGHT, points=ALL)


def hand_in(course: Path, student: str, attack: Attack, words: Mapping[str, str]) -> None:
    """Write the submission of a student to a course that has been released.

    `words` replace the words like @HOME@ in the texts of the attack.
    """
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    path = folder / f"{ASSIGNMENT}.ipynb"
    if attack.raw is not None:
        path.write_text(replaced(attack.raw, words), encoding="utf-8")
    elif not any(name.split("/")[0] == path.name for name in (*attack.links, *attack.files)):
        write_notebook(path, replaced(notebook_of(attack, _released(course)), words))
    for name, text in attack.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(replaced(text, words), encoding="utf-8")
    for name, target in attack.links.items():
        (folder / name).symlink_to(replaced(target, words))


def notebook_of(attack: Attack, released: dict[str, Any]) -> dict[str, Any]:
    """Return the released notebook with the attack's answers and changes."""
    notebook = copy.deepcopy(released)
    for name, source in attack.sources.items():
        find(notebook, name)["source"] = source
    if attack.change is not None:
        attack.change(notebook)
    return notebook


def replaced(value: Any, words: Mapping[str, str]) -> Any:
    """Return a text, list or dict with the words replaced in all its texts."""
    if isinstance(value, str):
        for word, meaning in words.items():
            value = value.replace(word, meaning)
        return value
    if isinstance(value, list):
        return [replaced(each, words) for each in value]
    if isinstance(value, dict):
        return {name: replaced(each, words) for name, each in value.items()}
    return value


def _released(course: Path) -> dict[str, Any]:
    path = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook
