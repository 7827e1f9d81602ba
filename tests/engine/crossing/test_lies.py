"""What crosses can't lie: answers that would pass in one kernel, or try to, have no points here."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.wire.frames import WireError
from autograder.engine.wire.library import codec_named
from autograder.engine.wire.shared import SharedObjects
from autograder.engine.wire.unpack import Unpacker
from tests.engine.crossing.run_cases import Case, import_ahead, kit

_YES = "    def __eq__(self, other):\n        return True\n    __ne__ = lambda s, o: False\n"
_YES += "    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n    __sub__ = __rsub__ = lambda s, o: 0\n"
_YES += "    __hash__ = lambda s: 1\n    __bool__ = lambda s: True\n"
_TREE = "class Node:\n    def __init__(self, v):\n        self.v = v\n"
_TREE += "    def total(self):\n        return self.v"
_NUMPY = "import numpy as np\ndef f():\n    return 42"
_PD = "import pandas as pd\nimport numpy as np\n"


def _liar(base: str) -> str:
    made = f"class Yes({base}):\n{_YES}"
    return f"{made}def f(*args):\n    return Yes()\n"


def _case(test: str, solution: str = "def f(*args):\n    return 42", given: str = "") -> Case:
    return given, solution, test


# By name: a case, and the answer that is after its points.
LIES: dict[str, tuple[Case, str]] = {
    "a name of the test's that only a submission reads": (
        _case("expected = 42\nassert f() == expected"),
        "def f():\n    return globals().get('expected', expected)",
    ),
    "a name of the test's, by the frames above": (
        _case("expected = 42\nassert f() == expected"),
        "import sys\ndef f():\n    frame = sys._getframe()\n    while frame:\n"
        "        found = frame.f_globals.get('expected')\n        if found: return found\n"
        "        frame = frame.f_back",
    ),
    "the name that the solution reads, and another one": (
        _case("N, expected = 2, 4\nassert f() == expected", "def f():\n    return 2 * N"),
        "def f():\n    return N and expected",
    ),
    "a locked number that only a submission changes": (
        _case("assert abs(f() - 42) < TOL", given="TOL = 1e-6"),
        "TOL = 1e9\ndef f():\n    return 0",
    ),
    "a locked function that only a submission changes": (
        _case("assert check(f())", given="def check(x):\n    return x == 42"),
        "def check(x):\n    return True\ndef f():\n    return 0",
    ),
    "a locked function, where the solution changes data": (
        _case(
            "assert check(data)",
            "data.append(2)",
            "data = [1]\ndef check(x):\n    return x == [1, 2]",
        ),
        "def check(x):\n    return True\ndata = 5",
    ),
    "data that the solution changes, as an object that agrees": (
        _case("assert data == [1, 2]", "data.append(2)", "data = [1]"),
        _liar("object") + "data = Yes()",
    ),
    "a module that only a submission changes": (
        _case("import numpy as np\nassert np.isclose(f(), 42)", _NUMPY),
        "class np:\n    isclose = lambda *a: True\ndef f():\n    return 0",
    ),
    "a library that stands under another's name": (
        _case("assert np.isclose(f(), 42)", "import numpy as np\ndef f():\n    return 42"),
        "import math as np\ndef f():\n    return 0",
    ),
    "an attribute in a locked method's place": (
        _case("assert f().total() == 42", "def f():\n    return Node(42)", _TREE),
        "def f():\n    n = Node(0)\n    n.total = lambda: 42\n    return n",
    ),
    "another class of a locked one's name": (
        _case(
            "assert f().total() == 42 and isinstance(f(), Node)",
            "def f():\n    return Node(42)",
            _TREE,
        ),
        _liar("object").replace("Yes", "Node"),
    ),
    "a class that says it is another": (
        _case("assert isinstance(f(), int) and f() == 42"),
        _liar("object") + "Yes.__class__ = property(lambda self: int)",
    ),
    "a metaclass that agrees": (
        _case("assert isinstance(f(), int)"),
        "class M(type):\n    __instancecheck__ = __eq__ = lambda c, o: True\n"
        "    __hash__ = lambda c: 1\nclass A(metaclass=M):\n    pass\ndef f():\n    return A()",
    ),
    "an enum that agrees": (
        _case("assert f() == 42"),
        "from enum import Enum\nclass E(Enum):\n    A = 1\n" + _YES + "def f():\n    return E.A",
    ),
    "a named tuple that agrees": (
        _case("assert f() == (1, 2)", "def f():\n    return (1, 2)"),
        "from collections import namedtuple\nclass P(namedtuple('P', 'x y')):\n"
        + _YES
        + "def f():\n    return P(0, 0)",
    ),
    "a dataclass that agrees": (
        _case("assert f() == 42"),
        "from dataclasses import dataclass\n@dataclass(eq=False)\nclass D:\n    x: int = 0\n"
        + _YES
        + "def f():\n    return D()",
    ),
    "a table that agrees": (
        _case(
            "assert f().equals(pd.DataFrame({'a': [1]}))",
            "def f():\n    return pd.DataFrame({'a': [1]})",
            _PD,
        ),
        "class T(pd.DataFrame):\n    equals = lambda s, o: True\n"
        + _YES
        + "def f():\n    return T({'a': [2]})",
    ),
    "a column that agrees": (
        _case(
            "pd.testing.assert_series_equal(f(), pd.Series([1]))",
            "def f():\n    return pd.Series([1])",
            _PD,
        ),
        "class S(pd.Series):\n    equals = lambda s, o: True\n"
        + _YES
        + "def f():\n    return S([2])",
    ),
    "an object in a table that agrees": (
        _case(
            "assert (f()['a'] == [1]).all()", "def f():\n    return pd.DataFrame({'a': [1]})", _PD
        ),
        _liar("object").replace("Yes()", "pd.DataFrame({'a': [Yes()]})"),
    ),
    "an object in an array that agrees": (
        _case("assert np.array_equal(f(), [1])", "def f():\n    return np.array([1])", _PD),
        _liar("object").replace("Yes()", "np.array([Yes()], dtype=object)"),
    ),
    "an object in a Counter that agrees": (
        _case("assert f() == {'a': 1}", "def f():\n    return {'a': 1}"),
        "from collections import Counter\n" + _liar("object").replace("Yes()", "Counter(a=Yes())"),
    ),
    "an exception that is none of the class asked for": (
        _case(
            "try:\n    f()\nexcept KeyError:\n    pass\nelse:\n    assert False",
            "def f():\n    raise KeyError",
        ),
        "class KeyError(Exception):\n    pass\ndef f():\n    raise KeyError('a')",
    ),
    "an expression that agrees": (
        _case(
            "assert f() == 2 * x",
            "def f():\n    return 2 * x",
            "import sympy\nx = sympy.Symbol('x')",
        ),
        "class Yes(sympy.Symbol):\n" + _YES + "def f():\n    return Yes('x')",
    ),
    **{
        f"a subclass of {base} that agrees": (_case("assert f() == 42"), _liar(base))
        for base in ("object", "int", "float", "str", "list", "dict", "set", "tuple", "bytes")
    },
    **{
        f"an object that agrees, by {test}": (
            _case(f"assert {test}", given="import math\nimport numpy as np"),
            _liar("object"),
        )
        for test in (
            *("f() in [42]", "42 in [f()]", "[f()] == [42]", "(42,) == (f(),)", "f() <= 42"),
            *("{1: f()} == {1: 42}", "not f() != 42", "abs(f() - 42) < 1e-9", "42 - f() == 0"),
            *("np.allclose(f(), 42)", "math.isclose(f(), 42)", "f() == None", "{f()} == {42}"),
            *("np.array_equal(f(), 42)", "sorted([f(), 42])[0] == 42", "max(f(), 42) == 42"),
        )
    },
}


@pytest.mark.parametrize("name", LIES)
def test_no_points(name: str) -> None:
    """Has the solution full points, and the lie none?"""
    import_ahead()
    case, lie = LIES[name]
    if "== None" not in name and "sorted" not in name and "{f()}" not in name:
        assert kit(case) == (2, "")
    assert kit(case, lie)[0] == 0


trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)
NAMES = (
    *("fractions.Fraction", "decimal.Decimal", "datetime.datetime", "datetime.timezone"),
    *("collections.Counter", "collections.defaultdict", "collections.deque", "uuid.UUID"),
    *("pathlib.PosixPath", "re.Pattern", "io.StringIO", "random.Random", "numpy.datetime64"),
    *("numpy.ndarray", "numpy.matrix", "numpy.ma.MaskedArray", "numpy.random.Generator"),
    *("numpy.random.RandomState", "numpy.poly1d", "pandas.DataFrame", "pandas.Series"),
    *("pandas.Index", "pandas.MultiIndex", "pandas.Timestamp", "pandas.arrays.Categorical"),
    *("sympy.Symbol", "sympy.Matrix", "scipy.sparse.csr_matrix", "networkx.Graph"),
    *("scipy.optimize.OptimizeResult", "datetime.ZoneInfo", "pandas.NA", "pandas.Interval"),
)


@pytest.mark.parametrize("name", NAMES)
@given(plain=trees)
def test_garbage_for_a_library(name: str, plain: Any) -> None:
    """Is an object made of anything one of its type, or refused with the wire's own error?"""
    codec = codec_named(name)
    assert codec is not None
    unpacker = Unpacker(b"")
    try:
        node = ["q", name, _node(plain)]
        found = unpacker.unpack(node)
    except WireError:
        return
    assert type(found).__module__ != "__main__"


