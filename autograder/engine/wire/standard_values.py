"""How objects of the standard library cross as plain data."""

import collections
import datetime
import decimal
import fractions
import functools
import io
import pathlib
import random
import re
import types
import uuid
from typing import Any

from autograder.engine.wire.library import Codec, register

_MOST_DIGITS = 100_000


def load(_library: str) -> None:
    """Do nothing: the standard library is there anyway."""


def of_type(value: object, *kinds: type) -> Any:  # noqa: ANN401 - the value
    """Return the value; raises TypeError unless it is exactly of one of the kinds."""
    if type(value) not in kinds:
        raise TypeError(f"{type(value).__name__}-instead-of-{kinds[0].__name__}")
    return value


def parts(value: object, *kinds: type | tuple[type, ...]) -> list[Any]:
    """Return a list of so many items, each of its kind; raises TypeError for another one."""
    items: list[Any] = of_type(value, list)
    if len(items) != len(kinds):
        raise TypeError("another-number-of-parts")
    for item, kind in zip(items, kinds, strict=True):
        of_type(item, *(kind if isinstance(kind, tuple) else (kind,)))
    return items


_NONE = type(None)


def _fraction(plain: object) -> Any:  # noqa: ANN401
    top, bottom = parts(plain, int, int)
    return fractions.Fraction(top, bottom)


def _decimal(plain: object) -> Any:  # noqa: ANN401
    text = of_type(plain, str)
    if len(text) > _MOST_DIGITS:
        raise ValueError("too-many-digits")
    return decimal.Decimal(text)


def _date(plain: object) -> Any:  # noqa: ANN401
    return datetime.date(*parts(plain, int, int, int))


def _timedelta(plain: object) -> Any:  # noqa: ANN401
    return datetime.timedelta(*parts(plain, int, int, int))


def _zone(plain: object) -> Any:  # noqa: ANN401
    offset, name = parts(plain, datetime.timedelta, str)
    made = datetime.timezone(offset, name)
    return datetime.UTC if made == datetime.UTC and name == "UTC" else made


def _zone_info(plain: object) -> Any:  # noqa: ANN401
    import zoneinfo

    key = of_type(plain, str)
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", key):
        raise ValueError("no-time-zone")
    return zoneinfo.ZoneInfo(key)


def _time(plain: object) -> Any:  # noqa: ANN401
    hour, minute, second, micro, zone, fold = parts(plain, int, int, int, int, _ZONES, int)
    return datetime.time(hour, minute, second, micro, zone, fold=fold)


def _datetime(plain: object) -> Any:  # noqa: ANN401
    year, month, day, *rest, zone, fold = parts(plain, *(int,) * 7, _ZONES, int)
    hour, minute, second, micro = rest
    return datetime.datetime(year, month, day, hour, minute, second, micro, zone, fold=fold)


def _plain_datetime(value: Any) -> list[Any]:  # noqa: ANN401
    day = [value.year, value.month, value.day]
    return [*day, *_plain_time(value)]


def _plain_time(value: Any) -> list[Any]:  # noqa: ANN401
    return [
        *(value.hour, value.minute, value.second, value.microsecond),
        *(value.tzinfo, value.fold),
    ]


def _default(plain: object) -> Any:  # noqa: ANN401
    if not isinstance(plain, list) or len(plain) != 2:
        raise TypeError("no-defaultdict")
    factory, items = plain
    if factory is not None and not callable(factory):
        raise TypeError("no-factory")
    return collections.defaultdict(factory, of_type(items, dict))


def _deque(plain: object) -> Any:  # noqa: ANN401
    items, most = parts(plain, list, (int, _NONE))
    return collections.deque(items, most)


def _counter(plain: object) -> Any:  # noqa: ANN401
    made: Any = collections.Counter()
    dict.update(made, of_type(plain, dict))
    return made


def _again(old: Any, new: Any) -> None:  # noqa: ANN401 - two collections of one kind
    old.clear()
    (old.extend if isinstance(old, collections.deque) else lambda n: dict.update(old, n))(new)


def _random(plain: object) -> Any:  # noqa: ANN401
    version, numbers, gauss = parts(plain, int, tuple, (float, _NONE))
    made = random.Random()  # noqa: S311 - it is what came
    made.setstate((version, numbers, gauss))
    return made


def _text_file(plain: object) -> Any:  # noqa: ANN401
    text, place = parts(plain, str, int)
    made = io.StringIO(text, newline="")
    made.seek(min(max(place, 0), len(text)))
    return made


def _bytes_file(plain: object) -> Any:  # noqa: ANN401
    data, place = parts(plain, bytes, int)
    made = io.BytesIO(data)
    made.seek(min(max(place, 0), len(data)))
    return made


def _fill_file(old: Any, new: Any) -> None:  # noqa: ANN401
    old.seek(0)
    old.truncate()
    old.write(new.getvalue())
    old.seek(new.tell())


