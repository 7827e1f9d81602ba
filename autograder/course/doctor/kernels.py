"""Whether Jupyter has a kernel for the notebooks, with the kit in it, that starts."""

import subprocess
import sys
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import KernelManager, start_new_kernel

from autograder.course.doctor.finding import Finding, in_a_line, trouble

NAME = "python3"  # the kernel that the course's notebooks name
ABOUT = "Jupyter kernel"
SECONDS = 60
_INSTALL = (
    "Give this environment a kernel of its own: `{python} -m ipykernel install --sys-prefix`. If "
    "another one stays in front of it, remove that: `jupyter kernelspec remove python3`."
)
_NO_KIT = "A notebook would say that there is no module autograder, or no ipykernel. " + _INSTALL
_FAILS = "Try it by hand to see more: `jupyter run --kernel python3` with a file. " + _INSTALL


def kernel() -> Finding:
    """Find the kernel, ask its Python for the kit, and start it."""
    to_do = {"python": sys.executable}
    try:
        program = _program()
    except (NoSuchKernel, ValueError, OSError) as error:
        return trouble(ABOUT, f"none called {NAME} ({in_a_line(error)})", _INSTALL.format(**to_do))
    missing = _what_it_lacks(program)
    if missing:
        found = f"{NAME} runs {program}: {missing}"
        return trouble(ABOUT, found, _NO_KIT.format(**to_do))
    problem = _problem_with_start()
    if problem:
        return trouble(ABOUT, f"{NAME} doesn't start: {problem}", _FAILS.format(**to_do))
    return Finding(ABOUT, f"{NAME} starts ({_owner(program)})")


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
        return f"it doesn't answer in {SECONDS} s"
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"it ends with {done.returncode}"])[-1]


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
    return "" if status == "ok" else f"it answers '{status}' to 1 + 1"


def _owner(program: str) -> str:
    """Say whose Python the kernel runs."""
    mine = Path(program).parent == Path(sys.executable).parent
    return "this environment's" if mine else program
