"""What the site adds to the Markdown pages: each command's help, and pages of the root."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from autograder.cli import COMMANDS, load

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
MARK = "<!-- every command's help -->"
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s]+)[^)]*\)")
WIDTH = 80


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie in the repository's root."""
    for name, path in PAGES.items():
        text = (ROOT / path).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Put the help of every command in its place, and take links to the code out."""
    if MARK in markdown:
        markdown = markdown.replace(MARK, "\n".join(_sections()))
    folder = posixpath.dirname(page.file.src_uri)
    return _LINK.sub(lambda link: _kept(link, folder), markdown)


def _kept(link: re.Match[str], folder: str) -> str:
    """Return a link as it is, or its text if it leads into the repository, out of the site."""
    target = link[2]
    outside = posixpath.normpath(posixpath.join(folder, target)).startswith("../")
    return link[1] if outside and ":" not in target else link[0]


def _sections() -> Iterator[str]:
    for name in COMMANDS:
        command = load(name)
        yield from _section(command, None, name, 2)


def _section(command: Any, above: Any, name: str, level: int) -> Iterator[str]:  # noqa: ANN401
    path = name if above is None else f"{above.command_path} {name}"
    info = f"autograder {name}" if above is None else name
    context = typer.Context(command, info_name=info, parent=above, max_content_width=WIDTH)
    context.terminal_width = WIDTH
    yield f"{'#' * level} {path.removeprefix('autograder ')}\n"
    yield f"```text\n{command.get_help(context)}\n```\n"
    for each, below in getattr(command, "commands", {}).items():
        yield from _section(below, context, each, level + 1)
