"""A run as text, for a grader process of its own: cells and settings in, what came of them out."""

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.grading.running.cells import Ran, RunCell
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.view import View


@dataclass(frozen=True)
class Job:
    """What a grader process gets: cells, settings, and the course's own files for the tests."""

    cells: tuple[RunCell, ...]
    settings: Settings
    course_files: dict[str, bytes] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the job as plain data."""
        settings = self.settings
        return {
            "cells": [asdict(cell) for cell in self.cells],
            "limits": asdict(settings.limits),
            "isolation": settings.isolation.value,
            "hidden": [str(path) for path in settings.view.hidden],
            "shown": [str(path) for path in settings.view.shown],
            "files": _encoded(dict(settings.files)),
            "asked": sorted(settings.asked),
            "course_files": _encoded(self.course_files),
        }


def read_job(data: dict[str, Any]) -> Job:
    """Return the job of `Job.to_json`."""
    settings = Settings(
        limits=Limits(**data["limits"]),
        isolation=Isolation(data["isolation"]),
        view=View(tuple(map(Path, data["hidden"])), tuple(map(Path, data["shown"]))),
        files=tuple(_decoded(data["files"]).items()),
        asked=frozenset(data["asked"]),
    )
    cells = tuple(RunCell(**cell) for cell in data["cells"])
    return Job(cells, settings, _decoded(data["course_files"]))


def read_results(data: Sequence[dict[str, Any]]) -> list[Ran]:
    """Return what came of the cells, as `results_to_json` wrote it."""
    return [Ran(**{**each, "outputs": tuple(each["outputs"])}) for each in data]


def results_to_json(results: Sequence[Ran]) -> list[dict[str, Any]]:
    """Return what came of the cells as plain data."""
    return [asdict(each) for each in results]


def _encoded(files: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}


def _decoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(data) for name, data in files.items()}
