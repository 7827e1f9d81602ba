"""Which release a notebook was made from is told by what no student writes."""

import json
from typing import Any

import pytest

from autograder.notebooks.release_id import with_release_id
from autograder.notebooks.release_marks import MadeFrom, made_from, marks_of


def _cell(key: str, source: str, checksum: str, **flags: Any) -> dict[str, Any]:
    known = {"grade_id": key, "checksum": checksum, **flags}
    return {
        "id": key,
        "cell_type": "code",
        "source": source,
        "metadata": {"nbgrader": known},
        "outputs": [],
        "execution_count": None,
    }


def _notebook(number: int) -> dict[str, Any]:
    cells = [
        _cell("setup", "import math", "s", locked=True),
        _cell("f", "def f(x): ...", f"f{number}", solution=True),
        _cell("f-tests", f"assert f(1) == {number}", f"t{number}", grade=True, locked=True),
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def _data(notebook: Any) -> bytes:
    return json.dumps(notebook).encode()


MARKS = [marks_of(_data(_notebook(number))) for number in (3, 2, 1)]


def _edited(notebook: dict[str, Any], key: str, **more: Any) -> dict[str, Any]:
    cells = [{**each, **more} if each["id"] == key else each for each in notebook["cells"]]
    return {**notebook, "cells": cells}


def _without_metadata(notebook: dict[str, Any]) -> dict[str, Any]:
    cells = [{**each, "id": f"x{n}", "metadata": {}} for n, each in enumerate(notebook["cells"])]
    return {**notebook, "cells": cells}


@pytest.mark.parametrize(
    ("handed", "expected"),
    [
        (_data(_notebook(3)), MadeFrom(0)),
        (_data(_notebook(2)), MadeFrom(1)),
        (_data(_notebook(1)), MadeFrom(2)),
        (_data(_edited(_notebook(2), "f-tests", source="assert True")), MadeFrom(1)),
        (_data(_edited(_notebook(2), "f", source="def f(x): return 2")), MadeFrom(1)),
        (_data(_without_metadata(_notebook(1))), MadeFrom(2)),
        (with_release_id(_data(_notebook(2))), MadeFrom(1)),
        (_data(_notebook(9)), MadeFrom(0, ("f", "f-tests"))),
        (b"\xef\xbb\xbf" + _data(_notebook(2)), MadeFrom(1)),
        (_data({**_notebook(2), "cells": []}), MadeFrom(0)),
        (_data(["cells"]), MadeFrom(0)),
        (_data({"cells": [1, {"metadata": 3}, {"metadata": {"nbgrader": []}}]}), MadeFrom(0)),
        (b"[" * 100_000, MadeFrom(0)),
        (b"\xff\xfe", MadeFrom(0)),
        (b"", MadeFrom(0)),
    ],
)
def test_which_release(handed: bytes, expected: MadeFrom) -> None:
    """Is the release told, whatever students and editors have changed, and nothing made up?"""
    assert made_from(handed, MARKS) == expected


def test_cells_of_two_releases_are_of_none() -> None:
    """Are cells of another release named where a notebook was put together from two?"""
    mixed = _notebook(2)
    mixed["cells"][2] = _notebook(1)["cells"][2]
    found = made_from(_data(mixed), MARKS)
    assert found.number == 0
    assert "f-tests" in found.strange
