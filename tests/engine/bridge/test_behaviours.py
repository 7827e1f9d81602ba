"""One notebook with a cell for each thing that a test may do with what students define."""

import textwrap

import pytest

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.cell_runs import CellRun
from tests.engine.bridge.notebook import Cells, error, printed, run, value

GIVEN = "import asyncio, io, contextlib, inspect, json, random, sys, warnings\nimport numpy as np"
ANSWER = '''
import collections
import numpy as np

NUMBER, TABLE = 7, {"a": [1, 2]}
ARRAY = np.arange(6.0).reshape(2, 3)

def double(x):
    """Twice x."""
    print("doubling")
    return 2 * x

def misfit(X, W):
    return X[0] @ W

def apply(function, *args, **kwargs):
    return function(*args, **kwargs)

def in_threads(function, things):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(function, things))

def fill(things):
    """Change an argument in place."""
    if isinstance(things, np.ndarray):
        things[...] = 9
    elif isinstance(things, dict):
        things["new"] = [1]
    elif isinstance(things, set):
        things.add(9)
    elif isinstance(things, bytearray):
        things += b"!"
    else:
        things[0].append(5)
        things[1] = "new"

def extend(things):
    things[0][...] = 9
    things.append(1)

def same(x, y=None):
    return x

def flatten(x):
    x.shape = (-1,)
    return x

class Wrong(ValueError):
    pass

class Odd(Exception):
    pass

def fail(kind, *args):
    raise {"wrong": Wrong, "odd": Odd, "key": KeyError, "exit": SystemExit}[kind](*args)

def warn():
    import warnings
    warnings.warn("careful", FutureWarning)
    return 1

def count_up(n):
    for i in range(n):
        yield i

def total(items):
    return sum(items)

def noise(n):
    import random
    return [random.random(), *np.random.rand(n).tolist()]

async def later(x):
    import asyncio
    await asyncio.sleep(0)
    return x + 1

def sum(items):
    return -1

def len(items):
    return -1

class Vector:
    """A vector."""

    size = 2

    def __init__(self, x, y):
        self.x, self.y = x, y

    def norm2(self):
        return self.x**2 + self.y**2

    def grow(self, by=1):
        self.x += by
        return self

    def __len__(self):
        return 2

    def __iter__(self):
        return iter([self.x, self.y])

    def __getitem__(self, index):
        return [self.x, self.y][index]

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __lt__(self, other):
        return self.norm2() < other.norm2()

    def __hash__(self):
        return 5

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, *error):
        self.open = False

class Long(Vector):
    pass

class Cheat:
    """Agrees with everything."""

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __mul__(self, other):
        return self

class Memory:
    """Says that its data is at an address, which numpy believes."""

    __array_interface__ = {"shape": (9,), "typestr": "<f8", "data": (4096, False), "version": 3}

def cheat():
    return Cheat()

def ragged():
    return np.array([[1], [1, 2]], dtype=object)

def second_grows(_, items):
    items.append(1)

def shows():
    from IPython.display import display
    display({"shown": 1})
'''
# By question, a test cell that must come to its end.
PASSES = {
    "a plain assert": "assert double(4) == 8",
    "values of the student's": "assert (NUMBER, TABLE, ARRAY.sum()) == (7, {'a': [1, 2]}, 15)",
    "arrays there and back": """
        came = double(np.float32([[1, 2]]))
        assert type(came) is np.ndarray and came.dtype == np.float32 and came.shape == (1, 2)
        """,
    "a function as an argument": "assert apply(lambda a, b=1: a + b, 3, b=4) == 7",
    "a student's function as an argument": "assert apply(double, 5) == 10",
    "a callback that calls the student": "assert apply(lambda x: double(x) + 1, 5) == 11",
    "callbacks of many threads": """
        assert in_threads(lambda x: x * x, list(range(50))) == [x * x for x in range(50)]
        """,
    "callbacks of many threads that call the student": """
        assert in_threads(lambda x: double(x) + 1, list(range(20))) == list(range(1, 41, 2))
        """,
    "nested callbacks": """
        deep = lambda n: n if n == 0 else 1 + apply(deep, n - 1)
        assert apply(deep, 6) == 6
        """,
    "an exception of a callback": """
        def bad(): raise ValueError("from the test")
        try:
            apply(bad)
        except ValueError as error:
            assert "from the test" in str(error)
        else:
            assert False
        """,
    "arrays changed in place": """
        array = np.zeros((2, 2))
        view = array[:1]
        fill(array)
        assert (view == 9).all()
        fill(view)
        """,
    "collections changed in place": """
        inner = [1]
        things, table, items, raw = [inner, 0], {}, set(), bytearray(b"a")
        for each in (things, table, items, raw):
            fill(each)
        assert (things, table, items, raw) == ([[1, 5], "new"], {"new": [1]}, {9}, b"a!")
        assert things[0] is inner and inner == [1, 5]
        """,
    "an array in a list changed in place": """
        things = [np.zeros(2)]
        extend(things)
        assert (things[0] == 9).all() and things[1:] == [1]
        apply(fill, array := np.zeros(2))
        assert (array == 9).all()
        """,
    "a shape changed in place": """
        array = np.zeros((2, 3))
        assert flatten(array) is array and array.shape == (6,)
        """,
    "the returned argument itself": """
        a, b = np.zeros(2), [1]
        assert same(a) is a and same(b, a) is b and same(1, b) == 1
        assert same(np.zeros(2)) is not a
        """,
    "a built-in exception": """
        try:
            fail("key", "k", 3)
        except LookupError as error:
            assert type(error) is KeyError and error.args == ("k", 3)
        else:
            assert False
        """,
    "a student's exception by its name": """
        try:
            fail("wrong", "no")
        except Wrong as error:
            assert str(error) == "no"
        else:
            assert False
        """,
    "a student's exception by its base": """
        for kind, base in (("wrong", ValueError), ("odd", Exception)):
            try:
                fail(kind, "no")
            except base as error:
                assert error.args == ("no",)
            else:
                assert False
        """,
    "one exception is not another": """
        try:
            fail("odd")
        except Wrong:
            assert False
        except Odd:
            pass
        """,
    "SystemExit ends a call only": """
        try:
            fail("exit")
        except Exception:
            pass
        else:
            assert False
        assert double(1) == 2
        """,
    "stdout by redirect_stdout": """
        with contextlib.redirect_stdout(io.StringIO()) as out:
            double(1)
        assert out.getvalue() == "doubling\\n"
        """,
    "a warning": """
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warn()
        assert [(w.category, str(w.message)) for w in caught] == [(FutureWarning, "careful")]
        """,
    "a generator of the student's": """
        items = count_up(3)
        assert next(items) == 0 and list(items) == [1, 2]
        try:
            next(items)
        except StopIteration:
            pass
        else:
            assert False
        """,
    "a generator of the test's": "assert apply(lambda x: list(x), count_up(2)) == [0, 1]",
    "a generator given to a student": """
        squares = (n * n for n in range(4))
        assert same(list(squares)) == [0, 1, 4, 9]
        assert apply(max, (n for n in [3, 8, 2])) == 8
        """,
    "attributes and methods": """
        v = Vector(3, y=4)
        assert (v.x, v.norm2(), Vector.size, v.grow(by=2).x) == (3, 25, 2, 5)
        assert hasattr(v, "y") and not hasattr(v, "z") and getattr(v, "z", 1) == 1
        assert "grow" in dir(v)
        """,
    "setattr and delattr": """
        v = Vector(3, 4)
        v.x, v.name = 6, "v"
        assert v.norm2() == 52 and v.name == "v"
        del v.name
        assert not hasattr(v, "name")
        """,
    "length, iteration and items": """
        v = Vector(3, 4)
        assert (len(v), list(v), v[1], [a for a in v]) == (2, [3, 4], 4, [3, 4])
        """,
    "operators between two objects": """
        a, b = Vector(1, 2), Vector(3, 4)
        c = a + b
        assert (c.x, c.y) == (4, 6)
        assert a == Vector(1, 2) and a != b and a < b and b > a
        """,
    "isinstance and issubclass": """
        v, w = Vector(1, 2), Long(1, 2)
        assert isinstance(v, Vector) and isinstance(w, Vector) and not isinstance(v, Long)
        assert issubclass(Long, Vector) and not issubclass(Vector, Long)
        assert not isinstance(3, Vector)
        """,
    "a with statement": """
        with Vector(1, 2) as v:
            assert v.open
        assert not v.open
        """,
    "an object as an argument": "v = Vector(1, 2); assert apply(Vector.norm2, v) == 5",
    "objects in sets": "assert len({Vector(1, 2), Vector(1, 2), Vector(2, 2)}) == 2",
    "the signature and the docstring": """
        assert list(inspect.signature(double).parameters) == ["x"]
        assert double.__name__ == "double" and double.__doc__ == "Twice x."
        assert callable(double) and not callable(Vector(1, 2))
        """,
    "the operands whose shapes don't fit": """
        from autograder.findings.outcome import attempt
        said = attempt(misfit, np.ones((5, 4)), np.ones((3, 4))).problem
        assert "There X[0] has shape (4,), and W has shape (3, 4)" in said""",
    "several threads call at once": """
        import threading
        found = []
        def call(k):
            for _ in range(20):
                found.append(double(k))
        threads = [threading.Thread(target=call, args=(k,)) for k in range(8)]
        [each.start() for each in threads], [each.join() for each in threads]
        assert sorted(found) == [2 * k for k in range(8) for _ in range(20)]""",
    "seeds reach the student's function": """
        np.random.seed(3); random.seed(4)
        one = noise(2)
        np.random.seed(3); random.seed(4)
        assert one == [random.random(), *np.random.rand(2).tolist()]
        """,
    "await of a coroutine": "assert await later(3) == 4",
    "built-in names are Python's": "assert len([1, 2]) == 2",
    "an absent name": """
        try:
            no_such_name
        except NameError:
            pass
        else:
            assert False
        assert "no_such_name" not in globals() and "double" in globals()
        """,
    "the grader's own modules": "assert np is sys.modules['numpy'] and json.loads('1') == 1",
    "never equal to plain data, which is no silent False": """
        c, plains = cheat(), (0, 1.0, "a", [1], {}, (1,), True)
        compared = [lambda p: c == p, lambda p: p == c, lambda p: c != p, lambda p: p != c]
        for plain in plains:
            for compare in (*compared, lambda p: c in [p], lambda p: [p] == [c]):
                try:
                    compare(plain)
                except TypeError:
                    continue
                assert False
        assert not (c == None) and c != None and c is not None
        """,
    "never less than plain data": """
        for compare in (lambda c: c < 1, lambda c: 1 > c, lambda c: c <= 1, lambda c: c >= 1):
            try:
                compare(cheat())
            except TypeError:
                continue
            assert False
        """,
    "arithmetic with plain data gives no plain data": """
        numpys = lambda c: np.float64(1) - c, lambda c: np.arange(3) == c, np.asarray
        for operate in (lambda c: c - 1, lambda c: 1 - c, *numpys):
            try:
                operate(cheat())
            except TypeError:
                continue
            assert False
        try:
            cheat() * 2
        except TypeError:
            pass
        else:
            assert False
        """,
    "__array_interface__ is never read": """
        memory = Memory()
        assert not hasattr(memory, "__array_interface__")
        """,
    "an array of objects beside a list": """
        items = []
        second_grows(ragged(), items)
        assert items == [1]
        """,
    "a name that a test defines is the test's": """
        NUMBER = 8
        assert NUMBER == 8 and same(NUMBER) == 8
        """,
    "changes of a copy stay in the test": "TABLE['b'] = 1\nassert TABLE == {'a': [1, 2], 'b': 1}",
    "names from locked cells": "assert given_name == 3",
}
# By question, a test cell that must fail, and words of its error.
FAILS = {
    "a wrong value": ("assert double(4) == 9", "AssertionError"),
    "a wrong value in words": ("assert double(4) == 9, 'not nine'", "AssertionError: not nine"),
    "an exception": ("fail('wrong', 'no such luck')", "Wrong: no such luck"),
    "an absent name": ("no_such_name", "NameError: name 'no_such_name' is not defined"),
    "many exceptions": ("raise ExceptionGroup('m', [ValueError('a')])", "ExceptionGroup"),
    "an unknown magic": ("%no_such_magic", "UsageError"),
    "leaving Python": ("import sys; sys.exit(0)", "SystemExit"),
    "an absent attribute": ("Vector(1, 2).z", "AttributeError"),
    "too few arguments": ("double()", "TypeError"),
    "what can't be sent": ("same(object())", "can't be sent to the student's process"),
    "approximately": ("import math; assert math.isclose(cheat(), 1)", "Error"),
}


