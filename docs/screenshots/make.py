"""Photograph the finished notebooks in JupyterLab, with headless Chromium.

    python docs/screenshots/make.py [--output FOLDER] [NAME ...]

Each notebook of `solutions/` is opened without its hidden tests in a JupyterLab of its own, on this
computer alone and in a temporary folder, and run from top to bottom; then each cell of SHOTS is
scrolled to. The name `lab` stands for the start page of `autograder lab`, `formgrader` for the
example class in nbgrader's formgrader (day.py), `feedback` for the page that a student of it gets
(pages.py), `class-report` for that of a class of thirty (class_of_30.py), `review` for the review
of the same class (evening.py), `site` for the course in a browser tab (in_a_tab.py), and `chinese`
for some of these in Chinese (chinese.py).
Chromium is the system's, or the one that `playwright install chromium` fetched.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from urllib.request import urlopen

import nbformat
from chinese import photograph_chinese
from class_of_30 import photograph_report
from day import photograph_formgrader, photograph_lab
from evening import photograph_review
from in_a_tab import photograph_site
from nbgrader.preprocessors import ClearHiddenTests
from pages import photograph_feedback
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

ROOT = Path(__file__).resolve().parents[2]
# A notebook with a mistake in it: what it is made from, the cell, what is replaced there by what.
MISTAKES = {
    "softmax-loss-bias-row": (
        "softmax-loss",
        "softmax-loss-naive",
        "dW[:, k] += slope * X[i] / N",
        "dW[:-1, k] += slope * X[i, :-1] / N",
    ),
    "softmax-loss-forgotten-1": (
        "softmax-loss",
        "softmax-loss-naive",
        "slope = np.exp(scores[k]) / total - (k == y[i])",
        "slope = np.exp(scores[k]) / total",
    ),
    "two-layer-net-without-mask": (
        "two-layer-net",
        "relu-backward",
        "dZ = dout * (Z > 0)",
        "dZ = dout",
    ),
}
# Notebook, the cell at the top of the picture, and the picture's name.
SHOTS: tuple[tuple[str, str, str], ...] = (
    ("softmax-function", "softmax-picture", "softmax-function"),
    ("gradient-check", "differences", "gradient-check"),
    ("softmax-loss", "gradient-check", "softmax-loss"),
    ("softmax-loss-bias-row", "gradient-check-plain", "mistake-in-the-bias-row"),
    ("softmax-loss-forgotten-1", "softmax-loss-naive", "mistake-at-the-true-class"),
    ("svm-loss", "against-softmax-run", "svm-loss"),
    ("linear-classifier", "spiral-boundary-intro", "linear-classifier"),
    ("linear-classifier", "grid-picture", "linear-classifier-search"),
    ("linear-classifier", "weights", "linear-classifier-templates"),
    ("two-layer-net", "spiral-boundary", "two-layer-net"),
    ("reverse-mode", "graph-picture", "reverse-mode"),
    ("two-layer-net-without-mask", "relu-backward", "mistake-in-the-mask"),
    (
        "nearest-neighbours-and-features",
        "linear-predict",
        "nearest-neighbours-and-features",
    ),
    ("net-on-images", "sick", "net-on-images"),
)
# Other pictures, which the modules beside this one take.
OTHERS = {
    "feedback": photograph_feedback,
    "class-report": photograph_report,
    "review": photograph_review,
    "lab": photograph_lab,
    "formgrader": photograph_formgrader,
    "site": photograph_site,
    "chinese": photograph_chinese,
}
MARK = "### (BEGIN|END) SOLUTION"
WINDOW = {"width": 1100, "height": 1000}
START, RUN = 240, 300  # seconds that JupyterLab may take to start, and a notebook to run
# Every cell is in the page, so that one can be scrolled to by its number.
SETTINGS: dict[str, dict[str, object]] = {
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "checkForUpdates": False,
        "fetchNews": "false",
    },
}


def main() -> None:
    """Take the pictures of the notebooks that are named, by default of all."""
    parser = argparse.ArgumentParser(description="Photograph the finished notebooks.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent, metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="NAME", help="notebooks, by default all")
    options = parser.parse_args()
    names = options.names or [*dict.fromkeys(name for name, _, _ in SHOTS), *OTHERS]
    notebooks = [name for name in names if name not in OTHERS]
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        for name in notebooks:
            _write_finished(name, folder)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        if notebooks:
            with _jupyterlab(folder) as address:
                for name in notebooks:
                    _photograph(browser, address, name, options.output)
        for name, photograph in OTHERS.items():
            if name in names:
                photograph(browser, folder / name, options.output)


def _write_finished(name: str, folder: Path) -> None:
    """Write the notebook as a student has it who is done: solutions, no hidden test, no marks.

    Those of MISTAKES have one mistake in them.
    """
    source, *mistake = MISTAKES.get(name, (name,))
    notebook = nbformat.read(_path(source), as_version=4)
    notebook, _ = ClearHiddenTests().preprocess(notebook, {})
    for cell in notebook.cells:
        lines = cell.source.splitlines()
        cell.source = "\n".join(line for line in lines if not re.search(MARK, line))
        if cell.id.endswith("-answer"):
            cell.source = "*(a written answer, given points by hand)*"
        if mistake and cell.id == mistake[0]:
            if mistake[1] not in cell.source:
                raise SystemExit(f"{name}: {mistake[1]!r} doesn't stand in {cell.id} any more")
            cell.source = cell.source.replace(mistake[1], mistake[2])
    nbformat.write(notebook, folder / f"{name}.ipynb")


@contextmanager
def _jupyterlab(folder: Path) -> Iterator[str]:
    """Serve the folder on loopback; yield the address of a notebook, and stop it at the end."""
    settings, token, port = folder / ".settings", secrets.token_hex(16), _free_port()
    for name, values in SETTINGS.items():
        path = settings / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    words = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"),
        *(f"--notebook-dir={folder}", f"--LabApp.user_settings_dir={settings}"),
        f"--LabApp.workspaces_dir={folder / '.workspaces'}",
    ]
    environment = {**os.environ, "AUTOGRADER_COURSE": str(ROOT)}
    with (folder / ".log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/status?token={token}", server, log)
            yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}&reset"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: TextIO) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 - our own server on loopback
        except OSError:
            time.sleep(0.3)
        else:
            return
    log.seek(0)
    raise SystemExit(f"JupyterLab did not start within {START} s. It said:\n{log.read()}")


def _photograph(browser: Browser, address: str, name: str, output: Path) -> None:
    """Open the notebook, run it, and take each of its pictures."""
    page = browser.new_page(viewport=WINDOW)
    page.goto(address.format(f"{name}.ipynb"))
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=1000 * START)
    page.keyboard.press("Control+b")  # the file browser takes a third of the window
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=1000 * START)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    _wait_until_run(page, name)
    order = [cell["id"] for cell in _cells(name)]
    for notebook, cell, picture in SHOTS:
        if notebook == name:
            place = page.locator(".jp-Notebook .jp-Cell").nth(order.index(cell))
            place.evaluate("cell => cell.scrollIntoView({block: 'start'})")
            page.wait_for_timeout(1000)  # formulas are set when they come into view
            page.screenshot(path=output / f"{picture}.png")
            print(f"{output / picture}.png")
    page.close()


def _wait_until_run(page: Page, name: str) -> None:
    """Wait until no cell waits or runs any more, and some have run."""
    done = """() => {
        const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')];
        const texts = prompts.map(prompt => prompt.textContent);
        return texts.length > 0 && texts.every(text => /\\[\\d+\\]/.test(text));
    }"""
    try:
        page.wait_for_function(done, timeout=1000 * RUN)
    except TookTooLong as error:
        raise SystemExit(f"{name} was not done within {RUN} s: {error}") from error


def _cells(name: str) -> list[dict[str, Any]]:
    source = MISTAKES[name][0] if name in MISTAKES else name
    cells: list[dict[str, Any]] = json.loads(_path(source).read_text(encoding="utf-8"))["cells"]
    return cells


def _path(source: str) -> Path:
    return ROOT / "solutions" / source / f"{source}.ipynb"


if __name__ == "__main__":
    main()
