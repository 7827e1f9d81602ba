"""Settings that make nbgrader grade in two processes; for use in an nbgrader_config.py."""

import os
import sys
from pathlib import Path
from typing import Any

_PLUGINS = "autograder.lms.collect.plugins"


def configure(config: Any) -> None:  # noqa: ANN401 - traitlets' Config is a dict of anything
    """Add the kit's settings to nbgrader's `c = get_config()`.

    Submissions are rebuilt from the handout and run in two processes, so that a student's code
    reaches neither a test nor a score. Feedback pages carry no hidden test. `nbgrader zip_collect`
    takes downloads of Canvas and Moodle. Programs of this Python environment are found first,
    activated or not: nbgrader starts `alembic` by name.
    """
    from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
    from nbgrader.preprocessors import (
        AssignLatePenalties,
        CheckCellMetadata,
        ClearOutput,
        GetGrades,
        IgnorePattern,
        LimitOutput,
        OverwriteKernelspec,
        SaveAutoGrades,
    )

    from autograder.grading.nbgrader.execute import ExecuteApart
    from autograder.grading.nbgrader.exporter import SubmissionExporter
    from autograder.grading.nbgrader.feedback import HideHiddenTests
    from autograder.grading.nbgrader.rebuild import Rebuild

    prefer_this_environment()
    config.Autograde.exporter_class = SubmissionExporter
    # Rebuild stands for DeduplicateIds and OverwriteCells.
    config.Autograde.sanitize_preprocessors = [
        ClearOutput,
        Rebuild,
        OverwriteKernelspec,
        CheckCellMetadata,
    ]
    config.Autograde.autograde_preprocessors = [
        ExecuteApart,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    # By name, as plugins are: this package imports none that lies above it.
    config.ZipCollectApp.extractor_plugin = f"{_PLUGINS}.BoundedExtractor"
    config.ZipCollectApp.collector_plugin = f"{_PLUGINS}.PlatformCollector"
    config.GenerateFeedback.preprocessors = [GetGrades, HideHiddenTests, CSSHTMLHeaderPreprocessor]


def prefer_this_environment() -> None:
    """Put the folder of the running Python in front of PATH, once."""
    folder = str(Path(sys.executable).parent)
    parts = os.environ.get("PATH", "").split(os.pathsep)
    if parts[0] != folder:
        os.environ["PATH"] = os.pathsep.join([folder, *parts])
