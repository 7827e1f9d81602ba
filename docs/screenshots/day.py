"""Photograph a day in JupyterLab: the start page, and a graded question in the formgrader."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page, Route

from autograder.course.examples import submission

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "softmax-function",
    "gradient-check",
    "softmax-loss",
    "svm-loss",
    "linear-classifier",
    "two-layer-net",
)
GRADED, STUDENT, CELL = NAMES[0], "ada", "softmax"
MISTAKE = {"cell": CELL, "find": "s - np.max(s)", "replace": "s"}
WINDOW = {"width": 1100, "height": 760}
PROGRAM = (sys.executable, "-c", "from autograder.cli import main; main()")
SECONDS = 120


def photograph_day(
    browser: Browser,
    scratch: Path,
    output: Path,
    port: int,
    wait: Callable[[str, subprocess.Popen[bytes]], None],
) -> None:
    """Take both pictures in a course under `scratch`; `wait` waits for a server at an address."""
    course = _course(scratch)
    for options, shot, picture in (
        ((), _start_page, "lab-start-page"),
        (("--instructor",), _formgrader, "lab-formgrader"),
    ):
        with _running(course, port, options, wait) as (address, token):
            context = browser.new_context(viewport=WINDOW)
            context.set_extra_http_headers({"Authorization": f"token {token}"})
            context.set_default_timeout(1000 * SECONDS)
            context.route("**/*", _only_here)
            shot(context.new_page(), address, output / f"{picture}.png")
            context.close()
        print(output / f"{picture}.png")


def _course(folder: Path) -> Path:
    for name in NAMES:
        for part in ("assignments", "solutions"):
            ignored = shutil.ignore_patterns(".*")
            shutil.copytree(ROOT / part / name, folder / part / name, ignore=ignored)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    parts = (folder / part / GRADED / f"{GRADED}.ipynb" for part in ("solutions", "assignments"))
    handed_in = folder / "submitted" / STUDENT / GRADED / f"{GRADED}.ipynb"
    handed_in.parent.mkdir(parents=True)
    source, released = (nbformat.read(path, as_version=4) for path in parts)
    nbformat.write(submission({"edit": [MISTAKE]}, source, released), handed_in)
    for words in (("release", GRADED), ("grade", GRADED)):
        subprocess.run([*PROGRAM, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


@contextmanager
def _running(
    course: Path,
    port: int,
    options: tuple[str, ...],
    wait: Callable[[str, subprocess.Popen[bytes]], None],
) -> Iterator[tuple[str, str]]:
    """Run `autograder lab`; yield its address, and the token that opens it."""
    token = secrets.token_hex(16)
    words = [*PROGRAM, "lab", "--no-browser", f"--port={port}", *options, "--", "--allow-root"]
    words += ["--ip=127.0.0.1", f"--IdentityProvider.token={token}"]
    home = {"HOME": str(course / ".home")}
    with (course / ".lab.log").open("w") as log:
        server = subprocess.Popen(words, cwd=course, env=os.environ | home, stdout=log, stderr=log)
        try:
            wait(f"http://127.0.0.1:{port}/api/status?token={token}", server)
            yield f"http://127.0.0.1:{port}", token
        finally:
            server.terminate()
            server.wait(timeout=30)


def _start_page(page: Page, address: str, picture: Path) -> None:
    page.goto(f"{address}/")
    page.get_by_role("heading", name="Start here").wait_for()
    page.get_by_role("link", name="Softmax loss").wait_for()
    page.screenshot(path=picture)


def _formgrader(page: Page, address: str, picture: Path) -> None:
    page.goto(f"{address}/formgrader/gradebook/{GRADED}/{GRADED}")
    page.locator("#main-table a").first.click()
    box = page.locator(f"#{CELL}-tests")
    box.wait_for()
    page.locator(f"#{CELL}").evaluate("box => box.closest('.panel').scrollIntoView()")
    page.screenshot(path=picture)


def _only_here(route: Route) -> None:
    """Let no picture depend on a network."""
    if route.request.url.startswith("http://127.0.0.1:"):
        route.continue_()
    else:
        route.abort()
