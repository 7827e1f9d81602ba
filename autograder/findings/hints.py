"""What an exception of Python's or numpy's usually asks for, where its message doesn't say it.

The messages are those of CPython 3.11 and later and of numpy 1.26 and 2; a message that is none of
them has no hint.
"""

import contextlib
import re

from autograder.findings.codes import Code

# Of which type a message says that something is.
_NUMBER = r"'(int|float|bool|numpy\.(float|int)\d+)'"
_FUNCTION = r"'(function|method|builtin_function_or_method|type|numpy\.(ufunc|_Array\w+))'"
_OF_ARRAYS = (
    r"'(shape|ndim|size|T|dtype|sum|mean|std|max|min|argmax|argmin|argsort|dot|reshape|astype"
    r"|ravel|flatten|transpose)'"
)
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
    (
        TypeError,
        re.compile(r"'NoneType'|non-iterable NoneType|not NoneType$"),
        Code.HINT_NONE,
    ),
    (AttributeError, re.compile(r"^'NoneType' object"), Code.HINT_NONE),
    (ZeroDivisionError, re.compile(r"division|modulo|divmod"), Code.HINT_ZERO_DIVISION),
    (ValueError, re.compile(r"^cannot reshape array"), Code.HINT_RESHAPE),
    (ValueError, re.compile(r"^object (too deep|of too small depth)"), Code.HINT_DEPTH),
    (ValueError, re.compile(r"^axis -?\d+ is out of bounds"), Code.HINT_AXIS),
    (IndexError, re.compile(r"out of bounds|index out of range"), Code.HINT_POSITION),
    (IndexError, re.compile(r"^too many indices for array"), Code.HINT_TOO_MANY_INDICES),
    (ValueError, re.compile(r"inhomogeneous shape"), Code.HINT_RAGGED),
    (ValueError, re.compile(r"^setting an array element with a sequence"), Code.HINT_ONE_PLACE),
    (ValueError, re.compile(r"^Singular matrix"), Code.HINT_SINGULAR),
    (ValueError, re.compile(r"must be square"), Code.HINT_SQUARE),
    (UnboundLocalError, re.compile(""), Code.HINT_NO_VALUE_YET),
    (NameError, re.compile(r"is not defined$"), Code.HINT_NO_SUCH_NAME),
    (
        AttributeError,
        re.compile(rf"^'(list|tuple|range|int|float)' object has no attribute {_OF_ARRAYS}"),
        Code.HINT_LIST_IS_NO_ARRAY,
    ),
    (AttributeError, re.compile(r"has no attribute"), Code.HINT_NO_ATTRIBUTE),
    (
        TypeError,
        re.compile(r"\(\) (takes|got|missing)|is an invalid keyword argument"),
        Code.HINT_ARGUMENTS,
    ),
    (ValueError, re.compile(r"values to unpack"), Code.HINT_UNPACK),
    (TypeError, re.compile(r"^cannot unpack non-iterable"), Code.HINT_UNPACK_ONE),
    (
        TypeError,
        re.compile(rf"^{_NUMBER} object is not iterable|^iteration over a 0-d array"),
        Code.HINT_NO_LOOP,
    ),
    (
        TypeError,
        re.compile(rf"^{_FUNCTION} object is not subscriptable"),
        Code.HINT_CALL_ROUND,
    ),
    (
        TypeError,
        re.compile(rf"^{_NUMBER} object is not subscriptable"),
        Code.HINT_NO_ENTRIES,
    ),
    (IndexError, re.compile(r"^invalid index to scalar variable"), Code.HINT_NO_ENTRIES),
    (TypeError, re.compile(r"object is not callable$"), Code.HINT_NOT_CALLED),
    (TypeError, re.compile(r"^(list|tuple) indices must be integers"), Code.HINT_LIST_INDEX),
    (TypeError, re.compile(r"^slice indices must be integers"), Code.HINT_SLICE_INTEGERS),
    (
        TypeError,
        re.compile(
            r"^'(float|numpy\.float\d+)' object cannot be interpreted|^expected a sequence of int"
        ),
        Code.HINT_INTEGER,
    ),
    (
        TypeError,
        re.compile(
            r"^can't multiply seq|^can only concatenate list|^(unsupported|bad) op.*'(list|tuple)'"
        ),
        Code.HINT_NO_LIST_SUMS,
    ),
    (
        TypeError,
        re.compile(rf"^(unsupported|bad) operand .*{_FUNCTION}"),
        Code.HINT_FUNCTION_NO_NUMBER,
    ),
    (
        TypeError,
        re.compile(r"output from dtype\('float\d+'\) to dtype\('u?int"),
        Code.HINT_INTEGER_ARRAY,
    ),
    (
        ValueError,
        re.compile(
            r"^zero-size array|an empty sequence|argument is empty|^need at least one array"
        ),
        Code.HINT_EMPTY,
    ),
    (
        ValueError,
        re.compile(r"^all (the )?input arrays? |^zero-dimensional arrays cannot"),
        Code.HINT_JOINED,
    ),
    (IndexError, re.compile(r"^boolean index did not match"), Code.HINT_MASK),
    (ValueError, re.compile(r"is read-only$"), Code.HINT_READ_ONLY),
    (TypeError, re.compile(r"does not support item assignment"), Code.HINT_NO_ASSIGNMENT),
    (
        TypeError,
        re.compile(rf"^object of type {_NUMBER} has no len|^len\(\) of unsized object"),
        Code.HINT_NO_LENGTH,
    ),
    (KeyError, re.compile(""), Code.HINT_NO_KEY),
    (ValueError, re.compile(r"^cannot convert float (NaN|infinity)"), Code.HINT_NAN_NO_INTEGER),
    (OverflowError, re.compile(r"^cannot convert float infinity"), Code.HINT_NAN_NO_INTEGER),
    (TypeError, re.compile(r"unhashable type"), Code.HINT_UNHASHABLE),
    (ValueError, re.compile(r"^einstein sum|remapped shapes"), Code.HINT_EINSUM),
    (
        ValueError,
        re.compile(
            r"^could not broadcast input array|^non-broadcastable output|to indexing result"
        ),
        Code.HINT_ASSIGNED_SHAPE,
    ),
    (ValueError, re.compile(r"could not be broadcast together"), Code.HINT_BROADCAST),
    (IndexError, re.compile(r"could not be broadcast together"), Code.HINT_BROADCAST),
    (TypeError, re.compile(r"^ufunc '|^loop of ufunc"), Code.HINT_NO_NUMBERS),
    (ValueError, re.compile(r"^Cannot take a larger sample"), Code.HINT_LARGER_SAMPLE),
    (RecursionError, re.compile(""), Code.HINT_RECURSION),
    (MemoryError, re.compile(""), Code.HINT_MEMORY),
    (ValueError, re.compile(r"^can only convert an array of size 1"), Code.HINT_ONE_SCALAR),
)


def hint_code(error: BaseException) -> Code | None:
    """Return by which code the exception's hint is known, None for a message that has none."""
    message = ""
    with contextlib.suppress(Exception, SystemExit):  # its own __str__ may be broken
        message = str(error)[:1000]
    for kind, pattern, code in _HINTS:
        if isinstance(error, kind) and pattern.search(message):
            return code
    return None
