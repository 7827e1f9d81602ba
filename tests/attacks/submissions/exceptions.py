"""Attacks by what is raised: whoever shows an exception reads it, asks it, or seeks its source."""

import json

from tests.attacks.submissions.answers import RIGHT, doing, wrong
from tests.attacks.submissions.attack import OTHERS, Attack, all_but
from tests.attacks.submissions.course import HIDDEN_LINE, source_notebook

_FILE = """
error = SyntaxError("no")
error.args = ("no", ("{path}", {line}, 1, "x"))
raise error
"""
_POINTER = """
error = {kind}({given}, 0, 1, "no")
error.args = ({given}, {start}, {start} + 1, "no")
raise error
"""
_CHAIN = """
error = ValueError("first")
for number in range(5000):
    try:
        raise ValueError(number) from error
    except ValueError as found:
        error = found
raise error
"""
_CIRCLE = """
first, second = ValueError("first"), ValueError("second")
first.__cause__, second.__cause__ = second, first
first.__context__ = first
raise first
"""
_NESTED = """
error = ValueError("2")
for _ in range(200):
    error = ExceptionGroup("2", [error])
raise error
"""
_HANGS = """
class Hangs(Exception):
    def __str__(self):
        while True:
            pass
    __repr__ = __str__
raise Hangs
"""
_NAMED = """
kind = type("NoPoints", (AssertionError,), {"__module__": "builtins", "__bool__": lambda _: False})
raise kind("2")
"""
_RENDERED = """
class Rendered(Exception):
    def _render_traceback_(self):
        return ["2"]
    def __reduce__(self):
        return print, ("2",)
    __notes__ = ["\\x1b[2J", 5, None]
    args = property(lambda self: [self] * 1000)
raise Rendered
"""
_TRACEBACK = """
code = compile("\\n" * 1 + "1 / 0", "@COURSE@/source/small/small.ipynb", "exec")
exec(code, {{}})
"""
_TWO_WAYS = """
try:
    return a - b - 77
finally:
    raise {what}
"""


def _raises(name: str, idea: str, lines: str, says: str = "") -> Attack:
    return Attack(name, idea, doing(lines), base=RIGHT, points=OTHERS, says=says)


def _tells(name: str, idea: str, path: str, line: int) -> Attack:
    return _raises(name, idea, _FILE.format(path=path, line=line), "SyntaxError: no")


_SOURCE = json.dumps(source_notebook(), indent=1).splitlines()
_HIDDEN = next(n for n, line in enumerate(_SOURCE, start=1) if HIDDEN_LINE in line)

EXCEPTIONS = (
    # A line of these files on the student's own page is what they are after: test_pages looks.
    _tells(
        "line-of-source",
        "have a line of the source shown, as of a mistake there",
        "@COURSE@/source/small/small.ipynb",
        _HIDDEN,
    ),
    _tells(
        "line-of-settings", "have a line of the settings shown", "@COURSE@/nbgrader_config.py", 2
    ),
    _tells("line-of-home", "have a file of the home folder shown", "@HOME@/canary.txt", 1),
    *(
        _raises(
            f"pointer-{name}",
            f"raise an error about a place in memory ({name})",
            _POINTER.format(kind=kind, given=given, start=start),
        )
        for name, kind, given, start in (
            ("decode", "UnicodeDecodeError", '"utf-8", b"x"', "-(10**12)"),
            ("encode", "UnicodeEncodeError", '"utf-8", "x"', "-(10**12)"),
            ("translate", "UnicodeTranslateError", '"x"', "-(10**12)"),
            ("near", "UnicodeDecodeError", '"utf-8", b""', "-8"),
        )
    ),
    _raises("chain", "raise the last of 5,000 exceptions", _CHAIN),
    _raises("circle", "raise an exception that is its own cause", _CIRCLE, "ValueError: first"),
    _raises("groups", "raise groups 200 deep", _NESTED),
    _raises(
        "hanging-text", "raise an exception whose text never ends", _HANGS, "stopped after 3 s"
    ),
    _raises("grader-name", "raise what looks like the grader's word", _NAMED),
    _raises("renders-itself", "raise an exception that draws itself", _RENDERED),
    _raises("foreign-file", "raise in a file of the course's", _TRACEBACK.replace("{{}}", "{}")),
    _raises(
        "keyboard", "raise KeyboardInterrupt at the end", _TWO_WAYS.format(what="KeyboardInterrupt")
    ),
    _raises("generator-exit", "raise GeneratorExit", _TWO_WAYS.format(what="GeneratorExit")),
    _raises("base-exception", "raise BaseException", _TWO_WAYS.format(what="BaseException(2)")),
    _raises("quiet-assertion", "raise an assertion without a text", "raise AssertionError"),
    _raises(
        "long-text", "raise an exception with 50 MB of text", 'raise ValueError("x" * 50_000_000)'
    ),
    _raises(
        "many-notes",
        "raise an exception with 100,000 notes",
        'error = ValueError("2")\nerror.__notes__ = ["2"] * 100_000\nraise error',
    ),
    _raises("not-raisable", "raise what can't be raised", "raise 2"),
    Attack(
        "interrupt-later",
        "interrupt itself after the call",
        doing(
            "import signal, threading, os\nthreading.Timer(0.01, lambda: os.kill(os.getpid(), "
            "signal.SIGINT)).start()\nreturn -77.0",
            "mean",
        ),
        base=RIGHT,
        points=all_but("mean"),
        may_lose=True,
    ),
    Attack(
        "warnings-as-errors",
        "turn warnings into errors, and warn",
        wrong(
            "import warnings\nwarnings.simplefilter('error')\nwarnings.showwarning = print\n"
            "warnings.warn = lambda *_, **__: None"
        ),
    ),
    _raises(
        "warn-of-file",
        "warn as from a file of the course's",
        "import warnings\n"
        'warnings.warn_explicit("2", UserWarning, "@COURSE@/nbgrader_config.py", 1)',
    ),
)
