"""The list of mutants that are as right as the solution."""

from pathlib import Path

import pytest

from autograder.course.folders import CourseError
from autograder.instructors.audit.equivalents import read_equivalents, reason_for, stale
from autograder.instructors.audit.mutants import Mutant

BEFORE = "def f(x):\n    y = x[0] + 1\n    return y"
ENTRY = """
[[equivalent]]
cell = "f"
line = "y = x[0] + 1"
becomes = ["y = x[ 0 ]+2", "y = x[0] - 1"]
reason = "No number matters here."
"""


def mutant(line: str, cell: str = "f") -> Mutant:
    """Return a mutant of the second line."""
    return Mutant("p1", cell, "Any", BEFORE, BEFORE.replace("y = x[0] + 1", line))


def written(folder: Path, text: str) -> Path:
    """Write the list of ps1 where it is looked for; return the course's folder."""
    (folder / "audits").mkdir()
    (folder / "audits" / "ps1.toml").write_text(text)
    return folder


def test_entries_fit_mutants(tmp_path: Path) -> None:
    """Does an entry stand for each change that it lists, in its cell, whatever the blanks?"""
    known = read_equivalents(written(tmp_path, ENTRY), "ps1")
    assert len(known) == 2
    for line in ("y = x[0] + 2", "y = x[0]  -  1"):
        assert reason_for(mutant(line), known) == "No number matters here."
    for other in (mutant("y = x[0] + 3"), mutant("y = x[0] + 2", cell="g")):
        assert not reason_for(other, known)


def test_stale_entries_are_told(tmp_path: Path) -> None:
    """Is an entry told that a test kills, or that fits nothing, and no other?"""
    known = read_equivalents(written(tmp_path, ENTRY), "ps1")
    first, second = mutant("y = x[0] + 2"), mutant("y = x[0] - 1")
    assert stale(known, [], [first, second]) == []
    (killed,) = stale(known, [first], [second])
    assert killed == "f: 'y = x[0] + 1' becomes 'y = x[ 0 ]+2': a test kills it"
    (gone,) = stale(known, [], [first])
    assert gone.endswith("there is no such mutant")
    assert stale(known, [], [first], partly=True) == []


def test_without_a_list_nothing_is_equivalent(tmp_path: Path) -> None:
    """May a course have no list, but not name one that isn't there?"""
    assert read_equivalents(tmp_path, "ps1") == []
    with pytest.raises(CourseError, match=r"^There is no file .*none\.toml: name one"):
        read_equivalents(tmp_path, "ps1", tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace("No number matters here.", " "), "entry 1 needs reason"),
        (ENTRY + ENTRY.replace('cell = "f"', ""), "entry 2 needs cell"),
        (ENTRY.replace('"y = x[0] - 1"', "3"), "entry 1 needs becomes"),
        ("[[equivalent]", "can't be read"),
        ("equivalent = 3", r"stands under \[\[equivalent\]\]"),
    ],
)
def test_a_list_that_says_too_little(tmp_path: Path, text: str, words: str) -> None:
    """Is it told which entry lacks what, above all a reason?"""
    with pytest.raises(CourseError, match=rf"ps1\.toml.*{words}"):
        read_equivalents(written(tmp_path, text), "ps1")
