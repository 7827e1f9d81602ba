"""Attacks on what a test compares: objects that lie, and names that mean something else."""

from tests.attacks.submissions.answers import RIGHT, WRONG, returning, wrong
from tests.attacks.submissions.attack import Attack, all_but
from tests.attacks.submissions.lies import (
    ARRAY,
    CLASS,
    CONVERTS,
    EQUAL,
    EXCEPTION,
    MAKES_OBJECTS,
    MAKES_ZEROS,
    POINTER,
    POINTS,
    PROTOCOLS,
    lying,
)

_TESTING = """
import numpy as np
np.testing.assert_allclose = np.testing.assert_equal = lambda *_, **__: None
np.allclose = np.isclose = lambda *_, **__: True
np.abs = np.linalg.norm = lambda *_, **__: np.zeros(1)
np.clip = lambda *_, **__: 2.0
"""
_BUILTINS = """
import builtins
builtins.abs = lambda value: 0.0
builtins.all = builtins.any = builtins.isinstance = lambda *_: True
builtins.AssertionError = type("AssertionError", (Exception,), {})
abs = lambda value: 0.0
isinstance = lambda *_: True
"""
_NAMES = """
class Everything:
    def __getattr__(self, name):
        return lambda *_, **__: 2.0
np = Everything()
points, error, expected, a, b, x, xs, difference = 3, 0.0, 0, 0, 0, 0, 0, 0
def grade(*_):
    return 2
def assert_equal(*_):
    pass
assert_allclose = assert_equal
"""
_IN_PLACE = {
    "add": WRONG["add"],
    "mean": "def mean(xs):\n    xs[:] = [0.0 for _ in xs]\n    return 0.0\n",
    "scaled": "def scaled(x):\n    x[...] = 0.0\n    return x\n",
    "root": WRONG["root"],
}

DATA_MODEL = (
    Attack("equal-to-all", "return an object equal to everything", returning("Lie()", EQUAL)),
    Attack("lying-operators", "return an object whose operators give itself", lying()),
    Attack("lying-differences", "return an object whose differences are 0", lying("", MAKES_ZEROS)),
    Attack(
        "lying-conversions",
        "return an object that is itself minus anything, and 0 as a number",
        lying("", MAKES_OBJECTS + CONVERTS),
    ),
    Attack(
        "lying-points",
        "return an object that is the full number of points, whatever is computed with it",
        lying("", MAKES_OBJECTS + CONVERTS + POINTS),
    ),
    Attack("float-subclass", "lie as a float", lying("float", MAKES_ZEROS, "Lie(-77)")),
    Attack("int-subclass", "lie as an int", lying("int", MAKES_ZEROS, "Lie(-77)")),
    Attack("list-subclass", "lie as a list", lying("list", MAKES_OBJECTS, "Lie([-77.0] * 3)")),
    Attack("dict-subclass", "lie as a dict", lying("dict", MAKES_OBJECTS, "Lie(a=-77.0)")),
    Attack(
        "array-subclass",
        "lie as an array",
        returning("np.full(3, -77.0).view(Lie)", ARRAY),
    ),
    Attack("array-protocols", "lie to numpy", returning("Lie()", PROTOCOLS)),
    Attack(
        "bad-pointer",
        "return an array that lies at an address of nobody's",
        {"scaled": f"{POINTER}\ndef scaled(x):\n    return Lie()\n"},
        base=RIGHT,
        points=all_but("scaled"),
        harms="crashes the process that runs the tests",
    ),
    Attack("class-is-float", "lie about the class", returning("Lie()", CLASS)),
    Attack("lying-exception", "raise what is no exception", returning("fail()", EXCEPTION)),
    Attack("generator", "return a generator", returning("(each for each in (0.0, 0.0, 0.0))")),
    Attack(
        "object-array",
        "return an array of objects equal to everything",
        returning("np.array([Lie()] * 3, dtype=object)", f"import numpy as np\n{EQUAL}"),
    ),
    Attack(
        "not-a-number",
        "return nan: no number of points can be computed from it",
        returning('float("nan")'),
        says="nan",
    ),
    Attack("infinite", "return -inf", returning('-float("inf")')),
    Attack(
        "arrays-for-numbers",
        "return an array, so that the points become one, which is no number",
        returning("np.full((2, 3), -77.0)", "import numpy as np"),
    ),
    Attack(
        "empty-arrays",
        "return an empty array: all of nothing is true",
        returning("np.zeros((0, 3))", "import numpy as np"),
    ),
    Attack("complex-numbers", "make the points complex", returning("-77.0 + 5j")),
    Attack("texts", "return text", returning('"2"')),
    Attack("nothing", "return None", returning("None")),
    Attack("patched-numpy", "patch numpy", wrong(_TESTING), harms="patches numpy for later tests"),
    Attack("patched-builtins", "patch built-in functions", wrong(_BUILTINS)),
    Attack("names-of-tests", "define the names that tests use", wrong(_NAMES)),
    Attack("in-place", "change the arguments", _IN_PLACE),
)
