"""Photograph the start page that `autograder lab` opens."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from autograder.grading.course import assignments

ROOT = Path(__file__).resolve().parents[2]
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
    """Take the picture in a course under `scratch`; `wait` waits for a server at an address."""
    course = _course(scratch)
    with _running(course, port, wait) as (address, token):
        context = browser.new_context(viewport=WINDOW)
        context.set_default_timeout(1000 * SECONDS)
        context.set_extra_http_headers({"Authorization": f"token {token}"})
        context.route("**/*", _only_here)
        _start_page(context.new_page(), address, output / "lab-start-page.png")
        context.close()
    print(output / "lab-start-page.png")


def _course(folder: Path) -> Path:
    for name in assignments(ROOT):
        for part in ("assignments", "solutions"):
            ignored = shutil.ignore_patterns(".*")
            shutil.copytree(ROOT / part / name, folder / part / name, ignore=ignored)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


@contextmanager
def _running(
    course: Path,
    port: int,
    wait: Callable[[str, subprocess.Popen[bytes]], None],
) -> Iterator[tuple[str, str]]:
    """Run `autograder lab`; yield its address, and the token that opens it."""
    token = secrets.token_hex(16)
    words = [*PROGRAM, "lab", "--no-browser", f"--port={port}", "--", "--allow-root"]
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


def _only_here(route: Route) -> None:
    """Let no picture depend on a network."""
    if route.request.url.startswith("http://127.0.0.1:"):
        route.continue_()
    else:
        route.abort()