def _pattern(plain: object) -> Any:  # noqa: ANN401
    text, flags = parts(plain, (str, bytes), int)
    if len(text) > 10_000:
        raise ValueError("too-long")
    return re.compile(text, flags & ~re.DEBUG)


def _namespace(plain: object) -> Any:  # noqa: ANN401
    made = types.SimpleNamespace()
    made.__dict__.update(of_type(plain, dict))
    return made


def _fill_attributes(old: Any, new: Any) -> None:  # noqa: ANN401
    old.__dict__.clear()
    old.__dict__.update(new.__dict__)


def _not_implemented(plain: object) -> Any:  # noqa: ANN401
    of_type(plain, _NONE)
    return NotImplemented


def _keys(plain: object) -> Any:  # noqa: ANN401 - a view of the keys, in their order
    return of_type(plain, dict).keys()


def _values(plain: object) -> Any:  # noqa: ANN401
    return dict(enumerate(of_type(plain, list))).values()


def _items(plain: object) -> Any:  # noqa: ANN401
    return of_type(plain, dict).items()


def _cache_info(plain: object) -> Any:  # noqa: ANN401
    hits, misses, most, size = parts(plain, int, int, (int, _NONE), int)
    return type(functools.lru_cache(lambda: None).cache_info())(hits, misses, most, size)


try:
    import zoneinfo

    _zone_kinds: tuple[type, ...] = (datetime.timezone, zoneinfo.ZoneInfo)
except ImportError:  # pragma: no cover - a Python without it
    _zone_kinds = (datetime.timezone,)
_ZONES: tuple[type, ...] = (_NONE, *_zone_kinds)


def _register_all() -> None:
    rows: dict[str, Codec] = {
        "fractions.Fraction": Codec(
            fractions.Fraction, lambda v: [v.numerator, v.denominator], _fraction
        ),
        "decimal.Decimal": Codec(decimal.Decimal, str, _decimal),
        "datetime.date": Codec(datetime.date, lambda v: [v.year, v.month, v.day], _date),
        "datetime.datetime": Codec(datetime.datetime, _plain_datetime, _datetime),
        "datetime.time": Codec(datetime.time, _plain_time, _time),
        "datetime.timedelta": Codec(
            datetime.timedelta, lambda v: [v.days, v.seconds, v.microseconds], _timedelta
        ),
        "datetime.timezone": Codec(
            datetime.timezone, lambda v: [v.utcoffset(None), v.tzname(None)], _zone
        ),
        "datetime.ZoneInfo": Codec(_zone_kinds[-1], lambda v: v.key, _zone_info),
        "collections.Counter": Codec(collections.Counter, dict, _counter, _again),
        "collections.defaultdict": Codec(
            collections.defaultdict, lambda v: [v.default_factory, dict(v)], _default, _again
        ),
        "collections.OrderedDict": Codec(
            collections.OrderedDict,
            dict,
            lambda p: collections.OrderedDict(of_type(p, dict)),
            _again,
        ),
        "collections.deque": Codec(
            collections.deque, lambda v: [list(v), v.maxlen], _deque, _again
        ),
        "uuid.UUID": Codec(uuid.UUID, lambda v: v.int, lambda p: uuid.UUID(int=of_type(p, int))),
        "pathlib.PosixPath": Codec(
            type(pathlib.Path()), str, lambda p: pathlib.Path(of_type(p, str))
        ),
        "pathlib.PurePosixPath": Codec(
            pathlib.PurePosixPath, str, lambda p: pathlib.PurePosixPath(of_type(p, str))
        ),
        "types.SimpleNamespace": Codec(
            types.SimpleNamespace, lambda v: dict(vars(v)), _namespace, _fill_attributes
        ),
        "builtins.NotImplemented": Codec(type(NotImplemented), lambda _: None, _not_implemented),
        "re.Pattern": Codec(re.Pattern, lambda v: [v.pattern, v.flags], _pattern),
        "io.StringIO": Codec(
            io.StringIO, lambda v: [v.getvalue(), v.tell()], _text_file, _fill_file
        ),
        "io.BytesIO": Codec(
            io.BytesIO, lambda v: [v.getvalue(), v.tell()], _bytes_file, _fill_file
        ),
        "random.Random": Codec(
            random.Random,
            lambda v: list(v.getstate()),
            _random,
            lambda old, new: old.setstate(new.getstate()),
        ),
    }
    for name, codec in rows.items():
        register(name, codec)
    view: dict[str, Any] = {}
    register("builtins.dict_keys", Codec(type(view.keys()), dict.fromkeys, _keys))
    register("builtins.dict_values", Codec(type(view.values()), list, _values))
    register("builtins.dict_items", Codec(type(view.items()), dict, _items))
    cache = functools.lru_cache(lambda: None).cache_info()
    register("functools._CacheInfo", Codec(type(cache), list, _cache_info))


_register_all()
