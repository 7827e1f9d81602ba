"""Attacks on the machine below: its settings, its kernel's less known calls, its other processes.

Each gives the right answer if it got what it wanted. They write back only what was there.
"""

import platform

from autograder.engine.agent.syscall_filter import MACHINES, REFUSED
from tests.attacks.submissions.answers import RIGHT, doing
from tests.attacks.submissions.attack import OTHERS, Attack

_MACHINE = MACHINES.get(platform.machine(), MACHINES["x86_64"])
_NUMBERS = {name: its[_MACHINE.column] for each in REFUSED for name, its in each.calls.items()}
_SOCKETS = {"vsock": "40, 1", "netlink": "16, 3", "packet": "17, 2", "alg": "38, 5"}
_LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
_NESTED = """
pid = os.fork()
if pid == 0:
    done = libc.unshare(0x10020000) == 0 and libc.mount(b"t", b"/tmp", b"tmpfs", 0, None) == 0
    os._exit(0 if done else 1)
if os.waitpid(pid, 0)[1] == 0:
    return a + b
"""
_CLONE = """
if libc.syscall({number}, 0x10000011, 0, 0, 0, 0) == 0:
    os._exit(0)
elif ctypes.get_errno() == 0:
    return a + b
"""
_CLONE3 = """
given = (ctypes.c_uint64 * 8)(0x10000000, 0, 0, 0, 17, 0, 0, 0)
pid = libc.syscall({number}, given, 64)
if pid == 0:
    os._exit(0)
if pid > 0:
    return a + b
"""
_SHARED_MEMORY = """
libc.shmat.restype = ctypes.c_void_p
made = []
for _ in range(3):
    made.append(libc.shmget(0, 2**28, 0o1600))
    at = libc.shmat(made[-1], None, 0)
    if made[-1] >= 0 and at not in (None, 2**64 - 1):
        ctypes.memset(at, 1, 2**28)
        libc.shmdt(ctypes.c_void_p(at))
for number in made:
    libc.shmctl(number, 0, None)
if min(made) >= 0:
    return a + b
"""
_EMPTY_FILES = """
os.makedirs("empty", exist_ok=True)
for number in range(800_000):
    os.close(os.open(f"empty/{number}", os.O_CREAT | os.O_WRONLY))
return a + b
"""
_OLD_CALLS = r"""
import mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
return a + b
"""
_MEMORY = """
for name in filter(str.isdigit, os.listdir("/proc")):
    if int(name) != os.getpid():
        try:
            open(f"/proc/{name}/mem", "r+b").close()
            return a + b
        except OSError:
            pass
"""
_DAEMON = """
import signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 1024)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for _ in range(200):
            for name in ({names}):
                try:
                    open(name, "a").write("@MARK@")
                except OSError:
                    pass
            time.sleep(0.05)
    os._exit(0)
"""
_ORPHANS = """
import signal, time
if os.fork() == 0:
    for name in filter(str.isdigit, os.listdir("/proc")):
        if int(name) not in (os.getpid(), os.getppid()):
            try:
                os.kill(int(name), signal.SIGKILL)
            except OSError:
                pass
    time.sleep(10)
    open("@HOME@/@MARK@", "w").close()
"""


def _one(name: str, idea: str, lines: str, says: str = "", harms: str = "") -> Attack:
    """Return an attack in the answer to `add`; the others are right and keep their points."""
    answer = doing(_LIBC + lines)
    return Attack(name, idea, answer, base=RIGHT, points=OTHERS, says=says, harms=harms)


def _writes(name: str, path: str) -> Attack:
    """Return an attack that writes what stands in a file of the kernel's into it again."""
    lines = f"""
with open({path!r}, "r+") as file:
    there = file.read()
    file.seek(0)
    file.write(there)
return a + b
"""
    return _one(
        name, f"write to {path}", lines, harms="writes a setting of the machine's, as it was"
    )


def _calls(name: str, idea: str, number: int | None, given: str) -> Attack:
    """Return an attack by one system call, which has worked if it gives no error."""
    lines = f"""
room = ctypes.create_string_buffer(4096)
if libc.syscall({number}, {given}) >= 0:
    return a + b
"""
    return _one(name, idea, lines)


