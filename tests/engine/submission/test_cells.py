"""Reading notebook files: each kind of trouble has its name, and nothing else is raised."""

import contextlib
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.files import Trouble, Unreadable, read_file
from autograder.engine.submission.rebuild import rebuild
from autograder.notebooks.cells import MOST_BYTES, parse_cells, read_cell, read_cells
from tests.engine.submission.notebooks import HANDOUT, as_json, write


def trouble(path: Path) -> Trouble:
    """Return the trouble with a file that can't be read."""
    with pytest.raises(Unreadable) as caught:
        read_cells(path)
    assert str(caught.value).startswith(f"the notebook can't be read: {caught.value.trouble}")
    return caught.value.trouble


def test_round_trip(tmp_path: Path) -> None:
    """Are the cells of a notebook read with their names, sources, flags and points?"""
    path = write(tmp_path / "a.ipynb", [as_json(cell) for cell in HANDOUT])
    assert read_cells(path) == HANDOUT


def test_byte_order_mark(tmp_path: Path) -> None:
    """Is a file that a Windows editor saved with a byte order mark read like any other?"""
    path = write(tmp_path / "a.ipynb", [as_json(HANDOUT[0])])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_cells(path) == HANDOUT[:1]


def test_no_file(tmp_path: Path) -> None:
    """Are a missing file, a folder, and links to a notebook and to nowhere told apart?"""
    good = write(tmp_path / "good.ipynb", [])
    (tmp_path / "link.ipynb").symlink_to(good)
    (tmp_path / "nowhere.ipynb").symlink_to(tmp_path / "none")
    (tmp_path / "folder.ipynb").mkdir()
    assert trouble(tmp_path / "none.ipynb") == "missing"
    assert trouble(tmp_path / "folder.ipynb") == "folder"
    assert trouble(tmp_path / "link.ipynb") == "link"
    assert trouble(tmp_path / "nowhere.ipynb") == "link"


def test_no_ordinary_file(tmp_path: Path) -> None:
    """Are a pipe, a device and a socket refused at once, without waiting for anybody?"""
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert trouble(tmp_path / "pipe.ipynb") == "unreadable"
    assert trouble(Path(os.devnull)) == "unreadable"
    with socket.socket(socket.AF_UNIX) as server, tempfile.TemporaryDirectory() as short:
        server.bind(f"{short}/s.ipynb")
        assert trouble(Path(short) / "s.ipynb") == "unreadable"


def test_too_large(tmp_path: Path) -> None:
    """Is a file above the limit refused before it is read, and one of exactly the limit read?"""
    path = tmp_path / "a.ipynb"
    path.touch()
    os.truncate(path, MOST_BYTES + 1)
    assert trouble(path) == "too large"
    path.write_bytes(b"abc")
    assert read_file(path, 3) == b"abc"
    with pytest.raises(Unreadable, match="3 bytes, at most 2"):
        read_file(path, 2)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"cells": {}, "nbformat": 4}'),
        *(b"[" * 100_000, b'{"cells": [' + b"9" * 5000 + b"]}", b"PK\x03\x04", b"\x00" * 100),
    ],
)
def test_not_json(tmp_path: Path, data: bytes) -> None:
    """Is a file that holds no notebook called so?"""
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    assert trouble(path) == "not JSON"


@pytest.mark.parametrize("version", [3, 5, "4", None, [4]])
def test_other_formats(tmp_path: Path, version: Any) -> None:
    """Is a notebook of format 3, or one of the future, called so?"""
    assert trouble(write(tmp_path / "a.ipynb", [], nbformat=version)) == "not format 4"
    old = tmp_path / "old.ipynb"
    old.write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": []}]}))
    assert trouble(old) == "not format 4"


def test_what_is_no_cell_is_passed_over(tmp_path: Path) -> None:
    """Do texts, numbers and lists between the cells do no harm?"""
    path = write(tmp_path / "a.ipynb", [None, "x", 3, [], as_json(HANDOUT[0]), {}])
    assert [cell.key for cell in read_cells(path)] == ["setup", ""]


trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = ["grade_id", "solution", "grade", "locked", "task", "points"]
flags = trees | st.dictionaries(st.sampled_from(names), trees)
metadata = trees | st.fixed_dictionaries({"nbgrader": flags})
parts = {"id": trees, "cell_type": trees, "source": trees, "attachments": trees}


@given(cell=st.fixed_dictionaries({}, optional={**parts, "metadata": metadata}))
def test_odd_parts(cell: dict[str, Any]) -> None:
    """Is a cell of any JSON whatever read as a cell of the right types?"""
    found = read_cell(cell)
    assert (type(found.key), type(found.kind), type(found.source)) == (str, str, str)
    assert (type(found.points), type(found.attachments)) == (float, dict)
    assert {type(found.solution), type(found.grade), type(found.locked), type(found.task)} == {bool}
    found.source.encode()


def test_lone_surrogates() -> None:
    """Can everything that is read from a cell be written to a file again?"""
    flags = {"nbgrader": {"grade_id": "a\ud800"}}
    cell = read_cell({"cell_type": "code\udfff", "source": "\ud800", "metadata": flags})
    for text in (cell.key, cell.kind, cell.source):
        text.encode()


@given(
    where=st.floats(0, 1, exclude_max=True),
    new=st.one_of(st.binary(max_size=5), st.sampled_from([b"NaN", b"1e999", b"[" * 9, rb"\ud800"])),
    cut=st.floats(0, 1),
)
def test_any_damage(where: float, new: bytes, cut: float) -> None:
    """Whatever happened to a notebook's bytes, is it read, or said to be unreadable?"""
    whole = json.dumps({"cells": [as_json(cell) for cell in HANDOUT], "nbformat": 4}).encode()
    at = int(where * len(whole))
    data = whole[:at] + new + whole[at + len(new) :]
    data = data[: int(2 * cut * len(data))] if cut < 0.2 else data
    with contextlib.suppress(Unreadable):
        for cell in rebuild(HANDOUT, parse_cells(data)).cells:
            cell.cell.source.encode()
