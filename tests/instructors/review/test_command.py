"""What `autograder review` says, writes and leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import ask
from tests.support.commands import AUTOGRADER, without


def run(made: MadeClass, *words: str) -> Result:
    """Run the command in the course folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.folder)
        return CliRunner().invoke(app, ["review", *words])


def test_static_pages(made: MadeClass, tmp_path: Path) -> None:
    """Are pages written that need nothing else, have nothing to press, and only we can read?"""
    made.grade("ada", ["loss"], answer="def f(x):\n    return '<b>'")
    folder = tmp_path / "pages"
    done = run(made, ASSIGNMENT, "--static", str(folder))
    assert done.exit_code == 0, done.output
    assert str(folder / "index.html") in done.output
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert pages.keys() == {"index.html", "question-1.html"}
    assert 'href="question-1.html"' in pages["index.html"]
    assert "&lt;b&gt;" in pages["question-1.html"]
    for page in pages.values():
        assert not {"<script", "<form", "<button", "http://", "https://"} & set(page.split())
        assert "<script" not in page and "<form" not in page and "<button" not in page
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_nothing_is_graded(made: MadeClass, tmp_path: Path) -> None:
    """Is it said on the page what to do when nothing is graded yet?"""
    assert run(made, ASSIGNMENT, "--static", str(tmp_path / "pages")).exit_code == 0
    assert "Nothing is graded yet" in (tmp_path / "pages" / "index.html").read_text("utf-8")


def test_what_is_not_there(made: MadeClass, tmp_path: Path) -> None:
    """Are an unknown assignment, no gradebook and a bad folder each a sentence and code 1?"""
    unknown = run(made, "ps9", "--static", "pages")
    assert (unknown.exit_code, "ps9" in unknown.stderr) == (1, True)
    (tmp_path / "file").write_text("")
    made.grade("ada")
    refused = run(made, ASSIGNMENT, "--static", str(tmp_path / "file"))
    assert (refused.exit_code, "can't be written" in refused.stderr) == (1, True)
    (made.folder / "gradebook.db").unlink()
    assert run(made, ASSIGNMENT, "--static", "pages").exit_code == 1


def test_the_browser_is_told_by_a_file(made: MadeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a browser started with no address, but with a file that only its user can read?"""
    opened: list[tuple[str, str, int]] = []

    def look(address: str) -> None:
        path = Path(urlsplit(address).path)
        opened.append((address, path.read_text("utf-8"), path.stat().st_mode & 0o077))

    def serve(_found: object, _port: int, ready: Callable[[str], None]) -> None:
        ready("http://127.0.0.1:1/secret/")

    monkeypatch.setattr("webbrowser.open", look)
    monkeypatch.setattr("autograder.commandline.commands.review.serve", serve)
    assert run(made, ASSIGNMENT).exit_code == 0
    ((address, text, others),) = opened
    assert "secret" not in address and "http://127.0.0.1:1/secret/" in text and others == 0
    assert not Path(urlsplit(address).path).exists()


@pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C goes to all of a console")
def test_until_ctrl_c(made: MadeClass) -> None:
    """Does the command say its address, serve on it, and end by itself on Ctrl-C, with code 0?"""
    made.grade("ada", ["loss"])
    words = [sys.executable, *AUTOGRADER, "review", ASSIGNMENT, "--no-browser"]
    with subprocess.Popen(
        words,
        cwd=made.folder,
        env=without("AUTOGRADER", "NBGRADER"),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if "http://127.0.0.1:" in line)
        status, text, _ = ask(said[said.index("http://") :].strip() + "question/1")
        assert status == 200 and "ada" in text
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert process.returncode == 0
    assert "has ended" in rest
