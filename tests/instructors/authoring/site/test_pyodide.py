"""What a site takes of Pyodide: what is imported, checked by hash."""

import json
from pathlib import Path

import pytest

from autograder.course.folders import CourseError
from autograder.instructors.authoring.site.pyodide import AT_ONCE, LOCK, packages_for
from autograder.instructors.authoring.site.wheels import wheel_of
from tests.instructors.authoring.site.conftest import write_lock


def test_only_what_is_imported(pyodide: Path) -> None:
    """Has the lock what is always there, what is imported with what that needs, and our wheels?"""
    found = packages_for(pyodide, ["scipy", "json"], [wheel_of("a_b", "1", {})])
    lock = json.loads(found.lock)
    assert set(lock["packages"]) == {*AT_ONCE, "scipy", "openblas", "a-b"}
    assert lock["packages"]["a-b"]["name"] == "a_b"
    names = {path.name for path in found.files}
    assert "openblas-1-py3-none-any.whl" in names and "pandas-1-py3-none-any.whl" not in names
    assert "pyodide.asm.wasm" in names


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / LOCK).unlink(), "is no Pyodide distribution"),
        (lambda folder: (folder / LOCK).write_text("[]"), "is no Pyodide distribution"),
        (
            lambda folder: write_lock(folder, {"info": {"version": "0.29.0"}, "packages": {}}),
            "0.29.0",
        ),
        (
            lambda folder: (folder / "numpy-1-py3-none-any.whl").write_text("other"),
            "is not the file",
        ),
        (lambda folder: (folder / "numpy-1-py3-none-any.whl").unlink(), "numpy.* is not there"),
        (lambda folder: (folder / "python_stdlib.zip").unlink(), "python_stdlib.zip is not there"),
    ],
)
def test_a_distribution_that_can_not_be_used(pyodide: Path, spoil: object, said: str) -> None:
    """Does one sentence say what is wrong with the folder?"""
    assert callable(spoil)
    spoil(pyodide)
    with pytest.raises(CourseError, match=said):
        packages_for(pyodide, [], [])


def test_an_import_without_a_package(pyodide: Path) -> None:
    """Is a notebook's import named for which there is nothing in a browser?"""
    with pytest.raises(CourseError, match="torch: imported"):
        packages_for(pyodide, ["torch", "numpy"], [])
