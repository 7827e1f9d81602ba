"""A site on loopback, and whole notebooks in it: what their checks say there, and what here."""

import json
import math
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from playwright.sync_api import Page, expect

from autograder.course.folders import source_notebooks
from autograder.findings import CHECK_MIME
from autograder.notebooks.cells import read_source_cells
from autograder.notebooks.marks import without_marks
from tests.browser.courses import ROOT, write_finished
from tests.browser.notebook_page import NotebookPage

NAMED_HOST = "course.test"
# The assignment of those sites that have one.
NAME = "softmax-function"
NOTEBOOK = f"{NAME}/{NAME}.ipynb"
OVERFLOWS = "def softmax(s):\n    e = np.exp(s)\n    return e / e.sum()"
RIGHT = "def softmax(s):\n    e = np.exp(s - np.max(s))\n    return e / e.sum()"
IDLE = "Python (Pyodide) | Idle"
_NUMBER = re.compile(r"-?\d[\d,]*\.?\d*(?:e[+-]?\d+)?")
_EVALUATIONS = re.compile(r" \(\d+ evaluations\)")
_BORROWED = re.compile(r'(load_reference\("([\w-]+)"\)\["(\w+)"\])')
_IMPORT = re.compile(r"^ *from autograder\.judging.*\n", re.MULTILINE)
# Of a number that a check prints; what is smaller than the second is noise of the last digits.
_CLOSE, _NOISE = 1e-2, 1e-5
Checks = dict[str, str]


class _Counting(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file, and count its bytes."""
        assert isinstance(self.server, _Server)
        self.server.sent += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)


class _Server(ThreadingHTTPServer):
    sent = 0


class Served:
    """A site on loopback, until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = _Server(("127.0.0.1", 0), partial(_Counting, directory=folder))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def named_address(self) -> str:
        """The same server by a name, which is no secure address: tests/browser/conftest.py."""
        return self.address.replace("127.0.0.1", NAMED_HOST)

    @property
    def megabytes(self) -> float:
        """What was sent so far."""
        return self._server.sent / 1e6

    def stop(self) -> None:
        """End it: the network is gone."""
        self._server.shutdown()
        self._server.server_close()

    def url(self, name: str) -> str:
        """Return the address of an assignment's notebook in JupyterLab."""
        return f"{self.address}/lab/index.html?path={name}/{name}.ipynb"


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Within, the site in a folder has an address of its own, which no browser knows."""
    site = Served(folder)
    try:
        yield site
    finally:
        site.stop()


def saved_by_button(tab: Page, folder: Path) -> Path:
    """Press Save my work on the start page; return the file that is downloaded."""
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save my work").first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def start(tab: Page, served: Served) -> None:
    """Open the start page, and wait until all is loaded."""
    tab.goto(served.address)
    expect(tab.locator("#now")).to_contain_text("All is loaded")


def opening(tab: Page, served: Served) -> NotebookPage:
    """Open the notebook in this tab, for one who doesn't wait for Python."""
    tab.goto(served.url(NAME))
    opened = NotebookPage(tab, served.folder / "files" / NOTEBOOK, IDLE)
    expect(opened.cell("softmax")).to_be_visible()
    return opened


def notebook(tab: Page, served: Served) -> NotebookPage:
    """Return the notebook in this tab, once Python waits for work."""
    return NotebookPage(tab, served.folder / "files" / NOTEBOOK, IDLE).ready()


def finished(name: str, folder: Path) -> Path:
    """Write the notebook of a student who is done; return its path.

    A solution that takes a function of another notebook's reference has it pasted, as students do.
    """
    path = folder / f"{name}.ipynb"
    write_finished(name, path)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for place, assignment, function in _BORROWED.findall(cell.source):
            pasted = cell.source.replace(place, function)
            cell.source = f"{_definition(assignment, function)}\n\n\n{_IMPORT.sub('', pasted)}"
    nbformat.write(notebook, path)
    return path


def _definition(assignment: str, function: str) -> str:
    """Return the solution's cell that defines a function."""
    for path in source_notebooks(assignment, ROOT):
        for cell in read_source_cells(path):
            if cell.solution and f"def {function}(" in cell.source:
                return without_marks(cell.source)
    raise AssertionError(function)


def run_in_browser(page: Page, site: Served, path: Path) -> nbformat.NotebookNode:
    """Open a saved notebook from the start page, run it whole, save it, and return it."""
    page.goto(site.address)
    page.get_by_label("Open a saved notebook again").set_input_files(path)
    expect(page.locator("#opened")).to_contain_text(path.name)
    page.goto(site.url(path.stem))
    opened = NotebookPage(page, path, IDLE).ready()
    opened.run_all()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my work").click()
    found: nbformat.NotebookNode = nbformat.read(download.value.path(), as_version=4)
    return found


def run_here(path: Path) -> nbformat.NotebookNode:
    """Run a notebook in this Python, beside its fingerprints, and return it."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    folder = ROOT / "assignments" / path.stem
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def checks(notebook: nbformat.NotebookNode) -> Checks:
    """Return by cell what each check says, and of each gradient check its first line."""
    found: Checks = {}
    for cell in notebook.cells:
        shown: list[Mapping[str, Any]] = [each.get("data", {}) for each in cell.get("outputs", ())]
        said = [data for data in shown if CHECK_MIME in data]
        for number, data in enumerate(said):
            found[f"{cell.id} {number}"] = str(data["text/plain"])
        if not said and "gradcheck(" in cell.source:
            found[f"{cell.id} gradcheck"] = " | ".join(_verdicts(cell))
    return found


def _verdicts(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Yield the first line of each verdict, shown or printed, without its number of evaluations.

    Which entry comes first is noise, and so is how many are looked at until it is found; what is
    printed comes in as many pieces as it happens to.
    """
    outputs = cell.get("outputs", ())
    texts = (str(each.get("data", {}).get("text/plain", "")) for each in outputs)
    lines = [text.partition("\n")[0] for text in texts if text]
    printed = "".join(each.text for each in outputs if each.output_type == "stream")
    lines += [line for line in printed.splitlines() if "gradient check" in line]
    yield from (_EVALUATIONS.sub("", line) for line in lines)


def differences(ours: Checks, theirs: Checks) -> list[str]:
    """Return the checks that say something else, but for numbers that are nearly the same."""
    return [
        f"{key}: {ours.get(key, '')!r} | {theirs.get(key, '')!r}"
        for key in sorted(ours.keys() | theirs.keys())
        if not _same(ours.get(key, ""), theirs.get(key, ""))
    ]


def _same(one: str, other: str) -> bool:
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    pairs = zip(_numbers(one), _numbers(other), strict=True)
    return all(math.isclose(a, b, rel_tol=_CLOSE, abs_tol=_NOISE) for a, b in pairs)


def _numbers(text: str) -> list[float]:
    return [float(each.replace(",", "").rstrip(".")) for each in _NUMBER.findall(text)]


def errors(notebook: nbformat.NotebookNode) -> list[str]:
    """Return what went wrong in a notebook, by cell."""
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]


def manifest(folder: Path) -> dict[str, Any]:
    """Return what a site says of itself."""
    found: dict[str, Any] = json.loads((folder / "course-site.json").read_text(encoding="utf-8"))
    return found
