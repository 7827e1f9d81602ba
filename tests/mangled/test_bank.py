"""Is every mangled notebook recovered, asked about or named, and none mis-assigned?"""

import hashlib
import warnings

import pytest

from autograder.engine.submission.differences import differences
from autograder.engine.submission.rebuild import rebuild
from autograder.notebooks.cells import student_cells
from autograder.notebooks.recovery import recover
from tests.mangled.editors import EDITORS
from tests.mangled.joined import answers_above_their_questions, questions_quoted
from tests.mangled.judge import PAIRED, bank, counted, judged, mangled, verdicts
from tests.mangled.kinds import FILES, KINDS, nameless
from tests.mangled.work import NOTEBOOKS, handout, worked

BY_DAY = "softmax-loss"
SLOW_TO_MAKE = "a page"  # nbconvert takes seconds to load
ADDS_A_CELL = ("Kaggle",)  # of code, above all others
PAIRS = [each for each in bank() if len(each[1]) == 2 and SLOW_TO_MAKE not in each[1]]


def test_there_are_twenty_kinds() -> None:
    """Are there as many kinds as were asked for, and as many editors?"""
    assert len(KINDS) >= 20
    assert len(EDITORS) == 20
    assert set(FILES) < set(KINDS) and set(PAIRED) < set(NOTEBOOKS)


def test_a_page() -> None:
    """Are the answers in an HTML export found?"""
    assert judged(mangled(BY_DAY, (SLOW_TO_MAKE,)), (SLOW_TO_MAKE,)).outcome == "recovered"


@pytest.mark.parametrize("kind", [each for each in KINDS if each != SLOW_TO_MAKE])
def test_one_kind(kind: str) -> None:
    """Does each kind of mangling cost no answer, in one notebook?"""
    verdict = judged(mangled(BY_DAY, (kind,)), (kind,))
    wanted = ("named",) if kind in ("a cut off file", "a pdf") else ("recovered", "asked")
    assert verdict.outcome in wanted, verdict


@pytest.mark.parametrize("pair", PAIRS[::40], ids=str)
def test_some_pairs(pair: tuple[str, tuple[str, ...]]) -> None:
    """Do two kinds at once cost no answer?"""
    name, kinds = pair
    assert judged(mangled(name, kinds), kinds).outcome not in ("lost", "misassigned")


@pytest.mark.parametrize("editor", EDITORS)
def test_what_editors_save(editor: str) -> None:
    """Is each answer of every notebook found in what an editor has saved, and nobody asked?"""
    for name in NOTEBOOKS:
        work = EDITORS[editor](worked(name))
        found = recover(handout(name), student_cells(work.bytes))
        assert not found.questions
        rebuilt = rebuild(handout(name), found.cells)
        assert rebuilt.answers == work.truth
        # What is the course's is known as such, and not run as a cell that the student has added.
        added = [part for part in rebuilt.cells if part.role == "extra"]
        assert len(added) == (editor in ADDS_A_CELL)
        assert len(differences(handout(name), found.cells)) == len(added)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_where_nothing_tells_written_answers(name: str) -> None:
    """Is somebody asked about written answers without their questions, or out of all order?"""
    nodes = [nameless(node) for node in worked(name).nodes]
    shuffled = sorted(nodes, key=lambda node: hashlib.sha256(node["source"].encode()).digest())
    for left in ([node for node in nodes if node["truth"]], nodes[::-1], shuffled):
        assert judged(worked(name).with_nodes(left), ("",)).outcome == "asked"
    for mangle in (answers_above_their_questions, questions_quoted):
        assert judged(mangle(worked(name)), ("",)).outcome == "asked"


def test_the_whole_bank() -> None:
    """Is none of all mis-assigned or lost, and at most a tenth asked about?"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nbformat, on ids that are gone
        counts = counted(verdicts())
    assert counts["misassigned"] == counts["lost"] == 0
    assert counts["asked"] <= counts["notebooks"] / 10
    assert counts["recovered"] + counts["asked"] + counts["named"] == counts["notebooks"] > 1000
