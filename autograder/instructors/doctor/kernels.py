"""Whether Jupyter has a kernel for the notebooks, with the kit in it, that starts."""

import subprocess
import sys
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import KernelManager, start_new_kernel

from autograder.findings import text
from autograder.instructors.doctor.result import CheckItem, in_a_line, trouble

NAME = "python3"  # the kernel that the course's notebooks name
SECONDS = 60


def kernel() -> CheckItem:
    """Find the kernel, ask its Python for the kit, and start it."""
    to_do = {"python": sys.executable}
    try:
        program = _program()
    except (NoSuchKernel, ValueError, OSError) as error:
        return trouble(
            text("doctor-names.jupyter-kernel"),
            text("doctor-kernels.none", name=NAME, in_a_line=in_a_line(error)),
            text("doctor-kernels.install", **to_do),
        )
    missing = _what_it_lacks(program)
    if missing:
        found = text("doctor-kernels.runs", name=NAME, program=program, missing=missing)
        return trouble(
            text("doctor-names.jupyter-kernel"), found, text("doctor-kernels.no-kit", **to_do)
        )
    problem = _problem_with_start()
    if problem:
        return trouble(
            text("doctor-names.jupyter-kernel"),
            text("doctor-kernels.doesnt-start", name=NAME, problem=problem),
            text("doctor-kernels.fails", **to_do),
        )
    return CheckItem(
        text("doctor-names.jupyter-kernel"),
        text("doctor-kernels.starts", name=NAME, owner=_owner(program)),
    )


def _program() -> str:
    """Return the program that Jupyter would run: `python` in a kernel's file may mean this one."""
    manager = KernelManager(kernel_name=NAME)
    if manager.kernel_spec is None or not manager.kernel_spec.argv:
        raise NoSuchKernel(NAME)
    return str(manager.format_kernel_cmd()[0])


def _what_it_lacks(program: str) -> str:
    """Return '' if the kernel's Python has the kit and ipykernel, else what it says."""
    command = [program, "-c", "import autograder.checks, ipykernel"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=SECONDS, errors="replace"
        )
    except (OSError, ValueError) as error:
        return in_a_line(error)
    except subprocess.TimeoutExpired:
        return text("doctor-kernels.no-answer", seconds=SECONDS)
    if done.returncode == 0:
        return ""
    return (
        done.stderr.strip().splitlines()
        or [text("doctor-kernels.ends", returncode=done.returncode)]
    )[-1]


def _problem_with_start() -> str:
    """Return '' if a kernel starts and answers, else what happened."""
    try:
        manager, client = start_new_kernel(SECONDS, NAME, stderr=subprocess.DEVNULL)
    except Exception as error:  # whatever stands in its way, in its own words
        return in_a_line(error)
    try:
        reply = client.execute_interactive("1 + 1", timeout=SECONDS, output_hook=lambda _: None)
    except TimeoutError as error:
        return in_a_line(error)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    status = reply["content"]["status"]
    return "" if status == "ok" else text("doctor-kernels.wrong-answer", status=status)


def _owner(program: str) -> str:
    """Say whose Python the kernel runs."""
    mine = Path(program).parent == Path(sys.executable).parent
    return text("doctor-kernels.ours") if mine else program
