"""What becomes of a variant's handout: earlier ones, other languages, zips, Gradescope, a site."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.course.variant_list import read_listed
from autograder.findings import Code
from autograder.findings.translation import Entry, english_hash
from autograder.instructors.authoring.translation_files import write_entries
from autograder.results import read_graded
from tests.gradebook.course import Course, cell
from tests.gradebook.test_variants import LISTED, PLUS, TOML, answered, handout, run, small, unnamed

INTRO = "Each number becomes one more: f(1) is 2. Write f."
INTRO_ZH = "每个数都加 1, f(1) 是 2. 请写出 f."
WHY = "Why is it one more?"
MORE = """
[[place]]
cells = ["intro"]
texts = ["f(1) is <<first>>"]

[[place]]
cells = ["why"]
texts = ["Why is it <<word>> more?"]
"""


def told(folder: Path, student: str) -> set[str]:
    """Return what was found in a student's notebook, as codes."""
    path = folder / "autograded" / student / "ps1" / "p1.ipynb"
    return {each.code for each in read_graded(path.read_bytes()).differences}


def with_words(folder: Path) -> Course:
    """Return a course with variants whose words are translated, a cell of them with other words."""
    made = small(folder)
    path = folder / "source" / "ps1" / "p1.ipynb"
    source: dict[str, Any] = json.loads(path.read_text())
    source["cells"][1:1] = [cell("intro", INTRO, "markdown"), cell("why", WHY, "markdown")]
    made.write(path.parent, source)
    toml = TOML.replace('n = "1"', 'n = "1"\nword = "one"').replace(
        'n = "2"', 'n = "2"\nword = "two"'
    )
    (folder / "variants" / "ps1.toml").write_text(toml + MORE)
    listed = "".join(f"{student},{letter}\n" for student, letter in LISTED.items())
    (folder / "variants" / "ps1.csv").write_text(f"student_id,variant\n{listed}")
    entries = {"intro": (INTRO, INTRO_ZH), "why": (WHY, "为什么多一")}
    write_entries(
        folder / "translations" / "zh" / "ps1.toml",
        {key: Entry(english_hash(each), each, other) for key, (each, other) in entries.items()},
    )
    return made


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course whose variants were made twice, and in Chinese the second time."""
    made = with_words(tmp_path_factory.mktemp("a course with blanks"))
    run(made, "variants", "ps1")
    made.hand_in("ben", answered(handout(made, "b"), PLUS["b"]))
    made.hand_in("cem", answered(handout(made, "b"), "def f(x):\n    return x + 3"))
    made.hand_in("dot", answered(handout(made, "b"), PLUS["b"]))
    toml = made.folder / "variants" / "ps1.toml"
    changed = toml.read_text().replace('n = "2"', 'n = "3"').replace('first = "3"', 'first = "4"')
    changed = changed.replace('hidden = "7"', 'hidden = "8"').replace('more = "4"', 'more = "5"')
    toml.write_text(changed.replace('word = "two"', 'word = "three"'))
    said = run(made, "variants", "ps1", "--language", "zh")
    assert "ps1, variant b, in zh: these cells are English" in said
    assert "doesn't hold what differs: why." in said
    made.hand_in("eve", answered(handout(made, "b"), "def f(x):\n    return x + 3"))
    run(made, "grade", "ps1", "--jobs", "1")
    return made


def spoken(course: Course, letter: str) -> dict[str, Any]:
    """Return a variant's handout in Chinese."""
    path = course.folder / f"assignments-{letter}-zh" / "ps1" / "p1.ipynb"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_an_earlier_handout_of_a_variant(course: Course) -> None:
    """Is it graded by that handout's tests, as said, and the new one by those of now?"""
    assert {name: course.score(name) for name in ("ben", "cem", "eve")} == {
        "ben": 3,  # was right by the first
        "cem": 0,  # is right by the second alone
        "eve": 3,
    }
    assert told(course.folder, "ben") == {Code.OLDER_TESTS}
    assert told(course.folder, "eve") == set()


def test_an_earlier_handout_of_a_neighbours(course: Course) -> None:
    """Is it graded by the own tests, and told as another's, as a handout of now is?"""
    assert course.score("dot") == 0
    assert Code.OTHER_VARIANT in told(course.folder, "dot")


def test_nothing_is_kept_twice(course: Course) -> None:
    """Is the same variant made again no other release, and each earlier one there once?"""
    kept = course.folder / ".autograder" / "variants" / "ps1"
    assert len(list((kept / "earlier" / "b").iterdir())) == 1
    before = (kept / "b" / "released.txt").read_bytes()
    run(course, "variants", "ps1", "--language", "zh")
    assert len(list((kept / "earlier" / "b").iterdir())) == 1
    assert (kept / "b" / "released.txt").read_bytes() == before


