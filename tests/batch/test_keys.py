"""What a result's key depends on."""

import json
from dataclasses import replace
from typing import Any

import pytest

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission import keys
from autograder.engine.submission.keys import kit_key, result_key, with_key
from autograder.engine.submission.specification import (
    OutputRules,
    Settings,
    Specification,
    Submission,
)
from autograder.findings import Code, Finding
from tests.batch.sources import first, second

SOURCE = "solutions/ps1/p1.ipynb"


def source(**changes: str) -> dict[str, bytes]:
    """Return the source notebook with other texts in some cells."""
    found = first()
    for each in found["cells"]:
        each["source"] = changes.get(each["id"].replace("-", "_"), each["source"])
    return {SOURCE: json.dumps(found).encode()}


def with_note(text: str) -> dict[str, bytes]:
    """Return the source notebook with a text and a demonstration of the teacher's in it."""
    found = first()
    prose = {"cell_type": "markdown", "id": "x", "metadata": {}, "source": text}
    code = {"cell_type": "code", "id": "y", "metadata": {}, "source": f"print({text!r})"}
    found["cells"] += [prose, {**code, "outputs": [], "execution_count": None}]
    return {SOURCE: json.dumps(found).encode()}


GIVEN = Specification(
    assignment="ps1",
    notebook="p1",
    handout=second(),
    settings=Settings(),
    files={"data.txt": b"1"},
    sources=with_note("One."),
)
LIMITED = Settings(limits=replace(Limits(), memory_mb=77))
CHANGES: dict[str, Specification] = {
    "a test": replace(GIVEN, handout=second("assert g(1) == 4")),
    "a solution": replace(GIVEN, sources=source(f="def f(x):\n    return x + 2")),
    "an import": replace(GIVEN, sources=source(setup="import cmath")),
    "no reference": replace(GIVEN, sources={}),
    "a reference that is no notebook": replace(GIVEN, sources={SOURCE: b"{"}),
    "limits": replace(GIVEN, settings=LIMITED),
    "isolation": replace(GIVEN, settings=Settings(isolation=Isolation.PROCESS)),
    "a file": replace(GIVEN, files={"data.txt": b"2"}),
    "a file's name": replace(GIVEN, files={"data.csv": b"1"}),
    "whose a file is": replace(GIVEN, may_overwrite=frozenset({"data.txt"})),
    "what is kept of outputs": replace(GIVEN, rules=OutputRules(max_lines=3)),
    "the assignment": replace(GIVEN, assignment="ps2"),
    "the notebook": replace(GIVEN, notebook="p2"),
}
MINE = Submission("ada", b"a notebook", {"mine.txt": b"1"})
OTHERS = {
    "the notebook": replace(MINE, notebook=b"another"),
    "a file": replace(MINE, files={"mine.txt": b"2"}),
    "one more file": replace(MINE, files={**MINE.files, "more.txt": b""}),
    "a problem": replace(MINE, problem=Finding.of(Code.UNREADABLE, reason="link")),
    "a remark": replace(MINE, remarks=(Finding(Code.NO_TIME),)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_of_the_course(what: str) -> None:
    """Does a change of what the course has change the key?"""
    assert with_key(CHANGES[what]).key != with_key(GIVEN).key


def test_changes_are_told_apart() -> None:
    """Have no two of these changes the same key?"""
    found = [with_key(each).key for each in (GIVEN, *CHANGES.values())]
    assert len(set(found)) == len(found)


def test_not_of_a_references_prose() -> None:
    """Is the key the same when only the teacher's texts and demonstrations are others?"""
    assert with_key(replace(GIVEN, sources=with_note("Two."))).key == with_key(GIVEN).key


def test_not_of_the_order_of_files() -> None:
    """Is the key the same whatever the order in which files are found?"""
    files = {"a": b"1", "b": b"2"}
    back = dict(reversed(files.items()))
    assert with_key(replace(GIVEN, files=files)).key == with_key(replace(GIVEN, files=back)).key


@pytest.mark.parametrize("what", OTHERS)
def test_of_the_submission(what: str) -> None:
    """Does a change of what was handed in change the key?"""
    given = with_key(GIVEN)
    assert result_key(given, OTHERS[what]) != result_key(given, MINE)


def test_not_of_the_student() -> None:
    """Have two students who hand in the same the same key?"""
    given = with_key(GIVEN)
    assert result_key(given, replace(MINE, student="ben")) == result_key(given, MINE)


@pytest.fixture
def fresh() -> Any:
    """Forget the kit's key before and after a test."""
    kit_key.cache_clear()
    yield
    kit_key.cache_clear()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    "name", ["autograder.engine.submission.keys.version", "platform.python_version"]
)
def test_of_the_kit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does another version of a library, or of Python, change the key?"""
    before = with_key(GIVEN).key
    kit_key.cache_clear()
    monkeypatch.setattr(name, lambda *_: "0.0")
    assert with_key(GIVEN).key != before


@pytest.mark.usefixtures("fresh")
def test_of_the_kits_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a change of the kit's own code change the key?"""
    before = with_key(GIVEN).key
    kit_key.cache_clear()
    digest = keys._digest
    monkeypatch.setattr(keys, "_digest", lambda data: digest(data.replace(b"sandbox", b"garden")))
    assert kit_key() != before
    assert with_key(GIVEN).key != before
