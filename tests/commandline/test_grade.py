"""What a class's grading looks like: a line each, until many have the same reason."""

import io

from rich.console import Console

from autograder.batch.outcomes import Outcome
from autograder.commandline.commands.grade import Tally, shown, summarize

FAULT = "no answer can be judged before this is mended"
NAMES = ("ada", "ben", "cyn", "dan", "eve")


def tally_of(*outcomes: Outcome) -> Tally:
    """Return the tally of a class that is done."""
    return Tally(len(outcomes), list(outcomes))


def failed(student: str) -> Outcome:
    """Return what comes of a submission when the course has a fault."""
    return Outcome(student, "failed", look=(FAULT,))


def summary(tally: Tally) -> str:
    """Return what is said at the end."""
    console = Console(file=io.StringIO(), width=100)
    summarize(console, tally, "ps1")
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_one_line_for_many() -> None:
    """Do many students with one reason share a line, and others keep their own?"""
    other = Outcome("ann", "graded", look=("the notebook p2 was not handed in",))
    said = summary(tally_of(*map(failed, NAMES), other))
    assert said.count(FAULT) == 1
    assert f"  5 students (ada, ben, cyn, ...): {FAULT}" in said
    assert "  ann: the notebook p2 was not handed in" in said


def test_a_line_each_for_a_few() -> None:
    """Are three students named one by one?"""
    said = summary(tally_of(*map(failed, NAMES[:3])))
    assert [line for line in said.splitlines() if FAULT in line] == [
        f"  {name}: {FAULT}" for name in NAMES[:3]
    ]


def test_a_terminal_is_not_flooded() -> None:
    """While a class is graded, is a reason said for the first students who have it only?"""
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    tally = Tally(len(NAMES))
    with shown(console, tally) as show:
        for outcome in map(failed, NAMES):
            tally.add(outcome)
            show(outcome)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count(FAULT) == 3
