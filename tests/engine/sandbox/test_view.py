"""What a sandbox shows of the machine's files, and what of it is hidden all the same."""

import json
import sys
from pathlib import Path

import pytest

from autograder.engine.sandbox import view
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.view import View
from autograder.engine.sandbox.warm import WarmSandbox
from tests.engine.agent.agent import Agent

READ = """
import json, os
def seen(name):
    try:
        return sorted(os.listdir(name)) if os.path.isdir(name) else open(name).read()
    except OSError:
        return None
print(json.dumps({name: seen(name) for name in names}))
"""


def read_in_a_sandbox(shown: View, names: list[str]) -> dict[str, object]:
    """Return what a student's process sees under each name: names, a text, or None."""
    sandbox = WarmSandbox(Limits(), Isolation.SANDBOX, shown)
    try:
        process = sandbox.student()
        printed = Agent(process).printed(f"names = {names!r}\n{READ}")
        process.end()
    finally:
        sandbox.end()
    found: dict[str, object] = json.loads(printed)
    return found


def test_the_system_by_parts() -> None:
    """Is of /usr seen what programs need, and nothing that people put there?"""
    names = ["/usr", "/usr/local", "/usr/share", "/usr/local/share", "/etc", "/home", "/var"]
    found = read_in_a_sandbox(View(), names)
    assert not set(_names(found["/usr"])) - {*view._PROGRAMS, "local", "share"}
    assert not set(_names(found["/usr/local"])) - {*view._PROGRAMS, "share"}
    for name in ("/usr/share", "/usr/local/share"):
        assert not set(_names(found[name])) - set(view._SHARED)
    assert not {"passwd", "shadow", "hosts"} & set(_names(found["/etc"]))
    assert found["/var"] is None


def _names(found: object) -> list[str]:
    return found if isinstance(found, list) else []


def test_hidden_in_what_is_shown(tmp_path: Path) -> None:
    """Is a folder or a file hidden that lies in a shown one, and shown what is shown below?"""
    for name in ("data/open", "data/exchange/inbound", "data/exchange/data", "data/gradebook.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    data = tmp_path / "data"
    hidden = (data / "exchange", data / "gradebook.db")
    shown = View(hidden=hidden, shown=(data, data / "exchange" / "data"))
    names = {
        name: str(data / name) for name in ("open", "exchange", "exchange/data", "gradebook.db")
    }
    found = read_in_a_sandbox(shown, list(names.values()))
    assert found[names["open"]] == "data/open"
    assert found[names["exchange"]] == ["data"]
    assert found[names["exchange/data"]] == "data/exchange/data"
    assert not found[names["gradebook.db"]]


def test_a_systems_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is /usr not shown whole where Python itself is the system's?"""
    for name in ("prefix", "base_prefix", "exec_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, "/usr")
    layers = View().layers()
    assert Path("/usr") not in layers
    assert layers[Path("/usr/lib")]


def test_what_changes_nothing_is_left_out(tmp_path: Path) -> None:
    """Is what is hidden anyhow no layer, nor what is shown within what is shown?"""
    (tmp_path / "a" / "b").mkdir(parents=True)
    layers = View(
        hidden=(tmp_path / "none", Path("/home")), shown=(tmp_path, tmp_path / "a")
    ).layers()
    assert tmp_path / "a" not in layers and tmp_path / "none" not in layers
    assert Path("/home") not in layers
