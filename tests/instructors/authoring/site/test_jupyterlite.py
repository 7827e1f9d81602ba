"""What JupyterLite itself builds of a course: its pages, their policy, which hosts are named."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.instructors.authoring.site import make_site
from autograder.instructors.authoring.site.policy import DIRECTIVES, policy
from autograder.instructors.authoring.site.pyodide import CDN_HOST
from tests.conftest import ROOT
from tests.instructors.authoring.site.conftest import LOADER, small_pyodide

NAME = "softmax-function"
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)" />\s*')
_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site that is built as always, but of a Pyodide in which nothing runs."""
    folder = tmp_path_factory.mktemp("lite")
    pyodide = small_pyodide(folder / "pyodide")
    return make_site(ROOT, [NAME], folder / "public", str(pyodide)).folder


def test_the_lab_and_the_notebook(built: Path) -> None:
    """Is JupyterLab there, with one kernel, the course's own button, and this notebook alone?"""
    assert (built / "lab" / "index.html").is_file()
    (notebook,) = (built / "files").rglob("*.ipynb")
    assert notebook == built / "files" / NAME / f"{NAME}.ipynb"
    told = json.loads((built / "jupyter-lite.json").read_text(encoding="utf-8"))
    settings = told["jupyter-config-data"]
    names = {each["name"] for each in settings["federated_extensions"]}
    assert names == {"@jupyterlite/pyodide-kernel-extension", "autograder-course"}
    (kernel,) = settings["litePluginSettings"].values()
    assert kernel["pyodideUrl"] == "./static/pyodide/pyodide.js" and kernel["disablePyPIFallback"]


def test_each_page_has_its_policy(built: Path) -> None:
    """Has each page the policy before all else, with no host, and does nothing in it go past it?"""
    pages = [path.read_text(encoding="utf-8") for path in built.rglob("*.html")]
    assert len(pages) >= 2
    for page in pages:
        (said,) = _META.findall(page)
        assert said == policy(_META.sub("", page, count=1))
        assert "//" not in said and "'unsafe-inline'" not in said.split("style-src")[0]
        assert page.index("Content-Security-Policy") < page.index("<script")
        assert not _HANDLER.search(page)  # a hash allows no onclick="..."
    assert "*" not in " ".join(each for allowed in DIRECTIVES.values() for each in allowed)


def test_no_other_host_stands_in_it(built: Path) -> None:
    """Does no file, those in wheels included, name the host that Python comes from by default?"""
    assert CDN_HOST.encode() in LOADER
    assert [name for name, data in contents_of(built) if CDN_HOST.encode() in data] == []
    loader = (built / "static" / "pyodide" / "pyodide.js").read_bytes()
    assert loader == b"setCdnUrl(`./static/pyodide/`)"


def contents_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a folder, and each in its zips and wheels, by name."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        yield name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{name}/{each}", archive.read(each)) for each in archive.namelist())


def test_no_source_and_no_machine(built: Path) -> None:
    """Does nothing in it say who built it, where, or what a solution is?"""
    for name, data in contents_of(built):
        assert str(ROOT).encode() not in data, name
        assert b"BEGIN SOLUTION" not in data and b"BEGIN HIDDEN TESTS" not in data, name
