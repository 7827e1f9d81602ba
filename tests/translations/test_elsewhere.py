"""What travels to where a submission is graded knows handouts in other languages, too."""

from pathlib import Path
from typing import Any

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.specification import Settings, Specification
from autograder.instructors.lms.gradescope.package import Packed, read_packed


def test_gradescope() -> None:
    """Does an autograder for Gradescope know what was handed out in another language?"""
    handout: dict[str, Any] = {"cells": [], "metadata": {}}
    given = Specification("a", "n", handout, Settings(), translated={"在这里": "HERE"})
    packed = Packed({"n": given}).to_text()
    found = read_packed(packed, Isolation.PROCESS, [Path("hidden")])
    assert found.given["n"].translated == given.translated
