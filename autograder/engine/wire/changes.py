"""Whether a list, dict, array or the like has changed, and the same change on the other side."""

from typing import Any

import numpy as np

from autograder.engine.wire.frames import Unsendable, WireError
from autograder.engine.wire.library import codec_of
from autograder.engine.wire.pack import ARRAY_KINDS, Packer, plain_array
from autograder.findings import text as say

_COLLECTIONS = (list, dict, set, bytearray)


def can_change(value: object) -> bool:
    """Return whether it is plain data that can be changed in place."""
    if isinstance(value, _COLLECTIONS) or plain_array(value):
        return True
    codec = codec_of(value)
    return codec is not None and codec.filled is not None


def picture(value: object, known: dict[int, int]) -> tuple[Any, bytes]:
    """Return what such data holds, to tell later whether it has changed.

    `known` are parts that have pictures of their own, by id.
    """
    if type(value) is np.ndarray and value.dtype.kind in ARRAY_KINDS:
        return (value.dtype.str, value.shape), value.tobytes()
    packer = Packer(lambda part: ["o", id(part)])
    packer.known = known
    try:
        return packer.content(value), bytes(packer.blob)
    except Unsendable:
        return None, b""


def copy_back(old: Any, new: Any) -> None:  # noqa: ANN401, C901 - one branch for each kind
    """Make `old` equal to `new` in place, as was done to its copy."""
    if plain_array(old) and plain_array(new):
        if old.size != new.size or old.dtype != new.dtype:
            raise WireError(say("reply.array"))
        if old.shape != new.shape:
            old.shape = new.shape
        if not np.array_equal(old, new, equal_nan=old.dtype.kind in "fc"):
            np.copyto(old, new)
    elif type(old) is type(new) and (codec := codec_of(old)) and codec.filled:
        try:
            codec.filled(old, new)
        except (TypeError, ValueError) as error:
            raise WireError(say("reply.array")) from error
    elif isinstance(old, list | bytearray) and isinstance(new, list | bytearray):
        old[:] = new
    elif any(isinstance(old, kind) and isinstance(new, kind) for kind in (dict, set)):
        old.clear()
        old.update(new)
