"""A real JupyterHub on loopback, with its proxy and Unix users of its own, and who works there."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from platformdirs import user_cache_dir
from playwright.sync_api import Browser, FrameLocator, Page

from tests.browser.courses import ROOT, copy_of_course
from tests.browser.server import end
from tests.support.commands import AUTOGRADER

PROXY, PROXY_VERSION = "configurable-http-proxy", "5.3.0"
START = 300  # seconds that a busy machine may take
PASSWORD = "of-everybody"  # noqa: S105 - the dummy authenticator's
HOMES = Path("/home")
HUB = """
exchange = "/srv/nbgrader/exchange"

[courses.linear-classifiers]
instructors = ["grace"]
students = ["ada", "bob"]
port = {first}

[courses.deep-learning]
instructors = ["alan"]
students = "deep-learning.csv"
port = {second}
"""
SETTINGS = """
c.JupyterHub.bind_url = "http://127.0.0.1:{address}"
c.JupyterHub.hub_port = {hub}
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_api}"
c.Spawner.start_timeout = c.Spawner.http_timeout = {seconds}
load_subconfig("/etc/jupyterhub/courses/jupyterhub_courses.py")
"""


class Missing(Exception):  # noqa: N818 - what can't be had, in one sentence
    """What a hub needs and this machine can't give."""


@dataclass(frozen=True)
class Hub:
    """A running JupyterHub: its address, the process in whose mounts its users live, its files."""

    address: str
    pid: int
    folder: str

    def page_of(self, browser: Browser, person: str, seconds: int = 90) -> Page:
        """Log in; return the person's JupyterLab."""
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.set_default_timeout(1000 * seconds)
        page = context.new_page()
        page.goto(f"{self.address}/hub/login")
        page.locator("input[name=username]").fill(person)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"**/user/{person}/lab*")
        page.locator(".jp-DirListing").wait_for()
        return page

    def run(self, user: str, *words: str, cwd: str = "", **variables: str) -> str:
        """Run a program as a user of the hub's machine; return what it prints, whatever its end."""
        home = HOMES / user
        numbers = [self._inside("id", option, user).strip() for option in ("-u", "-g")]
        become = ["setpriv", f"--reuid={numbers[0]}", f"--regid={numbers[1]}", "--init-groups"]
        kept = {"HOME": str(home), "USER": user, "PYTHONPATH": str(ROOT), **variables}
        own = [f"{name}={value}" for name, value in kept.items()]
        place = ["sh", "-c", 'cd "$0" && exec "$@"', cwd or str(home)]
        return self._inside(*become, "env", *own, *place, *words)

    def set_up(self, courses: str, folder: str) -> str:
        """Write another hub's settings into a folder, and run their script; return what it says."""
        source = Path(self.folder) / "another.toml"
        source.write_text(courses, encoding="utf-8")
        write = [sys.executable, *AUTOGRADER, "hub-config", str(source), "--output", folder]
        said = self._inside("env", f"PYTHONPATH={ROOT}", *write)
        return said + self._inside("sh", f"{folder}/set-up.sh", "--people")

    def _inside(self, *words: str) -> str:
        enter = ["nsenter", "--mount", f"--target={self.pid}", "--wd=/"]
        done = subprocess.run([*enter, *words], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr


@contextmanager
def running_hub(*names: str) -> Iterator[Hub]:
    """Run a hub of two courses with these assignments; end all of it. Raises Missing."""
    if os.geteuid() != 0 or not shutil.which("nsenter"):
        raise Missing("JupyterHub starts servers as other users: only root can do that, on Linux.")
    proxy = get_proxy()
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        ports = _free_ports(5)
        _write_plan(folder, names, proxy, ports)
        log = folder / "log"
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.hub_machine", str(folder)],
                cwd=ROOT,
                env={**_plain_environment(), "PYTHONPATH": str(ROOT)},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            try:
                hub = Hub(f"http://127.0.0.1:{ports[0]}", process.pid, made)
                _wait_for(hub, process, log)
                yield hub
            finally:
                end(process)


def get_proxy() -> Path:
    """Return JupyterHub's proxy, which npm fetches once into the user's cache; raises Missing."""
    folder = Path(user_cache_dir("linear-classifier-kit")) / f"{PROXY}-{PROXY_VERSION}"
    program = folder / "node_modules" / ".bin" / PROXY
    if program.exists():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    words = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(
            [*words, f"--prefix={folder}", f"{PROXY}@{PROXY_VERSION}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=START,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{PROXY} of npm can't be had: {error}") from error
    if done.returncode:
        raise Missing(f"{PROXY} of npm can't be had: {done.stderr.strip().splitlines()[-1:]}")
    return program


def formgrader(page: Page) -> FrameLocator:
    """Return nbgrader's formgrader within JupyterLab."""
    return page.frame_locator("iframe")


def _write_plan(folder: Path, names: tuple[str, ...], proxy: Path, ports: list[int]) -> None:
    address, hub, proxy_api, first, second = ports
    courses = {}
    for course in ("linear-classifiers", "deep-learning"):
        courses[course] = str(copy_of_course(folder / course, *names))
    settings = Path(courses["deep-learning"]) / "nbgrader_config.py"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("linear-classifiers", "deep-learning"), encoding="utf-8")
    plan = {"programs": [str(proxy.parents[1])], "courses": courses}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "deep-learning.csv").write_text("id,name\nbob,Bob\n", encoding="utf-8")
    (folder / "hub.toml").write_text(HUB.format(first=first, second=second), encoding="utf-8")
    (folder / "jupyterhub_config.py").write_text(
        SETTINGS.format(
            address=address,
            hub=hub,
            proxy=str(proxy),
            proxy_api=proxy_api,
            password=PASSWORD,
            seconds=START,
        ),
        encoding="utf-8",
    )


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _plain_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "JUPYTER"))}


def _wait_for(hub: Hub, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{hub.address}/hub/health", timeout=30):  # noqa: S310 - our own server
                return
        except (HTTPError, URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"JupyterHub did not start:\n{log.read_text(encoding='utf-8')}")
