"""Two courses on a real JupyterHub: one instructor each, two students, and who may see what."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser.conftest import SECONDS
from tests.browser.courses import ROOT
from tests.browser.hub import HOMES, Hub, Missing, formgrader, running_hub
from tests.browser.notebook_page import NotebookPage

NAME = "softmax-function"
COURSE, OTHER = "linear-classifiers", "deep-learning"
GRADER = f"grader-{COURSE}"
FOLDER = f"{HOMES}/{GRADER}/{COURSE}"
INBOUND = f"/srv/nbgrader/exchange/{COURSE}/inbound"
RIGHT = "def softmax(s):\n    e = np.exp(s - np.max(s))\n    return e / e.sum()"
PROGRAM = f"{ROOT}/.venv/bin/autograder"


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """Yield a hub with two courses of one assignment; nothing is handed out yet."""
    expect.set_options(timeout=1000 * SECONDS)
    try:
        with running_hub(NAME) as hub:
            yield hub
    except Missing as error:
        pytest.skip(str(error))


def course(page: Page, hub: Hub) -> FrameLocator:
    """Open the course's server, which begins with the formgrader; return that."""
    page.goto(f"{hub.address}/services/{COURSE}/")
    return formgrader(page)


def assignments(page: Page, hub: Hub, person: str) -> Locator:
    """Open nbgrader's list of assignments in a person's JupyterLab."""
    page.goto(f"{hub.address}/user/{person}/lab?reset")
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Assignment List").click()
    return page.locator("#assignments")


def confirmed(inside: FrameLocator, words: str) -> None:
    """Wait until the formgrader says that it is done, and close what it says."""
    window = inside.locator("#success-modal, #error-modal")
    expect(window).to_contain_text(words)
    window.get_by_role("button", name="OK").click()
    expect(window).to_have_count(0)


def test_from_release_to_feedback(hub: Hub, browser: Browser) -> None:
    """Does a notebook go out, come back, and its feedback reach its student, all by buttons?

    The handout itself is made in a terminal of the course's server.
    """
    variables = {"JUPYTER_CONFIG_PATH": settings("courses/" + COURSE, "everyone")}
    said = hub.run(GRADER, PROGRAM, "release", NAME, cwd=FOLDER, **variables)
    assert NAME in said and "Traceback" not in said
    grace = hub.page_of(browser, "grace")
    inside = course(grace, hub)
    row = inside.locator("tr").filter(has_text=NAME)
    row.locator(".release a").click()
    confirmed(inside, "Successfully released")

    ada = hub.page_of(browser, "ada")
    shown = assignments(ada, hub, "ada")
    shown.get_by_role("button", name="Fetch").click()
    expect(shown.get_by_role("button", name="Submit")).to_be_visible()
    ada.goto(f"{hub.address}/user/ada/lab/tree/{COURSE}/{NAME}/{NAME}.ipynb?reset")
    notebook = NotebookPage(ada, ROOT / "assignments" / NAME / f"{NAME}.ipynb").ready()
    notebook.write("softmax", RIGHT)
    notebook.run_all()
    expect(notebook.output("softmax-tests")).to_contain_text("All checks passed")
    with ada.expect_response(lambda r: r.request.method == "PUT" and "/api/contents/" in r.url):
        notebook.save()
    assert "np.max(s)" in hub.run("ada", "cat", f"{HOMES}/ada/{COURSE}/{NAME}/{NAME}.ipynb")
    shown = assignments(ada, hub, "ada")
    shown.get_by_role("button", name="Submit").click()
    expect(shown.locator("#submitted_assignments_list").get_by_text(NAME).first).to_be_visible()

    inside = course(grace, hub)
    row = inside.locator("tr").filter(has_text=NAME)
    row.locator(".collect a").click()
    confirmed(inside, "Successfully collected")
    row.locator(".num-submissions a").click()
    student = inside.locator("tr").filter(has_text="ada")
    student.locator(".autograde a").click()
    confirmed(inside, "Successfully autograded")
    expect(student.locator(".score")).to_have_text(re.compile(r"^4 / 32$"))
    student.locator(".generate-feedback a").click()
    confirmed(inside, "Successfully generated feedback")
    student.locator(".release-feedback a").click()
    confirmed(inside, "Successfully released feedback")

    shown = assignments(ada, hub, "ada")
    shown.get_by_role("button", name="Fetch Feedback").click()
    expect(shown.get_by_text("view feedback")).to_be_visible()
    pages = hub.run("ada", "find", f"{HOMES}/ada/{COURSE}", "-name", "*.html").splitlines()
    assert len(pages) == 1
    text = hub.run("ada", "cat", pages[0])
    assert "4 / 4" in text or "4.0 / 4.0" in text
    assert "compare_with" not in text
    for page in (grace, ada):
        page.context.close()


@pytest.mark.parametrize(
    ("person", "name", "status"),
    [
        ("grace", COURSE, 200),
        ("grace", OTHER, 403),
        ("alan", OTHER, 200),
        ("alan", COURSE, 403),
        ("bob", COURSE, 403),
        ("bob", OTHER, 403),
    ],
)
def test_a_course_opens_to_its_instructors(
    hub: Hub, browser: Browser, person: str, name: str, status: int
) -> None:
    """Does only who teaches a course open its server, with solutions and grades?"""
    page = hub.page_of(browser, person)
    answer = page.goto(f"{hub.address}/services/{name}/")
    assert answer is not None
    assert answer.status == status
    answer = page.goto(f"{hub.address}/services/{name}/formgrader/")
    assert answer is not None
    assert answer.status == status
    page.context.close()


