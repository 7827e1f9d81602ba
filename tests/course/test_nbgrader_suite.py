"""nbgrader's own tests of `nbgrader autograde`, with this kit's settings."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SUITE = "nbgrader.tests.apps.test_nbgrader_autograde"
CONFIG = """
from autograder.grading.nbgrader import configure

c = get_config()
configure(c)
open({marker!r}, "a").write("used ")
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


def test_nbgraders_own_suite_passes_but_for_the_deviations(tmp_path: Path, root: Path) -> None:
    """Do nbgrader's tests pass with our preprocessors, but for those in docs/security.md?"""
    marker, report = tmp_path / "used", tmp_path / "report.xml"
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.format(marker=str(marker)))
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "PYTEST"))}
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "--pyargs",
                SUITE,
            ),
            *("-p", "no:cacheprovider", "-q", f"--junitxml={report}"),
        ],
        cwd=tmp_path,
        env={**variables, "USER": "grader", "JUPYTER_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert marker.is_file(), done.stdout + done.stderr  # the settings were really used
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - our own file
    outcomes = {(case.get("name") or "").partition("[")[0]: _outcome(case) for case in cases}
    assert len(outcomes) > 35
    assert {name for name, outcome in outcomes.items() if outcome == "failure"} == DEVIATIONS
    assert {name for name, outcome in outcomes.items() if outcome == "skipped"} <= SKIPPED
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in DEVIATIONS)


def _outcome(case: ElementTree.Element) -> str:
    return next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "ok")
