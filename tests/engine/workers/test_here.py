"""Cells that only call the kit's checks run in the worker itself, which must stay as it was."""

import copy
import gc
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from autograder.course.folders import assignments
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.process import StudentProcess
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.submission.cell_runs import CellToRun, Role
from autograder.engine.submission.keys import with_key
from autograder.engine.submission.side_effects import has_no_side_effects
from autograder.engine.submission.specification import Settings, Specification, Submission
from autograder.engine.workers.fork import watchdog
from autograder.engine.workers.grader import Grader
from autograder.engine.workers.worker import Worker
from autograder.instructors.audit.answers import pasted
from autograder.notebooks.code import imported_modules
from autograder.results import Graded, points_of
from tests.engine.workers.tiny import RIGHT as F
from tests.engine.workers.tiny import WRONG as NOT_F
from tests.engine.workers.tiny import notebook_of, passed, specification, tasks
from tests.judging.harness import ROOT, cells, required_names

QUESTION, TESTS = "hinge-loss", "hinge-loss-tests"
FILE = "solutions/svm-loss/svm-loss.ipynb"
WRONG = "def hinge_loss(scores, y):\n    return float(scores.sum())\n"
ENDLESS = "def hinge_loss(scores, y):\n    while True:\n        pass\n"
OTHER = "hinge = 1\n"


def hinge() -> Specification:
    """Return the question on the hinge of svm-loss as an assignment of its own."""
    sources = cells("svm-loss")
    content = notebook_of({"setup": sources["setup"], QUESTION: "", TESTS: sources[TESTS]}, 3)
    given = replace(specification(), handout=content)
    settings = replace(given.settings, required_names=frozenset({"hinge_loss"}))
    files = {FILE: (ROOT / FILE).read_bytes()}
    return with_key(replace(given, settings=settings, sources=files))


def submission(answer: str) -> Submission:
    """Return a student's answer to it."""
    sources = cells("svm-loss")
    content = notebook_of({"setup": sources["setup"], QUESTION: answer, TESTS: ""}, 3)
    return Submission("s", json.dumps(content).encode())


def right() -> str:
    """Return the solution."""
    return cells("svm-loss")[QUESTION]


def points(graded: Graded) -> float | None:
    """Return the points of the question."""
    return points_of(graded.cells).scores[TESTS]


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Grader]:
    """Yield a grader, and a place for it to wait at."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(ROOT))
    ours, theirs = os.pipe()
    found = Grader(ours)
    found.prepare(hinge())
    yield found
    found.end()
    os.close(ours)
    os.close(theirs)


def test_here_and_apart_are_the_same(grader: Grader) -> None:
    """Do points not depend on where the cells run, in any order?"""
    answers = {right(): 3.0, WRONG: 1.0, OTHER: 0.0}
    for careful in (False, True, False):
        for answer, wanted in answers.items():
            assert points(grader.grade("p1", submission(answer), careful)) == wanted, answer


def test_nothing_of_a_submission_is_there_for_the_next(grader: Grader) -> None:
    """Is a function of the student before not found by the next one's test?"""
    assert points(grader.grade("p1", submission(right()), careful=False)) == 3.0
    after = grader.grade("p1", submission(OTHER), careful=False)
    assert points(after) == 0.0
    assert "NameError" in after.text


def test_the_process_stays_as_it_was(grader: Grader) -> None:
    """Are folder, import path and processes the same after as before?"""
    grader.grade("p1", submission(right()), careful=False)
    gc.collect()  # what other tests left open is closed now, and not in between
    before = Path.cwd(), sys.path[:], files(), children()
    for answer in (right(), WRONG, ENDLESS):
        grader.grade("p1", submission(answer), careful=False)
    after = Path.cwd(), sys.path[:], files(), children()
    assert before[:2] == after[:2]
    assert before[2] == after[2]
    assert before[3] >= after[3]


