"""Whether this machine has the cores, memory, room and isolation that grading needs."""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
from jupyter_core.paths import jupyter_runtime_dir

from autograder.engine.sandbox.backends import BACKENDS, backend_problem
from autograder.engine.sandbox.bubblewrap import find_bubblewrap
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.own_user import is_root, may_mount
from autograder.engine.sandbox.view import View
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.findings import text
from autograder.instructors.doctor.nbgrader_settings import current_course
from autograder.instructors.doctor.result import CheckItem, in_a_line, trouble


def sandbox() -> CheckItem:
    """Look for bubblewrap by running it: some systems have it and forbid what it needs."""
    problem = backend_problem()
    if problem:
        return trouble(text("doctor-names.sandbox"), text("doctor-machine.none"), problem)
    program = find_bubblewrap()
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return CheckItem(
        text("doctor-names.sandbox"),
        text("doctor-machine.sandbox", strip=done.stdout.strip(), program=program),
    )


def student_process() -> CheckItem:
    """Start a student's process the way grading does."""
    isolation = _isolation()
    try:
        warm_sandbox = WarmSandbox(Limits(), isolation, View())
        warm_sandbox.student().end()
        warm_sandbox.end()
    except NoSandbox as error:
        return trouble(
            text("doctor-names.students-process"), text("doctor-machine.sandbox-fails"), str(error)
        )
    return CheckItem(
        text("doctor-names.students-process"), text("doctor-machine.starts", isolation=isolation)
    )


def root_user() -> CheckItem:
    """Look at who runs this, and who students' code is then."""
    about = text("doctor-names.user")
    if not is_root():
        return CheckItem(about, text("doctor-machine.as-user"))
    problem = BACKENDS[_isolation()].problem()
    return trouble(about, "root", problem) if problem else CheckItem(about, _user())


def protections() -> Iterator[CheckItem]:
    """Start a student's process, and look at what the kernel holds it to: this machine's column."""
    isolation = _isolation()
    try:
        warm_sandbox = WarmSandbox(Limits(), isolation, View())
        held = warm_sandbox.held()
        warm_sandbox.end()
    except NoSandbox:
        return  # that was said
    mounts = may_mount() or isolation is Isolation.PROCESS or not is_root()
    kind = text("doctor-machine.kind", isolation=isolation.value, user=_user(), system=_system())
    more = "" if mounts else text("doctor-machine.no-mounts")
    yield CheckItem(text("doctor-names.kind"), kind + more)
    about, found = text("doctor-names.system-calls"), text("doctor-machine.not-held")
    yield (
        CheckItem(about, text("doctor-machine.filtered"))
        if held["filtered"]
        else trouble(about, found, text("doctor-machine.not-filtered"))
    )
    about = text("doctor-names.others")
    yield (
        CheckItem(about, text("doctor-machine.confined"))
        if held["confined"]
        else trouble(about, found, text("doctor-machine.not-confined"))
    )
    counted = text("doctor-machine.counted" if held["counted"] else "doctor-machine.looked-at")
    yield CheckItem(text("doctor-names.counted"), counted)


def _user() -> str:
    return text("doctor-machine.as-root" if is_root() else "doctor-machine.as-user")


def _system() -> str:
    return f"{platform.system()} {platform.release()}, {platform.machine()}"


def _isolation() -> Isolation:
    return Isolation.PROCESS if backend_problem() else Isolation.SANDBOX


GB = 1000**3
COURSE_ROOM, TEMPORARY_ROOM = 1.0 * GB, 0.5 * GB
WRITTEN = (".", ".autograder", "assignments", "release", "submitted", "autograded", "feedback")


def disk() -> Iterator[CheckItem]:
    """Look at the course folder, if this is in one, and at the temporary folder."""
    yield from disk_findings(current_course())


def disk_findings(root: Path | None) -> Iterator[CheckItem]:
    """Yield room and access of the course folder, if there is one, and of the temporary folder."""
    if root is not None:
        yield room(text("doctor-names.disk-course"), root, COURSE_ROOM)
        yield access(text("doctor-names.writing-course"), [root / name for name in WRITTEN])
    temporary = Path(tempfile.gettempdir())
    yield room(text("doctor-names.disk-temporary"), temporary, TEMPORARY_ROOM)
    yield access(text("doctor-names.writing-jupyter"), [temporary, Path(jupyter_runtime_dir())])


def room(about: str, folder: Path, need: float) -> CheckItem:
    """Compare the free bytes of the folder's disk with those that are needed."""
    free = shutil.disk_usage(folder).free
    found = text("doctor-machine.disk-free", value=free / GB, folder=folder)
    return (
        CheckItem(about, found)
        if free >= need
        else trouble(about, found, text("doctor-machine.disk-full", need=need / GB))
    )


def access(about: str, folders: list[Path]) -> CheckItem:
    """Write a file into each folder that is there, and take it away again."""
    there = [folder for folder in folders if folder.is_dir()]
    refused = {folder: reason for folder in there if (reason := _refused(folder))}
    if refused:
        found = "; ".join(f"{folder}: {reason}" for folder, reason in refused.items())
        return trouble(about, found, text("doctor-machine.disk-locked"))
    return CheckItem(about, text("doctor-machine.folders", count=len(there)))


def _refused(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"written by autograder doctor\n")
            file.flush()
    except OSError as error:
        return in_a_line(error)
    return ""


GIB = 1024**3
A_WORKER = 0.5 * GIB  # what grading the kit's notebooks takes at most for each worker, with room


def machine(free: float | None = None) -> CheckItem:
    """Compare the memory that is free, in bytes, with what a worker for each core may need."""
    cores = _cores()
    free = float(psutil.virtual_memory().available) if free is None else free
    found = text("doctor-machine.cores", cores=cores, value=free / GIB)
    if free < cores * A_WORKER:
        return trouble(
            text("doctor-names.machine"),
            found,
            text("doctor-machine.small", jobs=max(1, int(free // A_WORKER))),
        )
    return CheckItem(text("doctor-names.machine"), found)


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
