"""nbgrader's own tests of `nbgrader autograde`, with this kit's settings."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SUITE, CLASS = "nbgrader.tests.apps.test_nbgrader_autograde", "TestNbGraderAutograde"
CONFIG = """
from autograder.gradebook import configure

c = get_config()
configure(c)
open({marker!r}, "a").write("used ")
"""
# nbgrader asks another program for the version of each new gradebook: once will do.
KEEPING = """
from functools import cache
from nbgrader import api

api.get_alembic_version = cache(api.get_alembic_version)
"""
# What fails on purpose: docs/security.md says of each why it is safer so.
DEVIATIONS = {
    "test_side_effects",
    "test_handle_failure",
    "test_handle_failure_single_notebook",
    "test_missing_source_kernelspec",
    "test_no_execute",
}
# Skipped by nbgrader itself.
SKIPPED = {"test_many_students", "test_infinite_loop_with_output"}
# Those that reach what is ours: rebuilding, running, points. The others reach nbgrader's own steps.
OURS = {
    *("test_side_effects", "test_handle_failure", "test_no_execute"),
    *("test_grade", "test_hidden_tests_single_notebook", "test_showtraceback_exploit"),
    *("test_grade_overwrite_files_subdirs", "test_skip_extra_notebooks", "test_missing_files"),
    *("test_infinite_loop", "test_autograde_timeout", "test_grade_missing_notebook"),
}


def test_deviations_are_told(root: Path) -> None:
    """Does docs/security.md name each of nbgrader's tests that fails with our preprocessors?"""
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in DEVIATIONS)


def test_nbgraders_own_tests_of_what_is_ours(tmp_path: Path) -> None:
    """Do those of nbgrader's tests pass that reach our steps, but for the deviations?"""
    outcomes = _outcomes(tmp_path, sorted(f"{SUITE}::{CLASS}::{name}" for name in OURS))
    assert outcomes.keys() == OURS
    assert _with(outcomes, "failure") == DEVIATIONS & OURS
    assert _with(outcomes, "ok") == OURS - DEVIATIONS


def test_nbgraders_own_suite(tmp_path: Path) -> None:
    """Do nbgrader's tests pass with our preprocessors, but for those in docs/security.md?"""
    outcomes = _outcomes(tmp_path, [SUITE])
    assert len(outcomes) > 35
    assert outcomes.keys() >= OURS
    assert _with(outcomes, "failure") == DEVIATIONS
    assert _with(outcomes, "skipped") <= SKIPPED
    assert not _with(outcomes, "error")


def _outcomes(folder: Path, tests: list[str]) -> dict[str, str]:
    """Run these of nbgrader's tests with our settings; return what came of each, by its name."""
    marker, report = folder / "used", folder / "report.xml"
    (folder / "nbgrader_config.py").write_text(CONFIG.format(marker=str(marker)))
    (folder / "keeping.py").write_text(KEEPING)
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "PYTEST"))}
    options = ("-p", "no:cacheprovider", "-p", "keeping", "-q", f"--junitxml={report}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--pyargs", *tests, *options],
        cwd=folder,
        env={**variables, "USER": "grader", "JUPYTER_CONFIG_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert marker.is_file(), done.stdout + done.stderr  # the settings were really used
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - our own file
    return {(case.get("name") or "").partition("[")[0]: _outcome(case) for case in cases}


def _with(outcomes: dict[str, str], outcome: str) -> set[str]:
    return {name for name, found in outcomes.items() if found == outcome}


def _outcome(case: ElementTree.Element) -> str:
    return next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "ok")
