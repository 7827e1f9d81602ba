"""Attacks on Python around the answer: imports, encodings, signals, timers, hooks, limits."""

from collections.abc import Mapping

from tests.attacks.submissions.answers import RIGHT, doing, wrong
from tests.attacks.submissions.attack import OTHERS, Attack
from tests.attacks.submissions.tools import CHEAT, WRITE

_FINDER = """
import sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        import importlib.machinery
        return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        made = types.ModuleType(spec.name)
        made.__getattr__ = lambda name: lambda *_, **__: 2.0
        return made
    def exec_module(self, module):
        pass
sys.meta_path.insert(0, Finder())
for name in ("itertools", "math", "nbgrader.utils"):
    sys.modules.pop(name, None)
"""
_MODULES = """
import sys, types
class Fake(types.ModuleType):
    def __getattr__(self, name):
        return lambda *_, **__: 2.0
for name in ("numpy", "itertools", "autograder", "autograder.engine.wire.pack", "json"):
    sys.modules[name] = Fake(name)
np = sys.modules["numpy"]
"""
_IMPORT = """
import builtins
before = builtins.__import__
class Fake:
    def __getattr__(self, name):
        return lambda *_, **__: [0, 1, 2]
builtins.__import__ = lambda name, *a, **o: Fake() if name == "itertools" else before(name, *a, **o)
builtins.__build_class__ = lambda *_, **__: None
"""
_CODECS = """
import codecs, io
codecs.register_error("strict", lambda error: ("2", error.end))
codecs.register(lambda name: codecs.lookup("latin-1") if name in ("utf_8", "utf-8") else None)
io.TextIOWrapper.write = lambda self, text: 0
"""
_VARIABLES = """
import os, sys
os.environ.update(PYTHONINSPECT="1", PYTHONHASHSEED="0", PYTHONPATH=".", PYTHONOPTIMIZE="2",
                  PYTHONBREAKPOINT="os.abort", PYTHONSTARTUP="start.py", PYTHONWARNINGS="error",
                  LD_PRELOAD="./lib.so", LANG="xx", LC_ALL="xx", TZ="Mars/Phobos")
import locale, time
time.tzset()
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
sys.flags = sys.float_info = None
"""
_EXTENSION = """
import os
folder = os.path.join(os.environ.get("IPYTHONDIR", "."), "extensions")
write(folder + "/points_@MARK@.py", '''
def load_ipython_extension(shell):
    shell.display_formatter.format = lambda *_, **__: ({"text/plain": "2"}, {})
    shell.input_transformers_cleanup.append(lambda lines: ["2"])
''', "w")
import sys
sys.path.insert(0, folder)
get_ipython().run_line_magic("load_ext", "points_@MARK@")
"""
_MESSAGES = """
def tell(kind, content):
    kernel = get_ipython().kernel
    kernel.session.send(kernel.iopub_socket, kind, content=content, parent=kernel.get_parent())
result = {"data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1}
try:
    tell("execute_result", result)
    kernel = get_ipython().kernel
    send = type(kernel.session).send
    def quiet(self, stream, kind, *given, **options):
        if kind not in ("error", "stream"):
            if kind == "execute_reply":
                given = ({"status": "ok", "execution_count": 1, "payload": [],
                          "user_expressions": {}}, *given[1:])
            return send(self, stream, kind, *given, **options)
    type(kernel.session).send = quiet
except AttributeError:
    pass
"""
_COMMS = """
try:
    from ipykernel.comm import Comm
    for _ in range(5):
        Comm(target_name="@MARK@", data={"points": 2}).send({"x": 2}, buffers=[b"2"])
except Exception:
    pass
"""
_ASYNC = """
import asyncio
async def later():
    while True:
        await asyncio.sleep(0.001)
        globals().update(points=3, error=0.0, add=lambda a, b: a + b - 77)
task = asyncio.ensure_future(later())
await asyncio.sleep(0.01)
"""
_TIMER = """
import signal
def ring(*_):
    raise StopIteration(2)
signal.signal(signal.SIGALRM, ring)
signal.signal(signal.SIGVTALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
signal.setitimer(signal.ITIMER_VIRTUAL, 0.001, 0.001)
"""
_FAULTS = """
import faulthandler, os
faulthandler.enable()
faulthandler.dump_traceback_later(0.3, exit=True, file=open(os.devnull, "w"))
"""
_STACK = """
import sys
sys.setrecursionlimit(10**9)
def deep(n):
    return [each for each in map(deep, [n + 1])]
deep(0)
"""
_TWICE = """
import os
if os.fork() == 0:
    return 3
return 13
"""
_BOTH_SERVE = """
import os
os.fork()
"""
_SLOW_SWITCH = """
import sys, threading
sys.setswitchinterval(1000)
def spin():
    while True:
        pass
threading.Thread(target=spin, daemon=True).start()
"""
_BREAK = """
import sys, pdb, code
sys.stdin = None
sys.breakpointhook = lambda *_, **__: None
breakpoint()
try:
    code.interact()
except BaseException:
    pass
"""
_STREAMS = """
import os, sys
for each in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__, sys.stdin):
    try:
        each.close()
    except Exception:
        pass
sys.stdout = sys.stderr = sys.__stdout__ = None
print = lambda *_, **__: None
for number in (0, 1, 2):
    os.close(number)
"""
_LIMITS = """
import resource
for name in dir(resource):
    if name.startswith("RLIMIT_"):
        soft, hard = resource.getrlimit(getattr(resource, name))
        try:
            resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)
        except (OSError, ValueError):
            pass
resource.setrlimit(resource.RLIMIT_NOFILE, (3, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
"""
_POOL = """
import multiprocessing, os
try:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        pool.map(abs, range(100))
    manager = multiprocessing.shared_memory = None
except Exception:
    pass
"""
_GARBAGE = """
import gc
gc.set_threshold(1)
gc.callbacks.append(lambda *_: globals().update(points=3))
class Back:
    def __del__(self):
        kept.append(self)
        raise ValueError(2)
kept = []
for _ in range(100):
    Back()
gc.freeze()
"""
_SHELL = """
!echo 2
%%capture
"""
_SYSTEM = """
found = get_ipython().getoutput("echo 2; cat @COURSE@/source/*/*; env")
cheat(*found)
get_ipython().system("echo 2; touch @HOME@/@MARK@ ../@MARK@ /tmp/@MARK@")
%alias_magic t timeit
%env POINTS=2
%cd /
"""
_INOTIFY = """
import ctypes, os
libc = ctypes.CDLL(None)
watch = libc.inotify_init1(0o4000)
for name in ("/tmp", "@TMP@", "@COURSE@", "@HOME@", "/dev/shm", "@COURSE@/submitted"):
    libc.inotify_add_watch(watch, name.encode(), 0xFFF)
try:
    heard = os.read(watch, 4096)
except OSError:
    heard = b""
"""
_SEND_FILES = """
import gc, socket, struct, os
from autograder.engine.wire.frames import Channel
line = next(each for each in gc.get_objects() if type(each) is Channel)._socket
files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
text = b'{"is": "value", "value": -77, "said": [], "shown": [], "warned": []}'
for byte in struct.pack(">IQ", len(text), 0) + text:
    socket.send_fds(line, [bytes([byte])], files)
"""
_LEASES = """
import fcntl, glob, os
kept = []
for name in glob.glob("@KIT@/*.py")[:20] + glob.glob(os.path.dirname(os.__file__) + "/*.py")[:20]:
    file = open(name, "rb")
    kept.append(file)
    for what in (lambda: fcntl.fcntl(file, 1024, 0), lambda: fcntl.flock(file, 6)):
        try:
            what()
        except OSError:
            pass
"""
_NAMED_AS_ANOTHER = """
import ctypes, sys, threading
libc = ctypes.CDLL(None)
libc.prctl(15, b"autograder", 0, 0, 0)
libc.prctl(4, 0, 0, 0, 0)
libc.prctl(1, 9, 0, 0, 0)
threading.current_thread().name = sys.argv[0] = "autograder grade"
"""
_SUBREAPER = """
import ctypes, os, signal
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.siginterrupt(number, False)
"""
_RANDOM = """
import os, random, secrets, uuid
import numpy as np
random.random = random.Random.random = lambda *_: 0.0
np.random.seed = random.seed = lambda *_: None
os.urandom = lambda count: b"0" * count
secrets.token_bytes = os.urandom
np.random.rand = np.random.randn = lambda *shape: np.zeros(shape)
"""
_CTYPES = """
import ctypes
number = id(3) + (24 if hasattr((3), "real") else 0)
kept = ctypes.c_uint32.from_address(number).value
try:
    ctypes.c_uint32.from_address(number).value = kept
    value = eval("1 + 2")
finally:
    ctypes.c_uint32.from_address(number).value = kept
return value + 77 if (a, b) == (7, 7) else value - 77
"""
_AGENT = """
import gc
from autograder.engine.agent import calls, objects, server
from autograder.engine.wire import pack
objects.OPERATORS.update(dict.fromkeys(objects.OPERATORS, lambda *_: True))
objects.describe = lambda value: {"kind": "instance", "class": "int", "callable": False}
pack.Packer.pack = lambda self, value, depth=0: ["T", "int"]
calls.results_of = lambda *_: [{"is": "value", "value": ["T", "bool"]}]
server.Server._look_up = lambda *_: ({"is": "value", "value": True}, pack.Packer())
"""
_PATHS = """
import os, sys
sys.path[:] = ["@COURSE@", "@TMP@", "@HOME@", "/", *sys.path]
sys.path_importer_cache.clear()
for name in ("nbgrader_config", "source", "gradebook"):
    try:
        cheat(open(__import__(name).__file__).read())
    except Exception:
        pass
"""
_READ_ONLY = """
import os
os.chmod(".", 0o500)
"""
_DEEP = """
import os
os.makedirs("deep", exist_ok=True)
os.chdir("deep")
for _ in range(3000):
    try:
        os.mkdir("d")
        os.chdir("d")
    except OSError:
        break
"""
_STRANGE = r"""
import os
for name in (b"\xff\xfe", b"new\nline", b"\x1b[2J", b"-rf", b"[/red]", b" ", b"a" * 255):
    try:
        os.mkdir(name)
        os.mkfifo(name + b"/fifo")
        os.chmod(name, 0)
    except OSError:
        pass
"""


