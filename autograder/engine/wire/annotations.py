"""How annotations of functions cross: `list[int]`, `Optional[str]`, made anew of types alone.

A text among them is refused: Python would make code of it.
"""

import types
import typing
from typing import Any

from autograder.engine.wire.library import Codec, register
from autograder.engine.wire.standard_values import of_type

_BUILT_IN = (list, dict, set, frozenset, tuple, type)
_NAMES = (
    *("List", "Dict", "Set", "FrozenSet", "Tuple", "Type", "Iterable", "Iterator", "Sequence"),
    *("Mapping", "Optional", "Union", "Callable", "Generator", "Collection", "DefaultDict"),
)
_UNION = type(int | str)
_TYPING: tuple[type, ...] = tuple(
    dict.fromkeys(
        type(each)
        for each in (
            *(typing.List[int], typing.Optional[int], typing.Tuple[int]),  # noqa: UP006, UP045
            typing.Callable[[int], int],
        )
    )
)
# The types of all that is made here.
ALIASES: tuple[type, ...] = (types.GenericAlias, _UNION, *_TYPING)


def load(_library: str) -> None:
    """Do nothing: the standard library is there anyway."""


def _inner(plain: object) -> tuple[Any, ...]:
    found = of_type(plain, list)
    allowed = (type, type(None), type(Ellipsis), *ALIASES)
    if not found or not all(isinstance(each, allowed) for each in found):
        raise TypeError("no-types")
    return tuple(found)


def _alias(plain: object) -> Any:  # noqa: ANN401 - list[int]
    origin, *inner = _inner(plain)
    if origin not in _BUILT_IN:
        raise TypeError("no-built-in-type")
    return types.GenericAlias(origin, tuple(inner))


def _union(plain: object) -> Any:  # noqa: ANN401 - int | str
    first, *others = _inner(plain)
    for each in others:
        first = first | each
    return first


def _plain_typing(value: Any) -> list[Any]:  # noqa: ANN401 - List[int]
    name = getattr(value, "_name", None) or value.__origin__._name
    return [name, list(value.__args__)]


def _typing(plain: object) -> Any:  # noqa: ANN401 - List[int]
    name, inner = of_type(plain, list)
    if name not in _NAMES:
        raise TypeError("no-name-of-typing")
    args = _inner(inner)
    if name == "Optional":  # of two types it is written as a union
        name = "Union"
    if name == "Callable":
        return typing.Callable[list(args[:-1]), args[-1]]
    return getattr(typing, name)[args]


register(
    "types.GenericAlias", Codec(types.GenericAlias, lambda v: [v.__origin__, *v.__args__], _alias)
)
register("types.UnionType", Codec(_UNION, lambda v: list(v.__args__), _union))
for _kind in _TYPING:
    register(f"typing.{_kind.__name__}", Codec(_kind, _plain_typing, _typing))