def _cells() -> Cells:
    cells: Cells = [("given", "given", f"{GIVEN}\ngiven_name = 3"), ("answer", "answer", ANSWER)]
    tests = PASSES | {f"not {question}": source for question, (source, _) in FAILS.items()}
    cells += [(key, "test", textwrap.dedent(source).strip()) for key, source in tests.items()]
    cells += [
        ("partial", "test", "points = 0.5\npoints + (double(1) == 2)"),
        ("print", "test", "double(1)\nprint('a test')\nwarn()\n0"),
        ("display", "test", "shows()"),
    ]
    return cells


@pytest.fixture(scope="module", params=list(Isolation))
def ran(request: pytest.FixtureRequest) -> dict[str, CellRun]:
    """Return what came of all cells, in either isolation."""
    return run(_cells(), request.param)


@pytest.mark.parametrize("question", PASSES)
def test_passes(ran: dict[str, CellRun], question: str) -> None:
    """Does a test see this as if the student's code ran beside it?"""
    assert ran["answer"].outputs == ()
    assert error(ran[question]) == ""
    assert ran[question].stopped is None


@pytest.mark.parametrize("question", FAILS)
def test_fails(ran: dict[str, CellRun], question: str) -> None:
    """Does a test fail for this, and say why?"""
    assert FAILS[question][1] in error(ran[f"not {question}"])


