"""`autograder doctor --hub` where there is no hub, or half of one, or users without names."""

import os
import pwd
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from autograder.instructors.doctor import hub as hub_module
from autograder.instructors.doctor.examine import HUB_CHECKS, examine
from autograder.instructors.doctor.result import CheckItem

ME = pwd.getpwuid(os.geteuid())


def person(name: str, uid: int, home: Path | str) -> SimpleNamespace:
    """Return a user of the system."""
    return SimpleNamespace(pw_name=name, pw_uid=uid, pw_dir=str(home))


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the exchange of a machine on which a person's server runs."""
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o1777)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    config = Config()
    config.Exchange.root = str(folder)
    monkeypatch.setattr(hub_module, "_nbgrader_config", lambda: config)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("JUPYTERHUB_USER", ME.pw_name)
    monkeypatch.delenv("JUPYTERHUB_SERVICE_NAME", raising=False)
    monkeypatch.setattr(hub_module, "courses", lambda: CheckItem("courses", "one"))
    return folder


def seen() -> dict[str, CheckItem]:
    """Return what is found, by what it is about."""
    return {each.about: each for each in examine(HUB_CHECKS)}


def test_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it said where to run it, and nothing else looked at?"""
    for name in ("JUPYTERHUB_USER", "JUPYTERHUB_SERVICE_NAME"):
        monkeypatch.delenv(name, raising=False)
    (found,) = examine(HUB_CHECKS)
    assert not found.fine and "no server of a JupyterHub" in found.found


def test_a_hub_that_does_not_answer(exchange: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is all else looked at where the hub's name is there and the hub is not?"""
    monkeypatch.undo()
    monkeypatch.setenv("JUPYTERHUB_USER", ME.pw_name)
    monkeypatch.setenv("HOME", str(exchange.parent / "home"))
    monkeypatch.delenv("JUPYTERHUB_SERVICE_NAME", raising=False)
    found = seen()
    assert found["JupyterHub"].fine and not found["courses on the hub"].fine
    assert {"homes", "formgrader"} <= found.keys()


def test_a_user_without_a_name(exchange: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a number that the system has no name for, as in a container, a finding and no failure?"""
    assert exchange.is_dir()
    monkeypatch.setattr(os, "geteuid", lambda: 1_234_567)
    found = seen()["JupyterHub"]
    assert not found.fine and "1234567" in found.found


def missing(folder: Path) -> None:
    """Have none."""
    folder.rmdir()


def of_files(folder: Path) -> None:
    """Have somebody's files in it, among them a program."""
    (folder / "notes.txt").touch(0o755)


def of_others(folder: Path) -> None:
    """Have a folder in it that is no course's, with a name that plays with the terminal."""
    (folder / "mine\x1b[31m\n").mkdir()


def with_links(folder: Path) -> None:
    """Have links in it that lead nowhere, or round and round."""
    (folder / "nowhere").symlink_to(folder / "none")
    (folder / "round").symlink_to(folder / "round")


def half(folder: Path) -> None:
    """Have half a course in it."""
    (folder / "one" / "outbound").mkdir(parents=True)


@pytest.mark.parametrize(
    ("make", "troubles"),
    [
        (missing, ["exchange"]),
        (of_files, []),
        (of_others, []),
        (with_links, []),
        (half, ["handed in, one"]),
    ],
)
def test_exchanges(exchange: Path, make: Callable[[Path], None], troubles: list[str]) -> None:
    """Is a course's folder looked at, and nothing that anybody else has put beside it?"""
    make(exchange)
    found = seen()
    about = [name for name in found if name.startswith(("exchange", "handed in"))]
    assert [name for name in about if not found[name].fine] == troubles
    assert {"homes", "formgrader"} <= found.keys()


def test_what_can_t_be_looked_at_costs_nothing_else(
    exchange: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Are homes and formgrader looked at where the exchange can't be listed?"""

    def refuse(_: object) -> Any:
        raise PermissionError(13, "Permission denied", str(exchange))

    monkeypatch.setattr(Path, "iterdir", refuse)
    found = seen()
    assert "Permission denied" in found["exchange"].found or not found["exchange"].fine
    assert {"homes", "formgrader"} <= found.keys()


@pytest.mark.parametrize(
    ("users", "open_"),
    [
        ([("nobody", 65534, "/")], 0),
        ([("service", 2000, "/")], 0),
        ([("service", 2000, "")], 0),
        ([("gone", 2000, "{}/gone")], 0),
        ([("eve", 2000, "{}/eve")], 1),
        ([("daemon", 1, "{}/eve")], 0),
    ],
)
def test_homes(
    exchange: Path,
    monkeypatch: pytest.MonkeyPatch,
    users: list[tuple[str, int, str]],
    open_: int,
) -> None:
    """Is each home that is open told, and none that is nobody's?"""
    (exchange.parent / "eve").mkdir(mode=0o755)
    known = [person(name, uid, home.format(exchange.parent)) for name, uid, home in users]
    monkeypatch.setattr(pwd, "getpwall", lambda: known)
    assert seen()["homes"].fine == (not open_)


def test_no_home(exchange: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a home that isn't there a finding?"""
    monkeypatch.setenv("HOME", str(exchange.parent / "none"))
    found = seen()["homes"]
    assert not found.fine and "there is no folder" in found.found
