"""What may be lost is said before: full storage, a private window, two tabs, no https."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.notebook_page import NotebookPage
from tests.browser.site_course import (
    IDLE,
    NAME,
    NOTEBOOK,
    RIGHT,
    Served,
    opening,
    saved_by_button,
    start,
)

WARNINGS = ("#full", "#private", "#no-worker", "#no-wasm")
NEARLY_FULL = "This browser's storage is nearly full"
KEEPS_LITTLE = "This browser keeps little here"
OTHER_TAB = "The course is open in another tab, too"
# Chromium can't be given a small disk from here: each write ends as on a full one, once it is said.
FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...words) {
  if (sessionStorage.getItem("full")) throw new DOMException("", "QuotaExceededError");
  return put.apply(this, words);
};
"""
NOW_FULL = 'sessionStorage.setItem("full", "yes")'
# As Firefox has it in a private window.
PRIVATE = """
navigator.storage.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"));
"""
# As with "block all cookies".
BLOCKED = """
const refuse = () => { throw new DOMException("", "SecurityError"); };
IDBFactory.prototype.open = refuse;
Object.defineProperty(window, "localStorage", { get: refuse });
"""


def shown(tab: Page) -> list[str]:
    """Return which warnings the start page shows."""
    return [name for name in WARNINGS if tab.locator(name).is_visible()]


def code_saved(tab: Page, folder: Path) -> str:
    """Press Save my work; return the code of the notebook that is downloaded."""
    path = saved_by_button(tab, folder)
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


def test_an_ordinary_window(tab: Page, served: Served) -> None:
    """Is nothing warned of where there is nothing, but what private windows do said in any case?"""
    start(tab, served)
    assert shown(tab) == []
    expect(tab.get_by_text("A private window forgets everything")).to_be_visible()