def test_nobody_without_a_name_comes_in(hub: Hub, page: Page) -> None:
    """Do strangers meet the hub's login, whatever address they know?"""
    for path in (f"services/{COURSE}/formgrader/", "user/ada/lab", "hub/api/users"):
        answer = page.goto(f"{hub.address}/{path}")
        assert answer is not None
        assert answer.status == 403 or "/hub/login" in page.url
    page.goto(f"{hub.address}/hub/login")
    page.locator("input[name=username]").fill(GRADER)
    page.locator("input[name=password]").fill("of-everybody")
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("body")).to_contain_text("Invalid username or password")


@pytest.mark.parametrize("person", ["ada", "bob", "alan"])
def test_others_see_neither_a_course_nor_each_other(hub: Hub, person: str) -> None:
    """Are course folder, other homes and what is handed in closed to whoever isn't its grader?"""
    other = "bob" if person == "ada" else "ada"
    for words in (
        ("ls", FOLDER),
        ("cat", f"{FOLDER}/solutions/{NAME}/{NAME}.ipynb"),
        ("cat", f"{FOLDER}/gradebook.db"),
        ("ls", f"{HOMES}/{other}"),
        ("ls", INBOUND),
        ("cat", "/etc/jupyterhub/courses/jupyterhub_courses.py"),
    ):
        assert "Permission denied" in hub.run(person, *words), words
    there = hub.run(person, "ls", f"/srv/nbgrader/exchange/{COURSE}/outbound")
    assert ("Permission denied" in there) == (person == "alan")


def test_the_sandbox_works_in_the_course_s_server(hub: Hub) -> None:
    """Does the doctor find all in order in a course's server, the sandbox included?"""
    said = hub.run(
        GRADER,
        *(PROGRAM, "doctor", "--hub"),
        cwd=FOLDER,
        JUPYTERHUB_SERVICE_NAME=COURSE,
        JUPYTER_CONFIG_PATH=settings("courses/" + COURSE, "everyone"),
    )
    assert "sandbox: bubblewrap" in said
    assert re.search(r"^fine  homes: ", said, re.MULTILINE), said
    assert re.search(r"^fine  formgrader: here", said, re.MULTILINE), said
    assert re.search(rf"^fine  handed in, {COURSE}: ", said, re.MULTILINE), said


def settings(own: str, *kit: str) -> str:
    """Return where Jupyter looks for settings in a server of the hub's."""
    folders = [f"/etc/jupyterhub/courses/{own}"]
    return ":".join(
        [*folders, *(f"{ROOT}/autograder/commandline/commands/jupyter/{e}" for e in kit)]
    )


def test_the_doctor_sees_what_is_open(hub: Hub) -> None:
    """Is a home that others can read named, in the server of one who can read it?"""
    variables = {
        "JUPYTERHUB_USER": "ada",
        "JUPYTER_CONFIG_PATH": settings("people", "student", "everyone"),
    }
    hub.run("bob", "chmod", "755", f"{HOMES}/bob")
    said = hub.run("ada", PROGRAM, "doctor", "--hub", **variables)
    assert f"LOOK  homes: 1 that this server can read: {HOMES}/bob" in said
    hub.run("bob", "chmod", "700", f"{HOMES}/bob")
    said = hub.run("ada", PROGRAM, "doctor", "--hub", **variables)
    assert re.search(r"^fine  homes: ", said, re.MULTILINE), said
    assert re.search(r"^fine  formgrader: not here", said, re.MULTILINE), said


@pytest.mark.parametrize("plant", ["mkdir {}", "ln -s /etc {}", "touch {}"])
def test_root_takes_no_folder_of_somebody_else_s(hub: Hub, plant: str) -> None:
    """Is what a student has put where a course's folder will be refused, and left as it is?"""
    place = "/srv/nbgrader/exchange/new-course"
    hub.run("bob", *plant.format(place).split())
    course = '[courses.new-course]\ninstructors = ["grace"]\nport = 9999\n'
    said = hub.set_up(course, "/etc/jupyterhub/another")
    assert f"{place} is there, and not grader-new-course's" in said
    assert hub.run("bob", "stat", "-c", "%U", "/etc").strip() == "root"
    hub.run("bob", "rm", "-r", place)
    assert "not grader" not in hub.set_up(course, "/etc/jupyterhub/another")
    assert hub.run("bob", "stat", "-c", "%U", place).strip() == "grader-new-course"
    hub.run("grader-new-course", "rm", "-r", place)


def test_lab_says_where_the_page_is(hub: Hub, browser: Browser) -> None:
    """Does `autograder lab`, typed on the hub, lead to a start page behind the hub's proxy?"""
    said = hub.run(
        GRADER,
        *(PROGRAM, "lab"),
        cwd=FOLDER,
        JUPYTERHUB_SERVICE_PREFIX=f"/services/{COURSE}/",
        JUPYTERHUB_SERVICE_NAME=COURSE,
    )
    (path,) = re.findall(r"/services/\S+", said)
    page = hub.page_of(browser, "grace")
    page.goto(hub.address + path + "?reset")
    shown = page.locator(".jp-MarkdownViewer")
    expect(shown.get_by_role("heading", name="Start here")).to_be_visible()
    shown.get_by_role("link", name="The softmax function").click()
    NotebookPage(page, ROOT / "assignments" / NAME / f"{NAME}.ipynb").ready()
    page.context.close()
