"""Let a cell that uses a student's function say 'not implemented yet' instead of a stack trace."""

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.checks.calls import NOT_IMPLEMENTED


@contextmanager
def once_written() -> Iterator[None]:
    """Run the block; if it meets a stub, print which function is not implemented yet.

    Any other exception passes through.
    """
    try:
        yield
    except NotImplementedError as error:
        print(f"{_stub_name(error)}: {NOT_IMPLEMENTED}")  # noqa: T201 - said to the student


def _stub_name(error: NotImplementedError) -> str:
    trace, name = error.__traceback__, "a function above"
    while trace is not None:
        name, trace = trace.tb_frame.f_code.co_name, trace.tb_next
    return name if name.isidentifier() else "a function above"
