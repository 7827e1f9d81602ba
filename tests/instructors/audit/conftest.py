"""Where the audits of this folder run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.instructors.audit.courses import course


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return what writes a course and goes to its folder."""
    for name in ("AUTOGRADER_SEED", "AUTOGRADER_COURSE", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)

    def start(**notebooks: dict[str, Any]) -> Path:
        monkeypatch.chdir(course(tmp_path / "course", **notebooks))
        return tmp_path / "course"

    return start
