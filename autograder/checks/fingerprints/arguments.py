"""The fixed arguments of a fingerprint as JSON: numbers, arrays, collections, functions by name."""

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.given_functions import made, recipe_of

Json = Any  # what JSON holds
_PLAIN = (bool, int, float, str, type(None))
# Which dtypes a file may name: those of plain numbers.
_DTYPES = ("<f8", "<f4", "<i8", "|u1", "|b1")


class NotPlain(ValueError):  # noqa: N818 - it reads as what it says of an argument
    """An argument that no file can hold; the message is its type's name."""


class Writer:
    """Writes arguments; an array that comes again is written once, into `arrays`."""

    def __init__(self) -> None:
        self.arrays: list[Json] = []
        self._places: dict[tuple[str, tuple[int, ...], bytes], int] = {}

    def write(self, value: object) -> Json:
        """Return a value as JSON; raises NotPlain."""
        if isinstance(value, np.ndarray):
            return {"array": self._place(value)}
        if isinstance(value, np.generic):
            value = value.item()
        if isinstance(value, tuple | list):
            kind = "tuple" if isinstance(value, tuple) else "list"
            return {kind: [self.write(each) for each in value]}
        if isinstance(value, _PLAIN):
            return value
        recipe = recipe_of(value)
        if recipe is None:
            raise NotPlain(type(value).__name__)
        name, arguments = recipe
        return {"function": name, "of": [self.write(each) for each in arguments]}

    def _place(self, array: NDArray[Any]) -> int:
        dtype = array.dtype.newbyteorder("<").str
        if dtype not in _DTYPES:
            raise NotPlain(str(array.dtype))
        data = np.ascontiguousarray(array, dtype=dtype).tobytes()
        short = _in_single(array)
        key = dtype, array.shape, data
        if key not in self._places:
            self._places[key] = len(self.arrays)
            written = base64.b64encode(data if short is None else short).decode()
            stored = {"dtype": dtype, "shape": list(array.shape), "data": written}
            self.arrays.append(stored if short is None else {**stored, "as": "<f4"})
        return self._places[key]


def rounded(value: Any) -> Any:  # noqa: ANN401 - any argument
    """Return an argument with the numbers of its arrays rounded to single precision.

    They keep their type; a function in single precision then starts from the same numbers, and
    the file is half as long.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float32).astype(value.dtype)
    if isinstance(value, tuple | list):
        return type(value)(rounded(each) for each in value)
    return value


def _in_single(array: NDArray[Any]) -> bytes | None:
    if array.dtype != np.float64:
        return None
    single = array.astype("<f4")
    same = np.array_equal(single.astype(np.float64), array, equal_nan=True)
    return single.tobytes() if same else None


class Reader:
    """Reads arguments back; raises ValueError, KeyError or TypeError for what no Writer wrote."""

    def __init__(self, arrays: Sequence[Json]) -> None:
        self._arrays = [_array(each) for each in arrays]

    def read(self, value: Json) -> Any:  # noqa: ANN401 - any argument
        """Return the argument that was written."""
        if isinstance(value, _PLAIN):
            return value
        if "array" in value:
            return self._arrays[value["array"]].copy()
        if "tuple" in value:
            return tuple(self.read(each) for each in value["tuple"])
        if "list" in value:
            return [self.read(each) for each in value["list"]]
        function: Callable[..., Any] = made(
            value["function"], *(self.read(each) for each in value["of"])
        )
        return function


def _array(stored: Json) -> NDArray[Any]:
    dtype = stored["dtype"]
    kept = stored.get("as", dtype)
    if dtype not in _DTYPES or kept not in _DTYPES:
        raise ValueError(dtype)
    data = np.frombuffer(base64.b64decode(stored["data"]), dtype=kept)
    return data.astype(dtype).reshape(stored["shape"])