def _node(value: Any) -> Any:
    if isinstance(value, list):
        return ["l", [_node(each) for each in value]]
    if isinstance(value, dict):
        return ["d", [[key, _node(each)] for key, each in value.items()]]
    return value


@pytest.mark.parametrize(
    "state",
    [
        ["MT19937", {"state": {"key": [0] * 624, "pos": 5000}}],
        ["Philox", {"buffer_pos": -5}],
        ["SFC64", {}],
        ["os", {}],
    ],
)
def test_a_generator_reads_nowhere_else(state: list[Any]) -> None:
    """Is a state refused that would have numpy read beside its own numbers?"""
    with pytest.raises(WireError):
        Unpacker(b"").unpack(["q", "numpy.random.Generator", _node(state)])


class _Known:
    """A class that both sides know."""

    n = 1

    def total(self) -> int:
        """Return one."""
        return 1


@given(states=trees, node=st.lists(trees, max_size=3))
def test_garbage_for_an_object_of_both_sides(states: Any, node: list[Any]) -> None:
    """Is anything that is said of such objects taken, or refused with the wire's own error?"""
    shared = SharedObjects(2)
    shared.know(_Known, "__main__:Known")
    for rows in (states, [[1, "__main__:Known", _node(states), None]], [[1, *node]]):
        try:
            shared.take(rows, Unpacker(b""))
            shared.unpack(["v", *node], Unpacker(b""))
        except WireError:
            continue


@pytest.mark.parametrize("number", [2, 4, -2, True, 1.0, "1", None])
def test_a_number_of_our_own(number: Any) -> None:
    """Can the other side give no object a number that this side would have given?"""
    shared = SharedObjects(2)
    shared.know(_Known, "__main__:Known")
    with pytest.raises(WireError):
        shared.take([[number, "__main__:Known", ["d", []], None]], Unpacker(b""))


def test_methods_stay_the_classs() -> None:
    """Is a method of a class that both sides know never replaced by what an instance holds?"""
    shared = SharedObjects(2)
    shared.know(_Known, "__main__:Known")
    held = ["d", [["total", 5], ["n", 2], ["__class__", 3]]]
    shared.take([[1, "__main__:Known", held, None]], Unpacker(b""))
    made = shared.unpack(["v", 1], Unpacker(b""))
    assert (made.total(), made.n, type(made)) == (1, 2, _Known)
