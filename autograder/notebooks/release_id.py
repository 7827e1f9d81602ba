"""Of which release a notebook is: an id in its metadata, for those that students save as files."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.course.files import Unreadable, read_file

# By these keys a notebook's metadata holds the id, and what tells one that nobody has changed.
KEY, SOURCES = "autograder_handout", "autograder_sources"
_MOST_BYTES = 64 * 2**20
_LENGTH = 16


def release_id(notebook: bytes) -> str:
    """Return what tells a released notebook from an earlier one of the same name."""
    return hashlib.sha256(notebook).hexdigest()[:_LENGTH]


def with_release_id(notebook: bytes) -> bytes:
    """Return a released notebook that says which release it is, and what its cells were."""
    found = json.loads(notebook)
    found["metadata"] |= {KEY: release_id(notebook), SOURCES: _hash_of_sources(found)}
    return (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode()


def _hash_of_sources(notebook: Mapping[str, Any]) -> str:
    """Return what start.js of a site computes of the cells that a browser keeps."""
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    text = json.dumps(sources, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_of_another_release(submitted: Path, released: Path) -> bool:
    """Return whether a file names a release that isn't the one that is there now.

    Notebooks that name none, or can't be read, are of no other release as far as anybody knows.
    """
    try:
        named = named_release(read_file(submitted, _MOST_BYTES))
        return bool(named) and named != release_id(read_file(released, _MOST_BYTES))
    except (OSError, Unreadable):
        return False


def named_release(notebook: bytes) -> str:
    """Return the id that a notebook holds, '' for none."""
    try:
        found = json.loads(notebook)
    except (ValueError, RecursionError):
        return ""
    metadata = found.get("metadata") if isinstance(found, Mapping) else None
    name = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    return name if isinstance(name, str) else ""
