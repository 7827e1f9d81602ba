"""Audits of all assignments: no mutant of a solution gets full points."""

import json

import pytest

from autograder.commandline.commands.audit import FINE
from autograder.course.folders import assignments
from tests.conftest import ROOT
from tests.instructors.audit.test_kit import start


@pytest.mark.parametrize("name", assignments(ROOT))
def test_nothing_survives(name: str) -> None:
    """Does every mutant lose points, but for those listed as right; is each listed one there?"""
    process = start(name, "--json")
    said, trouble = process.communicate()
    assert process.returncode == FINE, trouble
    found = json.loads(said)
    assert (found["survivors"], found["stale"]) == ([], [])
    assert found["mutants"] > 50
