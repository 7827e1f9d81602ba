"""One notebook graded on the spot: points, words, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.selfstudy.conftest import EXAMPLES, Notebook, checked, missing, points, run

Work = Callable[..., Notebook]
Save = Callable[..., Path]

SEVERAL = [
    ("gradient-without-reg", "softmax-loss"),
    ("crashes", "softmax-loss"),
    ("naive-only", "softmax-loss"),
    ("no-max-shift", "softmax-loss"),
    ("loops-in-vectorized", "svm-loss"),
    ("inputs-changed", "svm-loss"),
]


@pytest.mark.usefixtures("own_worker")
def test_finished_notebook_has_all_points(work: Work, save: Save) -> None:
    """Does a finished notebook get full points, exit code 0 and words that say so?"""
    done = run("check", save(work()))
    assert done.exit_code == 0, done.output
    assert "softmax_loss_naive         10/10   nothing" in done.output
    assert "Total: 26 of 26 points, nothing missing." in done.output
    assert done.output.count("answered") == 5 and "Re-read" not in done.output


def test_untouched_notebook(course: Path) -> None:
    """Is each question of a fresh notebook 'not implemented yet', with its section, exit code 1?"""
    done = run("check", course / "assignments" / "svm-loss" / "svm-loss.ipynb")
    assert done.exit_code == 1
    assert done.output.count("not implemented yet") == 5
    assert done.output.count("Re-read: ") == 5
    assert "answered" not in done.output
    assert "Traceback" not in done.output and "Error" not in done.output


@pytest.mark.parametrize(("example", "assignment"), SEVERAL)
def test_example_gets_its_points(example: str, assignment: str, work: Work, save: Save) -> None:
    """Does an example get the points that nbgrader gives it, and is each failed facet named?"""
    report = checked(save(work(example, assignment)))
    expected = EXAMPLES[example].expected[assignment]
    assert points(report) == {name: outcome["points"] for name, outcome in expected.items()}
    for name, outcome in expected.items():
        if outcome["points"]:
            assert all(facet in missing(report, name) for facet in outcome["failed"])


def test_what_is_missing_is_said(work: Work, save: Save) -> None:
    """Does the scoreboard hold points, the sentence, the section; once where it is one reason?"""
    done = run("check", save(work("gradient-without-reg")))
    assert done.exit_code == 1
    assert "8/10   regularization (-2): dW has no regularization term" in done.output
    assert "Mistake: the regularization is missing from dW" in done.output
    assert "4 · What regularization asks for" in " ".join(done.output.split())
    assert "Total: 22 of 26 points, 2 questions to finish." in done.output
    assert max(map(len, done.output.splitlines())) <= 100


def test_nothing_of_the_reference_is_printed(course: Path, work: Work, save: Save) -> None:
    """Is no line of a solution or hidden test in what is printed about a wrong notebook?"""
    path = save(work("crashes"))
    printed = run("check", path).output + json.dumps(checked(path))
    given = (course / "assignments/softmax-loss/softmax-loss.ipynb").read_text(encoding="utf-8")
    source = json.loads((course / "solutions/softmax-loss/softmax-loss.ipynb").read_text("utf-8"))
    secrets = [
        line.strip()
        for cell in source["cells"]
        if cell["cell_type"] == "code"
        for line in "".join(cell["source"]).splitlines()
        if len(line.strip()) > 12
        and line.strip()[0] != '"'
        and json.dumps(line.strip())[1:-1] not in given
    ]
    assert len(secrets) > 20
    assert not [secret for secret in secrets if secret in printed]


def test_json_is_one_object(work: Work, save: Save) -> None:
    """Does --json hold the questions with their seeds, the answers and the total?"""
    path = save(work("naive-only"))
    report = checked(path)
    assert report["assignment"] == "softmax-loss" and report["notebook"] == str(path)
    assert (report["points"], report["max_points"], report["complete"]) == (14, 26, False)
    assert isinstance(report["questions"][0]["seed"], int)
    assert report["questions"][1]["section"] == "5 · The same with matrices"
    assert {answer["name"] for answer in report["answers"]} == {f"Why {n}" for n in range(1, 6)}


def test_notebook_anywhere(
    course: Path, work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is the assignment found from the cells, in another folder and by another name?"""
    path = tmp_path / "elsewhere" / "Kopie von meinem Notebook (1).ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(work()), encoding="utf-8")
    assert checked(path)["points"] == 26
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course))
    assert checked(path)["points"] == 26


def test_written_answers_are_answered_or_open(work: Work, save: Save) -> None:
    """Is an answer open while it is blank or the stub, and answered when it is written?"""
    notebook = work()
    written = iter(["YOUR ANSWER HERE", "  \n", "Because."])
    for each in notebook["cells"]:
        if each["id"].endswith("-answer"):
            each["source"] = next(written, "")
    done = run("check", save(notebook))
    assert done.exit_code == 0  # they aren't scored
    assert done.output.count("answered") == 1
    assert "nothing missing; 4 written answers open." in done.output


def test_model_answers_are_shown_after_an_attempt(work: Work, save: Save) -> None:
    """Does --answers show the model of each answer that was written, and else none?"""
    notebook = work()
    keys = [each["id"] for each in notebook["cells"] if each["id"].endswith("-answer")]
    for each in notebook["cells"]:
        if each["id"] in keys:
            each["source"] = "Because." if each["id"] == keys[0] else ""
    path = save(notebook)
    assert "model answer" not in run("check", path).output
    shown = run("check", path, "--answers").output
    assert shown.count("a model answer") == 1
    assert "the true one's too, and nothing would be learned" in " ".join(shown.split())
    assert "SOLUTION" not in shown
    models = {each["cell"]: each["model"] for each in checked(path, "--answers")["answers"]}
    assert [key for key, model in models.items() if model] == keys[:1]
    assert not any(each["model"] for each in checked(path)["answers"])
