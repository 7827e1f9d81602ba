"""Keep the variables of nbgrader out of these tests."""

import pytest


@pytest.fixture(autouse=True)
def a_plain_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test as if a person were looking."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
