"""Attacks by values that are rare: what they take, what they seem to be, and who must read them."""

from tests.attacks.submissions.answers import RIGHT, doing, returning
from tests.attacks.submissions.attack import OTHERS, Attack, all_but
from tests.attacks.submissions.messages import LINE

_NP = "import numpy as np"
_FINALIZE = """
import numpy as np
class Lie(np.ndarray):
    def __array_finalize__(self, other):
        self.expected = other
    def __array_wrap__(self, *_, **__):
        return np.zeros(3)
    def sum(self, *_, **__):
        return 0.0
    tolist = item = max = min = all = sum
"""
_MASKED = "np.ma.masked_all(3)"
_OBJECTS = "np.array([Fraction(1, 2), None, [1]], dtype=object)"
_LONG = """
class Lie(list):
    def __len__(self):
        return 10**9
    def __iter__(self):
        return iter([0, 1, 2])
"""
_ENUM = """
from enum import IntEnum
class Lie(IntEnum):
    two = -77
    def __eq__(self, other):
        return True
    __hash__ = IntEnum.__hash__
"""
_TUPLE = """
from collections import namedtuple
class Lie(namedtuple("Pair", "a b")):
    def __eq__(self, other):
        return True
    def __iter__(self):
        return iter((0, 1, 2))
    __hash__ = None
"""
_DEFAULT = """
from collections import defaultdict, ChainMap, OrderedDict
class Lie(OrderedDict):
    def items(self):
        return [(0, 0)] * 3
    def __missing__(self, key):
        return 2.0
"""
_STRING = """
class Lie(str):
    def __eq__(self, other):
        return True
    def __float__(self):
        return 2.0
    __hash__ = str.__hash__
"""
_OWN = """
class Lie:
    def __getattribute__(self, name):
        if name == "__class__":
            return float
        return lambda *_, **__: 2.0
    def __repr__(self):
        return "2.0"
"""
_CLASS_CHANGES = """
class First:
    def __init__(self):
        self.count = 0
    def __float__(self):
        self.__class__ = Second
        return 2.0
class Second(First):
    def __float__(self):
        return 0.0
    def __repr__(self):
        return "2.0"
"""
_FORMATTED = """
class Lie:
    def _repr_mimebundle_(self, **_):
        return {"text/plain": "2", "application/vnd.autograder.result+json": {"points": 2}}
    def _repr_html_(self):
        return "<script>alert('@MARK@')</script>"
    def _ipython_display_(self):
        print("2")
    def _repr_pretty_(self, printer, cycle):
        printer.text("2")
    def __repr__(self):
        return "2"
"""
_COLLIDING = """
import json
numbers = ",".join(f'["i", "{hex((2**61 - 1) * k)}"]' for k in range(5, 150_005))
quiet = '"said": [], "shown": [], "warned": [], "same": [], "changed": []'
frame(f'{{"is": "value", "value": ["s", [{numbers}]], {quiet}}}'.encode())
"""
_NAMED = """
class Named(type):
    __name__ = property(lambda self: "\\udcff<b>\\x1b[2J")
class Lie(metaclass=Named):
    def __iter__(self):
        return self
    def __next__(self):
        while True:
            pass
"""


def _all(name: str, idea: str, expression: str, lines: str = "") -> Attack:
    """Return an attack that answers all questions by one expression."""
    return Attack(name, f"return {idea}", returning(expression, lines))


def _firsts(name: str, idea: str, lines: str, says: str = "", before: str = "") -> Attack:
    """Return an attack in `firsts`, whose answer is read one by one; the others are right."""
    (source,) = doing(lines, "firsts").values()
    answers = {"firsts": f"{before}\n{source}"}
    return Attack(name, idea, answers, base=RIGHT, points=all_but("firsts"), says=says)