def test_partial_credit(ran: dict[str, CellRun]) -> None:
    """Is the last expression of a test cell its result, for partial credit?"""
    assert value(ran["partial"]) == "1.5"


def test_outputs_of_a_call(ran: dict[str, CellRun]) -> None:
    """Does a test cell show what the student's code prints, warns of and displays in a call?"""
    assert printed(ran["print"]).startswith("doubling\na test\n")
    assert "FutureWarning: careful" in printed(ran["print"])
    assert printed(ran["print"], "stderr") == ""
    shown = [o["data"] for o in ran["display"].outputs if o["output_type"] == "display_data"]
    assert shown == [{"text/plain": "{'shown': 1}"}]


def test_traceback_is_the_students(ran: dict[str, CellRun]) -> None:
    """Does the traceback of a student's exception show their line, and nothing of the bridge?"""
    (output,) = ran["not an exception"].outputs
    text = "\n".join(output["traceback"])
    assert "raise {" in text or "in fail" in text
    assert "autograder" not in text


def test_asked_names() -> None:
    """Is a student's `sum` used where the assignment asks for one, and only there?"""
    answer = "def sum(items):\n    return -1\ndef max(items):\n    return -1"
    cells: Cells = [
        ("answer", "answer", answer),
        ("tests", "test", "assert (sum([1, 2]), max([1, 2])) == (-1, 2)"),
    ]
    assert error(run(cells, required_names=frozenset({"sum"}))["tests"]) == ""
    assert "AssertionError" in error(run(cells)["tests"])


def test_each_run_has_random_numbers_of_its_own() -> None:
    """Does a test that draws without a seed draw anew for each submission, as in a new kernel?"""
    cells: Cells = [
        ("tests", "test", "import random, numpy\n(random.random(), numpy.random.rand())")
    ]
    assert len({value(run(cells)["tests"]) for _ in range(3)}) == 3
