"""The code is as `make lint` asks: it takes a minute, beside which other tests run."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "types": ("mypy",),
    "rules": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "imports": ("lint-imports",),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_lint(root: Path, name: str) -> None:
    """Does the command find nothing?"""
    program, *words = COMMANDS[name]
    path = Path(sys.executable).with_name(program)
    done = subprocess.run([path, *words], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_runs_the_same(root: Path) -> None:
    """Are these all that `make lint` runs?"""
    recipe = (root / "Makefile").read_text(encoding="utf-8").split("\nlint:", 1)[1].split("\n\n")[0]
    listed = [line.strip().removeprefix("$(BIN)/") for line in recipe.splitlines()[1:]]
    assert sorted(listed) == sorted(" ".join(words) for words in COMMANDS.values())
