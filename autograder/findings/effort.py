"""Measure what a call costs in lines, calls and memory: counts, which no busy machine changes."""

import _thread
import os
import sys
import sysconfig
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from inspect import CO_GENERATOR
from pathlib import Path
from types import FrameType
from typing import Any, Literal

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


# What is counted: lines, or the calls and the memory. Each costs too much to be had besides.
Counted = Literal["lines", "work"]


@dataclass(frozen=True)
class Effort:
    """What a call cost: `lines` of the student's own code that ran, in every thread.

    Each round of a loop, comprehension or generator counts, what a library does inside a call
    doesn't. `calls` are those that these lines made; `peak` is the memory in use at once, in bytes.
    What was not counted is 0.
    """

    lines: int = 0
    calls: int = 0
    peak: int = 0

    @property
    def hidden(self) -> bool:
        """Whether the function has turned off the count, or worked in another process."""
        return max(self.lines, self.calls) >= _HIDDEN


def measured(
    function: Callable[..., Any],
    *args: Any,  # noqa: ANN401 - any call
    count: Counted = "lines",
) -> tuple[Outcome, Effort]:
    """Call the function and return its Outcome and what it cost."""
    return measured_all(function, [args], count)[0]


def measured_all(
    function: Callable[..., Any], calls: Sequence[Sequence[Any]], count: Counted = "lines"
) -> list[tuple[Outcome, Effort]]:
    """Do the same for each list of arguments.

    A function that runs in another process is measured there: it has a method `run_measured`, which
    returns, for each call, a function that gives the value and the effort or raises.
    """
    elsewhere = getattr(function, "run_measured", None)
    if elsewhere is None:
        return [_measured(function, args, count) for args in calls]
    sent = attempt(elsewhere, calls, count)
    found = [attempt(each) for each in sent.value or ()] or [sent] * len(calls)
    return [
        (each, Effort()) if each.error else (replace(each, value=each.value[0]), each.value[1])
        for each in found
    ]


def _measured(
    function: Callable[..., Any], args: Sequence[Any], count: Counted
) -> tuple[Outcome, Effort]:
    counter = _Lines() if count == "lines" else _Work()
    with counter.counting():
        outcome = attempt(function, *args)
    return outcome, counter.effort()


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


NO_EFFORT = Effort()


def by_differences(less: Effort, more: Effort, entries: tuple[int, int]) -> bool:
    """Return whether the work of two calls grows as if a function were evaluated for each entry.

    `entries` are how many the results of the two calls have: where the second has hundreds, the
    first may be no call at all (NO_EFFORT, 0). One by one that takes calls, all at once it takes
    memory for each pair of entries.
    """
    calls = more.calls - less.calls > _CALLS_PER_ENTRY * (entries[1] - entries[0])
    return more.hidden or calls or more.peak > _BYTES_PER_PAIR * entries[1] ** 2


@lru_cache(maxsize=10_000)
def _is_own(filename: str) -> bool:
    """Return whether code is the student's: no library's, and none of Python's or the kit's.

    Asked with each call and line that is counted: the hash of a text is kept, that of code is not.
    """
    return not filename.startswith((*_LIBRARIES, "<frozen "))


@dataclass(frozen=True)
class _Hooks:
    """Sets what Python calls as code runs, and tells what it is: in this thread, in new ones.

    They are Python's own: a notebook that puts others into their place comes later.
    """

    set: Callable[[Any], None]
    get: Callable[[], Any]
    set_in_new: Callable[[Any], None]
    get_in_new: Callable[[], Any]


_TRACE = _Hooks(sys.settrace, sys.gettrace, threading.settrace, threading.gettrace)
_PROFILE = _Hooks(sys.setprofile, sys.getprofile, threading.setprofile, threading.getprofile)


class _Counter:
    """Counts in all threads while it is `counting`, by a hook that Python calls."""

    hooks = _TRACE

    def __init__(self) -> None:
        self.lines = self.calls = self.peak = 0
        self._hidden = False

    def hook(self, frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401 - Python's
        """Count what happens in a frame."""
        raise NotImplementedError

    def effort(self) -> Effort:
        """Return what was counted."""
        if self._hidden:
            return Effort(_HIDDEN, _HIDDEN, self.peak)
        return Effort(self.lines, self.calls, self.peak)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Within, count; a function that turns the count off is found out."""
        before, in_threads, hook = self.hooks.get(), self.hooks.get_in_new(), self.hook
        try:
            with self._watched():
                self.hooks.set_in_new(hook)
                self.hooks.set(hook)
                try:
                    yield
                finally:
                    mine = self.hooks.get(), self.hooks.get_in_new()
                    self._hidden |= mine != (hook, hook)
        finally:
            self.hooks.set(before)
            self.hooks.set_in_new(in_threads)  # None ends it

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Within, notice who turns counting off, or works in a thread or process without it."""
        real = sys.settrace, sys.setprofile
        fork: Callable[[], int] | None = getattr(os, "fork", None)
        start = _thread.start_new_thread

        def guarded(function: object) -> None:
            if function == self.hook:  # Python's own threads set it as they start
                self.hooks.set(self.hook)
            else:
                self._hidden = True

        def noticed_fork() -> int:
            self._hidden = True
            return fork() if fork else 0

        def counted_start(function: Any, args: Any, kwargs: Any = None) -> int:  # noqa: ANN401
            def run() -> None:
                self.hooks.set(self.hook)
                function(*args, **(kwargs or {}))

            return start(run, ())

        sys.settrace = sys.setprofile = guarded
        _thread.start_new_thread = counted_start
        if fork:  # neither Windows nor a browser has it
            os.fork = noticed_fork
        try:
            yield
        finally:
            sys.settrace, sys.setprofile = real
            _thread.start_new_thread = start
            if fork:
                os.fork = fork


class _Lines(_Counter):
    """Counts lines."""

    def hook(self, frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401 - Python's
        """Count a line of the student's own, and a round of a loop that a library makes."""
        if not _is_own(frame.f_code.co_filename):
            if frame.f_code.co_name in _LOOPS:
                self.lines += event == "line"
                return self.hook
            caller = frame.f_back
            if event == "call" and caller is not None and _is_own(caller.f_code.co_filename):
                self.lines += 1  # map(np.sum, X) is a loop, too
            return None
        self.lines += event in ("call", "line")
        return self.hook


class _Work(_Counter):
    """Counts calls, and how much memory is in use at once."""

    hooks = _PROFILE

    def hook(self, frame: FrameType, event: str, _arg: object) -> None:
        """Count a call of a function of the student's own, and one that such a function makes."""
        if event == "c_call":
            self.calls += _is_own(frame.f_code.co_filename)
        elif event == "call":
            code, caller = frame.f_code, frame.f_back
            if _is_own(code.co_filename):
                self.calls += not code.co_flags & CO_GENERATOR
            elif caller is not None:
                self.calls += _is_own(caller.f_code.co_filename)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Within, count, and note how much memory is in use at once."""
        tracing = tracemalloc.is_tracing()
        if not tracing:
            tracemalloc.start()
        tracemalloc.reset_peak()
        start, _ = tracemalloc.get_traced_memory()
        try:
            with super().counting():
                yield
        finally:
            self.peak = tracemalloc.get_traced_memory()[1] - start
            if not tracing:
                tracemalloc.stop()
