"""What Colab and VS Code save of each notebook is collected and graded as what was handed out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.engine.submission.differences import differences
from autograder.engine.submission.rebuild import rebuild
from autograder.instructors.lms.collect.recognise import course_notebooks, recognise
from autograder.notebooks.cells import parse_cells
from autograder.notebooks.install_cell import install_cell, is_install_cell
from autograder.notebooks.recovery import recover
from autograder.notebooks.release_marks import MadeFrom, made_from, marks_of
from tests.conftest import ROOT
from tests.mangled.editors import _BADGE, EDITORS, _bare, _lines
from tests.mangled.work import NOTEBOOKS, Node, Work, handout, worked

SOURCE = install_cell("https://example.edu/x-1-py3-none-any.whl#sha256=00")
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["x\n"]}
INSTALL: Node = {
    "cell_type": "code",
    "metadata": {"id": "install-on-colab", "outputId": "3f"},
    "outputs": [OUTPUT],
    "execution_count": 1,
    "source": SOURCE,
    "truth": None,
}


def _from_our_bundle(work: Work) -> Work:
    """Colab, opened from our own bundle: the first cell installs, ids are in the metadata."""
    saved = EDITORS["Colab, opened from a file"](work)
    return saved.with_nodes([_lines(INSTALL), *saved.nodes])


def _badge_above_names(work: Work) -> Work:
    """Colab, saved to GitHub with a badge: nbgrader's metadata is kept."""
    saved = EDITORS["Colab, opened from a file"](work)
    return saved.with_nodes([_BADGE, *saved.nodes])


def _bundle_names_lost(work: Work) -> Work:
    """Our own bundle, badge and all, from an editor that has dropped nbgrader's metadata."""
    saved = EDITORS["Colab, with a badge, names lost"](work)
    return saved.with_nodes([saved.nodes[0], INSTALL, *saved.nodes[1:]])


def _vscode_new_ids(work: Work) -> Work:
    """VS Code, with new ids and without a kernelspec, but for what it says of the language."""
    nodes = [
        {**_bare(node, **node["metadata"], vscode={"languageId": "python"}), "id": f"{n:08x}"}
        for n, node in enumerate(work.nodes)
    ]
    info = {"name": "python", "version": "3.12.4"}
    return work.with_nodes(nodes, metadata={"language_info": info}, minor=5)


FORMS: dict[str, Callable[[Work], Work]] = {
    **{name: save for name, save in EDITORS.items() if name.startswith(("Colab", "VS Code"))},
    "Colab, from our bundle": _from_our_bundle,
    "Colab, with a badge": _badge_above_names,
    "Colab, from our bundle, names lost": _bundle_names_lost,
    "VS Code, ids new": _vscode_new_ids,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_same_is_run(name: str, form: str) -> None:
    """Does grading run the very same cells, with the same answers, and see no difference?"""
    plain = rebuild(handout(name), parse_cells(worked(name).bytes))
    cells = recover(handout(name), parse_cells(FORMS[form](worked(name)).bytes)).cells
    saved = rebuild(handout(name), cells)
    assert saved.answers == plain.answers == worked(name).truth
    assert saved.to_run == plain.to_run
    assert saved.fingerprint == plain.fingerprint
    assert differences(handout(name), cells) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_is_collected(name: str, form: str, tmp_path: Path) -> None:
    """Is it taken as the notebook that it is, under its own name and under Colab's for a copy?"""
    known = course_notebooks(ROOT / "assignments" / name, ROOT)
    path = tmp_path / "x.ipynb"
    path.write_bytes(FORMS[form](worked(name)).bytes)
    for file in (
        f"{name}.ipynb",
        f"Copy of {name}.ipynb",
        f"Copy_of_{name}.ipynb",
        "Untitled0.ipynb",
    ):
        found = recognise(path, file, known)
        assert found.named and found.named.notebook == name
        assert found.made is None  # it goes in as it came


@pytest.mark.parametrize("form", FORMS)
def test_it_is_of_the_release_of_now(form: str) -> None:
    """Is a release told by what such an editor keeps, and no strange cell seen?"""
    for name in NOTEBOOKS:
        marks = marks_of((ROOT / "assignments" / name / f"{name}.ipynb").read_bytes())
        assert made_from(FORMS[form](worked(name)).bytes, [marks]) == MadeFrom()


@pytest.mark.parametrize(
    "source",
    [
        SOURCE.replace("import sys,", "import os, sys,"),
        SOURCE + "\nprint(1)",
        SOURCE.replace("00", '00"; x = "1'),
        SOURCE.replace("https://", "https://a\n"),
        "",
    ],
)
def test_what_only_looks_like_the_cell(source: str) -> None:
    """Is a cell that does anything else a student's own, whatever it begins with?"""
    assert is_install_cell(SOURCE)
    assert not is_install_cell(source)


def test_an_address_that_is_a_program() -> None:
    """Is nothing put into the cell that would end the text in which it stands?"""
    for address in ('x"', "x\n", "x\\", "$x", "", "x y", "'"):
        with pytest.raises(ValueError):
            install_cell(address)
