"""What students' code does in a call changes its score by what it answers, and by nothing else."""

import os
import textwrap
from pathlib import Path

import pytest

from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.cell_runs import CellRun
from tests.engine.bridge.notebook import Cells, error, printed, run, value

GIVEN = "import contextlib, io, sys, warnings\nimport numpy as np"
ANSWER = '''
import logging, sys, warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np

def warns(x):
    warnings.warn("take care", UserWarning)
    return x

def divides(x):
    return float((np.ones(1) / np.zeros(1) * 0.0)[0]) if x < 0 else np.float64(x) / 1

def writes(x):
    print("half done", file=sys.stderr)
    sys.stderr.write("done")
    return x

def logs(x):
    logging.getLogger("mine").warning("look")
    return x

def nan(x):
    return np.array([np.inf, x])

def warns_of_its_own(x):
    class Mine(UserWarning):
        pass
    warnings.warn(Mine("x"))
    return x

def number(kind):
    return {"310": 10**310, "4300": 10**4299, "4301": 10**4301, "fraction": Fraction(10**400, 3),
            "decimal": Decimal("sNaN"), "inf": Decimal("Infinity"), "minus": -(10**400)}[kind]

def stops(x):
    raise StopIteration

def stops_later(x):
    raise StopAsyncIteration(x)

class Over(StopIteration):
    pass

def over(x):
    raise Over("mine")

def one(x):
    return iter([x])

seen = []

class Spy:
    """Sees what it is computed with."""

    def _look(self, other):
        seen.append(other)
        print("expected:", other)
        return 0.0

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __pow__ = __rpow__ = _look
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __mod__ = __rmod__ = _look
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __eq__ = __lt__ = __ge__ = _look
    __floordiv__ = __rfloordiv__ = __lshift__ = __rshift__ = __iadd__ = __isub__ = _look

def spy(x):
    return Spy()

kept = []

def keeps(function):
    kept.append(function)
    return function(1)

def uses_kept():
    return [function(2) for function in kept]

def always_asks(function):
    while True:
        try:
            function(1)
        except BaseException:
            pass

def asks_with_much(function):
    return function(np.zeros(2**25))

def changed(error, *args):
    error.args = args
    return error

def tells_a_line(x):
    raise changed(SyntaxError("no"), "no", (__import__("os").__file__, 1, 1, "x"))

def tells_memory(x):
    raise changed(UnicodeDecodeError("utf-8", b"x", 0, 1, "r"), "utf-8", b"x", -8, -7, "r")

def decodes(x):
    return b"ab\\xff".decode()

def many(x):
    return range(10**12)
'''
# By question, a test cell that has to earn its point: the answer is right.
EARNS = {
    "a warning": "assert warns(3) == 3\n1",
    "a warning of numpy's": "assert divides(2) == 2 and divides(-1) != divides(-1)\n1",
    "a class of warning of its own": "assert warns_of_its_own(3) == 3\n1",
    "stderr": "assert writes(3) == 3\n1",
    "a log": "assert logs(3) == 3\n1",
    "numpy warns in the test": "assert (nan(3) - nan(3))[1] == 0\n1",
    "stderr that the test looks at": """
        with contextlib.redirect_stderr(io.StringIO()) as found:
            writes(3)
        assert found.getvalue() == "half done\\ndone"
        1
        """,
    "warnings that the test looks at": """
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            warns(3)
        assert [str(each.message) for each in found] == ["take care"]
        1
        """,
    "an iterator that ends": "assert list(one(3)) == [3] and next(one(4)) == 4\n1",
    "an error of decoding": """
        try:
            decodes(1)
        except UnicodeDecodeError as error:
            assert (error.start, error.end, error.object) == (2, 3, b"ab\\xff")
        1
        """,
    "a long range": "assert (len(many(1)), many(1)[5], next(iter(many(1)))) == (10**12, 5, 0)\n1",
    "its own function, later in the test": """
        assert keeps(lambda x: x + 1) == 2
        assert uses_kept()[-1:] == [3]
        1
        """,
}
# By question, a test cell that must not earn a point, and words of its error.
FAILS = {
    "an int of 310 digits": ("number('310')", "NoPoints"),
    "an int of 4,300 digits": ("number('4300')", "NoPoints"),
    "an int of 4,302 digits": ("number('4301')", "Error"),
    "a negative int of 401 digits": ("number('minus')", "NoPoints"),
    "a large fraction": (
        "from fractions import Fraction\nFraction(10**400, 3)",
        "NoPoints",
    ),
    "a Decimal that signals": ("from decimal import Decimal\nDecimal('sNaN')", "NoPoints"),
    "an infinite Decimal": ("from decimal import Decimal\nDecimal('Infinity')", "NoPoints"),
    "StopIteration in all()": (
        "assert all(a == b for a, b in zip(map(stops, [1, 2]), [1, 2]))\n1",
        "raised StopIteration out of a call",
    ),
    "StopIteration in a loop": (
        "for found in map(stops, [1, 2]):\n    assert found == 1\n1",
        "raised StopIteration out of a call",
    ),
    "StopAsyncIteration": ("list(map(stops_later, [1]))\n1", "StopAsyncIteration out of a call"),
    "a class of StopIteration's": ("list(map(over, [1]))\n1", "RuntimeError"),
    "a difference": ("assert abs(spy(3) - 10) < 1\n1", "must not see a test's own data in sub"),
    "a difference, turned": ("assert abs(10 - spy(3)) < 1\n1", "NotComparable"),
    "a quotient with an array": ("spy(3) / np.array([4.0, 10.0])\n1", "NotComparable"),
    "an array times it": ("np.array([4.0, 10.0]) @ spy(3)\n1", "Error"),
    "in place": ("total = spy(3)\ntotal += 10\n1", "NotComparable"),
    "a power": ("spy(3) ** 10\n1", "NotComparable"),
    "less than": ("assert spy(3) < 10\n1", "NotComparable"),
    "nothing was seen": ("assert seen == []\nassert 0, 'nothing seen'", "nothing seen"),
    "a function of another test": ("uses_kept()\n1", "handed out by a test that is over"),
    "a line of a file": ("tells_a_line(1)\n1", "SyntaxError: no"),
    "a byte of memory": ("tells_memory(1)\n1", "codec can't decode byte 0x78 in position 0"),
    "an array of a long range": ("np.asarray(many(1)).sum()\n1", "MemoryError"),
    "arguments of 256 MB": ("asks_with_much(len)\n1", "have more than 128 MB"),
}


