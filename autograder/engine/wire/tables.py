"""How tables of pandas cross as plain data: a dtype by its name, and columns as arrays of numpy."""

import re
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from autograder.engine.wire.library import Codec, register
from autograder.engine.wire.standard_values import of_type, parts

_DTYPE = re.compile(
    r"U?Int(8|16|32|64)|Float(32|64)|boolean"
    r"|(datetime64|timedelta64)\[(s|ms|us|ns)(, [A-Za-z0-9_+:/-]+)?\]|period\[[A-Za-z0-9-]+\]"
)
_FREQUENCY = re.compile(r"[A-Za-z0-9-]{1,20}")
_MOST_ROWS = 2_000_000


def load(_library: str) -> None:
    """Do nothing: this module has imported the library."""


def _plain_column(values: Any) -> list[Any]:  # noqa: ANN401 - an array of pandas or numpy
    """Return an array as [what it is, plain data]."""
    dtype = values.dtype
    if isinstance(dtype, np.dtype) or type(values) is pd.arrays.NumpyExtensionArray:
        return ["numpy", np.asarray(values)]
    if isinstance(dtype, pd.CategoricalDtype):
        codes = np.asarray(values.codes, dtype=np.int64)
        return ["categories", [codes, plain_index(values.categories), bool(values.ordered)]]
    if isinstance(dtype, pd.IntervalDtype):
        ends = [plain_index(pd.Index(values.left)), plain_index(pd.Index(values.right))]
        return ["intervals", [*ends, str(values.closed)]]
    if isinstance(dtype, pd.StringDtype):
        missing = pd.isna(values)
        texts = [None if gone else str(text) for text, gone in zip(values, missing, strict=True)]
        return ["texts", [texts, bool(dtype.na_value is pd.NA)]]
    if isinstance(dtype, pd.PeriodDtype):
        return ["periods", [np.asarray(values.asi8), str(dtype)]]
    if isinstance(dtype, pd.SparseDtype):
        return ["sparse", [np.asarray(values), dtype.fill_value]]
    if isinstance(dtype, pd.DatetimeTZDtype):
        return ["zoned", [np.asarray(values.asi8), str(dtype)]]
    missing = np.asarray(pd.isna(values))
    plain = dtype.numpy_dtype
    filled = values.to_numpy(dtype=plain, na_value=plain.type(0))
    return ["masked", [filled, missing, str(dtype)]]


def _column(plain: object) -> Any:  # noqa: ANN401
    kind, inner = parts(plain, str, (list, np.ndarray))
    if kind == "numpy":
        return of_type(inner, np.ndarray)
    return _COLUMNS[kind](inner)


def _dtype(name: object) -> str:
    if not _DTYPE.fullmatch(of_type(name, str)):
        raise ValueError(f"no-dtype-{name}")
    return str(name)


def _categories(inner: object) -> Any:  # noqa: ANN401
    codes, categories, ordered = parts(inner, np.ndarray, list, bool)
    return pd.Categorical.from_codes(codes, made_index(categories), ordered=ordered)


def _intervals(inner: object) -> Any:  # noqa: ANN401
    left, right, closed = parts(inner, list, list, str)
    return pd.arrays.IntervalArray.from_arrays(made_index(left), made_index(right), closed)


def _texts(inner: object) -> Any:  # noqa: ANN401
    texts, with_na = parts(inner, list, bool)
    for text in texts:
        of_type(text, str, type(None))
    dtype = pd.StringDtype() if with_na else pd.StringDtype(na_value=np.nan)
    return pd.array(texts, dtype=dtype)


def _periods(inner: object) -> Any:  # noqa: ANN401
    numbers, dtype = parts(inner, np.ndarray, str)
    return pd.PeriodIndex.from_ordinals(numbers, freq=_dtype(dtype)[7:-1]).array


def _sparse(inner: object) -> Any:  # noqa: ANN401
    if not isinstance(inner, list) or len(inner) != 2:
        raise ValueError("no-sparse-column")
    return pd.arrays.SparseArray(of_type(inner[0], np.ndarray), fill_value=inner[1])


def _zoned(inner: object) -> Any:  # noqa: ANN401
    numbers, dtype = parts(inner, np.ndarray, str)
    unit, zone = _dtype(dtype)[11:-1].split(", ")
    whole = numbers.astype(np.int64).view(f"M8[{unit}]")
    return pd.DatetimeIndex(whole).tz_localize("UTC").tz_convert(zone).array


def _masked(inner: object) -> Any:  # noqa: ANN401
    values, missing, dtype = parts(inner, np.ndarray, np.ndarray, str)
    made = pd.array(values, dtype=_dtype(dtype))
    made[of_type(missing, np.ndarray).astype(bool)] = pd.NA
    return made


_COLUMNS = {
    "categories": _categories,
    "intervals": _intervals,
    "texts": _texts,
    "periods": _periods,
    "sparse": _sparse,
    "zoned": _zoned,
    "masked": _masked,
}


def plain_index(index: Any) -> list[Any]:  # noqa: ANN401 - an index
    """Return an index as plain data: a range, levels of several, or a column."""
    if type(index) is pd.RangeIndex:
        return ["range", [index.start, index.stop, index.step], index.name]
    if type(index) is pd.MultiIndex:
        levels = [plain_index(level) for level in index.levels]
        codes = [np.asarray(each, dtype=np.int64) for each in index.codes]
        return ["levels", [levels, codes], list(index.names)]
    frequency = getattr(index, "freqstr", None) if index.dtype.kind in "mM" else None
    return ["column", [_plain_column(index.array), frequency], index.name]


