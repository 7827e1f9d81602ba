"""A worker's course folder: what is loaded ahead, and when."""

import os
import sys
import types

import pytest

from autograder.course.folders import ROOT_VARIABLE
from autograder.engine.workers.grader import CourseFolder


def test_an_assignment_is_loaded_ahead_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a class's assignment loaded for the first submission only, with its course at hand?"""
    monkeypatch.setenv(ROOT_VARIABLE, "elsewhere")
    loaded = []
    offering = types.ModuleType("offering")
    offering.load_for = lambda name: loaded.append((name, os.environ[ROOT_VARIABLE]))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "offering", offering)
    course = CourseFolder({"solutions/loss/loss.ipynb": b"{}"}, ("offering",))
    course.use()
    os.environ[ROOT_VARIABLE] = "another course"
    course.use()
    assert len(loaded) == 1
    assert loaded == [("loss", os.environ[ROOT_VARIABLE])]
    course.remove()