def test_looking_for_changes_asks_no_student(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does a submission take one process, and is no name of the student's taken for a module's?"""
    started, start = [], WarmSandbox.student

    def counted(self: WarmSandbox) -> StudentProcess:
        started.append(self)
        return start(self)

    monkeypatch.setattr(WarmSandbox, "student", counted)
    lies = 'LEAVES_NOTHING = True\ndef changed_state():\n    return ("a lie",)\n'
    assert points(grader.grade("p1", submission(lies + right()), careful=False)) == 3.0
    assert len(started) == 1


def files() -> int:
    """Return how many files are open in this process, but for those a watch is reading just now."""
    return sum(not _of_processes(path) for path in Path("/proc/self/fd").iterdir())


def _of_processes(path: Path) -> bool:
    try:
        return str(path.readlink()).startswith("/proc/")
    except FileNotFoundError:  # closed meanwhile
        return True


def children() -> int:
    """Return how many processes there are below this one."""
    return len(psutil.Process().children(recursive=True))


def _write(tell: int) -> None:
    os.write(tell, b"cleared")


def test_the_watch_ends_a_process_that_nobody_waits_for() -> None:
    """When the asker hangs up in the middle, does the process clear up and end?"""
    ours, theirs = os.pipe()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        with watchdog(60.0, ours, lambda: _write(tell)):
            while True:
                pass
    os.close(theirs)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert os.read(told, 100) == b"cleared"


def test_the_watch_ends_a_process_that_takes_long() -> None:
    """Does a process end that takes longer than it may?"""
    ours, _theirs = os.pipe()
    child = os.fork()
    if child == 0:
        with watchdog(0.2, ours, lambda: None):
            while True:
                pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_the_watch_lets_go() -> None:
    """Does nothing happen to a process that is done in time?"""
    ours, _theirs = os.pipe()
    with watchdog(60.0, ours, lambda: None):
        pass


@pytest.mark.parametrize("assignment", assignments(ROOT))
def test_the_kits_own_tests_leave_nothing(assignment: str) -> None:
    """Are all test cells of the kit's assignments of this kind?"""
    sources = cells(assignment)
    tests = [
        CellToRun(key, text, "test") for key, text in sources.items() if key.endswith("-tests")
    ]
    assert len(tests) >= 2
    assert has_no_side_effects([CellToRun("setup", sources["setup"], "given"), *tests])


@pytest.mark.parametrize("assignment", assignments(ROOT))
def test_no_assignment_needs_a_fork(
    assignment: str, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does each solution earn all points without a fork, and leave the worker as it was?"""
    monkeypatch.setattr("autograder.engine.workers.grader.in_fork", None)
    file = f"solutions/{assignment}/{assignment}.ipynb"
    content = json.loads((ROOT / file).read_text(encoding="utf-8"))
    names = required_names(assignment)
    codes = ("".join(each["source"]) for each in content["cells"] if each["cell_type"] == "code")
    modules = tuple(sorted({module for code in codes for module in imported_modules(code)}))
    settings = Settings(isolation=Isolation.PROCESS, required_names=names, modules=modules)
    files = [*ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("mistakes/*.toml")]
    sources = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    # Not "p1" as in the fixture: a session, with its names, is kept for the notebook of a name.
    given = Specification(assignment, assignment, content, settings, sources=sources)
    grader.prepare(given, warm=False)
    answers = copy.deepcopy(content)
    for cell in answers["cells"]:
        cell["source"] = pasted("".join(cell["source"]), ROOT)
    handed_in = Submission("s", json.dumps(answers).encode())
    graded = grader.grade(assignment, handed_in, careful=False)
    most = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]["points"]
        for cell in content["cells"]
        if cell["id"].endswith("-tests")
    }
    assert not graded.problem
    assert {name: points_of(graded.cells).scores[name] for name in most} == most


LEAVES = """
def quiet():
    import numpy as np
    with np.errstate(all="ignore"):
        yield

kept = quiet()
next(kept)
assert f(5) == 6
"""


def test_what_reading_did_not_see_spoils_no_other() -> None:
    """When a test changes numpy's settings unseen, is all graded in forks of a new process?"""
    assert has_no_side_effects([CellToRun("a", LEAVES, "test")])
    content = notebook_of({"f": "def f(x):\n    pass", "f-tests": LEAVES}, 2)
    worker = Worker([replace(specification(), handout=content)])
    first, *others = tasks([F, NOT_F, F])
    try:
        graded = [worker.grade(first)]
        began = worker.pid
        graded += map(worker.grade, others)
        assert [passed(done.graded["p1"]) for done in graded] == [True, False, True]
        assert not any(done.graded["p1"].problem for done in graded)
        assert worker.pid == began  # it has learned after the first
    finally:
        worker.close()


ASKS_ONCE = "from autograder.judging import load_reference\nload_reference('ps1')['g']() * 2"
REMEMBERS = {
    "a counter": "n = 0\ndef g():\n    global n\n    n += 1\n    return int(n == 1)",
    "a list": "seen = []\ndef g():\n    seen.append(1)\n    return int(len(seen) == 1)",
    "a default": "def g(seen=[]):\n    seen.append(1)\n    return int(len(seen) == 1)",
    "random numbers": "import numpy as np\nrng = np.random.default_rng(0)\n"
    "def g():\n    return int(rng.random() == np.random.default_rng(0).random())",
    "a class": "class C:\n    seen = {}\ndef g():\n    C.seen[len(C.seen)] = 1\n"
    "    return int(len(C.seen) == 1)",
    "an object": "class C:\n    n = 0\nc = C()\ndef g():\n    c.n += 1\n    return int(c.n == 1)",
    "a generator": "many = (int(n == 0) for n in range(9))\ndef g():\n    return next(many)",
    "a closure": "def make():\n    seen = []\n    def g():\n        seen.append(1)\n"
    "        return int(len(seen) == 1)\n    return g\ng = make()",
}


def _row(given: Specification, answers: list[str]) -> tuple[list[float | None], set[str]]:
    """Return the points of answers that one worker grades, and what it grades in forks since."""
    worker = Worker([given])
    try:
        graded = [worker.grade(task).graded["p1"] for task in tasks(answers)]
        return [points_of(each.cells).scores["f-tests"] for each in graded], worker._careful
    finally:
        worker.close()


def _with_reference(solution: str) -> Specification:
    content = notebook_of({"f": "def f(x):\n    pass", "f-tests": ASKS_ONCE}, 2)
    source = json.dumps(notebook_of({"f": solution}, 2)).encode()
    files = {"solutions/ps1/p1.ipynb": source}
    return with_key(replace(specification(), handout=content, sources=files))


@pytest.mark.parametrize("what", REMEMBERS)
def test_what_a_reference_remembers_spoils_no_other(what: str) -> None:
    """When a reference's next result depends on its last, has each student a new one?"""
    assert has_no_side_effects([CellToRun("a", ASKS_ONCE, "test")])
    assert _row(_with_reference(REMEMBERS[what]), [F] * 3)[0] == [2, 2, 2]


PLAIN = """
import math
from functools import lru_cache
import numpy as np
STEPS, X, names = [0.1, 0.2], np.ones((3, 2)), {"a": (1, None)}
class C:
    rate = 0.5
    @property
    def twice(self):
        return 2 * self.rate
kept = C()
@lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def g(a=np.zeros(2), *, b=C):
    return int(fib(9) == 34 and kept.twice == 1 and X.sum() == 6)
"""


def test_a_reference_that_remembers_nothing_needs_no_fork() -> None:
    """May a solution have lists, arrays, objects and a cache, and its notebook stay a fast one?"""
    assert _row(_with_reference(PLAIN), [F] * 2) == ([2, 2], set())


def test_a_module_by_a_students_name_spoils_no_other() -> None:
    """When a test reaches a module only by the student's import, is what it sets there undone?"""
    test = "before = logging.root.manager.disable\nlogging.disable(50)\n2 if before == 0 else 0"
    assert has_no_side_effects([CellToRun("a", test, "test")])
    content = notebook_of({"f": "def f(x):\n    pass", "f-tests": test}, 2)
    given = replace(specification(), handout=content)
    assert _row(given, [f"import logging\n{F}"] * 3)[0] == [2, 2, 2]


def test_an_error_is_not_kept_for_the_next() -> None:
    """Does a test not find the error in which the one of the submission before ended?"""
    test = "import sys\nfound = hasattr(sys, 'last_value')\nassert f(5) == 6\n0 if found else 2"
    content = notebook_of({"f": "def f(x):\n    pass", "f-tests": test}, 2)
    assert _row(replace(specification(), handout=content), [NOT_F, F])[0] == [0, 2]


CHECK = "from autograder.checks import check_loss\n"


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import *",
        "from os import environ",
        "from . import x",
        "from autograder.checks import *",
        "from autograder.checks.check_report import leave_out\nleave_out()",
        "from autograder import judging\njudging.compare.x",
        "import autograder\nautograder.judging.compare",
        "%matplotlib inline",
        "get_ipython().magic('x')",
        "async def f(): await g()",
        "class A(metaclass=f): pass",
        "@f\nclass A: pass",
        "class A:\n    import os",
        "class A:\n    def f(self):\n        self.x = 1",
        "del f",
        "open('a', 'w')",
        "f = open",
        "exec('x = 1')",
        "setattr(f, 'x', 1)",
        "f.x = 1",
        "f.__dict__",
        "globals()",
        "globals()['x'] = 1",
        "CHECK\ncheck_softmax(f(globals()))",
        "def draw(rng):\n    global x\n    x = 1",
        "import numpy as np\nnp.random.seed(0)",
        "import numpy as np\nnp.typecodes['x'] = 'y'",
        "import numpy as np\nnp.random.rand()",
        "import numpy as np\nnp.seterr(all='ignore')",
        "import numpy as np\nquiet = np.seterr\nquiet(all='ignore')",
        "import numpy as np\ndef draw(rng):\n    np.set_printoptions(precision=2)",
        "import numpy as np\nr = np.random\nr.seed(0)",
        "import numpy as np\nf(np)",
        "import numpy as np\nnp.save('a', 1)",
        "import numpy as np\nnp.ones(2).tofile('a')",
        "import numpy as np\nnp.pi = 3",
        "from numpy import seterr\nseterr(all='ignore')",
        "from numpy import random as r\nr.seed(0)",
        "from numpy.random import seed\nseed(0)",
        "import numpy.random as r\nr.seed(0)",
        "import matplotlib.pyplot as plt\nplt.plot([1])",
        "from autograder import data\nX = data.spiral()\nX[0] = 1",
        "from autograder import data\nX = data.spiral()\nX += 1",
        "f(lambda: open('a', 'w'))",
    ],
)
@pytest.mark.parametrize("role", ["test", "given"])
def test_others_may_leave_something(source: str, role: Role) -> None:
    """Is what might change the process, or be there for the next one, run apart?"""
    assert not has_no_side_effects([CellToRun("a", source.replace("CHECK\n", CHECK), role)])


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "def f(): pass",
        "class A:\n    def __add__(self, b):\n        return self.op(b)\n    __radd__ = __add__",
        "assert f(1) == 2, 'one more'",
        "import math\nassert math.isclose(f(1), 2)",
        CHECK + "check_softmax(lambda s: f(s), {**x}, *y)",
        "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        "import numpy as np\nrng = np.random.default_rng(1)\nX = np.linalg.norm(rng.normal())",
        "from numpy.testing import assert_allclose\nassert_allclose(f(1), 2)",
        "import numpy as np\nwith np.errstate(all='ignore'):\n    f(np.zeros(3))",
        "X = f(1)\nX[0] = 1",
        "from autograder import data\nX = data.spiral()",
        "from autograder import data\ndef draw(rng):\n    data = rng.normal()\n    return (data,)",
        "from autograder.judging import grade_loss\ngrade_loss('a', globals(), 'f', {'loss': 1})",
    ],
)
def test_what_leaves_nothing(source: str) -> None:
    """Does a cell keep to the worker that names, calls and draws, and changes nothing?"""
    assert has_no_side_effects([CellToRun("a", source, "test")])


@pytest.mark.parametrize("role", ["answer", "extra", "demo"])
def test_the_students_cells_dont_matter(role: Role) -> None:
    """Are only those cells looked at that run on the grader's side?"""
    assert has_no_side_effects([CellToRun("a", "x = 1", role)])
    assert not has_no_side_effects([CellToRun("a", "x = 1", role, needed="import os")])
