"""The test's global random generators, which a student's function shares in one kernel."""

import ctypes
import random
from typing import Any

import numpy as np

_MEMORY = 4 * 624 + 4  # the Mersenne twister's numbers and where it stands


class RandomState:
    """Tells when the test has moved or seeded `random` or `np.random`.

    The state goes to the student's process with the next call, and never comes back from there.
    """

    def __init__(self) -> None:
        self._python, self._numpy = random.getstate(), _numpy_state()
        self._memory = _memory()

    def news(self) -> dict[str, Any]:
        """Return the states that have changed since the last time, as plain data."""
        found: dict[str, Any] = {}
        python = random.getstate()
        if python != self._python:
            self._python = python
            found["python"] = [python[0], list(python[1]), python[2]]
        if self._numpy_moved():
            self._numpy, self._memory = _numpy_state(), _memory()
            found["numpy"] = [self._numpy[0], self._numpy[1].tolist(), *self._numpy[2:]]
        return found

    def _numpy_moved(self) -> bool:
        memory = _memory()
        if memory != self._memory:
            return True
        if memory and not self._numpy[3]:  # nor was a second normal number kept, to be used up
            return False
        now = _numpy_state()
        return now[2:] != self._numpy[2:] or not np.array_equal(now[1], self._numpy[1])


def _numpy_state() -> Any:  # noqa: ANN401 - numpy's tuple of five
    return np.random.get_state()  # noqa: NPY002 - the generator that np.random.seed() seeds


def _memory() -> bytes:
    """Return the memory of numpy's generator, as asking for the state itself takes 0.1 ms.

    Of another kind of generator than numpy begins with it is empty.
    """
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]
    if not isinstance(generator, np.random.MT19937):
        return b""
    return ctypes.string_at(generator.ctypes.state_address, _MEMORY)
