"""A handout in another language loses its names: the same is put back, and the same is asked."""

from dataclasses import replace

import pytest

from autograder.instructors.lms.collect.recognise import course_notebooks
from autograder.notebooks.cells import student_cells
from autograder.notebooks.recovery import Recovered, recover
from autograder.notebooks.translation import in_source_language
from tests.conftest import ROOT
from tests.mangled.judge import mangled
from tests.mangled.work import NOTEBOOKS, Work, handout


def in_another(work: Work) -> Work:
    """Return the work as who has the other language's handout hands it in."""
    pairs = in_source_language(ROOT, work.name, handout(work.name)).items()
    other = {english.strip(): text for text, english in pairs}
    nodes = [
        {**node, "source": other.get("".join(node["source"]).strip(), node["source"])}
        for node in work.nodes
    ]
    assert sum(new != old for new, old in zip(nodes, work.nodes, strict=True)) > 5
    return replace(work, nodes=tuple(nodes))


def matched(found: Recovered) -> tuple[set[tuple[str, int]], set[str]]:
    """Return what was put back, with its place, and what is asked about."""
    return {(each.key, each.position) for each in found.matches}, {
        each.key for each in found.questions
    }


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_same_is_put_back(name: str) -> None:
    """Is a Chinese handout without names known as the English one is?"""
    known = course_notebooks(ROOT / "assignments" / name, ROOT)
    work = mangled(name, ("names lost",))
    english = recover(known[name], student_cells(work.bytes))
    cells = student_cells(in_another(work).bytes)
    assert matched(recover(known[name], known.in_english(cells))) == matched(english)
    assert english.matches
