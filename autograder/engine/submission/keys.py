"""Hashes of all that a result depends on: two equal keys mean the same result."""

import functools
import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

import autograder
from autograder.course.files import Unreadable
from autograder.engine.submission.specification import Specification, Submission
from autograder.findings.language import language
from autograder.notebooks.cells import parse_cells, reference_source

_LIBRARIES = ("numpy", "ipython", "nbgrader")
_OF_THE_KIT = (".py", ".npz", ".template", ".toml")


def with_key(given: Specification) -> Specification:
    """Return the specification with its key: handout, tests, references, settings and the kit."""
    settings = given.settings
    parts = {
        "kit": kit_key(),
        "language": language(),
        "notebook": [given.assignment, given.notebook],
        "handout": given.handout,
        "limits": asdict(settings.limits),
        "isolation": settings.isolation.value,
        "shown": [str(path) for path in settings.view.shown],
        "rules": asdict(given.rules),
        "files": _of_files(given.files),
        "may_overwrite": sorted(given.may_overwrite),
        "places": dict(given.places),
        **({"translated": sorted(given.translated.items())} if given.translated else {}),
        "references": {name: _reference(data) for name, data in sorted(given.sources.items())},
    }
    return replace(given, key=_hash(parts))


def result_key(given: Specification, submission: Submission) -> str:
    """Return the key of what comes of a submission."""
    mine = [hashlib.sha256(submission.notebook).hexdigest(), _of_files(submission.files)]
    remarks = msgspec.to_builtins([submission.problem, *submission.remarks])
    asked = [_digest(submission.request)] if submission.request else []
    return _hash([given.key, *mine, remarks, *asked])


@functools.cache
def kit_key() -> str:
    """Return a hash of the kit's code and of the versions of what it runs on."""
    folder = Path(autograder.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in _OF_THE_KIT)
    code = {path.relative_to(folder).as_posix(): _digest(path.read_bytes()) for path in files}
    versions = {name: version(name) for name in _LIBRARIES}
    return _hash([code, versions, platform.python_version(), platform.machine()])


def _reference(notebook: bytes) -> str:
    """Return a hash of what of a source notebook makes a reference."""
    try:
        cells = parse_cells(notebook)
    except Unreadable:
        return _digest(notebook)
    return _hash([reference_source(cell) for cell in cells if cell.kind == "code"])


def _of_files(files: Mapping[str, bytes]) -> dict[str, str]:
    return {str(PurePosixPath(name)): _digest(data) for name, data in sorted(files.items())}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hash(value: Any) -> str:  # noqa: ANN401 - plain data
    return _digest(json.dumps(value, sort_keys=True).encode())
