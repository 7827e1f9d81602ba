"""Write a learned mistake into the course's file of mistakes, and take it out again."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.course.files import write_whole
from autograder.course.folders import CourseError, mistakes_file
from autograder.findings import text
from autograder.judging.kept_inputs import FORMAT, read_inputs
from autograder.judging.mistakes.catalogue import read_own
from autograder.judging.mistakes.learned import (
    LearnedMistake,
    inputs_file,
    with_entry,
    without_entry,
)


def keep_learned(
    assignment: str, root: Path, entry: LearnedMistake, stored: Mapping[str, Any]
) -> None:
    """Add an entry to the file of mistakes, and keep the inputs that it was learned on.

    All else in the file stays as it is. Raises CourseError, and nothing is written then.
    """
    path = mistakes_file(assignment, root)
    before = _content(path)
    learned = read_own(assignment, root).learned  # raises for a file that can't be read
    kept = read_inputs(assignment, root)  # as is one for their inputs
    after = _with(path, before or text("learned.head", name=assignment), entry)
    if kept.get(entry.of) != stored:
        _write(inputs_file(assignment, root), _inputs({**kept, entry.of: dict(stored)}))
    if entry not in learned:
        _write(path, after)


def _with(path: Path, before: str, entry: LearnedMistake) -> str:
    """Return the file with one more entry; raises CourseError where none can stand at its end."""
    after = with_entry(before, entry)
    try:
        tomllib.loads(after)
    except ValueError as error:
        raise CourseError(text("learned.no-room", path=path, reason=error)) from error
    return after


def forget_learned(assignment: str, root: Path, entry: LearnedMistake) -> None:
    """Take an entry out of the file, with the inputs of its function if none needs them any more.

    All else in the file stays as it is. Raises CourseError, and nothing is written then.
    """
    path = mistakes_file(assignment, root)
    kept = read_inputs(assignment, root)
    left = [each for each in read_own(assignment, root).learned if each != entry]
    after = without_entry(_content(path), entry)
    if after is None:
        raise CourseError(text("learned.not-cut", path=path, name=entry.name))
    _write(path, after)
    needed = {name: each for name, each in kept.items() if any(e.of == name for e in left)}
    if needed != kept:
        inputs = inputs_file(assignment, root)
        _write(inputs, _inputs(needed)) if needed else inputs.unlink(missing_ok=True)


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode()  # its line ends stay as they are
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise CourseError(text("mistakes.unreadable", path=path, reason=error)) from error


def _inputs(functions: Mapping[str, Any]) -> str:
    """Return the file of inputs: a line for each function."""
    lines = [
        f"{json.dumps(name)}:{json.dumps(each, separators=(',', ':'))}"
        for name, each in sorted(functions.items())
    ]
    return f'{{"format":{FORMAT},"functions":{{\n' + ",\n".join(lines) + "\n}}\n"


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, content.encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise CourseError(text("learned.not-written", path=path, reason=reason)) from error
