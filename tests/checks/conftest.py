"""Keep the variables of nbgrader out of these tests."""

import pytest


@pytest.fixture(autouse=True)
def a_plain_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test as if in a student's notebook: neither graded nor validated."""
    for name in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING"):
        monkeypatch.delenv(name, raising=False)