@pytest.fixture(scope="module")
def ran() -> dict[str, CellRun]:
    """Return what came of all cells."""
    cells: Cells = [("given", "given", GIVEN), ("answer", "answer", ANSWER)]
    tests = EARNS | {question: source for question, (source, _) in FAILS.items()}
    cells += [(key, "test", textwrap.dedent(source).strip()) for key, source in tests.items()]
    return run(cells)


@pytest.mark.parametrize("question", EARNS)
def test_a_right_answer_earns_its_point(ran: dict[str, CellRun], question: str) -> None:
    """Is there a point, with nothing on stderr, which nbgrader takes for an error?"""
    assert error(ran[question]) == ""
    assert value(ran[question]) == "1"
    assert printed(ran[question], "stderr") == ""


def test_what_was_warned_of_is_shown(ran: dict[str, CellRun]) -> None:
    """Does the cell show warnings and what was written to stderr?"""
    assert "UserWarning: take care" in printed(ran["a warning"])
    assert printed(ran["stderr"]) == "half done\ndone"
    assert "RuntimeWarning: invalid value" in printed(ran["numpy warns in the test"])


@pytest.mark.parametrize("question", FAILS)
def test_this_earns_none(ran: dict[str, CellRun], question: str) -> None:
    """Does the test end with an error that says why, and the next ones have their turn?"""
    assert FAILS[question][1] in error(ran[question])
    assert "expected:" not in printed(ran[question])


def test_an_error_shows_no_line_of_a_file(ran: dict[str, CellRun]) -> None:
    """Is the file not read that an error names, on the side that may read the hidden tests?"""
    (shown,) = [o for o in ran["a line of a file"].outputs if o["output_type"] == "error"]
    assert Path(os.__file__).read_text().splitlines()[0] not in "".join(shown["traceback"])


def test_a_tests_own_stderr_still_counts() -> None:
    """Does a test that writes to stderr give no points, as in nbgrader?"""
    cells: Cells = [("test", "test", "import sys\nprint('no', file=sys.stderr)\n1")]
    assert printed(run(cells)["test"], "stderr") == "no\n"


def test_operators_that_are_asked_for() -> None:
    """Is a test's number sent to an operator that the assignment asks for, and to no other?"""
    answer = """
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __mul__(self, times):
        return Money(self.cents * times)
    __rmul__ = __mul__
    def __add__(self, other):
        return Money(self.cents + other)
"""
    cells: Cells = [
        ("answer", "answer", answer),
        ("times", "test", "assert ((Money(5) * 3).cents, (3 * Money(5)).cents) == (15, 15)\n1"),
        ("plus", "test", "Money(5) + 3\n1"),
    ]
    ran = run(cells, required_names=frozenset({"Money", "__mul__", "__rmul__"}))
    assert value(ran["times"]) == "1"
    assert "must not see a test's own data in add" in error(ran["plus"])


def test_one_deadline_a_call() -> None:
    """Is a call that goes on asking stopped in time, and does the next question have its turn?"""
    cells: Cells = [
        ("answer", "answer", ANSWER),
        ("asks", "test", "always_asks(lambda x: x)"),
        ("fails", "test", "always_asks(lambda x: 1 / 0)"),
        ("next", "test", "assert keeps(lambda x: x) == 1\n1"),
    ]
    ran = run(cells, limits=Limits(call_seconds=1, notebook_seconds=60))
    for name in ("asks", "fails"):
        assert "stopped after 1 s in always_asks" in error(ran[name])
    assert value(ran["next"]) == "1"


def test_names_that_are_the_courses() -> None:
    """Is a name of the course's never looked up at the student's, when its own cell failed?"""
    answer = "TOL = 1e9\ndef close(a, b):\n    return True\ndef f():\n    return 4\nresult = 3"
    cells: Cells = [
        ("answer", "answer", answer),
        ("locked", "given", "assert f() == 3\nTOL = 1e-6"),
        ("helper", "test", "assert f() == 3\ndef close(a, b):\n    return a == b"),
        ("tolerance", "test", "assert abs(f() - 3) < TOL\n1"),
        ("close", "test", "assert close(f(), 3)\n1"),
        ("asked", "test", "assert result == 3\n1"),
    ]
    ran = run(
        cells, course_names=frozenset({"TOL", "close"}), required_names=frozenset({"f", "result"})
    )
    assert "name 'TOL' is not defined" in error(ran["tolerance"])
    assert "name 'close' is not defined" in error(ran["close"])
    assert value(ran["asked"]) == "1"
