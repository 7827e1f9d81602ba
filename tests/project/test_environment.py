"""The ways to install the kit agree with each other."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml


def _pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def _named(requirement: str) -> tuple[str, str]:
    """Split 'flit_core>=3.12' into the name as conda writes it and the version."""
    found = re.match(r"([A-Za-z0-9._-]+)(.*)", requirement)
    assert found
    return found[1].lower().replace("_", "-"), found[2].replace(" ", "")


def test_conda_has_the_packages_of_pyproject(root: Path) -> None:
    """Does environment.yml list the same packages and versions as pyproject.toml?"""
    project = _pyproject(root)
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    from_conda = [line for line in environment["dependencies"] if isinstance(line, str)]
    *from_pip, kit = environment["dependencies"][-1]["pip"]
    assert kit == "--editable ."  # pip takes no other option there
    conda = dict(map(_named, [*from_conda, *from_pip]))
    assert conda.pop("pip") == ""
    assert conda.pop("python") == project["project"]["requires-python"]
    assert conda == dict(map(_named, wanted))


def test_lock_pins_every_requirement(root: Path) -> None:
    """Does the lock pin each package of pyproject.toml, and everything with a hash?"""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", lock.strip())
    pinned = {_named(entry.split("==")[0])[0] for entry in entries if "==" in entry}
    project = _pyproject(root)
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert {_named(each)[0] for each in wanted} <= pinned
    assert all("--hash=sha256:" in entry for entry in entries)


def test_lock_names_no_index(root: Path) -> None:
    """Does the lock leave it to the user where packages come from?"""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "index" not in re.sub(r"# .*", "", lock)
