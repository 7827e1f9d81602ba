"""Visible checks that wait for the points: while nbgrader grades, a right answer needs none.

A graded cell holds the visible check and the hidden tests. In a notebook the check shows at once.
While nbgrader grades it waits until the question has its points: with all of them there is nothing
left to look for, else it shows above them. In a cell that gives no such points it shows at the
cell's end. Where only the points count it can be left out.
"""

import os
from collections.abc import Callable
from typing import Any

from autograder.checks.report import Report

_waiting: list[Callable[[], Report]] = []
_left_out: list[bool] = []


def leave_out() -> None:
    """Show no check in this process from now on: nobody is there to read it."""
    _left_out.append(True)


def show(make: Callable[[], Report]) -> None:
    """Show the report that `make` returns, now or when the question has its points."""
    if _left_out:
        return
    if os.environ.get("NBGRADER_EXECUTION") == "autograde" and _asked_at_the_end():
        _waiting.append(make)
    else:
        make().show()


def settle(full_points: bool) -> None:
    """Show what waits in this cell, or let it go when the answer has earned all points."""
    waiting = _waiting[:]
    _waiting.clear()
    for make in () if full_points else waiting:
        make().show()


def _asked_at_the_end() -> bool:
    """Have IPython ask at the end of each cell; return whether there is one."""
    from IPython import get_ipython  # the checks work without a notebook, too

    shell: Any = get_ipython()
    if shell is None:
        return False
    if _show_the_rest not in shell.events.callbacks["post_execute"]:
        shell.events.register("post_execute", _show_the_rest)
    return True


def _show_the_rest() -> None:
    settle(full_points=False)
