"""A handout in another language: other words, the same code, cells, points and flags."""

import ast
import json
from dataclasses import replace
from typing import Any

import pytest
from nbformat import from_dict
from nbgrader.utils import compute_checksum

from autograder.findings.language import HANDOUT_LANGUAGE, languages
from autograder.findings.translation import Entry, english_hash, read_entries
from autograder.gradebook.translated_handout import in_english, in_language
from autograder.notebooks.cells import Cell, parse_cells, read_cell
from autograder.notebooks.translation import (
    OtherCode,
    cell_in_language,
    english_of,
    in_source_language,
    translated_assignments,
    translated_source,
    translation_file,
)
from autograder.notebooks.words_in_code import same_code
from tests.conftest import ROOT

ZH = languages()["zh"]
NAMES = translated_assignments(ROOT, "zh")
STUB = Cell(
    "f", "code", 'def f(x):\n    """One thing.\n\n    x: (N,).\n    """\n    # here\n    return x'
)
BARE = 'def f(x):\n    "One thing."\n    return "# no comment"  # but this'


def released(name: str) -> bytes:
    """Return a handout as it is released."""
    return (ROOT / "assignments" / name / f"{name}.ipynb").read_bytes()


def in_chinese(name: str) -> bytes:
    """Return it in Chinese."""
    entries = read_entries(translation_file(ROOT, "zh", name))
    return in_language(released(name), "zh", entries, ZH)


def without_words(notebook: bytes) -> list[dict[str, Any]]:
    """Return the cells without their texts, and without what is computed of these."""
    cells: list[dict[str, Any]] = json.loads(notebook)["cells"]
    for cell in cells:
        cell["metadata"].get("nbgrader", {}).pop("checksum", None)
        cell.pop("source")
    return cells


def test_some_are_translated() -> None:
    """Is there anything to look at?"""
    losses = {"softmax-function", "gradient-check", "softmax-loss", "svm-loss"}
    assert set(NAMES) >= {*losses, "linear-classifier"}


@pytest.mark.parametrize("name", NAMES)
def test_only_words_differ(name: str) -> None:
    """Are ids, kinds, points and flags the same, and the code but for docstrings and comments?"""
    english, other = released(name), in_chinese(name)
    assert without_words(other) == without_words(english)
    assert json.loads(other)["metadata"][HANDOUT_LANGUAGE] == "zh"
    for mine, its in zip(parse_cells(english), parse_cells(other), strict=True):
        if mine.kind == "code" and mine.solution:
            assert same_code(mine.source, its.source), mine.key
            assert code_tokens(mine.source) == code_tokens(its.source), mine.key
        elif mine.kind == "code":
            assert same_code(mine.source, its.source, "all"), mine.key
            both = (code_tokens(each.source, texts=False) for each in (mine, its))
            assert len(set(both)) == 1, mine.key
        else:
            assert mine.source != its.source, mine.key


def code_tokens(source: str, *, texts: bool = True) -> str:
    """Return a source as Python writes it, without its docstrings: what `same_code` must hold.

    Without `texts` each is a number, by when it first comes; an f-string is its values, sorted.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.unparse(tree if texts else _Numbered().visit(tree))


class _Numbered(ast.NodeTransformer):
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            return ast.Name(f"text_{self.numbers.setdefault(node.value, len(self.numbers))}")
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        fields = (each for each in node.values if isinstance(each, ast.FormattedValue))
        values = sorted(fields, key=ast.dump)
        return ast.Tuple([ast.Tuple([each.value, ast.Constant(_form(each))]) for each in values])


def _form(field: ast.FormattedValue) -> bytes:
    return f"{field.conversion} {field.format_spec and ast.unparse(field.format_spec)}".encode()


@pytest.mark.parametrize("name", NAMES)
def test_checksums_are_its_own(name: str) -> None:
    """Has each cell the checksum that nbgrader computes of it, so that Validate works?"""
    marked = 0
    for node in from_dict(json.loads(in_chinese(name))).cells:
        checksum = node.metadata.get("nbgrader", {}).get("checksum")
        node.source = "".join(node.source)
        if checksum:
            assert checksum == compute_checksum(node), node.id
            marked += 1
    assert marked > 10


@pytest.mark.parametrize("name", NAMES)
def test_back_to_english(name: str) -> None:
    """Is what a student leaves as it was handed out what it is in English, checksums too?"""
    english = json.loads(released(name))["cells"]
    for cell in english:
        cell["source"] = "".join(cell["source"])
    translated = in_source_language(ROOT, name, map(read_cell, english))
    found = json.loads(in_english(in_chinese(name), english, translated))["cells"]
    for mine, its in zip(english, found, strict=True):
        source = "".join(its["source"])
        assert source.strip() == mine["source"].strip(), mine["id"]
        assert its["metadata"] == mine["metadata"], mine["id"]


SHOWN = """def seen(x):
    "One thing."
    return {"two words": x, "kind": "once"}
