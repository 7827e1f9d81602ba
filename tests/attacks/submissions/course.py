"""A course of one assignment with six questions: its source notebook and its settings."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.attacks.submissions.answers import RIGHT

ASSIGNMENT = "small"
POINTS = {"add": 2.0, "mean": 3.0, "scaled": 2.0, "root": 2.0, "slope": 2.0, "firsts": 2.0}
HIDDEN_LINE = "the-hidden-test-says-nothing"  # stands in each hidden test, and nowhere else

SETTINGS = """
from autograder.gradebook import configure

c = get_config()
configure(c)
c.GradingSettings.timeout = 3
c.GradingSettings.notebook_seconds = 14
c.GradingSettings.memory_mb = 512
c.GradingSettings.processes = 32
c.GradingSettings.file_mb = 8
c.GradingSettings.scratch_mb = 16
c.CourseDirectory.course_id = "attacked"
c.Exchange.root = "exchange"
"""

_TESTS = {
    "add": f"""
assert add(1, 2) == 3
assert isinstance(add(1, 2), int)
### BEGIN HIDDEN TESTS
# {HIDDEN_LINE}
for a, b, expected in ((5, 8, 13), (-2, 2, 0), (0.25, 0.5, 0.75)):
    assert add(a, b) == expected
### END HIDDEN TESTS
""",
    "mean": f"""
points = 0
if abs(mean([1.0, 2.0, 3.0]) - 2.0) < 1e-9:
    points += 1
### BEGIN HIDDEN TESTS
# {HIDDEN_LINE}
for xs, expected in (([0.0, 4.0], 2.0), ([7.0, 7.5, 8.0, 8.5], 7.75)):
    if abs(mean(xs) - expected) < 1e-9:
        points += 1
### END HIDDEN TESTS
points
""",
    "scaled": f"""
assert np.abs(scaled(np.array([1.0, 3.0])) - np.array([0.25, 0.75])).max() < 1e-9
### BEGIN HIDDEN TESTS
# {HIDDEN_LINE}
x, expected = np.array([2.0, 3.0, 5.0]), np.array([0.2, 0.3, 0.5])
assert np.linalg.norm(scaled(x) - expected) < 1e-9
assert scaled(x).shape == (3,)
### END HIDDEN TESTS
""",
    "root": f"""
error = abs(root(4.0) - 2.0)
### BEGIN HIDDEN TESTS
# {HIDDEN_LINE}
error = error + abs(root(2.25) - 1.5)
### END HIDDEN TESTS
float(np.clip(2.0 - 10.0 * error, 0.0, 2.0))
""",
    "slope": f"""
assert close(slope(lambda x: x**2, 3.0), 6.0)
### BEGIN HIDDEN TESTS
# {HIDDEN_LINE}
cases = ((lambda x: 5.0 * x, 1.0, 5.0), (lambda x: x**3, 2.0, 12.0), (np.sin, 0.0, 1.0))
assert all(map(lambda case: close(slope(case[0], case[1]), case[2]), cases))
### END HIDDEN TESTS
""",
    "firsts": f"""
from itertools import islice
assert list(islice(firsts(3), 9)) == [0, 1, 2]
### BEGIN HIDDEN TESTS
# {HIDDEN_LINE}
assert [int(each) for each in islice(firsts(7), 9)] == list(range(7))
assert sorted(set(islice(firsts(5), 9))) == list(range(5))
### END HIDDEN TESTS
""",
}
# A locked cell behind an answer: it uses the answer, and then defines what a test needs.
_HELPERS = {
    "slope": """
print("The slope of |x| at 2 is", slope(abs, 2.0))
TOL = 1e-6
def close(a, b):
    return abs(a - b) < TOL
""",
}


def source_notebook() -> dict[str, Any]:
    """Return the instructor's notebook, with solutions and hidden tests."""
    cells = [
        {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": "# Six questions"},
        _cell("setup", "import numpy as np", locked=True),
    ]
    for name, points in POINTS.items():
        head, body = RIGHT[name].split("\n", 1)
        solution = f"{head}\n    ### BEGIN SOLUTION\n{body}    ### END SOLUTION\n"
        cells.append(_cell(name, solution, solution=True))
        if name in _HELPERS:
            cells.append(_cell(f"{name}-helpers", _HELPERS[name].strip(), locked=True))
        test = _cell(f"{name}-tests", _TESTS[name].strip(), grade=True, locked=True)
        test["metadata"]["nbgrader"]["points"] = points
        cells.append(test)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def write_course(folder: Path, settings: str = SETTINGS) -> None:
    """Write the settings and the source notebook."""
    (folder / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    write_notebook(folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", source_notebook())


def write_notebook(path: Path, notebook: Mapping[str, Any]) -> None:
    """Write a notebook file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def _cell(name: str, source: str, **flags: bool) -> dict[str, Any]:
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    nbgrader = {**plain, **flags, "grade_id": name, "schema_version": 3}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"nbgrader": nbgrader},
        "outputs": [],
        "source": source,
    }
