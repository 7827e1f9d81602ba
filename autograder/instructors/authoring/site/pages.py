"""The pages of a site beside JupyterLab's: where to start, what is loaded, what works offline."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from autograder.findings import page, text
from autograder.findings.language import ENGLISH, language_tag, languages, speaking
from autograder.instructors.authoring.start_page import Notebook, notebooks

# By this file a folder is known to be a site.
MANIFEST = "course-site.json"
_WEB = Path(__file__).parent / "web"
_WORKER, _LITE_WORKER = "service-worker.js", "jupyterlite-service-worker.js"
# What scripts of the pages say, by its name there.
SAID = (
    *("fresh", "changed", "saved", "loading", "loaded", "once", "network"),
    *("opened", "unreadable", "tabs", "full", "private", "worker"),
)


@dataclass(frozen=True)
class Edition:
    """A site's notebooks in one language: their folder, and of which release each is, by path.

    `within` is the folder of the site's files that they stand in, '' for all.
    """

    language: str
    folder: Path
    handouts: Mapping[str, str]
    within: str = ""

    @property
    def page(self) -> str:
        """The name of its start page."""
        return f"{self.within or 'index'}.html"

    @property
    def listed(self) -> list[Notebook]:
        """Its notebooks, each with its path in the site."""
        above = f"{self.within}/" if self.within else ""
        return [replace(each, path=above + each.path) for each in notebooks(self.folder)]


def write_pages(site: Path, editions: Sequence[Edition], host: str) -> None:
    """Write the start pages and what belongs to them into a folder that JupyterLite has built.

    The first edition is the one that opens; `host` is one besides the site's own that Python comes
    from, '' without one.
    """
    files = _to_load(site)
    manifest: dict[str, Any] = {
        "notebooks": [
            {"path": path, "handout": each, "language": edition.language or ENGLISH}
            for edition in editions
            for path, each in edition.handouts.items()
        ],
        "files": files,
        "words": dict(map(_words, editions)),
    }
    (site / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    megabytes = max(1, round(sum(int(each["size"]) for each in files) / 1e6))
    for edition in editions:
        with speaking(edition.language):
            facts: dict[str, Any] = {
                "title": text("site-page.title"),
                "language": language_tag(),
                "host": host,
            }
            start = page((_WEB / "start.html.jinja").read_text(encoding="utf-8"))
        facts |= {"notebooks": edition.listed, "others": list(_others(edition, editions))}
        _fill(site / edition.page, start, **facts, megabytes=megabytes)
    for name in ("start.css", "start.js", "work.js"):
        shutil.copy(_WEB / name, site)
    (site / _WORKER).rename(site / _LITE_WORKER)
    worker = (_WEB / _WORKER).read_text(encoding="utf-8")
    _fill(site / _WORKER, worker, site=_identity(site))


def _words(edition: Edition) -> tuple[str, dict[str, str]]:
    with speaking(edition.language):
        return language_tag(), {name: text(f"site-page.{name}") for name in SAID}


def _others(edition: Edition, editions: Iterable[Edition]) -> Iterator[dict[str, str]]:
    """Yield the start pages in other languages, each with what people call that."""
    known = languages()
    for each in editions:
        if each is not edition:
            name = known[each.language].name if each.language else "English"
            yield {"page": each.page, "tag": each.language or ENGLISH, "name": name}


def _fill(path: Path, template: str, **facts: object) -> None:
    escaped = path.suffix == ".html"  # a script gets hex digits alone
    environment = Environment(autoescape=escaped, undefined=StrictUndefined)  # noqa: S701
    path.write_text(environment.from_string(template).render(**facts), encoding="utf-8")


def _to_load(site: Path) -> list[dict[str, str | int]]:
    """Return what Python and the checks need, the largest last, so that the bar moves at once."""
    folder = site / "static" / "pyodide"
    folder = folder if folder.is_dir() else site / "pypi"
    ordered = sorted(filter(_is_loaded, folder.iterdir()), key=lambda path: path.stat().st_size)
    return [
        {
            "name": path.name.split("-")[0],
            "path": path.relative_to(site).as_posix(),
            "size": path.stat().st_size,
        }
        for path in ordered
    ]


def _is_loaded(path: Path) -> bool:
    """Return whether a notebook needs a file in any case: pyodide.mjs is for programs, not tabs."""
    return path.suffix in (".js", ".json", ".wasm", ".whl", ".zip")


def _identity(site: Path) -> str:
    """Return what changes with the site's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest.update(path.relative_to(site).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
