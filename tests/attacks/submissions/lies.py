"""Classes whose objects lie, as source code."""

from tests.attacks.submissions.answers import returning

# Operators that say yes; each `Lie` has a base class of its own.
OPERATORS = """
def _me(self, *_):
    return self
def _yes(self, *_):
    return True
def _no(self, *_):
    return False
def _zero(self, *_):
    return 0.0
_lies = {f"__{name}__": _yes for name in ("eq", "lt", "le", "gt", "ge", "bool", "contains")}
_lies |= {"__ne__": _no, "__hash__": lambda self: 1}
_arithmetic = [f"__{turned}{name}__" for turned in ("", "r") for name in
               ("add", "sub", "mul", "truediv", "pow", "matmul", "floordiv", "mod")]
"""
MAKES_OBJECTS = """
_lies |= {name: _me for name in (*_arithmetic, "__abs__", "__neg__", "__getitem__")}
"""
MAKES_ZEROS = """
_lies |= {name: _zero for name in (*_arithmetic, "__abs__", "__neg__", "__getitem__")}
"""
CONVERTS = """
import numpy as np
_lies |= {name: lambda self: 0.0 for name in ("__float__", "__complex__")}
_lies |= {name: lambda self: 0 for name in ("__int__", "__index__", "__round__")}
_lies["__array__"] = lambda self, *_, **__: np.zeros(3)
_lies["shape"] = (3,)
_lies["max"] = _lies["item"] = _lies["sum"] = _lies["all"] = _zero
_lies["__repr__"] = lambda self: "2.0"
_lies["__abs__"] = _zero
_lies["clip"] = lambda self, *_, **__: 2.0
"""
POINTS = """
_lies["__array__"] = lambda self, *_, **__: np.array(2.0)
_lies["__float__"] = lambda self: 2.0
_lies["__abs__"] = _me
"""
EQUAL = """
class Lie:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
"""


def lying(base: str = "", more: str = MAKES_OBJECTS, call: str = "Lie()") -> dict[str, str]:
    """Return answers that give objects of a class derived from `base` with lying operators."""
    made = f"Lie = type('Lie', ({base}{',' if base else ''}), _lies)"
    return returning(call, f"{OPERATORS}{more}\n{made}")


ARRAY = """
import numpy as np
class Lie(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(3)
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __eq__(self, other):
        return np.ones(3, dtype=bool)
    def __sub__(self, other):
        return np.zeros(3)
    def __abs__(self):
        return np.zeros(3)
"""
PROTOCOLS = """
import numpy as np
class Lie:
    shape = (3,)
    __array_priority__ = 1e9
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(3)
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __sub__(self, other):
        return self
    def __abs__(self):
        return self
    def max(self):
        return 0.0
"""
POINTER = """
class Lie:
    shape = (3,)
    __array_interface__ = {"shape": (3,), "typestr": "<f8", "data": (8, False), "version": 3}
"""
CLASS = (
    f"{OPERATORS}{MAKES_OBJECTS}"
    + """
_lies["__class__"] = property(lambda self: float)
Lie = type("Lie", (), _lies)
"""
)
EXCEPTION = """
class Meta(type):
    __name__ = "StopIteration"
    __module__ = "builtins"
    __mro__ = ()
    def __instancecheck__(cls, other):
        return True
    def __subclasscheck__(cls, other):
        return True
class Lie(Exception, metaclass=Meta):
    __module__ = "builtins"
    args = property(lambda self: 1 / 0)
    def __str__(self):
        return 1
def fail():
    raise Lie("2")
"""
