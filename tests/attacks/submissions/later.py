"""Attacks on later submissions: something is left behind for them."""

from tests.attacks.submissions.answers import wrong
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.tools import CHEAT, WRITE

_SLEEPER = '[sys.executable, "-c", "import time; time.sleep(120)", "@MARK@"]'
_BACKGROUND = f"""
import subprocess, sys
for _ in range(3):
    subprocess.Popen({_SLEEPER}, start_new_session=True)
"""
_DAEMON = f"""
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        os.execv(sys.executable, {_SLEEPER})
    os._exit(0)
os.wait()
"""
_THREAD = """
import threading, time
def later():
    while True:
        time.sleep(0.01)
        globals()["add"] = lambda a, b: a - b - 78
        try:
            open("@HOME@/@MARK@", "w").close()
        except OSError:
            pass
threading.Thread(target=later, daemon=False).start()
"""
_PLACES = """
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "@TMP@", "@HOME@", os.environ["HOME"], "."):
    write(folder + "/@MARK@.py", "return a + b")
"""
_FOUND = """
import os
read("/tmp/*", "/var/tmp/*", "/dev/shm/*", "@TMP@/*", "@HOME@/*", os.environ["HOME"] + "/*.py")
"""
_STARTUP = """
import os
for home in ("@HOME@", os.environ["HOME"], os.environ.get("IPYTHONDIR", ".")):
    for name in ("/.ipython", ""):
        folder = home + name + "/profile_default"
        write(folder + "/startup/00-start.py", "def add(a, b): return a + b  # @MARK@")
        write(folder + "/ipython_config.py", "# @MARK@")
"""
_PLOTS = """
import os
for folder in ("@HOME@/.config/matplotlib", "@HOME@/.matplotlib", os.environ["MPLCONFIGDIR"]):
    write(folder + "/matplotlibrc", "backend: @MARK@")
"""
_SHELL = """
import os, sys
version = f"python{sys.version_info.major}.{sys.version_info.minor}"
for home in ("@HOME@", os.environ["HOME"], "/root", "/home"):
    for name in (".bashrc", ".profile", ".pythonrc", ".config/pip/pip.conf"):
        write(home + "/" + name, "# @MARK@")
    write(f"{home}/.local/lib/{version}/site-packages/usercustomize.py", "# @MARK@")
"""
_AT_EXIT = """
import atexit, signal, weakref
class Last:
    def __del__(self):
        leave()
def leave(*_):
    for folder in ("@HOME@", "@TMP@", "@COURSE@"):
        try:
            open(folder + "/@MARK@", "w").close()
        except OSError:
            pass
last = Last()
atexit.register(leave)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, leave)
"""
_SERVER = """
import subprocess, sys
serve = '''
import socket, time
lines = [socket.socket(socket.AF_UNIX), socket.socket()]
lines[0].bind("\\\\0@MARK@")
lines[1].bind(("127.0.0.1", 47811))
for line in lines:
    line.listen()
line, _ = lines[1].accept()
line.sendall(b"return a + b")
time.sleep(120)
'''
subprocess.Popen([sys.executable, "-c", serve, "@MARK@"], start_new_session=True)
"""
_CLIENT = """
import socket
for kind, address in ((socket.AF_UNIX, "\\0@MARK@"), (socket.AF_INET, ("127.0.0.1", 47811))):
    line = socket.socket(kind)
    line.settimeout(1)
    try:
        line.connect(address)
        cheat("return a + b")
    except OSError:
        pass
"""

LATER = (
    Attack("background-processes", "leave processes", wrong(_BACKGROUND), harms="leaves processes"),
    Attack("daemon", "leave a process of nobody's", wrong(_DAEMON), harms="leaves a process"),
    Attack("thread", "leave a thread that changes the answer", wrong(_THREAD), harms="a file"),
    Attack("files", "leave files where others look", wrong(WRITE + _PLACES), harms="leaves files"),
    Attack("files-found", "look for files that others left", wrong(CHEAT + _FOUND)),
    Attack(
        "ipython-startup", "leave cells for each notebook", wrong(WRITE + _STARTUP), harms="files"
    ),
    Attack("plot-settings", "leave settings for plots", wrong(WRITE + _PLOTS), harms="files"),
    Attack("shell-settings", "leave settings for shells", wrong(WRITE + _SHELL), harms="files"),
    Attack("at-exit", "leave files when the process ends", wrong(_AT_EXIT), harms="leaves files"),
    Attack("server", "leave a server that tells answers", wrong(_SERVER), harms="leaves a process"),
    Attack("client", "ask a server that another left", wrong(CHEAT + _CLIENT)),
)
