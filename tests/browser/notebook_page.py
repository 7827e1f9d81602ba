"""A notebook in JupyterLab, as a person uses it: with keys, menus and buttons."""

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Lab

IDLE = "Python 3 (ipykernel) | Idle"
_NUMBERED = re.compile(r"\[\d+\]")


class NotebookPage:
    """An open notebook; `path` is its file, from which the order of its cells is known.

    `idle` is what is shown when its kernel waits for work.
    """

    def __init__(self, page: Page, path: Path, idle: str = IDLE) -> None:
        self.page, self._idle = page, idle
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        self._order = [cell["id"] for cell in cells]

    @classmethod
    def open(cls, page: Page, lab: Lab, folder: Path, path: str) -> "NotebookPage":
        """Open the notebook at `path`, which is relative to the served `folder`."""
        page.goto(lab.url(f"/lab/tree/{path}") + "&reset")
        return cls(page, folder / path).ready()

    def ready(self) -> "NotebookPage":
        """Wait until the cells are there and Python waits for work."""
        expect(self.page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(self._order))
        expect(self.page.get_by_text(self._idle)).to_be_visible()
        return self

    def cell(self, key: str) -> Locator:
        """Return the cell with this id."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self._order.index(key))

    def output(self, key: str) -> Locator:
        """Return what the cell shows below its code."""
        return self.cell(key).locator(".jp-OutputArea")

    def run_all(self) -> None:
        """Run all cells, and wait for the last one."""
        self.menu("Run", "Run All Cells")
        prompts = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        for prompt in prompts.all():
            expect(prompt).to_contain_text("[")
        waiting = prompts.filter(has_text="*").or_(prompts.filter(has_text="[ ]"))
        expect(waiting).to_have_count(0)

    def write(self, key: str, source: str) -> None:
        """Replace a cell's text, as if pasted."""
        editor = self.cell(key).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)
        lines = editor.locator(".cm-line")
        expect(lines).to_have_text(source.splitlines())

    def run(self, key: str) -> None:
        """Run one cell, and wait until it is done."""
        prompt = self.cell(key).locator(".jp-InputPrompt")
        before = prompt.inner_text()
        self.cell(key).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(_NUMBERED)

    def save(self) -> None:
        """Save the notebook."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)

    def validate(self) -> Locator:
        """Press nbgrader's button; return the window that says what came of it."""
        self.page.locator(".validate-button").click()
        dialog = self.page.locator(".jp-Dialog").filter(has_text="Validation Results")
        expect(dialog).to_be_visible()
        return dialog

    def menu(self, *names: str) -> None:
        """Choose from the menus at the top."""
        for name in names:
            self.page.get_by_role("menuitem", name=name, exact=True).click()