VALUES = (
    Attack(
        "itself",
        "return the function itself",
        {q: f"def {q}(*_):\n    return {q}\n" for q in RIGHT},
    ),
    Attack(
        "in-itself",
        "return a list that holds itself",
        doing("found = [a]\nfound.append(found)\nreturn found"),
        base=RIGHT,
        points=OTHERS,
        says="AssertionError|can't be sent|RecursionError",
    ),
    _firsts("long-range", "return a range of 400 million", "return range(4 * 10**8)"),
    Attack(
        "range-as-array",
        "return a range of 400 million for an array",
        doing("return range(4 * 10**8)", "scaled"),
        base=RIGHT,
        points=all_but("scaled"),
    ),
    _firsts("lying-length", "return a list of a false length", "return Lie([0, 1])", "", _LONG),
    _firsts(
        "large-items",
        "return items of 256 MB",
        "import numpy as np\nreturn (np.zeros(2**25) for _ in range(9))",
        "data of a message|MemoryError|MB of memory|ended Python",
    ),
    _firsts(
        "yields-itself",
        "return a generator of itself",
        "def of():\n    while True:\n        yield found\nfound = of()\nreturn found",
    ),
    _firsts("hanging-name", "hang by a name that is no text", "return Lie()", "stopped", _NAMED),
    Attack(
        "colliding",
        "send 150,000 numbers that dictionaries can't tell apart",
        doing(f"{LINE}\n{_COLLIDING}"),
        base=RIGHT,
        points=OTHERS,
        may_lose=True,
    ),
    _all("masked", "an array whose numbers are masked", _MASKED, _NP),
    _all("matrix", "a matrix", "np.matrix([[0.0, 0.0, 0.0]])", _NP),
    _all("structured", "an array of records", 'np.zeros(3, dtype="f8,i4")', _NP),
    _all("record", "a record", 'np.zeros(3, dtype="f8,i4")[0]', _NP),
    _all("objects", "an array of objects", _OBJECTS, f"{_NP}\nfrom fractions import Fraction"),
    _all("times", "times that are none", "np.array([np.datetime64('NaT')] * 3)", _NP),
    _all("long-doubles", "numbers of 80 bits", "np.zeros(3, np.longdouble) - 77", _NP),
    _all("small-floats", "numbers of 16 bits that are nan", "np.full(3, np.nan, np.float16)", _NP),
    _all("byte-strings", "an array of bytes", "np.array([b'0', b'1', b'2'])", _NP),
    _all("finalized", "an array that sees what is made of it", "np.zeros(3).view(Lie)", _FINALIZE),
    _all("read-only", "an array that can't be written", "np.broadcast_to(0.0, (3,))", _NP),
    _all(
        "overlapping",
        "an array in which all are one",
        _NP and "np.lib.stride_tricks.as_strided(np.zeros(1), (3,), (0,))",
        _NP,
    ),
    _all("enumeration", "a member of an enumeration", "Lie.two", _ENUM),
    _all("named-tuple", "a named tuple", "Lie(0, 1)", _TUPLE),
    _all("mapping", "a mapping that makes up its items", "Lie()", _DEFAULT),
    _all("text-of-its-own", "a text that is equal to all", "Lie('2')", _STRING),
    _all("attributes", "an object that has all attributes", "Lie()", _OWN),
    _all("other-class", "an object that changes its class", "First()", _CLASS_CHANGES),
    _all("shows-itself", "an object that shows points", "Lie()", _FORMATTED),
    _all("class", "a class", "float"),
    _all("module", "a module", "np", _NP),
    _all("ellipsis", "...", "..."),
    _all("not-implemented", "NotImplemented", "NotImplemented"),
    _all("slice", "a slice without end", "slice(0, 10**30, 10**30)"),
    _all("exception", "an exception", "AssertionError(2)"),
    _all("exception-class", "a class of exceptions", "StopIteration"),
    _all("coroutine", "a coroutine", "wait()", "async def wait():\n    return 2.0"),
    _all("shell", "the shell", "get_ipython()"),
    _all("namespace", "the namespace", "globals()"),
    _all("frame", "a frame", "sys._getframe()", "import sys"),
)
