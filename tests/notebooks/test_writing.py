"""Is a notebook written as nbformat writes it, whatever is in it?"""

import json
from typing import Any

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebooks.writing import notebook_text

leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(metadata=st.dictionaries(st.text(max_size=4), trees, max_size=4))
def test_as_json_writes_it(metadata: dict[str, Any]) -> None:
    """Is any plain data laid out byte for byte as json does with an indent of one?"""
    whole = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    wanted = json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert notebook_text(metadata, []) == wanted.encode("utf-8", "replace").decode()


def test_as_nbformat_writes_it() -> None:
    """Is a cell with outputs written as nbformat writes it?"""
    output = {"output_type": "stream", "name": "stdout", "text": "é\n\x1b[1m</script>\u2028\n2"}
    cell = nbformat.v4.new_code_cell("a = 1\nb", id="a", outputs=[nbformat.from_dict(output)])
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"x": {}, "y": [], "z": 1e-05})
    notebook.nbformat_minor = 5
    assert notebook_text(dict(notebook.metadata), [dict(cell)]) == nbformat.writes(notebook) + "\n"


def test_no_numbers() -> None:
    """Is a notebook with NaN in it written, as json does?"""
    assert '"x": NaN' in notebook_text({"x": float("nan")}, [])


def test_half_a_letter() -> None:
    """Is a text with half of a surrogate pair written, as a question mark?"""
    assert '"x": "?"' in notebook_text({"x": "\ud83d"}, [])
