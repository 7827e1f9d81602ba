"""Does a cell run as in a notebook, and is what it shows written down as a notebook does?"""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.agent.agent import Agent, agent

BROKEN = "class E(Exception):\n    def __str__(self):\n        return 1 / 0\n"
PNG = b"\x89PNG\r\n"


@pytest.fixture(scope="module")
def student() -> Iterator[Agent]:
    """Start one student's process for all tests here."""
    with agent() as started:
        yield started


def shown(outputs: list[dict[str, Any]]) -> list[str]:
    """Return the plain texts of what was displayed."""
    return [o["data"]["text/plain"] for o in outputs if o["output_type"] == "display_data"]


def test_prints(student: Agent) -> None:
    """Are the streams told apart, and pieces of one stream joined in order?"""
    source = "import sys\nprint('a')\nprint('b', end='')\nprint('c', file=sys.stderr)\nprint('d')"
    assert student.cell(source) == [
        {"output_type": "stream", "name": "stdout", "text": "a\nb"},
        {"output_type": "stream", "name": "stderr", "text": "c\n"},
        {"output_type": "stream", "name": "stdout", "text": "d\n"},
    ]


def test_last_expression(student: Agent) -> None:
    """Is the value of the last expression shown, and none with a semicolon or for None?"""
    (output,) = student.cell("x = 40\nx + 2")
    assert output["output_type"] == "execute_result"
    assert output["data"] == {"text/plain": "42"}
    assert type(output["execution_count"]) is int
    for source in ("x + 2;", "None", "x = 1", "", "# only a remark"):
        assert student.cell(source) == []


def test_names_stay(student: Agent) -> None:
    """Does a cell see the names of an earlier one, and what it imported?"""
    student.cell("import math\nradius = 2")
    assert student.printed("print(math.floor(radius * math.pi))") == "6\n"


def test_errors(student: Agent) -> None:
    """Is an exception kept with its name, message and traceback, after what was printed?"""
    first, last = student.cell("print('before')\n1 / 0\nprint('after')")
    assert first["text"] == "before\n"
    assert (last["output_type"], last["ename"]) == ("error", "ZeroDivisionError")
    assert last["evalue"] == "division by zero"
    assert "1 / 0" in "\n".join(last["traceback"])
    assert "\x1b" not in "\n".join(last["traceback"])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(:", "SyntaxError"),
        ("  x = 1\n y = 2", "IndentationError"),
        ("no_such_name", "NameError"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(n):\n    return f(n)\nf(1)", "RecursionError"),
        (f"{BROKEN}raise E", "E"),
        ("raise ExceptionGroup('many', [ValueError('a')])", "ExceptionGroup"),
    ],
)
def test_kinds_of_errors(student: Agent, source: str, name: str) -> None:
    """Does each kind of error end its cell only?"""
    assert student.error(source)[0] == name
    assert student.printed("print('alive')") == "alive\n"


def test_figures(student: Agent) -> None:
    """Is a plot kept as one PNG picture, and closed, so that the next cell shows it no more?"""
    (output,) = student.cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert output["output_type"] == "display_data"
    assert base64.b64decode(output["data"]["image/png"]).startswith(PNG)
    assert student.cell("x = 1") == []


def test_a_page_of_pictures(student: Agent) -> None:
    """Are several large pictures in one cell all kept?"""
    source = "import numpy as np\nfor _ in range(3):\n    plt.figure(figsize=(8, 8))\n"
    source += "    plt.imshow(np.random.rand(300, 300, 3))\nplt.show()"
    outputs = student.cell("import matplotlib.pyplot as plt\n" + source)
    assert [o["output_type"] for o in outputs] == ["display_data"] * 3


def test_display_ids(student: Agent) -> None:
    """Does an update replace what was displayed under the same id, in its place?"""
    source = "a = display(1, display_id=True)\ndisplay(2)\na.update(3)"
    assert shown(student.cell(source)) == ["3", "2"]


def test_clear_output(student: Agent) -> None:
    """Does clear_output drop what was shown, at once or when something new comes?"""
    first = "from IPython.display import clear_output\nprint('old')\n"
    assert student.printed(f"{first}clear_output()\nprint('new')") == "new\n"
    assert student.printed(f"{first}clear_output(wait=True)\nprint('new')") == "new\n"
    assert student.printed(f"{first}clear_output(wait=True)") == "old\n"


def test_output_limit(student: Agent) -> None:
    """Is an endless output cut with a note, once, and does an error still show after it?"""
    *streams, last = student.cell("for i in range(400):\n    print('x' * 10_000)\n1 / 0")
    text = "".join(stream["text"] for stream in streams)
    assert text.count("[cut here: more than 500,000 characters of output]") == 1
    assert len(text) < 501_000
    assert last["ename"] == "ZeroDivisionError"


@pytest.mark.parametrize("source", ["input('Name?')", "import getpass\ngetpass.getpass()"])
def test_input(student: Agent, source: str) -> None:
    """Does asking for input fail at once, and say why?"""
    assert student.error(source) == (
        "StdinNotImplementedError",
        "nobody is there to answer input() while a notebook is graded",
    )


@pytest.mark.parametrize("source", ["exit()", "quit()", "exit", "get_ipython().ask_exit()"])
def test_exit(student: Agent, source: str) -> None:
    """Does leaving Python have no effect?"""
    student.cell(f"kept = 'kept'\n{source}")
    assert student.printed("print(kept)") == "kept\n"


def test_sys_exit(student: Agent) -> None:
    """Does sys.exit() end its cell only?"""
    student.cell("kept = 'still'\nimport sys\nsys.exit(1)")
    assert student.printed("print(kept)") == "still\n"


def test_await(student: Agent) -> None:
    """Does await at the top level work?"""
    assert student.printed("import asyncio\nprint(await asyncio.sleep(0, 'slept'))") == "slept\n"


def test_magics(student: Agent) -> None:
    """Do the magics that notebooks begin with do no harm, and an unknown one fail alone?"""
    assert student.cell("%matplotlib inline") == []
    assert student.cell("%load_ext autoreload\n%autoreload 2") == []
    (output,) = student.cell("%%time\nx = 1")
    assert "time" in output["text"]
    assert student.error("%no_such_magic")[0] == "UsageError"


def test_a_replaced_stdout(student: Agent) -> None:
    """Does a cell that replaces or closes sys.stdout silence itself only?"""
    for source in ("import sys\nsys.stdout = None", "import sys\nsys.stdout.close()"):
        student.cell(source)
        assert student.printed("print('heard')") == "heard\n"


def test_odd_representations(student: Agent) -> None:
    """Does an object whose representation fails, or is no text, end nothing?"""
    student.cell("class Odd:\n    def __repr__(self):\n        return 1 / 0")
    student.cell("Odd()")
    student.cell("class Wrong:\n    def _repr_html_(self):\n        return {1, 2}\n")
    student.cell("display(Wrong())")
    assert student.printed("print('alive')") == "alive\n"


def test_raw_output_goes_nowhere(student: Agent) -> None:
    """Is what is written past sys.stdout neither an output nor a message?"""
    assert student.cell("import os\nos.write(1, b'raw')\nos.system('echo raw');") == []
    assert student.printed("print('alive')") == "alive\n"
