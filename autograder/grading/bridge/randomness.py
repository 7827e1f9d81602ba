"""The test's global random generators, which a student's function shares in one kernel."""

import random
from typing import Any

import numpy as np


class RandomState:
    """Tells when the test has moved or seeded `random` or `np.random`.

    The state goes to the student's process with the next call, and never comes back from there.
    """

    def __init__(self) -> None:
        self._python, self._numpy = random.getstate(), _numpy_state()

    def news(self) -> dict[str, Any]:
        """Return the states that have changed since the last time, as plain data."""
        found: dict[str, Any] = {}
        python, numpy_ = random.getstate(), _numpy_state()
        if python != self._python:
            self._python = python
            found["python"] = [python[0], list(python[1]), python[2]]
        if numpy_[2:] != self._numpy[2:] or not np.array_equal(numpy_[1], self._numpy[1]):
            self._numpy = numpy_
            found["numpy"] = [numpy_[0], numpy_[1].tolist(), *numpy_[2:]]
        return found


def _numpy_state() -> Any:  # noqa: ANN401 - numpy's tuple of five
    return np.random.get_state()  # noqa: NPY002 - the generator that np.random.seed() seeds
