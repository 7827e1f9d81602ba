"""An audit of a small course: what is killed, what survives, and what that looks like."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from autograder.commandline.commands.audit import COURSE_ERROR, FINE, SURVIVORS
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Task, TaskResult
from autograder.instructors.audit import mutants
from autograder.instructors.audit.run import Options, audit_of, prepare
from autograder.instructors.audit.verdicts import baselines
from tests.batch.test_command import files
from tests.gradebook.course import cell
from tests.instructors.audit.courses import STRONG, WEAK, audit, notebook, one_function, solution

Go = Callable[..., Path]
KEYS = {"assignment", "mutants", "killed", "equivalent", "survivors", "stale", "seconds"}
APART = Options(isolation=Isolation.PROCESS, jobs=1)


def quiet(*_: object) -> None:
    """Don't look at the progress."""


def test_a_weak_test_has_survivors(go: Go) -> None:
    """Does it tell each mutant that a weak test doesn't see, as a diff, with code 3?"""
    folder = go(p1=one_function(WEAK))
    list_equivalent(folder, "y = x + 1", "y = x | 1")
    before = files(folder)
    done = audit("--json", "--html", "page.html")
    assert done.exit_code == SURVIVORS, done.output
    found = json.loads(done.stdout)
    assert set(found) == KEYS
    assert (found["equivalent"], found["stale"]) == (1, [])
    assert found["mutants"] == found["killed"] + 1 + len(found["survivors"])
    assert found["killed"] > 5
    lines = {re.findall(r"^\+ +(y = .*)$", each["diff"], re.M)[0] for each in found["survivors"]}
    assert "y = x ^ 1" in lines
    assert not {"y = x | 1", "y = x - 1", "y = x + 2"} & lines
    assert all(set(each) == {"cell", "operator", "diff"} for each in found["survivors"])
    assert "WITHOUT a sandbox" in done.stderr
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert page.count("Survived: ") == len(found["survivors"])
    assert "a &lt; b &amp; &lt;script&gt;" in page
    assert "<script" not in page
    (folder / "page.html").unlink()
    assert files(folder) == before  # not even a gradebook


def test_a_strong_test_kills_all(go: Go) -> None:
    """Is the code 0, and an entry told that lists what a test kills?"""
    folder = go(p1=one_function(STRONG))
    list_equivalent(folder, "y = x + 1", "y = x | 1")
    done = audit()
    assert done.exit_code == FINE, done.output
    assert "0 equivalent, 0 survived; kill rate 100.0%" in done.stdout
    assert "becomes 'y = x | 1': a test kills it" in done.stdout
    assert "Survived:" not in done.stdout


def list_equivalent(folder: Path, line: str, becomes: str) -> None:
    """Write the course's list of equivalent mutants, with one entry."""
    (folder / "audits").mkdir()
    entry = f"line = {line!r}\nbecomes = {becomes!r}\nreason = 'a < b & <script>'"
    (folder / "audits" / "ps1.toml").write_text(f"[[equivalent]]\ncell = 'f'\n{entry}\n")


def test_a_solution_that_is_wrong(go: Go) -> None:
    """Is there no audit of a solution that loses points, but a word on where?"""
    go(p1=one_function("assert f(1) == 3"))
    done = audit()
    assert done.exit_code == COURSE_ERROR
    assert (
        "The solution of ps1 loses points in its own tests: f-tests, AssertionError" in done.stderr
    )


def test_the_cell_must_be_there(go: Go) -> None:
    """Is it told in a sentence which solution cells there are?"""
    go(p1=one_function(STRONG))
    done = audit("--cell", "g")
    last = done.stderr.splitlines()[-1]
    assert done.exit_code == COURSE_ERROR
    assert last == "ps1 has no solution cell g that tests grade: it has f."


def test_a_page_must_have_its_folder(go: Go) -> None:
    """Is it told before anything takes time that a page can't be written?"""
    go(p1=one_function(STRONG))
    done = audit("--html", "nowhere/page.html")
    assert done.exit_code == COURSE_ERROR
    assert done.stderr.startswith("The page nowhere/page.html can't be written")


