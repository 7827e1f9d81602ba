"""A course for Colab: notebooks that install the student's side with one cell, and its wheel.

Nothing of the course is on that machine but the notebook, so the wheel holds all else: checks,
figures, fingerprints and data.
"""

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment

import autograder
from autograder.checks.fingerprints.prints_file import SUFFIX
from autograder.course.files import write_whole, zipped
from autograder.course.folders import RELEASE_FOLDER, CourseError
from autograder.findings import page, text
from autograder.findings.language import speaking
from autograder.instructors.authoring.bundle import (
    BESIDE_NOTEBOOKS,
    BUNDLES,
    KIT,
    Contents,
    contents,
    labels_with_kit,
)
from autograder.instructors.authoring.leaks import refuse_leaks_in
from autograder.instructors.authoring.site.wheels import Wheel, wheel_of
from autograder.instructors.authoring.start_page import notebooks
from autograder.notebooks.install_cell import ADDRESS, CELL_ID, install_cell

_WHEEL = "linear_classifier_assignments"
_HANDOUTS = "autograder/checks/fingerprints/handouts"
_DATA = "autograder/data/datasets"
_PAGE = "README.md"
_TEMPLATE = Path(__file__).with_name("start-on-colab.md.jinja")
# Where GitHub keeps files as they are, and where its pages show them: Colab opens these.
_RAW = re.compile(r"raw\.githubusercontent\.com/([^/]+)/([^/]+)/(?:refs/heads/)?([^/]+)/(.*)")
_PAGES = re.compile(r"github\.com/([^/]+)/([^/]+)/raw/(?:refs/heads/)?([^/]+)/(.*)")


@dataclass(frozen=True)
class ColabBundle:
    """A bundle for Colab that was written, and what doesn't come along with its notebooks."""

    path: Path
    files: int
    left_behind: tuple[str, ...]
    badge: bool


def make_colab_bundle(
    root: Path,
    names: Sequence[str],
    address: str = "",
    output: Path | None = None,
    kit: Path = KIT,
    language: str = "",
) -> ColabBundle:
    """Write the zip for Colab of some assignments of the course in `root`.

    `address` is the folder on the web where its files will lie; without one, students upload the
    wheel. Raises CourseError, and leaves no file, as `make_bundle` does, and for a bad address.
    """
    folder = checked_address(address)
    names = list(dict.fromkeys(names))
    title = f"{names[0] if len(names) == 1 else 'course'}-colab"
    title += f"-{language}" if language else ""
    path = output or root / BUNDLES / f"{title}.zip"
    files = contents(root, names, kit, language)
    with speaking(language or None):
        made = _files(files, folder)
    try:
        with tempfile.TemporaryDirectory(prefix="colab-") as scratch:
            _write(Path(scratch).resolve(), made)
            refuse_leaks_in(Path(scratch).resolve(), root)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, zipped({f"{title}/{name}": data for name, data in made.items()}))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CourseError(text("bundle.not-written", path=path, reason=reason)) from error
    beside = (name for name in files if name.startswith(f"{RELEASE_FOLDER}/"))
    left = tuple(name for name in beside if name.lower().endswith(BESIDE_NOTEBOOKS))
    return ColabBundle(path, len(made), left, bool(_on_github(folder)))


def checked_address(address: str) -> str:
    """Return the address of a folder with a slash at its end, '' for none; raises CourseError."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        plain = not (parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:  # of a bracket that isn't closed, say
        known = plain = False
    if not (known and plain and ADDRESS.fullmatch(address)) or address.endswith((".whl", ".ipynb")):
        raise CourseError(text("colab.bad-address", address=address))
    return address.rstrip("/") + "/"


def _files(files: Contents, folder: str) -> Contents:
    wheel = _wheel(files)
    place = f"{folder}{wheel.name}#sha256={sha256(wheel.data).hexdigest()}" if folder else ""
    made = {wheel.name: wheel.data}
    for name, data in files.items():
        if name.endswith(".ipynb"):
            stem = Path(name).name
            if stem in made:
                raise CourseError(text("colab.two-of-a-name", name=stem))
            made[stem] = _with_cell(data, install_cell(place or wheel.name))
    made[_PAGE] = _page(files, wheel, folder)
    return made | {name: files[name] for name in ("LICENSE",)}


def _wheel(files: Contents) -> Wheel:
    """Return the wheel of the student's side, with all that lies beside notebooks elsewhere."""
    kept: Contents = labels_with_kit(files)
    for name, data in files.items():
        if name.startswith("autograder/"):
            kept[name] = data
        elif name.startswith("datasets/"):
            kept[f"{_DATA}/{name.removeprefix('datasets/')}"] = data
        elif name.endswith(SUFFIX):
            kept[f"{_HANDOUTS}/{Path(name).name}"] = data
    return wheel_of(_WHEEL, autograder.__version__, kept)


def _with_cell(notebook: bytes, source: str) -> bytes:
    found: dict[str, Any] = json.loads(notebook)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": CELL_ID,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
    found["cells"] = [cell, *found["cells"]]
    return (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode()


def _page(files: Contents, wheel: Wheel, folder: str) -> bytes:
    """Return the start page: each notebook with a badge that opens it, where Colab can."""
    environment = Environment(trim_blocks=True, autoescape=False)  # noqa: S701 - it is Markdown
    template = environment.from_string(page(_TEMPLATE.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory(prefix="colab-") as scratch:
        here = Path(scratch).resolve()
        _write(here, {name: data for name, data in files.items() if name.endswith(".ipynb")})
        listed = notebooks(here / RELEASE_FOLDER)
    opened = {each.name: _opens(folder, each.path.rpartition("/")[2]) for each in listed}
    facts = {"wheel": wheel.name, "folder": folder, "badge": bool(_on_github(folder))}
    said: str = template.render(notebooks=listed, opened=opened, **facts)
    return said.encode()


def _opens(folder: str, file: str) -> str:
    """Return the address by which Colab opens a notebook, '' where it can't."""
    place = _on_github(folder)
    return f"https://colab.research.google.com/github/{place}{quote(file)}" if place else ""


def _on_github(folder: str) -> str:
    for pattern in (_RAW, _PAGES):
        found = pattern.fullmatch(folder.partition("://")[2])
        if found:
            owner, name, branch, below = found.groups()
            return f"{owner}/{name}/blob/{branch}/{below}"
    return ""


def _write(folder: Path, files: Contents) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
