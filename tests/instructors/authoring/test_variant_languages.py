"""A translated cell with a variant's values: where they surely belong, and nowhere else."""

import json
from pathlib import Path

import pytest

from autograder.course.variant_copy import variant_course
from autograder.course.variants import read_variants
from autograder.findings.translation import Entry, english_hash, read_entries, state_of
from autograder.instructors.authoring.translation_files import write_entries
from autograder.instructors.authoring.variant_languages import translate_variant
from autograder.notebooks.translation import translation_file

TOML = """
[variants]
a = ["one"]
b = ["two"]

[values.one]
n = "2"
word = "mean"
formula = '\\tfrac12\\,x'

[values.two]
n = "12"
word = "sum"
formula = 'x'

[[place]]
cells = ["cell"]
texts = [{templates}]
"""


def translated(folder: Path, english: str, other: str, templates: str) -> tuple[str, list[str]]:
    """Return the cell in variant b's translation, '' if it is stale, and what is said of it."""
    node = {"cell_type": "markdown", "id": "cell", "metadata": {}, "source": english}
    code = {"cell_type": "code", "id": "code", "metadata": {}, "source": "x = 2", "outputs": []}
    source = folder / "solutions" / "x" / "x.ipynb"
    source.parent.mkdir(parents=True)
    cells = [node, code | {"execution_count": None}]
    source.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    )
    (folder / "nbgrader_config.py").write_text("")
    (folder / "variants").mkdir()
    (folder / "variants" / "x.toml").write_text(TOML.replace("{templates}", templates))
    entry = Entry(english_hash(english), english, other)
    write_entries(translation_file(folder, "zh", "x"), {"cell": entry})
    variants = read_variants(folder, "x")
    with variant_course(folder, variants, "b") as copy:
        lost = translate_variant(folder, copy, variants, "b")
        found = read_entries(translation_file(copy, "zh", "x"))["cell"]
        changed = json.loads((copy / "solutions" / "x" / "x.ipynb").read_text())["cells"][0]
    english_of_b = "".join(changed["source"])
    fits = state_of(found, english_of_b) == "translated"
    assert fits or found == entry
    return found.text if fits else "", lost["zh"]


@pytest.mark.parametrize(
    ("english", "other", "templates", "expected"),
    [
        ("f(1) is 2", "f(1) 是 2", "'is <<n>>'", "f(1) 是 12"),  # by its value
        ("f(1) is 2.", "f(1) 是 2.", "'f(1) is <<n>>.'", "f(1) 是 12."),
        (
            "$L = \\tfrac12\\,x$ here",
            "$L = \\tfrac12\\,x$ 这里",
            "'$L = <<formula>>$'",
            "$L = x$ 这里",
        ),
        ("2 and 2", "2 和 2", "'<<n>> and <<n>>'", "12 和 12"),  # each of them is the value
        ("2 of 2", "2 之 2", "'<<n>> of'", ""),  # which one?
        ("2 of 22", "22 之 2", "'<<n>> of'", "22 之 12"),  # a number is no part of another
        ("0.2 is 2", "0.2 是 2", "'is <<n>>'", "0.2 是 12"),
        ("the mean", "平均", "'the <<word>>'", ""),  # a word is another one there
        ("no value 2", "没有", "'value <<n>>'", ""),  # not said in the translation
        ("is 2 the mean", "是 2 吗", "'is <<n>> the <<word>>'", ""),
    ],
)
def test_what_is_replaced(
    tmp_path: Path, english: str, other: str, templates: str, expected: str
) -> None:
    """Has the translation the variant's values where they are sure, and is it stale elsewhere?"""
    found, lost = translated(tmp_path, english, other, templates)
    assert found == expected
    assert lost == ([] if expected else ["cell"])
