"""A JupyterLab on loopback, started as people start it: by `autograder lab`."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

START, STOP = 240, 60  # seconds that a busy machine may take
PROGRAM = (sys.executable, "-c", "from autograder.cli import main; main()")
# All cells are in the page, so that each can be found by its number.
SETTINGS = {"@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"}}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, the token that opens it, and its process."""

    address: str
    token: str
    pid: int = 0

    def url(self, path: str = "/") -> str:
        """Return the address of a page, with the token."""
        return f"{self.address}{path}?token={self.token}"

    def ask(self, path: str, method: str = "GET") -> Any:
        """Return what the server's API answers."""
        request = Request(self.url(path), method=method)  # noqa: S310 - our own server
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None

    def end_kernels(self) -> None:
        """End all kernels, so that the next notebook starts with one of its own."""
        for session in self.ask("/api/sessions"):
            self.ask(f"/api/sessions/{session['id']}", "DELETE")


def environment(home: Path) -> dict[str, str]:
    """Return variables for a person whose home folder is `home`, in a shell without our PATH."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "JUPYTER"))}
    return {**kept, "HOME": str(home), "PATH": "/usr/bin:/bin", "USER": "ada", "LOGNAME": "ada"}


@contextmanager
def running_lab(course: Path, home: Path, *options: str) -> Iterator[Lab]:
    """Run `autograder lab` in the folder `course`; end it, its kernels and terminals at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16))
    settings = home / "settings"
    for name, values in SETTINGS.items():
        path = settings / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    words = [
        *(*PROGRAM, "lab", "--no-browser", f"--port={port}", *options, "--", "--allow-root"),
        *("--ip=127.0.0.1", f"--IdentityProvider.token={lab.token}"),
        *(f"--LabApp.user_settings_dir={settings}", f"--LabApp.workspaces_dir={home / 'spaces'}"),
    ]
    log = home / "lab.log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            words, cwd=course, env=environment(home), stdout=out, stderr=out, start_new_session=True
        )
        try:
            _wait_for(lab, server, log)
            yield replace(lab, pid=server.pid)
            lab.end_kernels()
        finally:
            end(server)


def _wait_for(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        try:
            lab.ask("/api/status")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


def end(server: subprocess.Popen[bytes]) -> None:
    """End a server that leads a session of its own, by force if it doesn't end when asked to."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=STOP)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
