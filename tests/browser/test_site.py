"""A student's day in a browser tab alone: `autograder site`, served as static files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.courses import autograder, copy_of_course, nbgrader
from tests.browser.site_course import (
    NAME,
    NOTEBOOK,
    OVERFLOWS,
    RIGHT,
    Served,
    notebook,
    opening,
    saved_by_button,
    start,
)


def test_a_day_in_a_tab(tab: Page, served: Served, tmp_path: Path) -> None:
    """Is a mistake named, what is right passed, kept, saved, there offline, and graded?"""
    start(tab, served)
    expect(tab.locator(".state")).to_have_text("Not begun in this browser.")
    tab.get_by_role("link", name="The softmax function").click()
    opened = notebook(tab, served)
    opened.run("setup")
    opened.write("softmax", OVERFLOWS)
    opened.run("softmax")
    opened.run("softmax-tests")
    expect(opened.output("softmax-tests")).to_contain_text("not shifted by their maximum")
    opened.write("softmax", RIGHT)
    opened.run("softmax")
    opened.run("softmax-tests")
    expect(opened.output("softmax-tests")).to_contain_text("All checks passed")
    expect(opened.output("softmax-tests")).to_contain_text("1 of 5 checks")
    opened.save()

    tab.goto(served.address)
    expect(tab.locator(".state")).to_have_text("Changed since it was last saved as a file.")
    saved = saved_by_button(tab, tmp_path)
    expect(tab.locator(".state")).to_have_text("Saved as a file, and not changed since.")
    assert saved.name == Path(NOTEBOOK).name

    served.stop()
    tab.goto(served.url(NAME))
    tab.reload()
    opened = notebook(tab, served)
    expect(opened.cell("softmax").locator(".cm-content")).to_contain_text("np.max(s)")
    for key in ("setup", "softmax", "softmax-tests"):
        opened.run(key)
    expect(opened.output("softmax-tests")).to_contain_text("All checks passed")
    assert graded(saved, tmp_path) > 0


def graded(saved: Path, tmp_path: Path) -> float:
    """Return the points of a saved notebook, collected and graded as it is."""
    course, home = copy_of_course(tmp_path, NAME), tmp_path / "home"
    home.mkdir()
    downloaded = tmp_path / "downloaded"
    downloaded.mkdir()
    saved.rename(downloaded / f"adalovelace_17_4711_{saved.name}")
    nbgrader(course, home, "generate_assignment", NAME, "--force")
    autograder(course, home, "collect", NAME, "--platform", "canvas", str(downloaded))
    table = json.loads(autograder(course, home, "grade", NAME, "--json"))
    return float(table["students"][0]["points"])


def test_the_button_above_a_notebook_saves_it(tab: Page, served: Served, tmp_path: Path) -> None:
    """Does JupyterLab's own button make a file, of what isn't saved yet, that opens again?"""
    opened = opening(tab, served)
    opened.write("softmax", RIGHT)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save my work").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert "np.max(s)" in saved.read_text(encoding="utf-8")
    assert json.loads(saved.read_text(encoding="utf-8"))["metadata"]["autograder_handout"]
    tab.goto(served.address)
    expect(tab.locator(".state")).to_have_text("Saved as a file, and not changed since.")
    changed = saved.read_text(encoding="utf-8").replace("np.max(s)", "np.amax(s)")
    saved.write_text(changed, encoding="utf-8")
    tab.get_by_label("Open a saved notebook again").set_input_files(saved)
    expect(tab.locator("#opened")).to_contain_text(f"{NAME} (2).ipynb")


def test_a_new_release_is_offered_beside_the_work(tab: Page, served: Served) -> None:
    """Does a student's work stay as it is when the course has another version of the notebook?"""
    opened = opening(tab, served)
    opened.save()
    with released_anew(served.folder / "course-site.json"):
        tab.goto(served.address)
        expect(tab.locator(".state")).to_have_text("Not begun in this browser.")
        expect(tab.get_by_text("A newer version of this notebook is here.")).to_be_hidden()
    tab.goto(served.url(NAME))
    opened.write("softmax", RIGHT)
    opened.save()
    with released_anew(served.folder / "course-site.json"):
        tab.goto(served.address)
        expect(tab.get_by_text("A newer version of this notebook is here.")).to_be_visible()
        tab.get_by_role("button", name="Open the new version beside it").click()
    expect(tab.get_by_role("tab", name=f"{NAME} (0123")).to_be_visible()
    expect(opened.cell("softmax").locator(".cm-content")).not_to_contain_text("np.max(s)")
    tab.goto(served.url(NAME))
    expect(opened.cell("softmax").locator(".cm-content")).to_contain_text("np.max(s)")


@contextmanager
def released_anew(manifest: Path) -> Iterator[None]:
    """Within, let the site say that its notebook is of another release."""
    before = manifest.read_text(encoding="utf-8")
    later = [{"path": NOTEBOOK, "handout": "0123456789abcdef"}]
    manifest.write_text(json.dumps({**json.loads(before), "notebooks": later}), encoding="utf-8")
    yield
    manifest.write_text(before, encoding="utf-8")


def test_the_policy_holds(tab: Page, served: Served) -> None:
    """May a page ask another host, or run a script that somebody put into it? It may not."""
    tab.goto(served.address)
    refused = """(act) => new Promise((resolve) => {
        addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
        if (act === "ask") fetch("https://example.org/").catch(() => undefined);
        const script = document.createElement("script");
        script.textContent = "1";
        if (act === "run") document.body.append(script);
    })"""
    assert tab.evaluate(refused, "ask") == "connect-src"
    assert tab.evaluate(refused, "run") == "script-src-elem"
