"""A machine of the hub's own: this one, but for users, homes and the exchange.

`python -m tests.browser.hub_machine FOLDER` does as root what docs/jupyterhub.md says, and runs
JupyterHub until it is told to end.
/etc is a copy, /home and /srv are empty, all in a mount namespace: nothing is left when it ends.
"""

import contextlib
import ctypes
import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from autograder.engine.agent.linux import adopt_orphans, open_ways
from autograder.engine.sandbox.own_user import closed_ways
from autograder.engine.sandbox.view import needed_by_python
from tests.support.commands import AUTOGRADER

ROOT = Path(__file__).resolve().parents[2]
OWN = ("/home", "/srv")


def main(folder: Path) -> None:
    """Make users, folders and the hub's settings, then run the hub."""
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    _apart()
    open_ways(closed_ways([*needed_by_python(), ROOT, *map(Path, plan["programs"])]))
    _own_places(folder)
    written = Path("/etc/jupyterhub/courses")
    _run(
        [
            sys.executable,
            *AUTOGRADER,
            "hub-config",
            str(folder / "hub.toml"),
            "--output",
            str(written),
        ]
    )
    _run(["sh", str(written / "set-up.sh"), "--people"])
    for name, course in plan["courses"].items():
        place = Path("/home") / f"grader-{name}" / name
        _run(["cp", "-r", f"{course}/.", str(place)])
        _run(["chown", "-R", f"grader-{name}:", str(place)])
    _run_hub(folder)


def _run_hub(folder: Path) -> None:
    """Run JupyterHub until this process is told to end; then nothing that it started is left."""
    adopt_orphans()
    settings = folder / "jupyterhub_config.py"
    hub = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "--config", str(settings)], cwd=folder
    )
    signal.signal(signal.SIGTERM, lambda *_: hub.terminate())
    code = hub.wait()
    for left in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            left.kill()
    sys.exit(code)


def _apart() -> None:
    """Have mounts of our own, none of which anybody else sees."""
    if ctypes.CDLL(None).unshare(0x00020000):  # linux/sched.h: CLONE_NEWNS
        sys.exit("A mount namespace can't be made here.")
    _run(["mount", "--make-rprivate", "/"])


def _own_places(folder: Path) -> None:
    """Let this process, and all it starts, see a copy of /etc and empty folders for homes."""
    copy = folder / "etc"
    copy.mkdir()
    _run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(copy)])
    _run(["cp", "-a", "/etc/.", str(copy)])
    _run(["mount", "--bind", str(copy), "/etc"])
    for place in OWN:
        _run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", place])


def _run(words: list[str]) -> None:
    subprocess.run(words, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
