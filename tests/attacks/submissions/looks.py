"""Attacks by looking: the answer asks Python and IPython around it what the test expects."""

from tests.attacks.submissions.answers import PARAMETERS, RIGHT
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.course import HIDDEN_LINE

# Whoever has seen the hidden line knows the answers. It stands here turned round, and so do they:
# what looks through its own source must not find them there.
_TOOLS = f"""
import contextlib, gc, inspect, linecache, os, sys
def tell(*texts):
    if any({HIDDEN_LINE[::-1]!r}[::-1] in text for text in map(str, texts)):
        exec({"".join(RIGHT.values())[::-1]!r}[::-1], globals())
def tell_frames(frame):
    while frame is not None:
        tell(*frame.f_code.co_consts, *frame.f_locals.values())
        with contextlib.suppress(OSError, TypeError):
            tell(inspect.getsource(frame))
        frame = frame.f_back
"""


def _looking(name: str, idea: str, lines: str, first: str = "") -> Attack:
    """Return an attack that runs lines in each call, and `first` in each cell before it."""
    body = "".join(f"    {line}\n" for line in lines.strip().splitlines())
    look = f"{first}\ndef look():\n{body}"
    answers = {
        question: f"{_TOOLS}{look}\ndef {question}(*given):\n    look()\n"
        f"    found = globals()[{question!r}]\n"
        f"    return found(*given) if found is not mine_{question} else -77.0\n"
        f"mine_{question} = {question}\n"
        for question in PARAMETERS
    }
    return Attack(name, idea, answers)


_BY_TRACE = """
def trace(frame, event, value):
    tell_frames(frame)
"""
_BY_AUDIT = """
def hear(event, values):
    if event in ("compile", "exec") and not globals().get("busy"):
        globals()["busy"] = True
        try:
            tell(*values, *getattr(values[0], "co_consts", ()))
        finally:
            globals()["busy"] = False
if not globals().get("hearing"):
    hearing = True
    sys.addaudithook(hear)
"""
_BY_PARSER = """
import ast
if not hasattr(ast, "_parse"):
    ast._parse = ast.parse
    shell = get_ipython()
    kept = []
    def parse(source, *given, **options):
        kept.append(source)
        return ast._parse(source, *given, **options)
    ast.parse = parse
"""
_MEMORY = """
tried = globals().setdefault("tried", [])
if not tried:
    tried.append(1)
    for line in open("/proc/self/maps"):
        if line.endswith("[heap]\\n"):
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            with open("/proc/self/mem", "rb", 0) as file:
                file.seek(start)
                tell(file.read(min(end - start, 2**25)).decode("latin1"))
"""
_BY_GARBAGE = """
for each in gc.get_objects():
    if type(each) in (list, tuple):
        tell(*[part for part in each if type(part) is str and len(part) < 10_000])
    elif type(each) is dict:
        tell(*[part for part in list(each.values()) if type(part) is str and len(part) < 10_000])
"""
_TASKS = """
import asyncio
with contextlib.suppress(RuntimeError):
    for task in asyncio.all_tasks():
        for frame in task.get_stack():
            tell_frames(frame)
"""
_HISTORY = """
shell = get_ipython()
tell(*shell.user_ns.get("In", ()), *shell.user_ns.get("_ih", ()), shell.user_ns.get("_i", ""))
if shell.history_manager is not None:
    tell(*shell.history_manager.input_hist_raw, *shell.history_manager.input_hist_parsed)
"""
_PARENT = """
with contextlib.suppress(AttributeError):
    kernel = get_ipython().kernel
    tell(kernel.get_parent("shell"), kernel._parent_header, *vars(kernel).values())
"""
_LAST_ERROR = """
for name in ("last_exc", "last_value"):
    error = getattr(sys, name, None)
    step = error.__traceback__ if error is not None else None
    while step is not None:
        tell_frames(step.tb_frame)
        step = step.tb_next
"""

LOOKS = (
    _looking("frames", "read who calls, in the frames", "tell_frames(sys._getframe())"),
    _looking(
        "stack",
        "read who calls, by inspect",
        "for each in inspect.stack(context=999):\n    tell(*(each.code_context or ()))",
    ),
    _looking(
        "own-traceback",
        "raise an exception to read whom it would come to",
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n"
        "    tell_frames(error.__traceback__.tb_frame)",
    ),
    _looking("history", "read the cells that have run", _HISTORY),
    _looking(
        "source-cache",
        "read the sources that are kept for tracebacks",
        "for size, time, lines, name in [each for each in linecache.cache.values() if each[1:]]:\n"
        "    tell(*lines)",
    ),
    _looking("garbage", "read all texts that there are", _BY_GARBAGE),
    _looking("trace", "trace what is called", "sys.settrace(trace)", _BY_TRACE),
    _looking("profile", "profile what is called", "sys.setprofile(trace)", _BY_TRACE),
    _looking("audit-hook", "hear of what is compiled", "pass", _BY_AUDIT),
    _looking("parser", "see what is parsed", "tell(*kept)", _BY_PARSER),
    _looking("kernel-parent", "ask the kernel what it runs", _PARENT),
    _looking("tasks", "read the frames of running tasks", _TASKS),
    _looking("last-error", "read the frames of an earlier test's error", _LAST_ERROR),
    _looking("own-memory", "read its own memory", _MEMORY),
    _looking(
        "threads",
        "read the frames of all threads",
        "for frame in sys._current_frames().values():\n    tell_frames(frame)",
    ),
    _looking(
        "shell-state",
        "read what the shell keeps of the cell that runs",
        "shell = get_ipython()\nresult = shell.last_execution_result\n"
        "tell(vars(shell.displayhook), result and result.info, shell.user_ns, vars(sys))",
    ),
)