def made_index(plain: object) -> Any:  # noqa: ANN401
    """Return the index again."""
    if not isinstance(plain, list) or len(plain) != 3:
        raise TypeError("no-index")
    kind, inner, name = plain
    if kind == "range":
        start, stop, step = parts(inner, int, int, int)
        return pd.RangeIndex(start, stop, step, name=name)
    if kind == "levels":
        levels, codes = parts(inner, list, list)
        made = [made_index(level) for level in levels]
        return pd.MultiIndex(levels=made, codes=codes, names=of_type(name, list))
    column, frequency = parts(inner, list, (str, type(None)))
    index = pd.Index(_column(column), name=name, copy=False)
    if frequency is not None and _FREQUENCY.fullmatch(frequency):
        index.freq = frequency
    return index


def _plain_series(value: Any) -> list[Any]:  # noqa: ANN401
    return [_plain_column(value.array), plain_index(value.index), value.name, dict(value.attrs)]


def _series(plain: object) -> Any:  # noqa: ANN401
    if not isinstance(plain, list) or len(plain) != 4:
        raise TypeError("no-column")
    column, index, name, attrs = plain
    made = pd.Series(_column(column), index=made_index(index), name=name, copy=False)
    made.attrs = of_type(attrs, dict)
    return made


def _plain_table(value: Any) -> list[Any]:  # noqa: ANN401
    columns = [_plain_column(value.iloc[:, place].array) for place in range(value.shape[1])]
    return [columns, plain_index(value.index), plain_index(value.columns), dict(value.attrs)]


def _table(plain: object) -> Any:  # noqa: ANN401
    columns, index, names, attrs = parts(plain, list, list, list, dict)
    rows = made_index(index)
    if len(rows) > _MOST_ROWS and not columns:
        raise ValueError("too-many-rows")
    series = {place: pd.Series(_column(each), index=rows) for place, each in enumerate(columns)}
    made = pd.DataFrame(series, index=rows, columns=range(len(columns)))
    made.columns = made_index(names)
    made.attrs = attrs
    return made


def _fill_table(old: Any, new: Any) -> None:  # noqa: ANN401 - two tables
    """Make a table equal to another one, in place."""
    for place in reversed(range(old.shape[1])):
        old.isetitem(place, None)
    old.drop(columns=list(old.columns), inplace=True)
    old.drop(index=list(old.index), inplace=True)
    old._update_inplace(new)


def _fill_series(old: Any, new: Any) -> None:  # noqa: ANN401 - two columns
    old._update_inplace(new)
    old.name = new.name


def _timestamp(plain: object) -> Any:  # noqa: ANN401
    number, unit, zone = parts(plain, int, str, (str, type(None)))
    if unit not in ("s", "ms", "us", "ns"):
        raise ValueError("no-unit")
    made = pd.Timestamp(np.datetime64(number, unit))
    return made if zone is None else made.tz_localize("UTC").tz_convert(zone)


def _plain_timestamp(value: Any) -> list[Any]:  # noqa: ANN401
    return [int(value._value), value.unit, None if value.tz is None else str(value.tz)]


def _timedelta(plain: object) -> Any:  # noqa: ANN401
    number, unit = parts(plain, int, str)
    if unit not in ("s", "ms", "us", "ns"):
        raise ValueError("no-unit")
    return pd.Timedelta(np.timedelta64(number, unit))


def _nothing(value: Any) -> Any:  # noqa: ANN401 - the one object of its type
    def made(plain: object) -> Any:  # noqa: ANN401
        of_type(plain, type(None))
        return value

    return Codec(type(value), lambda _: None, made)


def _interval(plain: object) -> Any:  # noqa: ANN401
    if not isinstance(plain, list) or len(plain) != 3:
        raise TypeError("no-interval")
    return pd.Interval(plain[0], plain[1], of_type(plain[2], str))


def _period(plain: object) -> Any:  # noqa: ANN401
    number, frequency = parts(plain, int, str)
    if not _FREQUENCY.fullmatch(frequency):
        raise ValueError("no-period")
    return pd.Period(ordinal=number, freq=frequency)


def _of_column(kind: Any) -> Codec:  # noqa: ANN401 - a class of pandas' arrays
    def made(plain: object) -> Any:  # noqa: ANN401
        found = _column(plain)
        return of_type(found if isinstance(found, kind) else pd.array(found), kind)

    return Codec(kind, _plain_column, made)


_INDEXES = (
    *(pd.Index, pd.RangeIndex, pd.MultiIndex, pd.DatetimeIndex, pd.TimedeltaIndex),
    *(pd.CategoricalIndex, pd.IntervalIndex, pd.PeriodIndex),
)
_ARRAYS = (
    *(pd.Categorical, pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray),
    *(pd.arrays.DatetimeArray, pd.arrays.TimedeltaArray, pd.arrays.IntervalArray),
    pd.arrays.StringArray,
)
register("pandas.DataFrame", Codec(pd.DataFrame, _plain_table, _table, _fill_table))
register("pandas.Series", Codec(pd.Series, _plain_series, _series, _fill_series))
for _kind in _INDEXES:
    register(f"pandas.{_kind.__name__}", Codec(_kind, plain_index, made_index))
for _kind in _ARRAYS:
    register(f"pandas.arrays.{_kind.__name__}", _of_column(_kind))
register("pandas.Timestamp", Codec(pd.Timestamp, _plain_timestamp, _timestamp))
register("pandas.Timedelta", Codec(pd.Timedelta, lambda v: [int(v._value), v.unit], _timedelta))
register(
    "pandas.Interval", Codec(pd.Interval, lambda v: [v.left, v.right, str(v.closed)], _interval)
)
register("pandas.Period", Codec(pd.Period, lambda v: [int(v.ordinal), v.freqstr], _period))
register("pandas.NA", _nothing(pd.NA))
register("pandas.NaT", _nothing(pd.NaT))
