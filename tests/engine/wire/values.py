"""Plain values of every kind that can cross, and an exact comparison of two of them."""

import json
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.engine.wire.pack import Packer, is_long
from autograder.engine.wire.unpack import Unpacker

BUILT_IN = (
    *(type(None), bool, int, float, complex, str, bytes, bytearray),
    *(list, tuple, set, frozenset, dict, range, slice, type(...)),
)
ARRAY_KINDS = "biufcU"

# st.text() leaves out lone surrogates, which a student's string may hold.
texts = st.text(st.characters(exclude_categories=()), max_size=8)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**200), 2**200),
    st.floats(),
    st.complex_numbers(),
    texts,
    st.binary(max_size=20),
    st.just(...),
)
bounds = st.one_of(st.none(), st.integers(-(2**70), 2**70))
slices = st.builds(slice, bounds, bounds, bounds)
ranges = st.builds(
    range,
    st.integers(-(2**70), 2**70),
    st.integers(-(2**70), 2**70),
    st.integers(-(2**65), 2**65).filter(bool),
).filter(lambda found: not is_long(found))  # one longer is refused, as test_fuzz has it
dtypes = st.one_of(
    npst.boolean_dtypes(),
    npst.integer_dtypes(endianness="?"),
    npst.unsigned_integer_dtypes(endianness="?"),
    npst.floating_dtypes(endianness="?"),
    npst.complex_number_dtypes(endianness="?"),
    npst.unicode_string_dtypes(endianness="?", max_len=5),
)
shapes = npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
arrays = st.builds(
    lambda array, order: np.array(array, order=order),
    npst.arrays(dtypes, shapes),
    st.sampled_from(["C", "F"]),
)
numpy_scalars = npst.arrays(dtypes, ()).map(lambda array: array[()])
hashable = st.recursive(
    scalars,
    lambda inner: st.one_of(st.tuples(inner, inner), st.frozensets(inner, max_size=3)),
    max_leaves=5,
)
leaves = st.one_of(
    scalars, st.binary(max_size=9).map(bytearray), ranges, slices, arrays, numpy_scalars
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(hashable, max_size=3),
        st.frozensets(hashable, max_size=3),
        st.dictionaries(hashable, inner, max_size=3),
    ),
    max_leaves=12,
)


def there_and_back(value: Any) -> Any:
    """Return what the other side gets when `value` is sent."""
    packer = Packer()
    node = json.loads(json.dumps(packer.pack(value)))
    return Unpacker(packer.blob).unpack(node)


def exactly(value: Any) -> tuple[Any, ...]:
    """Return what is equal for two values only if types and contents are the same."""
    kind = type(value).__name__
    if isinstance(value, np.ndarray | np.generic):
        return kind, value.dtype.str, value.shape, repr(value.ravel().tolist())
    if isinstance(value, list | tuple):
        return kind, [exactly(each) for each in value]
    if isinstance(value, set | frozenset):
        return kind, sorted((exactly(each) for each in value), key=repr)
    if isinstance(value, dict):
        return kind, [(exactly(key), exactly(each)) for key, each in value.items()]
    return kind, hex(value) if type(value) is int else repr(value)


def plain(value: Any) -> bool:
    """Return whether a value is exactly of a built-in type, a plain array or a numpy number."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return all(plain(each) for each in value)
    if kind is dict:
        return all(plain(key) and plain(each) for key, each in value.items())
    if kind is slice:
        return all(plain(each) for each in (value.start, value.stop, value.step))
    if kind is np.ndarray or isinstance(value, np.generic):
        return kind.__module__ == "numpy" and value.dtype.kind in ARRAY_KINDS
    return kind in BUILT_IN
