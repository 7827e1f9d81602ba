"""What the pages tell people to type is there."""

import re
from pathlib import Path

from autograder.cli import COMMANDS
from tests.project.test_docs import pages

_FOLDER = r"(?:\.venv/bin/|\.venv\\Scripts\\)?"


def typed(root: Path, program: str) -> dict[str, str]:
    """Return the words that follow a program's name in code, each with one page that has it."""
    call = rf"{_FOLDER}{program} ([a-z][a-z-]*)"
    found = {}
    for page in pages(root):
        text = page.read_text(encoding="utf-8").split("```")
        inline = re.findall(f"`{call}", "".join(text[::2]))
        blocks = re.findall(f"^{call}", "\n".join(text[1::2]), re.MULTILINE)
        found.update(dict.fromkeys([*inline, *blocks], page.name))
    return found


def test_commands_are_there(root: Path) -> None:
    """Is each `autograder COMMAND` of a page a command?"""
    found = typed(root, "autograder")
    assert len(found) > 5
    assert not {word: page for word, page in found.items() if word not in COMMANDS}


def test_make_targets_are_there(root: Path) -> None:
    """Is each `make TARGET` of a page a target?"""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    found = typed(root, "make")
    assert len(found) > 3
    assert not {word: page for word, page in found.items() if word not in targets.split()}


def test_pages_are_in_the_navigation(root: Path) -> None:
    """Has each page of docs/ a place in mkdocs.yml?"""
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (root / "docs").rglob("*.md"):
        assert f": {page.relative_to(root / 'docs').as_posix()}\n" in navigation, page.name