def _does(name: str, idea: str, line: str) -> Attack:
    """Return an attack by a line of Python, which has worked if it raises nothing."""
    return _one(name, idea, f"{line}\nreturn a + b")


KERNEL = (
    _writes("core-pattern", "/proc/sys/kernel/core_pattern"),
    _writes("overcommit", "/proc/sys/vm/overcommit_memory"),
    _writes("modprobe", "/proc/sys/kernel/modprobe"),
    _writes("usermode-helper", "/proc/sys/kernel/usermodehelper/bset"),
    _writes("oom-of-the-first", "/proc/1/oom_score_adj"),
    _writes("oom-of-its-own", "/proc/self/oom_score_adj"),
    _writes("huge-pages", "/sys/kernel/mm/transparent_hugepage/enabled"),
    _does("sysrq", "open the kernel's console", 'open("/proc/sysrq-trigger", "w").close()'),
    _does(
        "disk",
        "make a device of the first disk",
        'os.mknod("disk", 0o060600, os.makedev(254, 0))\nopen("disk", "rb").close()',
    ),
    _calls("keyring", "find the session's keys", _NUMBERS["keyctl"], "0, -3, 0"),
    _calls("new-key", "leave a key", _NUMBERS["add_key"], 'b"user", b"@MARK@", b"key", 3, -2'),
    _calls("asked-key", "ask for a key", _NUMBERS["request_key"], 'b"user", b"nbgrader", None, -3'),
    _calls("io-uring", "work by io_uring", _NUMBERS["io_uring_setup"], "1, room"),
    _calls("user-faults", "stop the kernel at a page", _NUMBERS["userfaultfd"], "1"),
    _calls("secret-memory", "take memory off the books", _NUMBERS["memfd_secret"], "0"),
    _calls("programs", "ask for the kernel's programs", _NUMBERS["bpf"], "0, room, 72"),
    _calls("counters", "count events", _NUMBERS["perf_event_open"], "room, 0, -1, -1, 0"),
    _calls("trace", "trace the parent", _NUMBERS["ptrace"], "0x4206, os.getppid(), 0, 0"),
    _calls("personality", "become another kind", _MACHINE.personality, "0x0040000"),
    *(
        _does(name, f"talk by {name}", f"import socket\nsocket.socket({given})")
        for name, given in _SOCKETS.items()
    ),
    _one("nested", "make a namespace, and a file system in it", _NESTED),
    _one("nested-clone", "start a process in a namespace", _CLONE.format(number=_MACHINE.clone)),
    _one("nested-clone3", "start it by a newer call", _CLONE3.format(number=_NUMBERS["clone3"])),
    _calls(
        "joined", "join the first's names", _NUMBERS["setns"], 'os.open("/proc/1/ns/uts", 0), 0'
    ),
    _one("system-v", "take 768 MB of System V memory", _SHARED_MEMORY),
    _one("empty-files", "make 800,000 empty files", _EMPTY_FILES, "MB of memory|stopped after"),
    _one("old-calls", "call by the numbers of i386", _OLD_CALLS, "add ended Python"),
    _one("write-memory", "write into another's memory", _MEMORY),
    _does("all-cores", "leave its core", "os.sched_setaffinity(0, range(os.cpu_count()))"),
    _does("real-time", "be served first", "os.sched_setscheduler(0, 1, os.sched_param(1))"),
    _does("batch", "choose another class", "os.sched_setscheduler(0, 0, os.sched_param(0))"),
    _does("priority", "come before others", "os.setpriority(os.PRIO_PROCESS, 0, -5)"),
    _one(
        "daemon",
        "leave a process that writes results",
        _DAEMON.format(names='"@HOME@/canary.txt", "@COURSE@/autograded/@MARK@", "/tmp/@MARK@",'),
        harms="spoils the canary of the home folder for ten seconds",
    ),
    _one(
        "daemon-in-folders",
        "leave a process that writes into working folders",
        _DAEMON.format(names='"@TMP@/canary.txt", "@TMP@/@MARK@", "/dev/shm/@MARK@",'),
        harms="spoils the canary of the temporary folder for ten seconds",
    ),
    _one(
        "orphan",
        "leave a process whose parents it has ended",
        _ORPHANS,
        harms="kills all processes",
    ),
)
