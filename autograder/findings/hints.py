"""What an exception of Python's or numpy's usually asks for, where its message doesn't say it.

The messages are those of CPython 3.11 and later and of numpy 1.26 and 2; a message that is none of
them has no hint.
"""

import contextlib
import re

from autograder.findings.finding import Code, Finding
from autograder.findings.operands import operands_of

# The exception's type, what its message holds, and what is said. Each is true whenever it comes.
_HINTS: tuple[tuple[type[BaseException], re.Pattern[str], Code], ...] = (
    (NameError, re.compile(r"^name 'xrange'"), Code.HINT_XRANGE),
    (ValueError, re.compile(r"truth value of an? (array|empty array)"), Code.HINT_TRUTH_VALUE),
    (
        TypeError,
        re.compile(r"(0-dimensional|length-1|size-1) arrays can be converted"),
        Code.HINT_ONE_NUMBER,
    ),
    (TypeError, re.compile(r"for \^=?: |'bitwise_xor' not supported"), Code.HINT_POWER),
    (OverflowError, re.compile(r"math range error"), Code.HINT_MATH_RANGE),
    (ValueError, re.compile(r"math domain error|expected a positive input"), Code.HINT_MATH_DOMAIN),
    (ValueError, re.compile(r"^matmul: |^shapes .* not aligned"), Code.HINT_MATMUL),
    (TypeError, re.compile(r"'numpy\.ndarray' object is not callable"), Code.HINT_CALLED_ARRAY),
    (
        TypeError,
        re.compile(r"only integer scalar arrays can be converted"),
        Code.HINT_RANGE_OF_ARRAY,
    ),
    (IndexError, re.compile(r"arrays used as indices must be of integer"), Code.HINT_FLOAT_INDEX),
    (IndexError, re.compile(r"^only integers, slices"), Code.HINT_FLOAT_INDEX),
    (TypeError, re.compile(r"^unsupported operand .*'NoneType'"), Code.HINT_NONE),
    (TypeError, re.compile(r"^'NoneType' object is not subscriptable"), Code.HINT_NONE),
    (
        TypeError,
        re.compile(r"^cannot unpack non-iterable NoneType|must be an iterable, not NoneType"),
        Code.HINT_NONE,
    ),
)


def hint_for(error: BaseException) -> Finding | str:
    """Return what the exception asks for, '' if there is nothing to add to its message."""
    operands = operands_of(error)
    if operands is not None:
        return Finding.of(Code.HINT_OPERANDS, **operands._asdict())
    message = ""
    with contextlib.suppress(Exception, SystemExit):  # its own __str__ may be broken
        message = str(error)[:1000]
    for kind, pattern, code in _HINTS:
        if isinstance(error, kind) and pattern.search(message):
            return Finding(code)
    return ""
