"""Control groups, against small doubles of the files and of the program that the system has."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.sandbox import control_group
from autograder.engine.sandbox.control_group import GIVEN, ControlGroup, given_folders, scope
from autograder.engine.sandbox.limits import Limits

LIMITS = Limits(memory_mb=1000, processes=40)
V1 = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control", "pids.max")
V2 = ("memory.max", "memory.swap.max", "memory.events", "pids.max", "cpu.weight")


@pytest.fixture(params=[V1, V2], ids=["version 1", "version 2"])
def folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Yield a folder that is given, whose groups have the files of the kernel's from the start."""
    made = Path.mkdir

    def mkdir(path: Path, *args: object, **more: object) -> None:
        made(path, *args, **more)  # type: ignore[arg-type]
        for name in (*request.param, "cgroup.procs"):
            (path / name).write_text("")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setenv(GIVEN, str(tmp_path))
    if request.param is V2:
        (tmp_path / "cgroup.subtree_control").write_text("")
    yield tmp_path


def test_limits(folder: Path) -> None:
    """Has a group of either version the limits that it knows, and room for the fork server?"""
    ControlGroup(LIMITS)
    (group,) = (path for path in folder.iterdir() if path.is_dir())
    found = {path.name: path.read_text().strip() for path in group.iterdir()}
    memory = str(1512 * 2**20)
    assert found["pids.max"] == "48"
    assert found.get("memory.max", memory) == memory == found.get("memory.limit_in_bytes", memory)
    assert found.get("memory.swap.max", "0") == "0"
    if "memory.max" in found:
        assert (folder / "cgroup.subtree_control").read_text() == "+memory +pids +cpu\n"
        assert found["cpu.weight"] == "20"


def test_who_was_ended_for_memory(folder: Path) -> None:
    """Is a process that the kernel ended for its memory told from others?"""
    group = ControlGroup(LIMITS)
    group.add([17])
    (made,) = (path for path in folder.iterdir() if path.is_dir())
    assert (made / "cgroup.procs").read_text() == "17\n"
    assert not group.killed()
    name = "memory.events" if (made / "memory.events").exists() else "memory.oom_control"
    (made / name).write_text("oom 1\nunder_oom 0\noom_kill 1\n")
    assert group.killed()
    assert not group.killed()  # that was said


def test_none_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Is all well where there is none, and does root take none that was not given?"""
    monkeypatch.delenv(GIVEN, raising=False)
    own = tmp_path / "own"
    own.write_text("4:memory:/some\n0::/mine\n")
    (tmp_path / "mine").mkdir()
    assert given_folders(tmp_path, own) == []
    (tmp_path / "mine" / "cgroup.subtree_control").write_text("cpu memory pids\n")
    monkeypatch.setattr(os, "geteuid", lambda: (tmp_path / "mine").stat().st_uid or 0)
    expected = [tmp_path / "mine"] if os.geteuid() else []
    assert given_folders(tmp_path, own) == expected
    monkeypatch.setattr(control_group, "given_folders", list)
    group = ControlGroup(LIMITS)
    group.add([17])
    assert not group.killed()
    group.remove()


def test_an_ordinary_users_group(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Is a group taken that belongs to whoever grades, if its groups can count memory?"""
    monkeypatch.delenv(GIVEN, raising=False)
    (tmp_path / "own").write_text("0::/mine\n")
    (tmp_path / "mine").mkdir()
    control = tmp_path / "mine" / "cgroup.subtree_control"
    control.write_text("cpu\n")
    os.chown(tmp_path / "mine", 1000, 1000) if os.geteuid() == 0 else None
    owner = (tmp_path / "mine").stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner)
    assert given_folders(tmp_path, tmp_path / "own") == []
    control.write_text("cpu memory pids\n")
    assert given_folders(tmp_path, tmp_path / "own") == [tmp_path / "mine"]


@pytest.mark.parametrize("works", [True, False])
def test_a_scope_of_systemds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, works: bool) -> None:
    """Is systemd asked for a group where it runs, and left alone where it doesn't?"""
    program = tmp_path / "systemd-run"
    program.write_text(f"#!/bin/sh\nexit {0 if works else 1}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(control_group, "given_folders", list)
    monkeypatch.setattr(control_group, "_SYSTEMD", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    control_group.systemd_gives_scopes.cache_clear()
    words = scope(LIMITS)
    control_group.systemd_gives_scopes.cache_clear()
    if not works:
        assert words == []
        return
    assert words[:3] == ["systemd-run", "--user", "--scope"] and words[-1] == "--"
    assert {"--property=MemoryMax=1512M", "--property=TasksMax=48"} <= set(words)