def test_a_variant_in_another_language(course: Course) -> None:
    """Has a cell with a number that the translation has the variant's, another English words?"""
    cells = {each["id"]: "".join(each["source"]) for each in spoken(course, "b")["cells"]}
    assert cells["intro"] == INTRO_ZH.replace("是 2", "是 4")
    assert "Why is it three more?" in cells["why"]
    assert "为什么" in "".join(
        "".join(each["source"]) for each in spoken(course, "a")["cells"] if each["id"] == "why"
    )


@pytest.mark.parametrize("change", [lambda given: given, unnamed], ids=["as it is", "unnamed"])
def test_what_is_handed_in_of_it(course: Course, change: Any) -> None:
    """Is it known which variant it is, also without names, and graded by the student's own?"""
    course.hand_in("fay", change(answered(spoken(course, "b"), "def f(x):\n    return x + 3")))
    course.hand_in("gus", change(answered(spoken(course, "a"), "def f(x):\n    return x + 3")))
    course.hand_in("ada", change(answered(spoken(course, "a"), PLUS["a"])))
    run(course, "grade", "ps1", "--jobs", "1")
    assert {name: course.score(name) for name in ("fay", "gus", "ada")} == {
        "fay": 3,
        "gus": 3,
        "ada": 3,
    }
    assert Code.OTHER_VARIANT in told(course.folder, "gus")
    for name in ("fay", "ada"):
        assert not {Code.OTHER_VARIANT, Code.OLDER_UNKNOWN} & told(course.folder, name)


def test_collecting_says_whose_file_it_is(course: Course) -> None:
    """Is a neighbour's file told when it comes in, and the own one taken without a word?"""
    path = course.folder / "variants" / "ps1.csv"
    before = path.read_text()
    path.write_text(f"{before}ann-1,a\nbob-2,b\n")
    notebook = json.dumps(answered(spoken(course, "b"), PLUS["b"]))
    with zipfile.ZipFile(course.folder / "download.zip", "w") as file:
        for name in ("ann_1_10", "bob_2_11"):
            file.writestr(f"{name}_p1.ipynb", notebook)
    try:
        said = run(course, "collect", "ps1", "download.zip", "--json", code=3)
    finally:
        path.write_text(before)
    (look,) = json.JSONDecoder().raw_decode(said)[0]["look"]
    assert look.startswith("ann-1: it was made from another handout than this student's own")


def test_each_in_a_language(course: Course, tmp_path: Path) -> None:
    """Has each student their own variant's handout in that language?"""
    run(course, "variants", "ps1", "--list", "--each", str(tmp_path), "--language", "zh")
    of = read_listed(course.folder, "ps1", ("a", "b"))
    for student in ("ada", "ben"):
        mine = json.loads((tmp_path / student / "ps1" / "p1.ipynb").read_text(encoding="utf-8"))
        assert mine == spoken(course, of[student])


def test_gradescope_has_a_zip_for_each(course: Course) -> None:
    """Does the zip of a variant hold its handout and its hidden tests, and that of a others?"""
    said = run(course, "gradescope", "ps1")
    assert "this is variant a" in said
    said = run(course, "gradescope", "ps1", "--variant", "b")
    assert "this is variant" not in said
    for name, wanted in (("ps1", "f(5) == 6"), ("ps1-b", "f(5) == 8")):
        with zipfile.ZipFile(course.folder / "gradescope" / f"{name}.zip") as file:
            data = json.loads(file.read("hidden/assignment.json"))
            handed = json.loads(file.read("assignment/p1.ipynb"))
        (given,) = data["notebooks"]
        assert given["notebook"] == "p1"
        assert wanted in json.dumps(given["handout"])
        assert handed == (handout(course, "b") if name == "ps1-b" else handout(course, "a"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gradescope", "ps1", "--variant", "h"), "ps1 has no variant 'h', but a, b."),
        (("bundle", "ps1", "--variant", "h"), "ps1 has no variant 'h', but a, b."),
        (("bundle", "--variant", "b", "ps1", "ps2"), "--variant is of one assignment"),
        (
            ("site", "ps1", "--pyodide", "cdn"),
            "ps1 has variants, and a site hands out one notebook",
        ),
        (("variants", "ps1", "--language", "xx"), "xx"),
    ],
)
def test_what_is_refused(course: Course, words: tuple[str, ...], said: str) -> None:
    """Is it one sentence that says what to do?"""
    found = run(course, *words, code=1)
    assert said in found
    assert "Traceback" not in found