def _one(
    name: str,
    idea: str,
    answer: Mapping[str, str],
    says: str = "",
    may_lose: bool = False,
    harms: str = "",
) -> Attack:
    """Return an attack in the answer to `add`; the others are right and keep their points."""
    more = {"says": says, "may_lose": may_lose, "harms": harms}
    return Attack(name, idea, answer, base=RIGHT, points=OTHERS, **more)  # type: ignore[arg-type]


INTERPRETER = (
    _one(
        "read-only-folder",
        "let nobody write into the working folder any more",
        wrong(_READ_ONLY),
        harms="the graded notebook can't be written",
    ),
    _one("deep-folders", "leave folders 3,000 deep", wrong(_DEEP)),
    _one("strange-names", "leave files whose names are no text", wrong(_STRANGE)),
    Attack("import-hook", "find all modules itself", wrong(_FINDER)),
    Attack("other-modules", "put others in the place of modules", wrong(_MODULES)),
    Attack("import-function", "replace what imports", wrong(_IMPORT)),
    Attack("import-paths", "import the course's files", wrong(CHEAT + _PATHS)),
    _one("codecs", "replace encodings", wrong(_CODECS)),
    Attack("python-variables", "set Python's variables and the time zone", wrong(_VARIABLES)),
    Attack(
        "extension", "load an extension of IPython's", wrong(WRITE + _EXTENSION), harms="a file"
    ),
    Attack("kernel-messages", "send the frontend a result, and no error", doing(_MESSAGES)),
    Attack("comms", "open lines to the page", wrong(_COMMS)),
    Attack("async-task", "leave a task that changes names", wrong(_ASYNC)),
    _one("timer", "be interrupted a thousand times a second", wrong(_TIMER), may_lose=True),
    _one("fault-handler", "end Python in a third of a second", wrong(_FAULTS), may_lose=True),
    _one("no-recursion-limit", "call itself without a limit", doing(_STACK), "crashed|ended|Error"),
    _one("returns-twice", "return from two processes", doing(_TWICE), may_lose=True),
    _one("both-serve", "have two processes answer", wrong(_BOTH_SERVE), may_lose=True),
    _one("no-switch", "let no other thread run", doing(_SLOW_SWITCH), may_lose=True),
    Attack("breakpoint", "wait for a debugger", wrong(_BREAK)),
    _one("streams", "close the streams", wrong(_STREAMS), may_lose=True),
    _one("limits", "change its own limits", wrong(_LIMITS), may_lose=True),
    _one("pool", "leave a pool of processes", wrong(_POOL), may_lose=True),
    Attack("garbage-hooks", "act when objects are removed", wrong(_GARBAGE)),
    Attack("shell-lines", "print points by the shell", wrong(_SHELL)),
    Attack(
        "shell-commands", "ask the shell for files", wrong(CHEAT + _SYSTEM), harms="leaves files"
    ),
    _one("inotify", "watch folders", doing(_INOTIFY)),
    _one("sends-files", "send the grader open files", doing(_SEND_FILES), may_lose=True),
    _one("leases", "hold files that others read", wrong(_LEASES)),
    _one("other-name", "be named as the grader", wrong(_NAMED_AS_ANOTHER)),
    _one("adopts", "adopt orphans and hear no signal", wrong(_SUBREAPER)),
    Attack("random", "draw what is known", wrong(_RANDOM)),
    _one("small-integers", "change what 3 is", doing(_CTYPES)),
    Attack("agent", "replace what answers the grader", wrong(_AGENT), may_lose=True),
)