print("the sum of", f"{x:.2f} and {y!r}", kind="stable")
plots.curves(seen(1)["two words"], title="Loss", xlabel="step")
"""
TEXTS = ["One thing.", "two words", "once", "the sum of", "{x:.2f} and {y!r}", "Loss", "step"]


def test_texts_of_code() -> None:
    """Are texts that people read taken once each, names of options and of kinds left alone?"""
    own = Cell("f", "code", SHOWN)
    assert set(english_of(own).split("\n---\n")) == {*TEXTS, "kind"}
    found = english_of(replace(own, grade=True)).split("\n---\n")
    assert found == ["One thing.", "two words", "the sum of", "{x:.2f} and {y!r}"]
    assert english_of(replace(own, solution=True)) == "One thing."


def test_texts_of_one_list() -> None:
    """Is a single word in a check taken beside a sentence, and left in any other list?"""
    names = 'a = ("healthy", "far too high")\nb = ("loss", "W")\nc = ("far off", "W", 1)'
    found = english_of(Cell("t", "code", names, grade=True, locked=True)).split("\n---\n")
    assert found == ["healthy", "far too high", "far off"]


def in_words(*others: tuple[str, str]) -> str:
    """Return the cell with some texts in other words."""
    cell, renamed = Cell("f", "code", SHOWN), dict(others)
    known = english_of(cell).split("\n---\n")
    return translated_source(cell, "\n---\n".join(renamed.get(each, each) for each in known))


def test_texts_in_place() -> None:
    """Stands a text in other words wherever it stood, also where a key is asked for?"""
    found = in_words(("two words", "两个词"), ("{x:.2f} and {y!r}", "{y!r} 与 {x:.2f}"))
    assert found.count('"两个词"') == 2 and 'f"{y!r} 与 {x:.2f}"' in found
    assert "two words" not in found and 'kind="stable"' in found


@pytest.mark.parametrize(
    "others",
    [
        (("two words", "the sum of"),),  # two that were not the same
        (("{x:.2f} and {y!r}", "{x:.2f}"),),
        (("{x:.2f} and {y!r}", "{x:.3f} {y!r}"),),
        (("{x:.2f} and {y!r}", "{x:.2f} {y!r} {exit()}"),),
        (("the sum of", '" + exit() + "'),),
        (("the sum of", 'x"'),),
        (("the sum of", "\n---\n"),),
        (("Loss", "\\"),),
    ],
)
def test_texts_that_are_code(others: tuple[tuple[str, str], ...]) -> None:
    """Is a text refused that would be code, or make two texts one?"""
    with pytest.raises(OtherCode):
        in_words(*others)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"cells": 3}', b'{"cells": [3]}', b"\xff"])
def test_no_notebook(data: bytes) -> None:
    """Does what can't be read come back as it is?"""
    assert in_english(data, [], {"a": "b"}) in (data, b'{"cells": [3]}')


def test_what_is_translated() -> None:
    """Are docstrings and comments taken out of a cell, in order, and put back in place?"""
    assert english_of(STUB) == "One thing.\n\nx: (N,).\n---\nhere"
    assert translated_source(STUB, "一件事。\n\nx：(N,)。\n---\n这里") == (
        'def f(x):\n    """一件事。\n\n    x：(N,)。\n    """\n    # 这里\n    return x'
    )
    bare = Cell("f", "code", BARE, solution=True)
    assert english_of(bare) == "One thing.\n---\nbut this"
    assert translated_source(bare, "一\n---\n二") == (
        'def f(x):\n    "一"\n    return "# no comment"  # 二'
    )


@pytest.mark.parametrize(
    "text",
    [
        *("一", "一\n---\n二\n---\n三", '一"""\n    import os\n    """\n---\n二'),
        *("一\n---\n", "\\", '一"\n---\n二'),
    ],
)
@pytest.mark.parametrize("source", [STUB.source, BARE])
def test_no_code_comes_in(text: str, source: str) -> None:
    """Is a translation refused that would change more than docstrings and comments?"""
    cell = Cell("f", "code", source, solution=True)
    try:
        found = translated_source(cell, text)
    except OtherCode:
        return
    assert same_code(source, found) and "import" not in ast.unparse(ast.parse(code_tokens(found)))


@pytest.mark.parametrize("text", ["一", "一\n---\n二\n---\n三", '一"""\n    import os\n---\n二'])
def test_other_code_is_refused(text: str) -> None:
    """Is it refused where it isn't as many texts, or ends the docstring?"""
    with pytest.raises(OtherCode):
        translated_source(STUB, text)


def test_comments_stay_comments() -> None:
    """Does a text in several lines become one comment, and no line of code?"""
    found = translated_source(STUB, "一\n---\n二\nimport os")
    assert same_code(STUB.source, found) and "# 二 import os" in found


def test_hidden_tests_stay_hidden() -> None:
    """Has a translated cell no line of a hidden test?"""
    hidden = "### BEGIN HIDDEN TESTS\nassert secret == 3\n### END HIDDEN TESTS"
    cell = Cell("t", "code", f"# look\nx = 1\n{hidden}", grade=True, locked=True)
    assert english_of(cell) == "look"
    for entry in (None, Entry(english_hash("look"), "look", "看")):
        assert "secret" not in cell_in_language(cell, entry, ZH)


@pytest.mark.parametrize("entry", [None, Entry("0" * 10, "old", "旧"), Entry("", "", "")])
def test_what_is_stale_is_english_and_marked(entry: Entry | None) -> None:
    """Does a student read the English, marked, where a cell has no translation of it?"""
    text = Cell("m", "markdown", "## Title\n\nText.")
    assert cell_in_language(text, entry, ZH) == f"〔英文〕\n\n{text.source}"
    code = cell_in_language(STUB, entry, ZH)
    assert code == f"# 〔英文〕\n{STUB.source}" and same_code(code, STUB.source)
    plain = Cell("c", "code", "x = 1")
    assert cell_in_language(plain, entry, ZH) == plain.source


@pytest.mark.parametrize("source", ["%%time\nx = 1  # c", "x = (", "!ls  # c"])
def test_what_is_no_python_stays(source: str) -> None:
    """Is a cell with a magic left as it is?"""
    cell = Cell("c", "code", source)
    assert english_of(cell) == "" and cell_in_language(cell, None, ZH) == source
