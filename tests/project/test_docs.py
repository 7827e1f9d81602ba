"""The pages for people name what is there."""

import re
from pathlib import Path

import pytest

PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "datasets", "examples")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def pages(root: Path) -> list[Path]:
    """Return all Markdown pages."""
    return sorted(
        path
        for name in PAGES
        for path in ((root / name).rglob("*.md") if "." not in name else [root / name])
    )


def test_links_lead_somewhere(root: Path) -> None:
    """Is each file that a page links to, or shows, there?"""
    count = 0
    for page in pages(root):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://")):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
                count += 1
    assert count > 20


def test_pictures_are_described(root: Path) -> None:
    """Has each picture in a page a text for those who can't see it?"""
    texts = [
        text for page in pages(root) for text in re.findall(r"!\[([^\]]*)\]", page.read_text())
    ]
    assert len(texts) >= 8
    assert min(map(len, texts)) > 30


@pytest.mark.parametrize("part", ["assignments", "solutions"])
def test_every_notebook_has_a_screenshot(root: Path, part: str) -> None:
    """Does docs/screenshots hold a picture of each notebook?"""
    for notebook in (root / part).glob("*/*.ipynb"):
        picture = root / "docs" / "screenshots" / f"{notebook.stem}.png"
        assert picture.read_bytes().startswith(SIGNATURE), picture.name


def test_every_command_is_in_make_help(root: Path) -> None:
    """Does `make help` name each target?"""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    for target in set(targets.split()) - {"help"}:
        assert f'@echo "make {target} ' in makefile, target


@pytest.mark.parametrize(
    "word",
    [
        "logit",
        "hinge",
        "cross-entropy",
        "log-sum-exp",
        "central difference",
        "margin",
        "mini-batch",
    ],
)
def test_glossary_explains(root: Path, word: str) -> None:
    """Does the glossary have a row for the word?"""
    page = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    first_cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    assert any(re.search(rf"\b{word}\b", cell) for cell in first_cells)
