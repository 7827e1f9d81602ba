"""Run a program of classic BPF, as a kernel runs a seccomp filter."""

import struct
from collections.abc import Sequence


def verdict(program: bytes, number: int, audit: int, arguments: Sequence[int] = ()) -> int:
    """Return what a filter says of a system call."""
    six = (*arguments, *(0,) * (6 - len(arguments)))
    data = struct.pack("<iIQ6Q", _signed(number), audit, 0, *six)
    steps = list(struct.iter_unpack("<HBBI", program))
    at = loaded = 0
    while True:
        code, if_so, if_not, value = steps[at]
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
            at += 1
        else:
            at += 1 + (if_so if _holds(code, loaded, value) else if_not)


def _holds(code: int, loaded: int, value: int) -> bool:
    tests = {0x15: loaded == value, 0x25: loaded > value, 0x45: bool(loaded & value)}
    return tests[code]


def _signed(number: int) -> int:
    return number - 2**32 if number >= 2**31 else number
