"""A saved notebook says of which release it is, and nobody else's file can make that fail."""

import json
from pathlib import Path

import pytest

from autograder.notebooks.release_id import (
    KEY,
    is_of_another_release,
    release_id,
    with_release_id,
)

RELEASED = json.dumps({"cells": [], "metadata": {"kernelspec": {}}, "nbformat": 4}).encode()
LATER = RELEASED.replace(b"[]", b"[ ]")


def _files(folder: Path, submitted: bytes, released: bytes) -> tuple[Path, Path]:
    paths = folder / "submitted.ipynb", folder / "released.ipynb"
    for path, data in zip(paths, (submitted, released), strict=True):
        path.write_bytes(data)
    return paths


def test_it_is_told_from_an_earlier_one(tmp_path: Path) -> None:
    """Is a notebook of the release that is there now told from one of an earlier release?"""
    assert not is_of_another_release(*_files(tmp_path, with_release_id(RELEASED), RELEASED))
    assert is_of_another_release(*_files(tmp_path, with_release_id(RELEASED), LATER))
    marked = json.loads(with_release_id(RELEASED))
    assert marked["metadata"][KEY] == release_id(RELEASED)
    assert marked["metadata"]["kernelspec"] == {}


@pytest.mark.parametrize(
    "submitted",
    [
        RELEASED,
        b"",
        b"[]",
        b"\xff",
        b'{"metadata": []}',
        b'{"metadata": {"autograder_handout": 7}}',
        b"[" * 100_000,
    ],
)
def test_what_names_none_is_of_no_other(tmp_path: Path, submitted: bytes) -> None:
    """Is nothing said of a notebook that names no release, or is no notebook?"""
    assert not is_of_another_release(*_files(tmp_path, submitted, LATER))
    assert not is_of_another_release(tmp_path / "none", tmp_path / "none")
