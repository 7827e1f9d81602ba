"""Settings that make nbgrader grade in two processes; for use in an nbgrader_config.py."""

import os
import sys
from pathlib import Path
from typing import Any

from autograder.results import METADATA

_PLUGINS = "autograder.instructors.lms.collect.plugins"


def configure(config: Any) -> None:  # noqa: ANN401 - traitlets' Config is a dict of anything
    """Add the kit's settings to nbgrader's `c = get_config()`.

    Submissions are rebuilt from the handout and run in two processes, so that a student's code
    reaches neither a test nor a score. Feedback pages carry no hidden test. `nbgrader zip_collect`
    takes downloads of Canvas and Moodle, `nbgrader collect` of each student what that student has
    put into the exchange. Programs of this Python environment are found first, activated or not:
    nbgrader starts `alembic` by name.
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

    from autograder.gradebook.preprocessors import GradeNotebook, HideHiddenTests
    from autograder.gradebook.submission_exporter import SubmissionExporter

    prefer_this_environment()
    config.Autograde.exporter_class = SubmissionExporter
    # GradeNotebook stands for DeduplicateIds, OverwriteCells and Execute. What it returns is made
    # of the gradebook's own cells: their metadata are looked at in the second pass only.
    config.Autograde.sanitize_preprocessors = [
        ClearOutput,
        GradeNotebook,
        OverwriteKernelspec,
    ]
    config.Autograde.autograde_preprocessors = [
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
    if os.name == "posix":  # elsewhere nbgrader has no exchange
        config.ExchangeFactory.collect = "autograder.gradebook.exchange_collect.OwnedCollect"
    keep_what_was_found(config)
    config.GenerateFeedback.preprocessors = [GetGrades, HideHiddenTests, CSSHTMLHeaderPreprocessor]


def keep_what_was_found(config: Any) -> None:  # noqa: ANN401 - traitlets' Config
    """Let what grading found in a notebook pass a ClearMetadataPreprocessor that a course turns on.

    A mask that the course has set before stays; one that it sets later is the course's own word.
    """
    known = config.ClearMetadataPreprocessor.get("preserve_nb_metadata_mask")
    kept = {("language_info", "name")} if known is None else set(known)
    config.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {*kept, METADATA}


def prefer_this_environment() -> None:
    """Put the folder of the running Python in front of PATH, once."""
    folder = str(Path(sys.executable).parent)
    parts = os.environ.get("PATH", "").split(os.pathsep)
    if parts[0] != folder:
        os.environ["PATH"] = os.pathsep.join([folder, *parts])
