"""What is loaded and practised before the first student leaves nothing that a student can see."""

import pytest

from tests.engine.agent.agent import agent

LOOK = {
    "print(sorted(n for n in globals() if not n.startswith('_')))": (
        "['In', 'Out', 'exit', 'get_ipython', 'open', 'quit']\n"
    ),
    "print(In, Out)": "['', 'print(In, Out)'] {}\n",
    "import sys; print([n for n in vars(sys) if n.startswith('last_')])": "[]\n",
    "print(repr(get_ipython().last_execution_result))": "None\n",
    "import warnings; print(len(warnings.filters) > 0)": "True\n",
}


@pytest.mark.parametrize("source", LOOK)
def test_no_trace(source: str) -> None:
    """Is a new process as if nothing had run yet?"""
    with agent() as student:
        assert student.printed(source) == LOOK[source]


def test_the_first_cell_is_the_first() -> None:
    """Does the first value have the number 1?"""
    with agent() as student:
        assert student.cell("6 * 7")[0]["execution_count"] == 1


def test_an_absent_module_is_no_trouble() -> None:
    """Does a process start when a module to import ahead isn't there?"""
    with agent(modules=("no_such_module_at_all", "json")) as student:
        assert student.printed("import sys; print('json' in sys.modules)") == "True\n"
