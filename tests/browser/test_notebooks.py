"""All notebooks in JupyterLab: as they are handed out, with a slip in them, and their films."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from autograder.course.folders import assignments
from tests.browser.courses import ROOT, copy_of_course
from tests.browser.notebook_page import NotebookPage
from tests.browser.server import Lab, running_lab

ASSIGNMENTS = assignments(ROOT)
SOFTMAX = "def softmax(s):\n    e = np.exp(s - np.max(s))\n    return e / e.sum()"
# A notebook, a question of it, an answer with one slip, and what the card must say of it.
SLIPS = (
    (
        "reverse-mode",
        "mul-back",
        "def mul_back(g, a, b):\n    return g * a, g * b",
        "Each factor gets its own value",
    ),
    (
        "net-on-images",
        "mini-batches",
        "def mini_batches(N, size, seed):\n"
        "    order = np.random.default_rng(seed).permutation(N)\n"
        "    return [order[k * size : k * size + size] for k in range(N // size)]",
        "rows in batches of",
    ),
    (
        "nearest-neighbours-and-features",
        "distances",
        "def distances(A, B):\n"
        "    A, B = A.astype(float), B.astype(float)\n"
        "    a, b = np.sum(A**2, axis=1), np.sum(B**2, axis=1)\n"
        "    return np.sqrt(a[:, None] - 2 * A @ B.T + b)",
        "is it the root of a tiny number below 0?",
    ),
)


class Desk:
    """The folder that a student opens in JupyterLab, with the notebooks as they are handed out."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab, self.folder = lab, folder

    def open(self, page: Page, name: str) -> NotebookPage:
        """Open a notebook as it is handed out."""
        path = f"{name}/{name}.ipynb"
        (self.folder / path).write_bytes((ROOT / "assignments" / path).read_bytes())
        return NotebookPage.open(page, self.lab, self.folder, path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield a JupyterLab on all notebooks, without their sources."""
    course = copy_of_course(tmp_path_factory.mktemp("course"), *ASSIGNMENTS, sources=False)
    with running_lab(course, tmp_path_factory.mktemp("home")) as lab:
        yield Desk(lab, course / "assignments")


@pytest.fixture
def desk(shared: Desk) -> Iterator[Desk]:
    """Yield the desk; end all kernels afterwards."""
    yield shared
    shared.lab.end_kernels()


def questions(name: str) -> list[str]:
    """Return the ids of the visible checks of a notebook."""
    cells = json.loads((ROOT / "assignments" / name / f"{name}.ipynb").read_text())["cells"]
    return [cell["id"] for cell in cells if cell["id"].endswith("-tests")]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_as_it_is_handed_out(page: Page, desk: Desk, name: str) -> None:
    """Does it run to the end, each check saying that nothing is implemented yet?"""
    notebook = desk.open(page, name)
    notebook.run_all()
    for key in questions(name):
        expect(notebook.output(key)).to_contain_text("Not implemented yet")
    expect(page.get_by_text("Traceback")).to_have_count(0)


@pytest.mark.parametrize(("name", "key", "answer", "said"), SLIPS, ids=[each[0] for each in SLIPS])
def test_a_slip_is_told(
    page: Page, desk: Desk, name: str, key: str, answer: str, said: str
) -> None:
    """Does the check of a new notebook say what is wrong, in its card?"""
    notebook = desk.open(page, name)
    notebook.run("setup")
    notebook.write(key, answer)
    notebook.run(key)
    notebook.run(f"{key}-tests")
    expect(notebook.output(f"{key}-tests")).to_contain_text(said)


def film_in(page: Page, desk: Desk) -> tuple[NotebookPage, Locator]:
    """Open the first notebook, write softmax and show its film."""
    notebook = desk.open(page, "softmax-function")
    notebook.run("setup")
    notebook.write("softmax", SOFTMAX)
    notebook.run("softmax")
    notebook.run("softmax-picture")
    return notebook, notebook.output("softmax-picture")


def test_a_film_plays(page: Page, desk: Desk) -> None:
    """Does it begin at the first picture when asked to, end at the last, and follow the keys?"""
    _, film = film_in(page, desk)
    slider, said = film.get_by_role("slider"), film.locator("output")
    last = slider.get_attribute("max")
    assert last is not None and int(last) >= 5
    expect(slider).to_have_value(last)
    at_the_end = said.inner_text()
    film.get_by_role("button", name="Play").click()
    expect(film.get_by_role("button", name="Stop")).to_be_visible()
    expect(said).not_to_have_text(at_the_end)
    expect(film.get_by_role("button", name="Play")).to_be_visible()
    expect(slider).to_have_value(last)
    expect(said).to_have_text(at_the_end)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_value(str(int(last) - 1))
    expect(slider).to_have_attribute("aria-valuetext", said.inner_text())


def test_a_film_that_is_not_trusted(page: Page, desk: Desk) -> None:
    """Does the last picture stand there with its sentence, where JupyterLab takes scripts out?"""
    notebook, film = film_in(page, desk)
    said = film.locator("output").inner_text()
    notebook.save()
    path = desk.folder / "softmax-function" / "softmax-function.ipynb"
    other = path.with_name("from-a-friend.ipynb")
    saved = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in saved["cells"] if cell["id"] == "softmax-picture")
    for output in cell["outputs"]:
        output.setdefault("metadata", {})["from"] = "a friend"  # no longer what this kernel wrote
    saved["cells"] = [cell]
    other.write_text(json.dumps(saved), encoding="utf-8")
    NotebookPage.open(page, desk.lab, desk.folder, f"softmax-function/{other.name}")
    shown = page.locator(".jp-OutputArea:visible").last
    expect(shown.locator("img")).to_be_visible()
    expect(shown).to_contain_text(said)
    expect(shown.locator("script")).to_have_count(0)