def test_work_that_nobody_has_saved(tab: Page, served: Served) -> None:
    """Is work kept by itself, and there when the tab is opened again?"""
    opening(tab, served).write("softmax", "mine = 1")
    expect(tab.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(1)
    expect(tab.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    again = opening(tab, served)
    expect(again.cell("softmax").locator(".cm-content")).to_have_text("mine = 1")


def test_a_full_storage(tab: Page, served: Served, tmp_path: Path) -> None:
    """Is it said before work is there, and when a save fails, and is the file made all the same?"""
    tab.add_init_script(FULL)
    start(tab, served)
    opened = opening(tab, served).ready()
    opened.write("softmax", "mine = 1")
    tab.evaluate(NOW_FULL)
    tab.keyboard.press("Control+s")
    expect(tab.locator(".Toastify").get_by_text(NEARLY_FULL)).to_be_visible()
    tab.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert "mine = 1" in code_saved(tab, tmp_path)
    start(tab, served)
    expect(tab.locator("#full")).to_contain_text(NEARLY_FULL)
    assert shown(tab) == ["#full"]


@pytest.mark.parametrize("kind", [PRIVATE, BLOCKED], ids=["private", "blocked"])
def test_a_window_that_forgets(tab: Page, served: Served, kind: str) -> None:
    """Is it said where the notebooks are listed, and all else there all the same?"""
    tab.add_init_script(kind)
    start(tab, served)
    expect(tab.locator("#private")).to_contain_text(KEEPS_LITTLE)
    assert shown(tab) == ["#private"]


def test_without_webassembly(tab: Page, served: Served, tmp_path: Path) -> None:
    """Is it said where Python can't run, and can work that is there still be saved?"""
    opened = opening(tab, served)
    opened.write("softmax", "mine = 1")
    opened.save()
    tab.add_init_script("delete window.WebAssembly")
    tab.goto(served.address)
    expect(tab.get_by_text("This browser can't run WebAssembly")).to_be_visible()
    assert "mine = 1" in code_saved(tab, tmp_path)


def test_a_private_window_in_the_notebook(tab: Page, served: Served) -> None:
    """Is it said above the notebook, too, for one who came by its link?"""
    tab.add_init_script(PRIVATE)
    opening(tab, served)
    expect(tab.locator(".Toastify").get_by_text(KEEPS_LITTLE)).to_be_visible()


def test_two_tabs(tab: Page, served: Served) -> None:
    """Are both told, and does the second one ask before it saves over the first one's work?"""
    first = opening(tab, served)
    other = tab.context.new_page()
    second = opening(other, served)
    for each in (tab, other):
        each.bring_to_front()
        expect(each.locator(".Toastify").get_by_text(OTHER_TAB)).to_be_visible()
    tab.bring_to_front()
    first.write("softmax", "first = 1")
    first.save()
    other.bring_to_front()
    second.write("softmax", "second = 2")
    other.keyboard.press("Control+s")
    asked = other.get_by_role("dialog").filter(has_text="has changed on disk")
    asked.get_by_role("button", name="Revert").click()
    expect(second.cell("softmax").locator(".cm-content")).to_have_text("first = 1")


def test_no_secure_address(tab: Page, served: Served, tmp_path: Path) -> None:
    """Where the address isn't https, is it said, is work kept, and can it be saved as a file?"""
    tab.goto(served.named_address)
    expect(tab.locator("#now")).to_contain_text("The course is loaded")
    assert shown(tab) == ["#no-worker"]
    tab.goto(f"{served.named_address}/lab/index.html?path={NOTEBOOK}")
    opened = NotebookPage(tab, served.folder / "files" / NOTEBOOK, IDLE).ready()
    expect(tab.locator(".Toastify").get_by_text("No service worker in this window")).to_be_visible()
    opened.run("setup")
    opened.write("softmax", RIGHT)
    opened.run("softmax")
    opened.run("softmax-tests")
    expect(opened.output("softmax-tests")).to_contain_text("All checks passed")
    expect(opened.output("softmax-tests")).not_to_contain_text("less strictly")
    opened.save()
    tab.goto(served.named_address)
    expect(tab.locator(".state").first).to_have_text("Changed since it was last saved as a file.")
    assert "np.max(s)" in code_saved(tab, tmp_path)
    expect(tab.locator(".state").first).to_have_text("Saved as a file, and not changed since.")


@pytest.fixture
def below(served: Served) -> Iterator[str]:
    """Yield the address of the same site as GitHub Pages has it: in a folder of its host."""
    folder = served.folder / "below"
    folder.symlink_to(served.folder, target_is_directory=True)
    yield f"{served.address}/below"
    folder.unlink()


def test_a_site_in_a_folder(tab: Page, served: Served, below: str, tmp_path: Path) -> None:
    """Does the start page find the work there, too, and is another site of its host left alone?"""
    tab.goto(f"{below}/lab/index.html?path={NOTEBOOK}")
    opened = NotebookPage(tab, served.folder / "files" / NOTEBOOK, IDLE)
    opened.write("softmax", "mine = 1")
    opened.save()
    tab.goto(f"{below}/")
    expect(tab.locator(".state").first).to_have_text("Changed since it was last saved as a file.")
    assert "mine = 1" in code_saved(tab, tmp_path)
    expect(tab.locator("#now")).to_contain_text("All is loaded")
    start(tab, served)
    expect(tab.locator(".state").first).to_have_text("Not begun in this browser.")
    stores = " ".join(tab.evaluate("caches.keys()"))
    assert f"{served.address}/ " in stores and f"{below}/ " in stores


def test_a_renamed_notebook_is_not_lost(tab: Page, served: Served, tmp_path: Path) -> None:
    """Does the start page list work under another name, with its state and its button?"""
    opened = opening(tab, served)
    opened.write("softmax", "mine = 1")
    opened.save()
    opened.menu("File", "Rename Notebook…")
    tab.get_by_role("dialog").get_by_role("textbox").fill("homework.ipynb")
    tab.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(tab.get_by_role("tab", name="homework.ipynb")).to_be_visible()
    tab.goto(served.address)
    others = tab.locator("#others")
    expect(others.get_by_role("link", name=f"{NAME}/homework.ipynb")).to_be_visible()
    expect(others.locator(".state")).to_have_text("Changed since it was last saved as a file.")
    assert "mine = 1" in code_saved(tab, tmp_path)
    expect(others.locator(".state")).to_have_text("Saved as a file, and not changed since.")
