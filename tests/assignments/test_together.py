"""The kit's own tests need nothing of the student's process but what crosses to them."""

from pathlib import Path

import pytest

from autograder.course.folders import assignments
from autograder.engine.proof.prove import proof_of, prove
from autograder.engine.proof.record import Together
from autograder.instructors.audit.course_copy import released
from tests.conftest import ROOT


@pytest.mark.parametrize("name", assignments(ROOT))
def test_no_test_runs_with_the_student(name: str, tmp_path: Path) -> None:
    """Does each test of the assignment score apart as in one kernel, on all that is compared?"""
    with released(ROOT, name) as notebooks:
        for given, _ in notebooks:
            at_once = proof_of(tmp_path, given, Together.NEEDED)
            proof = prove(given, Together.NEEDED)
            assert (at_once.cells, at_once.tests) == (proof.cells, proof.tests)
            assert (proof.cells, proof.missing, proof.unproved) == ((), (), "")
            assert given.places == {}
            assert proof.tests > 1
