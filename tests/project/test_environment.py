"""The ways to install the kit agree with each other."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.course.requirements import entries

# The lock files by name, with the groups of pyproject.toml that each is for.
LOCKS = {"requirements.lock": ("run",), "requirements-dev.lock": ("run", "dev")}


def _pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def _wanted(root: Path, *groups: str) -> list[str]:
    """Return the requirements of the kit and of these groups."""
    project = _pyproject(root)
    more = [each for name in groups for each in project["dependency-groups"][name]]
    known: list[str] = project["project"]["dependencies"]
    return known + [each for each in more if isinstance(each, str)]


def _named(requirement: str) -> tuple[str, str]:
    """Split 'flit_core>=3.12' into the name as conda writes it and the version."""
    found = re.match(r"([A-Za-z0-9._-]+)(.*)", requirement)
    assert found
    return found[1].lower().replace("_", "-"), found[2].replace(" ", "")


def test_conda_has_the_packages_of_pyproject(root: Path) -> None:
    """Does environment.yml list the same packages and versions as pyproject.toml?"""
    wanted = _wanted(root, "run", "dev")
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    from_conda = [line for line in environment["dependencies"] if isinstance(line, str)]
    *from_pip, kit = environment["dependencies"][-1]["pip"]
    assert kit == "--editable ."  # pip takes no other option there
    conda = dict(map(_named, [*from_conda, *from_pip]))
    assert conda.pop("pip") == ""
    assert conda.pop("python") == _pyproject(root)["project"]["requires-python"]
    assert conda == dict(map(_named, wanted))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_requirement(root: Path, lock: str) -> None:
    """Does each lock pin what it is for, and everything with a hash?"""
    pins = re.split(r"\n(?=\S)", (root / lock).read_text(encoding="utf-8").strip())
    pinned = {_named(entry.split("==")[0])[0] for entry in pins if "==" in entry}
    assert {_named(each)[0] for each in _wanted(root, *LOCKS[lock])} <= pinned
    assert all("--hash=sha256:" in entry for entry in pins)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index(root: Path, lock: str) -> None:
    """Does the lock leave it to the user where packages come from?"""
    text = (root / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in re.sub(r"# .*", "", text)


def test_locks_agree(root: Path) -> None:
    """Has what runs the same versions where it is tested, and nothing that only tests need?"""
    run, dev = ((root / lock).read_text(encoding="utf-8") for lock in LOCKS)
    runs, tested = ({entry.name: entry.text.split()[0] for entry in entries(t)} for t in (run, dev))
    assert runs.items() <= tested.items()
    only_tests = {"pytest", "mypy", "ruff", "playwright", "mkdocs", "hypothesis", "distributed"}
    assert only_tests <= tested.keys() - runs.keys()


@pytest.mark.parametrize(
    ("target", "locks"),
    [("demo", ["requirements.lock"]), ("lab", ["requirements.lock"]), ("check", [*LOCKS])],
)
def test_what_is_installed(root: Path, target: str, locks: list[str]) -> None:
    """Does a target of the Makefile install what it needs by hash, and no more?"""
    words = ["make", "--dry-run", "--always-make", target]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    for installer in (r"uv pip install", r"pip --python \S+ install"):
        found = re.findall(rf"{installer} [^|}}\n]*--require-hashes -r (\S+?)[;\s]", done.stdout)
        assert found == locks