def test_without_cosmic_ray(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it told what to install?"""
    go(p1=one_function(STRONG))
    monkeypatch.setitem(sys.modules, "cosmic_ray.plugins", None)
    mutants.operators.cache_clear()
    done = audit()
    assert done.exit_code == COURSE_ERROR
    assert "pip install 'linear-classifier-kit[audit]'" in done.stderr


def test_a_mutant_that_hangs_is_killed(go: Go) -> None:
    """Does an endless loop lose its points within the limit of a call?"""
    body = "while x > 3:\n        x -= 1\n    return x"
    folder = go(p1=one_function("assert f(9) == 3", solution("f", body)))
    ready = prepare(folder, "ps1", APART)
    endless = [each for each in ready.mutants if each.change[1] == "x -= 0"]
    assert len(endless) == 1
    found = audit_of("ps1", replace(ready, mutants=endless), 1, quiet)
    (verdict,) = found.verdicts
    assert [loss.test for loss in verdict.losses] == ["f-tests"]
    assert re.search(r"stopped after \d+ s", verdict.losses[0].seen)


class Slow(LocalPool):
    """A pool that says that cells took so many seconds."""

    seconds = 1.23

    def map(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Yield what a pool yields, but for the seconds."""
        for done in super().map(tasks):
            graded = {
                name: structs.replace(each, seconds={**each.seconds, "cells": self.seconds})
                for name, each in done.graded.items()
            }
            yield replace(done, graded=graded)


@pytest.mark.parametrize(("took", "limits"), [(0.01, (5, 10)), (1.23, (13, 26)), (60, (20, 300))])
def test_a_limit_suits_the_solution(
    go: Go, monkeypatch: pytest.MonkeyPatch, took: float, limits: tuple[int, int]
) -> None:
    """May a call take ten times as long as the solution: not under 5 s, nor over the limit?"""
    monkeypatch.setattr(Slow, "seconds", took)
    go(p1=one_function(STRONG))
    notebooks = prepare(Path(), "ps1", APART).notebooks
    given = [part.given for notebook in notebooks for part in notebook.parts.values()]
    with closing(Slow(given, 1)) as pool:
        fair = baselines(notebooks, pool).values()
    found = [each.part.given.settings.limits for each in fair]
    assert {(each.call_seconds, each.notebook_seconds) for each in found} == {limits}


def two_answers(number: int = 2) -> dict[str, Any]:
    """Return a notebook in which g needs f and a helper of an unlocked cell."""
    return notebook(
        cell("setup", "import math", locked=True),
        cell("f", solution("f", "return x + 1"), solution=True),
        cell("f-tests", "assert f(0) == 1", grade=True, locked=True, points=1),
        cell("helper", f"by = [{number}]\ndef half(x):\n    return x / by[0]"),
        cell("picture", "by[0] = 2\n1 / 0"),
        cell("g", solution("g", "return half(f(x))"), solution=True),
        cell("g-tests", "assert g(5) == 3", grade=True, locked=True, points=1),
    )


def test_later_tests_count(go: Go) -> None:
    """Do tests of an answer that uses another one kill what its own tests let live?"""
    folder = go(p1=two_answers(), p2=one_function(STRONG))
    ready = prepare(folder, "ps1", APART)
    assert {each.notebook for each in ready.mutants} == {"p1", "p2"}
    wanted = [each for each in ready.mutants if each.change[1] in ("return x | 1", "y = x | 1")]
    found = audit_of("ps1", replace(ready, mutants=wanted), 1, quiet)
    tests = [[loss.test for loss in each.losses] for each in found.verdicts]
    assert tests == [["g-tests"], ["f-tests"]]


def test_exams_hold_what_their_tests_need(go: Go) -> None:
    """Are cells left out that no test needs, but only if the solution earns all without them?"""
    folder = go(p1=two_answers(), p2=two_answers(number=0))
    notebooks = prepare(folder, "ps1", APART).notebooks
    given = [part.given for notebook in notebooks for part in notebook.parts.values()]
    with closing(LocalPool(given, 1)) as pool:
        fair = baselines(notebooks, pool)
    cells = {
        name: [node["id"] for node in each.part.given.handout["cells"]]
        for name, each in fair.items()
    }
    assert cells["p1: f"] == cells["p2: f"] == ["audit-quiet", "setup", "f", "f-tests"]
    assert cells["p1: g"] == ["audit-quiet", "setup", "f", "helper", "g", "g-tests"]
    assert cells["p2: g"] == cells["p2"] == cells["p1"]
    assert "picture" in cells["p1"]
