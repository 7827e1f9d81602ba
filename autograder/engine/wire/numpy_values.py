"""How arrays of rare kinds, and other objects of numpy, cross as plain data."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.engine.wire.library import Codec, register
from autograder.engine.wire.standard_values import of_type, parts

_UNIT = re.compile(r"[<>=|][mM]8(\[\d{0,6}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?")
_BYTES = re.compile(r"\|[SV]\d{1,6}")
_FIELD = re.compile(r"[<>|=]?[biufcU]\d{1,4}|[<>]M8\[\w+\]|\|S\d{1,4}")
_MOST_ITEMS = 1_000_000


def load(_library: str) -> None:
    """Do nothing: numpy is there anyway."""


def _array_of_times(plain: object) -> Any:  # noqa: ANN401
    dtype, numbers = parts(plain, str, np.ndarray)
    if not _UNIT.fullmatch(dtype) or numbers.dtype != np.int64:
        raise ValueError("no-array-of-times")
    return numbers.view(dtype)


def _time_of_array(plain: object) -> Any:  # noqa: ANN401
    return _array_of_times(plain)[()]


def _plain_times(value: Any) -> list[Any]:  # noqa: ANN401
    native = np.asarray(value).astype(value.dtype.newbyteorder("="), order="C")
    return [native.dtype.str, native.view(np.int64)]


def plain_array(value: Any) -> Any:  # noqa: ANN401
    """Return an array of a rare kind as plain data: times, bytes, objects, fields."""
    kind = value.dtype.kind
    if kind in "mM":
        return ["times", _plain_times(value)]
    if kind in "SV" and value.dtype.names is None:
        flat = np.ascontiguousarray(value).reshape(-1)
        return ["bytes", [value.dtype.str, list(value.shape), flat.tobytes()]]
    if kind == "O":
        return ["objects", [list(value.shape), list(value.reshape(-1))]]
    names = value.dtype.names
    fields = [[name, value.dtype[name].str, np.ascontiguousarray(value[name])] for name in names]
    return ["fields", [list(value.shape), fields]]


def made_array(plain: object) -> Any:  # noqa: ANN401
    """Return the array of a rare kind again."""
    kind, inner = parts(plain, str, list)
    return _ARRAYS[kind](inner)


def _shape(plain: object) -> tuple[int, ...]:
    sizes = of_type(plain, list)
    if len(sizes) > 32 or not all(type(n) is int and 0 <= n <= _MOST_ITEMS for n in sizes):
        raise ValueError("no-shape")
    return tuple(sizes)


def _array_of_bytes(plain: object) -> Any:  # noqa: ANN401
    dtype, shape, data = parts(plain, str, list, bytes)
    if not _BYTES.fullmatch(dtype):
        raise ValueError("no-array-of-bytes")
    return np.frombuffer(bytearray(data), dtype).reshape(_shape(shape))


def _array_of_objects(plain: object) -> Any:  # noqa: ANN401
    shape, items = parts(plain, list, list)
    made = np.empty(len(items), dtype=object)
    for number, item in enumerate(items):  # by slices numpy would look into lists
        made[number] = item
    return made.reshape(_shape(shape))


def _array_of_fields(plain: object) -> Any:  # noqa: ANN401
    shape, fields = parts(plain, list, list)
    rows = [parts(field, str, str, np.ndarray) for field in fields[:1000]]
    if not all(_FIELD.fullmatch(dtype) for _, dtype, _ in rows):
        raise ValueError("no-fields")
    sizes = _shape(shape)
    if int(np.prod(sizes, dtype=float)) > _MOST_ITEMS:
        raise ValueError("too-many-rows")
    made = np.zeros(sizes, dtype=[(name, dtype) for name, dtype, _ in rows])
    for name, _, column in rows:
        made[name] = column
    return made


_ARRAYS: dict[str, Callable[[object], Any]] = {
    "times": _array_of_times,
    "bytes": _array_of_bytes,
    "objects": _array_of_objects,
    "fields": _array_of_fields,
}


def fill_array(old: Any, new: Any) -> None:  # noqa: ANN401
    """Write an array into another one of its shape and type."""
    if old.shape != new.shape or old.dtype != new.dtype:
        raise ValueError("another-size-or-type")
    old[...] = new


def _matrix(plain: object) -> Any:  # noqa: ANN401
    made = of_type(plain, np.ndarray).view(np.matrix)
    if made.ndim != 2:
        raise ValueError("no-matrix")
    return made


def _masked(plain: object) -> Any:  # noqa: ANN401
    if not isinstance(plain, list) or len(plain) != 3:
        raise TypeError("no-masked-array")
    data, mask, fill = of_type(plain[0], np.ndarray), plain[1], plain[2]
    if mask is not False and of_type(mask, np.ndarray).shape != data.shape:
        raise ValueError("another-mask")
    made: Any = np.ma.MaskedArray(data, mask=np.ma.nomask if mask is False else mask)
    if fill is not None:
        made.fill_value = fill
    return made


def _plain_masked(value: Any) -> list[Any]:  # noqa: ANN401
    mask = False if value.mask is np.ma.nomask else np.asarray(value.mask)
    return [np.asarray(value.data), mask, value._fill_value and value.fill_value]


def _fill_masked(old: Any, new: Any) -> None:  # noqa: ANN401
    fill_array(old.data, new.data)
    old.mask = new.mask


def _bit_generator(plain: object) -> Any:  # noqa: ANN401
    name, state = parts(plain, str, dict)
    if name == "MT19937":
        _check_twister(state)
    elif name not in ("PCG64", "PCG64DXSM"):  # the others believe where they are told to read
        raise ValueError("no-generator")
    made = getattr(np.random, name)(0)
    made.state = state
    return made


def _check_twister(state: dict[str, Any]) -> None:
    """Raise unless it is a state: numpy itself would read from any place that it says."""
    inner = of_type(state["state"], dict)
    key, place = of_type(inner["key"], np.ndarray), of_type(inner["pos"], int)
    if key.shape != (624,) or key.dtype != np.uint32 or not 0 <= place <= 624:
        raise ValueError("no-state-of-a-generator")


def _generator(plain: object) -> Any:  # noqa: ANN401
    return np.random.Generator(_bit_generator(plain))


def _plain_generator(value: Any) -> list[Any]:  # noqa: ANN401
    return [type(value.bit_generator).__name__, value.bit_generator.state]


def _fill_generator(old: Any, new: Any) -> None:  # noqa: ANN401
    old.bit_generator.state = new.bit_generator.state


def _random_state(plain: object) -> Any:  # noqa: ANN401
    made = np.random.RandomState(0)
    state = of_type(plain, dict)
    _check_twister(state)
    made.set_state(state)
    return made


def _polynomial(plain: object) -> Any:  # noqa: ANN401
    numbers, name = parts(plain, np.ndarray, str)
    return np.poly1d(numbers, variable=name)


_ROWS: dict[str, Codec] = {
    "numpy.datetime64": Codec(np.datetime64, _plain_times, _time_of_array),
    "numpy.timedelta64": Codec(np.timedelta64, _plain_times, _time_of_array),
    "numpy.ndarray": Codec(np.ndarray, plain_array, made_array, fill_array),
    "numpy.matrix": Codec(np.matrix, np.asarray, _matrix, fill_array),
    "numpy.ma.MaskedArray": Codec(np.ma.MaskedArray, _plain_masked, _masked, _fill_masked),
    "numpy.poly1d": Codec(np.poly1d, lambda v: [v.coeffs, v.variable], _polynomial),
    "numpy.random.Generator": Codec(
        np.random.Generator, _plain_generator, _generator, _fill_generator
    ),
    "numpy.random.RandomState": Codec(
        np.random.RandomState,
        lambda v: v.get_state(legacy=False),
        _random_state,
        lambda old, new: old.set_state(new.get_state(legacy=False)),
    ),
}
for _name, _codec in _ROWS.items():
    register(_name, _codec)
