"""Which system calls a student's code can't make: a seccomp filter, written as classic BPF.

It needs no library. What is not listed is allowed: Python, numpy and what students import beside it
use most of the rest. Numbers: Linux 6.1, asm/unistd_64.h (x86_64) and asm-generic/unistd.h
(aarch64); later ones are all refused. What other sandboxes refuse, and why, was looked up in the
documentation of Docker's default profile and in the sources of flatpak and systemd.
"""

import contextlib
import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Numbers = tuple[int | None, int | None]  # x86_64, aarch64; None where there is no such call


@dataclass(frozen=True)
class Refused:
    """System calls that fail with the same error, for the same reason, by name."""

    reason: str
    error: int
    calls: dict[str, Numbers]


# ENOSYS ("this kernel has none") where programs have another way then, EPERM elsewhere.
REFUSED = (
    Refused(
        "keys of whoever grades lie in keyrings, which no namespace keeps apart",
        errno.ENOSYS,
        {"add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219)},
    ),
    Refused(
        "io_uring does what other calls do without being asked here, and has had many holes",
        errno.ENOSYS,
        {
            "io_uring_setup": (425, 425),
            "io_uring_enter": (426, 426),
            "io_uring_register": (427, 427),
        },
    ),
    Refused(
        "memory that no limit of a process counts",
        errno.ENOSYS,
        {
            "memfd_create": (319, 279),
            "memfd_secret": (447, 447),
            "shmget": (29, 194),
            "shmat": (30, 196),
            "shmctl": (31, 195),
            "shmdt": (67, 197),
            "semget": (64, 190),
            "semop": (65, 193),
            "semctl": (66, 191),
            "semtimedop": (220, 192),
            "msgget": (68, 186),
            "msgsnd": (69, 189),
            "msgrcv": (70, 188),
            "msgctl": (71, 187),
            "mq_open": (240, 180),
            "mq_unlink": (241, 181),
        },
    ),
    Refused(
        "stops the kernel in the middle of its work: it makes holes in the kernel usable",
        errno.ENOSYS,
        {"userfaultfd": (323, 282)},
    ),
    Refused(
        "programs in the kernel, and counters that see other processes",
        errno.EPERM,
        {"bpf": (321, 280), "perf_event_open": (298, 241), "lookup_dcookie": (212, 18)},
    ),
    Refused(
        "looks into other processes, or takes what is theirs",
        errno.EPERM,
        {
            "ptrace": (101, 117),
            "process_vm_readv": (310, 270),
            "process_vm_writev": (311, 271),
            "process_madvise": (440, 440),
            "process_mrelease": (448, 448),
            "pidfd_getfd": (438, 438),
            "kcmp": (312, 272),
        },
    ),
    Refused(
        "other namespaces, in which a process has all rights",
        errno.EPERM,
        {"unshare": (272, 97), "setns": (308, 268)},
    ),
    # glibc uses `clone` then, whose flags can be looked at: those of clone3 lie in memory.
    Refused("flags that a filter can't see", errno.ENOSYS, {"clone3": (435, 435)}),
    Refused(
        "mounts, and what else changes or tells which files there are",
        errno.EPERM,
        {
            "mount": (165, 40),
            "umount2": (166, 39),
            "pivot_root": (155, 41),
            "chroot": (161, 51),
            "open_tree": (428, 428),
            "move_mount": (429, 429),
            "fsopen": (430, 430),
            "fsconfig": (431, 431),
            "fsmount": (432, 432),
            "fspick": (433, 433),
            "mount_setattr": (442, 442),
            "name_to_handle_at": (303, 264),
            "open_by_handle_at": (304, 265),
            "fanotify_init": (300, 262),
            "fanotify_mark": (301, 263),
            "quotactl": (179, 60),
            "quotactl_fd": (443, 443),
            "nfsservctl": (180, 42),
        },
    ),
    Refused(
        "runs another kernel, or puts something into this one",
        errno.EPERM,
        {
            "kexec_load": (246, 104),
            "kexec_file_load": (320, 294),
            "create_module": (174, None),
            "init_module": (175, 105),
            "finit_module": (313, 273),
            "delete_module": (176, 106),
            "get_kernel_syms": (177, None),
            "query_module": (178, None),
        },
    ),
    Refused(
        "the machine's own: clock, name, swap, logs, ports, accounts",
        errno.EPERM,
        {
            "reboot": (169, 142),
            "acct": (163, 89),
            "swapon": (167, 224),
            "swapoff": (168, 225),
            "syslog": (103, 116),
            "vhangup": (153, 58),
            "sethostname": (170, 161),
            "setdomainname": (171, 162),
            "settimeofday": (164, 170),
            "clock_settime": (227, 112),
            "adjtimex": (159, 171),
            "clock_adjtime": (305, 266),
            "ioperm": (173, None),
            "iopl": (172, None),
        },
    ),
    Refused(
        "old and hardly tried any more",
        errno.ENOSYS,
        {
            "modify_ldt": (154, None),
            "uselib": (134, None),
            "ustat": (136, None),
            "sysfs": (139, None),
            "_sysctl": (156, None),
            "afs_syscall": (183, None),
            "getpmsg": (181, None),
            "putpmsg": (182, None),
            "security": (185, None),
            "tuxcall": (184, None),
            "vserver": (236, None),
        },
    ),
    Refused(
        "leaves the core and the low priority that it was given, at the cost of others",
        errno.EPERM,
        {
            "sched_setaffinity": (203, 122),
            "sched_setscheduler": (144, 119),
            "sched_setparam": (142, 118),
            "sched_setattr": (314, 274),
            "ioprio_set": (251, 30),
        },
    ),
    Refused(
        "moves memory between a machine's nodes, also that of others",
        errno.ENOSYS,
        {
            "mbind": (237, 235),
            "set_mempolicy": (238, 237),
            "get_mempolicy": (239, 236),
            "set_mempolicy_home_node": (450, 450),
            "migrate_pages": (256, 238),
            "move_pages": (279, 239),
        },
    ),
)
LAST_KNOWN = 456  # futex_requeue, Linux 6.7: what came later (statmount, listmount) is refused
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET
UNIX, INET, INET6 = 1, 2, 10
_TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: type into the terminal of whoever grades
_ANY_PERSONALITY = 0xFFFFFFFF  # asks which one it is


@dataclass(frozen=True)
class Machine:
    """What a filter is made for: the kernel's number of the architecture, and some of calls."""

    audit: int
    column: int  # of Numbers
    x32: bool
    clone: int
    socket: int
    socketpair: int
    ioctl: int
    personality: int


MACHINES = {
    "x86_64": Machine(0xC000003E, 0, True, 56, 41, 53, 16, 135),
    "aarch64": Machine(0xC00000B7, 1, False, 220, 198, 199, 29, 92),
}

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06  # linux/bpf_common.h
_NUMBER, _AUDIT, _ARGUMENTS = 0, 4, 16  # places in linux/seccomp.h's seccomp_data
KILL, ERROR, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_X32 = 0x40000000

Step = tuple[int, int, int, int]  # code, steps to jump if so, if not, value


def program(machine: Machine, families: Sequence[int]) -> bytes:
    """Return the filter; sockets are had of the address `families` only."""
    steps: list[Step] = [(_LOAD, 0, 0, _AUDIT), *_unless(_EQUAL, machine.audit, KILL)]
    steps.append((_LOAD, 0, 0, _NUMBER))
    if machine.x32:
        steps += _if(_ANY_BIT, _X32, KILL)
    steps += _if(_GREATER, LAST_KNOWN, ERROR | errno.ENOSYS)
    for number, error in refused_numbers(machine).items():
        steps += _if(_EQUAL, number, ERROR | error)
    steps += _arguments(machine.clone, 0, [*_if(_ANY_BIT, NEW_NAMESPACES, ERROR | errno.EPERM)])
    steps += _arguments(machine.ioctl, 1, _each(_TERMINAL, ERROR | errno.EPERM))
    steps += _arguments(machine.socket, 0, _only(families, errno.EAFNOSUPPORT))
    steps += _arguments(machine.socketpair, 0, _only((UNIX,), errno.EAFNOSUPPORT))
    steps += _arguments(machine.personality, 0, _only((0, _ANY_PERSONALITY), errno.EPERM))
    steps.append((_RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def refused_numbers(machine: Machine) -> dict[int, int]:
    """Return the error of each call that is refused whatever its arguments are, by number."""
    rows = ((its[machine.column], each.error) for each in REFUSED for its in each.calls.values())
    return {number: error for number, error in rows if number is not None}


def _if(test: int, value: int, verdict: int) -> Iterator[Step]:
    yield test, 0, 1, value
    yield _RETURN, 0, 0, verdict


def _unless(test: int, value: int, verdict: int) -> Iterator[Step]:
    yield test, 1, 0, value
    yield _RETURN, 0, 0, verdict


def _each(values: Sequence[int], verdict: int) -> list[Step]:
    return [step for value in values for step in _if(_EQUAL, value, verdict)]


def _only(values: Sequence[int], error: int) -> list[Step]:
    return [*_each(values, ALLOW), (_RETURN, 0, 0, ERROR | error)]


def _arguments(number: int, argument: int, tests: list[Step]) -> list[Step]:
    """Return `tests` of the low half of an argument, for one call; what they don't end is allowed.

    The kernel itself looks at the low half only, of all that is asked here.
    """
    inside = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), *tests, (_RETURN, 0, 0, ALLOW)]
    return [(_EQUAL, 0, len(inside), number), *inside]


_NO_NEW_PRIVILEGES, _GET_SECCOMP, _SET_SECCOMP, _FILTER = (
    38,
    21,
    22,
    2,
)  # linux/prctl.h, linux/seccomp.h


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def can_filter() -> bool:
    """Return whether there is a filter for this machine, and a kernel that takes one."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return False
    return int(ctypes.CDLL(None).prctl(_GET_SECCOMP, 0, 0, 0, 0)) >= 0


def filter_this_thread(families: Sequence[int]) -> bool:
    """Have the kernel refuse these calls to this thread and all that it starts, for good.

    Return whether it does: not on another system or architecture, or in a kernel without seccomp.
    """
    if not can_filter():
        return False
    machine = MACHINES[platform.machine()]
    steps = program(machine, families)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        given = _Program(len(steps) // 8, steps)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return int(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0)) == 0
    return False
