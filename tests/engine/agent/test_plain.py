"""Cells that IPython need not read token by token."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from autograder.engine.agent.shell import Shell, is_python

PARTS = (
    *("x", "y = 1", "print(x)", " ", "    ", "\t", "\n", "\n\n", "#", "# what?", '"""', "'", '"'),
    *("%", "%%", "!", "?", "??", "=", "!=", "= %", "=!", "%timeit x", "!ls", "x?", "x??", "?x"),
    *(",", ";", "/", "(", ")", "[", "]", "{", "}", ">>> ", "... ", "In [1]: ", "...: ", "\\", "\r"),
    *(
        "\f",
        "\x1c",
        "\x85",
        "\u2028",
        "if x:",
        "def f():",
        "return",
        "lambda:",
        "é",
        "0",
        "$x",
        "`",
    ),
)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_python_is_what_ipython_leaves_alone(source: str) -> None:
    """Does IPython change nothing of a cell that is told to be Python?"""
    if is_python(source):
        whole = source if source.endswith("\n") else source + "\n"
        assert TransformerManager().transform_cell(source) == whole


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nx = 5 % 3\n",
        "def f(x):\n    return x != 3\n\nf(1)",
        "print('really?', 100, '%')\ny = [\n    1,\n    2,\n]",
    ],
)
def test_usual_cells_are_python(source: str) -> None:
    """Are usual cells told to be Python?"""
    assert is_python(source)


@pytest.mark.parametrize(
    "source", ["%matplotlib inline\nx = 1", "x = 1\n!ls", "x = 1\nx?", "files = !ls\nfiles", "x?"]
)
def test_commands_are_not(source: str) -> None:
    """Are IPython's own signs seen?"""
    assert not is_python(source)


def test_a_students_own_transformer_is_asked() -> None:
    """Is a cell read by IPython as soon as something was added to its transformers?"""
    shell = Shell.instance()
    try:
        assert shell.transform_cell("x = 1\ny = 2") == "x = 1\ny = 2\n"
        shell.input_transformers_post.append(lambda _: ["z = 3\n"])
        assert shell.transform_cell("x = 1\ny = 2") == "z = 3\n"
    finally:
        Shell.clear_instance()
