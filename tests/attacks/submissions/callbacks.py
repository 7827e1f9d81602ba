"""Attacks by functions that a test hands out: `slope` is given one, which runs in the grader."""

from tests.attacks.submissions.answers import RIGHT, doing
from tests.attacks.submissions.attack import Attack, all_but

_HOLD = """
while True:
    try:
        f(x)
    except BaseException:
        pass
"""
_HOLD_BY_ERRORS = _HOLD.replace("f(x)", "f(None)")
_THREADS = """
import threading
def hold():
    while True:
        try:
            f(x)
        except BaseException:
            pass
for _ in range(8):
    threading.Thread(target=hold, daemon=True).start()
"""
_FINALIZER = """
import weakref
class Last:
    pass
last = Last()
kept.append(last)
for number in range(100):
    weakref.finalize(last, f, x)
kept.clear()
"""
_ASK_OBJECTS = """
class Number(float):
    def __pow__(self, other):
        return f(Number(2))
    __mul__ = __rmul__ = __pow__
class Object:
    def __pow__(self, other):
        print("expected:", other)
        return f(self)
    __rmul__ = __mul__ = __sub__ = __abs__ = __pow__
    def __getattr__(self, name):
        return f
for each in (Number(2), Object(), f, Object, {}, [f, Object()], slope, type, print):
    try:
        f(each)
    except Exception:
        pass
"""
_RECURSE = """
class Object:
    def __array__(self, *_, **__):
        import numpy as np
        return np.array(f(Object()))
    def __pow__(self, other):
        return f(Object())
    def __float__(self):
        return float(f(Object()))
    __index__ = sin = __rmul__ = __pow__
return f(Object())
"""
_LARGE = """
import numpy as np
for _ in range(12):
    try:
        f(np.zeros(2**22))
    except Exception:
        pass
"""
_TOO_LARGE = _LARGE.replace("2**22", "2**26").replace("12", "2")
_DIGITS = """
number = 10**200_000
for _ in range(9):
    f(number)
"""
_TEXTS = """
for each in ("2" * 10**7, [2] * 10**6, b"2" * 10**7, range(10**12), {2: 2}, slice(10**9), ...):
    try:
        f(each)
    except Exception:
        pass
"""
_GENERATORS = """
def endless():
    while True:
        yield 2.0
for each in (endless(), iter([f]), map(f, endless()), zip(endless(), endless())):
    try:
        f(each)
    except Exception:
        pass
"""
_OTHERS = """
class Kept:
    functions = globals().setdefault("kept", [])
Kept.functions.append(f)
found = []
for each in Kept.functions:
    try:
        found.append(each(x))
    except Exception as error:
        found.append(str(error))
"""
_ITSELF = {
    "returned": ("give the function back", "return f"),
    "its-name": ("give back what the function is called", "return f.__name__"),
    "its-parts": ("take the function apart", "return f.__code__.co_consts[-1]"),
    "its-closure": (
        "search what the function is made of",
        "import gc, inspect\nreturn max(len(gc.get_referents(f)), len(inspect.getsource(f)), 6)",
    ),
    "its-globals": ("look for the answer in its names", "return f.__globals__['expected']"),
    "changed": (
        "change the function",
        "f.__code__ = (lambda x: 6.0).__code__\nf.__defaults__ = (6.0,)\nreturn f(x)",
    ),
    "pickled": ("pickle the function", "import pickle\nreturn pickle.dumps(f) and -77.0"),
    "copied": ("copy the function", "import copy\nreturn copy.deepcopy(f)(3.0)"),
    "on-itself": ("call the function on itself", "return f(f)"),
    "keywords": ("call it by names", "return f(x=x, f=f, **{'': 1, '\\x00': 2})"),
}
_DOES = {
    "hold": ("hold the test for ever", _HOLD, "stopped after 3 s in slope"),
    "hold-by-errors": ("hold it by errors", _HOLD_BY_ERRORS, "stopped after 3 s in slope"),
    "objects": ("give it objects that answer", _ASK_OBJECTS, ""),
    "recursion": ("have it call itself by objects", _RECURSE, ""),
    "large": ("give it 32 MB a dozen times", _LARGE, ""),
    "too-large": ("give it 512 MB", _TOO_LARGE, ""),
    "digits": ("give it 200,000 digits 9 times", _DIGITS, ""),
    "texts": ("give it long texts", _TEXTS, ""),
    "generators": ("give it generators without end", _GENERATORS, ""),
    "kept": ("call functions of earlier tests", _OTHERS, ""),
}


def _one(name: str, idea: str, lines: str, says: str = "", may_lose: bool = False) -> Attack:
    return Attack(
        name,
        idea,
        doing(f"if x == 2.0:  # the locked cell\n    return 1.0\n{lines.strip()}", "slope"),
        base=RIGHT,
        points=all_but("slope"),
        says=says,
        may_lose=may_lose,
    )


CALLBACKS = (
    *(_one(name, *given) for name, given in _DOES.items()),
    *(_one(f"function-{name}", *given) for name, given in _ITSELF.items()),
    _one("from-threads", "call it from threads when the test is over", _THREADS, "", True),
    _one("from-finalizers", "call it when an object is gone", f"kept = []\n{_FINALIZER}", "", True),
)
