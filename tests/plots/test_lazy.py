"""matplotlib is imported only to draw: it takes longer than most cells."""

import os
import subprocess
import sys

import pytest

HEAD = "import sys\n"
TAIL = "\nprint(sorted(name for name in ('matplotlib', 'IPython') if name in sys.modules))"
DRAWS_ALL = """
from tests.plots.examples import SUMMARIES
html = [make()._repr_html_() for make in SUMMARIES]
assert all(isinstance(part, str) and part for part in html)
assert not any('<img' in part for part in html), html
"""
FAILS_A_CHECK = """
from autograder.checks import gradcheck
from tests.checks.losses import normal, softmax
from tests.checks.mistakes import added
verdict = gradcheck(added((1, 1))(softmax), *normal(0), 0.1, quick=False)
assert verdict.residual is not None and '<img' not in verdict._repr_html_()
"""


def imported(source: str, **variables: str) -> str:
    """Run source in a new Python and return which slow packages it imported."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NBGRADER_")}
    done = subprocess.run(
        [sys.executable, "-c", HEAD + source + TAIL],
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "source", ["import autograder.plots", "import autograder.checks", "import autograder.data"]
)
def test_imports_are_light(source: str) -> None:
    """Does importing a student's package leave matplotlib alone?"""
    assert imported(source) == "[]"


@pytest.mark.parametrize("mode", ["autograde", "validate"])
@pytest.mark.parametrize("source", [DRAWS_ALL, FAILS_A_CHECK], ids=["plots", "gradcheck"])
def test_nothing_is_drawn_while_graded(source: str, mode: str) -> None:
    """Does a whole notebook of figures get by without matplotlib when nbgrader runs it?"""
    assert imported(source, NBGRADER_EXECUTION=mode) == "[]"


def test_drawing_imports_matplotlib() -> None:
    """Does this file see an import when there is one?"""
    source = "from tests.plots.examples import bars; assert '<img' in bars()._repr_html_()"
    assert "matplotlib" in imported(source)
