"""Isolation, memory, data and disk, there and not there."""

import os
import platform
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.data.fashion_mnist import SHA256, fashion_mnist_file
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.instructors.doctor import kernels
from autograder.instructors.doctor import machine as machine_module
from autograder.instructors.doctor.datasets import cifar10, fashion_mnist
from autograder.instructors.doctor.machine import (
    GB,
    access,
    disk_findings,
    machine,
    protections,
    room,
    root_user,
    sandbox,
    student_process,
)


def test_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is what keeps the machine from making a sandbox said, and what to do?"""
    monkeypatch.setattr(machine_module, "backend_problem", lambda: "Get it with 'apt install'.")
    found = sandbox()
    assert (found.found, found.fine, found.to_do) == ("none", False, "Get it with 'apt install'.")


def test_student_process_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a student's process that can't be started a finding?"""

    def refuse(*_: object) -> None:
        raise NoSandbox("It can't.")

    monkeypatch.setattr(machine_module, "WarmSandbox", refuse)
    assert student_process().to_do == "It can't."


def test_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is root told who students' code is, or why it may not grade, and an ordinary user nothing?"""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    backend = SimpleNamespace(problem=lambda: "")
    monkeypatch.setattr(machine_module, "BACKENDS", dict.fromkeys(Isolation, backend))
    assert root_user().fine and "another user" in root_user().found
    backend.problem = lambda: "chmod it"
    assert not root_user().fine and root_user().to_do == "chmod it"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert root_user().fine


def test_this_machines_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is said of this machine what holds students' code, and what doesn't with what to do?"""
    items = list(protections())
    assert platform.machine() in items[0].found
    nothing = {"filtered": False, "confined": False, "counted": False}
    warm_sandbox = SimpleNamespace(held=lambda: nothing, end=lambda: None)
    monkeypatch.setattr(machine_module, "WarmSandbox", lambda *_: warm_sandbox)
    without = list(protections())
    assert [each.about for each in items] == [each.about for each in without]
    assert [each.fine for each in without] == [True, False, False, True]
    assert all(each.to_do for each in without if not each.fine)
    assert "AUTOGRADER_CGROUP" in without[3].found


def test_little_memory() -> None:
    """Is a machine without memory for its cores told how many workers fit?"""
    assert machine(free=1e15).fine
    assert "--jobs 1`" in machine(free=1e6).to_do


def test_fashion_mnist_that_ships(root: Path) -> None:
    """Is the file in the kit whole, by the checksum of its provenance card?"""
    assert fashion_mnist().fine
    assert SHA256 in (root / "datasets" / "fashion_mnist" / "README.md").read_text()


def test_fashion_mnist_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a damaged file, a missing file and a wrong folder told?"""
    copy = tmp_path / "fashion_mnist" / fashion_mnist_file().name
    copy.parent.mkdir()
    copy.write_bytes(fashion_mnist_file().read_bytes()[:-1])
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(tmp_path))
    assert "is not the file that ships" in fashion_mnist().found
    copy.unlink()
    assert "git checkout" in fashion_mnist().to_do
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(tmp_path / "nothing"))
    assert "which is not a folder" in fashion_mnist().to_do


def test_cifar10(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a missing copy fine, with the way to one, and a damaged or wrong one not?"""
    monkeypatch.setattr("autograder.instructors.doctor.datasets.find_cifar10", lambda: None)
    assert cifar10().fine and "autograder data fetch cifar10" in cifar10().to_do
    monkeypatch.undo()
    damaged = tmp_path / "cifar-10-python.tar.gz"
    damaged.write_bytes(b"half of it")
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(damaged))
    assert not cifar10().fine and "not the official file" in cifar10().found
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(tmp_path / "nothing"))
    assert not cifar10().fine


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a disk that is nearly full told, with the room that is needed?"""
    assert room("disk", tmp_path, 0).fine
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    assert "1.0 GB should be free" in room("disk", tmp_path, GB).to_do


def test_folder_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a folder named that refuses a file, and one that isn't there passed over?"""
    (tmp_path / "open").mkdir()
    (tmp_path / "locked").mkdir()
    real = tempfile.TemporaryFile

    def refuse(dir: Path) -> object:  # noqa: A002 - the library's own name
        if dir.name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    found = access("writing", [tmp_path / name for name in ("open", "locked", "nothing")])
    assert not found.fine and "locked: PermissionError" in found.found
    assert f"{tmp_path / 'open'}:" not in found.found and "nothing" not in found.found
    assert access("writing", [tmp_path / "open"]).fine


def test_disk_without_a_course() -> None:
    """Is a machine without a course looked at all the same, and nothing left behind?"""
    about = [each.about for each in disk_findings(None)]
    assert about == ["disk, temporary files", "writing, Jupyter"]
    assert kernels.NAME == "python3"
