"""Settings that make nbgrader grade this kit's notebooks; for use in an nbgrader_config.py."""

import os
import sys
from pathlib import Path
from typing import Any


def configure(config: Any) -> None:  # noqa: ANN401 - traitlets' Config is a dict of anything
    """Add the kit's settings to nbgrader's `c = get_config()`.

    Programs of this Python environment are found first, activated or not: nbgrader starts
    `alembic` and `jupyter` by name. Feedback pages carry no hidden test.
    """
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader.preprocessors import GetGrades

    from autograder.grading.feedback import HideHiddenTests

    prefer_this_environment()
    config.GenerateFeedback.preprocessors = [GetGrades, HideHiddenTests, CSSHTMLHeaderPreprocessor]
    # Else every kernel start prints that loopback traffic is not encrypted.
    config.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]


def prefer_this_environment() -> None:
    """Put the folder of the running Python in front of PATH, once."""
    folder = str(Path(sys.executable).parent)
    parts = os.environ.get("PATH", "").split(os.pathsep)
    if parts[0] != folder:
        os.environ["PATH"] = os.pathsep.join([folder, *parts])
