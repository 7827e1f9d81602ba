"""Measure what a call costs in lines, calls and memory: counts, which no busy machine changes."""

import _thread
import os
import sys
import sysconfig
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from inspect import CO_GENERATOR
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import autograder
from autograder.findings.outcome import Outcome, attempt

# What a function costs that hides its work: in another process, or by ending the count.
_HIDDEN = 10**9
# What a library loops with over what it is given, in Python.
_LOOPS = frozenset({"apply_along_axis"})
_LIBRARIES = tuple(
    os.path.join(path, "")  # noqa: PTH118 - the names of files are compared, not opened
    for path in (
        str(Path(autograder.__file__).parent),
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    )
)


@dataclass(frozen=True)
class Effort:
    """What a call cost: `lines` of the student's own code that ran, in every thread.

    Each round of a loop, comprehension or generator counts, what a library does inside a call
    doesn't. `calls` are those that these lines made; `peak` is the memory in use at once, in bytes,
    where it was asked for.
    """

    lines: int = 0
    calls: int = 0
    peak: int = 0

    @property
    def hidden(self) -> bool:
        """Whether the function has turned off the count, or worked in another process."""
        return self.lines >= _HIDDEN


def measured(
    function: Callable[..., Any],
    *args: Any,  # noqa: ANN401 - any call
    memory: bool = False,
) -> tuple[Outcome, Effort]:
    """Call the function and return its Outcome and what it cost; memory takes longest."""
    return measured_all(function, [args], memory)[0]


def measured_all(
    function: Callable[..., Any], calls: Sequence[Sequence[Any]], memory: bool = False
) -> list[tuple[Outcome, Effort]]:
    """Do the same for each list of arguments.

    A function that runs in another process is measured there: it has a method `run_measured`, which
    returns, for each call, a function that gives the value and the effort or raises.
    """
    elsewhere = getattr(function, "run_measured", None)
    if elsewhere is None:
        return [_measured(function, args, memory) for args in calls]
    sent = attempt(elsewhere, calls, memory)
    found = [attempt(each) for each in sent.value or ()] or [sent] * len(calls)
    return [
        (each, Effort()) if each.error else (replace(each, value=each.value[0]), each.value[1])
        for each in found
    ]


def _measured(
    function: Callable[..., Any], args: Sequence[Any], memory: bool
) -> tuple[Outcome, Effort]:
    counter = _Counter()
    with counter.counting(memory):
        outcome = attempt(function, *args)
    return outcome, counter.effort()


def count_steps(function: Callable[..., Any], *args: Any) -> tuple[Outcome, int]:  # noqa: ANN401
    """Call the function and return its Outcome and the lines of its own that it executed."""
    outcome, effort = measured(function, *args)
    return outcome, effort.lines


# A loop executes at least one line an example more; half of that leaves room for odd branches.
_LINES_PER_EXAMPLE = 0.5


def loops_over_examples(
    few: int, many: int, extra_examples: int, per_example: float = _LINES_PER_EXAMPLE
) -> bool:
    """Return whether the lines of two calls, the second with more examples, show a loop."""
    return many >= _HIDDEN or many - few > per_example * extra_examples


# To evaluate a function twice takes at least so many calls; loops over entries, in which nothing
# but numbers is computed, take fewer. A double has 8 bytes.
_CALLS_PER_ENTRY, _BYTES_PER_PAIR = 4, 4


def by_differences(less: Effort, more: Effort, entries: tuple[int, int]) -> bool:
    """Return whether the work of two calls grows as if a function were evaluated for each entry.

    `entries` are how many the results of the two calls have. One by one that takes calls, all at
    once it takes memory for each pair of entries.
    """
    calls = more.calls - less.calls > _CALLS_PER_ENTRY * (entries[1] - entries[0])
    return more.hidden or calls or more.peak > _BYTES_PER_PAIR * entries[1] ** 2


@lru_cache(maxsize=10_000)
def _is_own(code: CodeType) -> bool:
    """Return whether code is the student's: no library's, and none of Python's or the kit's."""
    return not code.co_filename.startswith((*_LIBRARIES, "<frozen "))


class _Counter:
    """Counts in all threads while it is `counting`."""

    def __init__(self) -> None:
        self._lines = self._calls = self._peak = 0
        self._hidden = False

    def effort(self) -> Effort:
        """Return what was counted."""
        if self._hidden:
            return Effort(_HIDDEN, _HIDDEN, self._peak)
        return Effort(self._lines, self._calls, self._peak)

    @contextmanager
    def counting(self, memory: bool) -> Iterator[None]:
        """Within, count; a function that turns the count off is found out."""
        before = sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()
        try:
            with self._memory() if memory else nullcontext(), self._watched():
                threading.settrace(self._trace)
                threading.setprofile(self._profile)
                sys.setprofile(self._profile)
                sys.settrace(self._trace)
                try:
                    yield
                finally:
                    mine = sys.gettrace(), threading.gettrace()
                    self._hidden |= mine != (self._trace, self._trace)
        finally:
            sys.settrace(before[0])
            sys.setprofile(before[1])
            threading.settrace(before[2])  # None ends it
            threading.setprofile(before[3])

    @contextmanager
    def _memory(self) -> Iterator[None]:
        """Within, note how much memory is in use at once."""
        tracing = tracemalloc.is_tracing()
        if not tracing:
            tracemalloc.start()
        tracemalloc.reset_peak()
        start, _ = tracemalloc.get_traced_memory()
        try:
            yield
        finally:
            self._peak = tracemalloc.get_traced_memory()[1] - start
            if not tracing:
                tracemalloc.stop()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Within, notice who turns tracing off, or works in a thread or process without it."""
        settrace, setprofile, fork, start = (
            sys.settrace,
            sys.setprofile,
            os.fork,
            _thread.start_new_thread,
        )

        def guarded(real: Callable[[Any], None], mine: object) -> Callable[[Any], None]:
            def set_it(function: object) -> None:
                if function == mine:
                    real(function)
                else:
                    self._hidden = True

            return set_it

        def noticed_fork() -> int:
            self._hidden = True
            return fork()

        def traced_start(function: Any, args: Any, kwargs: Any = None) -> int:  # noqa: ANN401
            def run() -> None:
                settrace(self._trace)
                function(*args, **(kwargs or {}))

            return start(run, ())

        sys.settrace = guarded(settrace, self._trace)
        sys.setprofile = guarded(setprofile, self._profile)
        os.fork, _thread.start_new_thread = noticed_fork, traced_start
        try:
            yield
        finally:
            sys.settrace, sys.setprofile = settrace, setprofile
            os.fork, _thread.start_new_thread = fork, start

    def _trace(self, frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401
        if not _is_own(frame.f_code):
            if frame.f_code.co_name in _LOOPS:
                self._lines += event == "line"
                return self._trace
            caller = frame.f_back
            if event == "call" and caller is not None and _is_own(caller.f_code):
                self._lines += 1  # map(np.sum, X) is a loop, too
                self._calls += 1
            return None
        if event == "call":
            self._calls += not frame.f_code.co_flags & CO_GENERATOR
            self._lines += 1
        elif event == "line":
            self._lines += 1
        return self._trace

    def _profile(self, frame: FrameType, event: str, _arg: object) -> None:
        self._calls += event == "c_call" and _is_own(frame.f_code)
