"""A text of a student's is never run as code where the tests are, and all else is."""

import pytest

from tests.engine.crossing.run_cases import Case, import_ahead, kit

REFUSED = "a text of the student's is never run here"
_F = "def f(x=1):\n    return x + 1"
_TEXT = "def f():\n    return 'max(1, 2)'"
_SOURCE = "import ast, inspect, textwrap"
# By what a test does: a locked cell, an answer, the test.
RUNS: dict[str, Case] = {
    "exec of a source": (_SOURCE, _F, "exec(inspect.getsource(f), {})"),
    "exec of a source that is changed": (
        _SOURCE,
        "class A:\n    def f(self):\n        return (1)",
        "exec(textwrap.dedent(inspect.getsource(A.f)).replace('self', 's'), {})",
    ),
    "exec of a tree": (_SOURCE, _F, "exec(compile(ast.parse(inspect.getsource(f)), 'a', 'exec'))"),
    "a locked function that runs a source": (
        "import inspect\ndef again(f):\n    exec(inspect.getsource(f), {})",
        _F,
        "again(f)",
    ),
    "exec of a cell": ("", "y = max(1, 2)", "exec(In[-2])"),
    "a cell within a cell": ("", "y = max(1, 2)", "get_ipython().run_cell(In[-2]).raise_error()"),
    "eval of an answer": ("", _TEXT, "eval(f())"),
    "eval of an answer in pieces": ("", _TEXT, "eval(''.join(list(f())))"),
    "eval of pieces": ("", "def f():\n    return list('max(1, 2)')", "eval(''.join(f()))"),
    "eval of what an array holds": (
        "import numpy as np",
        "def f():\n    return np.array(['max(1, 2)'])",
        "eval(str(f()[0]))",
    ),
    "eval of what is printed": (
        "import contextlib, io",
        "def f():\n    print('max(1, 2)')",
        "with contextlib.redirect_stdout(io.StringIO()) as said:\n    f()\neval(said.getvalue())",
    ),
    "eval of what is raised": (
        "",
        "def f():\n    raise ValueError('max(1, 2)')",
        "try:\n    f()\nexcept ValueError as error:\n    said = str(error)\neval(said)",
    ),
    "a doctest": (
        "import doctest",
        "def f(x):\n    '''\n    >>> f(1)\n    2\n    '''\n    return x + 1",
        "doctest.testmod()",
    ),
    "sympify": ("import sympy", _TEXT, "sympy.sympify(f())"),
    "sympify of what is replaced": (
        "import sympy",
        "def f():\n    return 'sin(x)^2'",
        "sympy.sympify(f().replace('^', '**'))",
    ),
    "lambdify": (
        "import sympy",
        "def f():\n    return sympy.Symbol('print(1)')",
        "sympy.lambdify([], f())",
    ),
    "a pickle": (
        "import pickle\nfrom fractions import Fraction",
        "def f():\n    return pickle.dumps(Fraction(1))",
        "pickle.loads(f())",
    ),
}
# What is no text of the student's, or can't do a thing.
ALLOWED: dict[str, Case] = {
    "a tree is read": (_SOURCE, _F, "assert len(ast.parse(inspect.getsource(f)).body) == 1"),
    "a sum": ("", "def f():\n    return '1 + 2'", "assert eval(f()) == 3"),
    "a literal": (
        "import ast",
        "def f():\n    return \"{'a': (1, 2)}\"",
        "assert ast.literal_eval(f()) == {'a': (1, 2)}",
    ),
    "lambdify": (
        "import sympy\nx = sympy.Symbol('x')",
        "def f():\n    return x**2",
        "assert sympy.lambdify(x, f())(3) == 9",
    ),
    "a named tuple and a dataclass, later": (
        "from collections import namedtuple\nfrom dataclasses import dataclass",
        _TEXT,
        "assert f()\nP = namedtuple('P', 'x y')\n@dataclass\nclass D:\n    x: int = 1\n"
        "assert P(1, 2).x == D().x and f()",
    ),
    "the course's own text": ("", "said = '(1)'", "assert said and eval('1 + len([2])') == 2"),
}


@pytest.mark.parametrize("what", sorted(RUNS))
def test_no_text_is_run(what: str) -> None:
    """Is it refused, in words that say what to do?"""
    import_ahead()
    points, said = kit(RUNS[what])
    assert points == 0
    assert REFUSED in said


@pytest.mark.parametrize("what", sorted(ALLOWED))
def test_all_else_is(what: str) -> None:
    """Does a test have its points that runs the course's own text, or reads the student's?"""
    import_ahead()
    assert kit(ALLOWED[what]) == (2, "")


def test_annotations_are_not_evaluated() -> None:
    """Is an annotation that is a text never made one, which would run it?"""
    hints = "import typing\ntyping.get_type_hints(f)"
    assert kit(("", "def f(x: int) -> str:\n    pass", hints))[0] == 2
    points, said = kit(("", "def f(x: 'print(1)'):\n    pass", hints))
    assert points == 0
    assert "more than types" in said
