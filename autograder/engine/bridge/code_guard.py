"""No text of a student's is run as code on the tests' side, whatever a test does with it.

`doctest`, `eval(answer)`, `exec(inspect.getsource(f))` and `sympify(answer)` would run it where the
hidden tests are. Python tells an audit hook what is compiled and run: once a test has got a text
that could be code, nothing that comes of it is run.
"""

import contextlib
import re
import sys
import sysconfig
from collections.abc import Iterator
from types import FrameType
from typing import Any

from autograder.findings import text as say

# A text without any of these calls nothing and sets nothing.
_SIGNS = re.compile(r"[^\w\s.,{}^+*/-]")
_MOST = 500  # texts; with more, no other one is run either
_LONG = 8  # characters, that a module's own text doesn't hold by chance
# Where libraries lie, which write code themselves, and those of them that are given texts to run.
_LIBRARIES = tuple({*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, "<frozen"})
_EVALUATORS = ("IPython.", "sympy.parsing.", "doctest", "timeit", "runpy", "bdb", "pdb")


class CodeGuard:
    """What a test has got of the student's texts, and which code came of them.

    `refused` says that the test has tried to run some of it.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._before, self._always = 0, False  # what came outside of a test
        self._everything = self._parsed = self._trees = self._rests = False
        self._expected, self._cell = False, ""
        self.refused = False
        self._files: set[str] = set()

    def start_over(self) -> None:
        """Forget all: another student's texts come."""
        self.__init__()  # type: ignore[misc]

    def begin_test(self) -> None:
        """Forget what the last test has got."""
        del self._texts[self._before :]
        self._everything = self._always
        self._parsed = self._trees = self.refused = False
        self._files.clear()

    def end_test(self) -> None:
        """Forget the test; what comes until the next one is kept for all that follow."""
        self.begin_test()

    def hear(self, text: object, in_test: bool = True) -> None:
        """Note a text, or bytes, of the student's."""
        if not isinstance(text, str):
            self._everything = True
            self._always |= not in_test
        elif _SIGNS.search(text):
            if len(self._texts) >= _MOST:
                self._everything = True
            else:
                self._texts.append(text)
                self._before += not in_test

    def expect_cell(self, source: str) -> None:
        """Let the next cell that IPython is given run, and texts in it: it is the course's."""
        self._expected, self._cell = True, source

    @contextlib.contextmanager
    def rests(self) -> Iterator[None]:
        """Within, code that this kit writes itself is run."""
        before, self._rests = self._rests, True
        try:
            yield
        finally:
            self._rests = before

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Look at what is compiled and run; raises RuntimeError for what came of a text."""
        if event not in _EVENTS or self._rests or not (self._texts or self._everything):
            return
        if event == "compile":
            self._compiled(*args)
        elif event == "pickle.find_class":
            if self._everything:
                self._refuse()
        elif args[0].co_filename in self._files or (self._trees and _is_direct(sys._getframe(1))):
            self._refuse()

    def _refuse(self) -> None:
        self.refused = True  # doctest, for one, takes it for a failure like any other
        raise RuntimeError(say("bridge.no-code"))

    def _compiled(self, source: object, file: object) -> None:
        frame = sys._getframe(2)
        caller = str(frame.f_globals.get("__name__"))
        if caller.startswith("autograder."):  # references, and nothing else
            return
        if self._expected and caller == "IPython.core.compilerop":
            self._expected = False
            return
        text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
        if not isinstance(text, str):  # a tree, whose file isn't told
            self._trees |= self._parsed and not caller.startswith("IPython.")
            bad = False
        elif caller == "ast":
            self._parsed, bad = True, False
        elif _is_imported():
            bad = self._holds(text, _LONG)
        else:
            direct = _is_direct(frame) and text not in self._cell
            bad = direct or self._everything or self._holds(text)
        if bad:
            self._files.add(str(file))

    def _holds(self, source: str, least: int = 1) -> bool:
        lines = {line.strip() for each in self._texts for line in each.splitlines()}
        return any(len(s) >= least and _SIGNS.search(s) and s in source for s in lines)


_EVENTS = frozenset(("compile", "exec", "pickle.find_class"))
GUARD = CodeGuard()
_watched: list[bool] = []


def _is_direct(frame: FrameType) -> bool:
    """Return whether code is run by a test, or by what is made to run texts."""
    caller = str(frame.f_globals.get("__name__"))
    own = caller.startswith(("IPython.core.interactiveshell", "autograder."))
    known = frame.f_code.co_filename.startswith(_LIBRARIES)
    return not own and (caller.startswith(_EVALUATORS) or not known)


def watch_code() -> None:
    """Let the guard see from now on what this process runs."""
    if not _watched:
        _watched.append(True)
        sys.addaudithook(GUARD.audit)


def _is_imported() -> bool:
    """Return whether a module is being imported that is compiled, or what it compiles itself."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False
