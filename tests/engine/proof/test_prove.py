"""Is it proved of each test where it scores as in one kernel, from the course's material alone?"""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.engine.proof.constructs import CONSTRUCTS, construct_of
from autograder.engine.proof.prove import proof_of, prove
from autograder.engine.proof.record import Difference, Proof, ProvedCell, Together
from autograder.engine.proof.store import FOLDER_VARIABLE, proof_key, read_proof
from autograder.engine.proof.told import lines
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.specification import Specification
from autograder.findings.words import text
from tests.engine.proof.courses import course, solved

NODE = "class Node:\n    ### BEGIN SOLUTION\n    kind = 1\n    ### END SOLUTION\n    size = 2"
CELLS = {
    "setup": "import random",
    "node": NODE,
    "ask": solved("def ask():", "return answer"),
    "ask-tests": "ask.__globals__['answer'] = 4\nassert ask() == 4",
    "source": solved("def source(x):", "return x + 1"),
    "source-tests": "assert source.__globals__ is globals()\nassert source(1) == 2",
    "plain": solved("def plain(x):", "return x + 1"),
    "plain-tests": "assert plain(1) == 2",
    "half-tests": "0.5 if plain(1) == 2 else 0",
    "first": solved("def twice(x):", "'by addition'", "return x + x"),
    "first-tests": "assert twice.__globals__ is globals() and twice.__doc__ == 'by addition'",
    "second": solved("def twice(x):", "return 2 * x"),
    "second-tests": "assert twice(3) == 6",
    "chance": solved("def chance():", "return random.random()"),
    "chance-tests": "min(1.5, chance())",
    "lacks": solved("def lacks():", "import not_a_package", "return 1"),
    "lacks-tests": "assert lacks() == 1",
}


@pytest.fixture(scope="module")
def given() -> Specification:
    """Return a notebook with tests of each kind."""
    return course(CELLS)


@pytest.fixture(scope="module")
def proof(given: Specification) -> Proof:
    """Return what is proved of it."""
    return prove(given, Together.NEEDED)


def test_outcomes(proof: Proof) -> None:
    """Is each test told that isn't simply apart, in the notebook's order?"""
    assert {each.cell: each.outcome for each in proof.cells} == {
        "ask-tests": "after",
        "source-tests": "after",
        "first-tests": "within",
        "chance-tests": "unsteady",
        "lacks-tests": "missing",
    }
    assert proof.tests == 8
    assert proof.submissions == 10  # solution, handout, and without each of eight answers
    assert proof.places(Together.NEEDED) == {
        "ask-tests": "after",
        "source-tests": "after",
        "first-tests": "within",
    }
    assert proof.places(Together.NEVER) == {}


def test_why(proof: Proof) -> None:
    """Is it told on what submission the two differ, and what in the test may be the cause?"""
    found = {each.cell: each for each in proof.cells}
    differences = [found[name].difference for name in ("ask-tests", "first-tests")]
    assert [each and (each.answer, each.stock, each.kit) for each in differences] == [
        ("", 2.0, 0.0),
        ("", 2.0, 0.0),
    ]
    assert found["ask-tests"].construct == "looks-into"
    assert found["source-tests"].construct == "looks-into"


def test_always(given: Specification) -> None:
    """Does "always" have each test run with the student's code where it can, and no other?"""
    cells = {name: CELLS[name] for name in ("setup", "plain", "plain-tests", "half-tests")}
    cells["secret-tests"] = "from autograder.judging import question\nassert plain(2) == 3"
    found = prove(course(cells), Together.ALWAYS)
    assert found.places(Together.ALWAYS) == {"plain-tests": "after", "half-tests": "after"}
    assert proof_key(given, Together.ALWAYS) != proof_key(given, Together.NEEDED)


def test_neither() -> None:
    """Is a test told, and left apart, that scores otherwise in any way?"""
    cells = {
        "setup": "calls = []",
        "f": solved("def f():", "calls.append(1)", "return 1"),
        "f-tests": "assert f.__globals__ is globals() and f() == 1",
        "g": solved("def g():", "return len(calls)"),
        "g-tests": "assert g.__globals__ is globals() and g() == 1",
    }
    found = prove(course(cells), Together.NEEDED)
    assert [each.cell for each in found.of("neither")] == ["g-tests"]
    said = "\n".join(lines("p1", found))
    assert text("together-outcome.neither", notebook="p1", cell="g-tests") in said


def test_no_source() -> None:
    """Is nothing proved, and every test apart, where the solution is not at hand?"""
    found = prove(replace(course(CELLS), sources={}), Together.NEEDED)
    assert found.cells == ()
    assert found.unproved == text("together.no-source")
    assert found.places(Together.NEEDED) == {}


def test_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a proof made once for one version of a notebook, and made again for another?"""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    cells = {name: CELLS[name] for name in ("setup", "plain", "plain-tests")}
    given, told = course(cells), list[str]()
    first = proof_of(tmp_path, given, Together.NEEDED, told.append)
    assert proof_of(tmp_path, given, Together.NEEDED, told.append) == first
    assert told == [text("together.proving", notebook="p1")]
    (kept,) = (tmp_path / ".autograder" / "proofs").iterdir()
    for other in (
        cells | {"plain-tests": "assert plain(2) == 3"},
        cells | {"plain": "plain = abs"},
    ):
        assert read_proof(tmp_path, course(other), Together.NEEDED) is None
    kept.write_bytes(b"{}")
    assert read_proof(tmp_path, given, Together.NEEDED) is None


def test_a_submission_has_no_say(given: Specification) -> None:
    """Does the key of a proof, and so the proof, know nothing but the course's own material?"""
    assert proof_key(given, Together.NEEDED) == proof_key(course(CELLS), Together.NEEDED)
    limited = course(CELLS, isolation=Isolation.SANDBOX)
    assert proof_key(limited, Together.NEEDED) == proof_key(given, Together.NEEDED)


@pytest.mark.parametrize(
    ("test", "construct"),
    [
        ("with patch('builtins.input'):\n    f()", "patches"),
        ("import time\ntime.time = lambda: 3\nassert f() == 3", "patches"),
        ("import inspect\nassert inspect.signature(f)", "looks-into"),
        ("assert f.__code__.co_argcount == 2", "looks-into"),
        ("assert 'f' in globals()", "names"),
        ("del f", "deletes"),
        ("assert type(f()) is list", "types"),
        ("assert f() is x", "identity"),
        ("assert open('out.txt').read() == 'a'", "files"),
        ("np.random.seed(3)\nassert f() == 2", "random"),
        ("N = 10\nassert f() == 10", "binds"),
        ("%timeit f()\nx", "magic"),
        ("assert f() is None", "other"),
    ],
)
def test_constructs(test: str, construct: str) -> None:
    """Is it told of a test what in it may be the cause, with words for it?"""
    assert construct_of(test, ["def f():\n    return N"]) == construct
    cell = ProvedCell("f-tests", "after", Difference(None, 2.0, None), construct)
    said = lines("p1", Proof("", 1, 1, 1.0, (cell,)))
    assert text(f"together-construct.{construct}") in said
    assert text(f"together-instead.{construct}") in said
    assert not any("(together" in line for line in said)
    assert construct in CONSTRUCTS
