"""A variant's cells in other languages: the translation of variant a, with the variant's values.

Where a template's whole text stands in a translated cell, it is replaced as in the source. Else its
values are, one by one, if they are numbers or formulas that stand there as often as in the English.
What neither does stays English in the variant's handout, marked as what has no translation yet.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.course.folders import source_notebooks
from autograder.course.variants import FIRST, Variants
from autograder.findings.language import languages
from autograder.findings.translation import Entry, english_hash, read_entries, state_of
from autograder.instructors.authoring.translation_files import write_entries
from autograder.notebooks.cells import Cell, parse_cells
from autograder.notebooks.translation import english_of, translation_file

_WORDS = re.compile(r"(?<!\\)\b[A-Za-z]{2,}")


def translate_variant(
    root: Path, copy: Path, variants: Variants, letter: str
) -> dict[str, list[str]]:
    """Write the translations of a variant into its `copy` of the course in `root`.

    Returns, for each language that the assignment has, the cells that are English in the variant
    though variant a has them translated.
    """
    name, lost = variants.assignment, dict[str, list[str]]()
    cells = list(_pairs(source_notebooks(name, root), copy))
    for language in languages():
        entries = read_entries(translation_file(root, language, name))
        if not entries:
            continue
        found = dict(entries)
        lost[language] = []
        for first, own in cells:
            old, new, entry = english_of(first), english_of(own), entries.get(own.key)
            if old == new or entry is None or state_of(entry, old) != "translated":
                continue
            text = _translated(variants, letter, (own.key, old, new), entry.text)
            if text is None:
                lost[language].append(own.key)
            else:
                found[own.key] = Entry(english_hash(new), new, text)
        write_entries(translation_file(copy, language, name), found)
    return lost


def _pairs(paths: Iterable[Path], copy: Path) -> Iterable[tuple[Cell, Cell]]:
    """Yield each cell of the source notebooks, with what it is in the copy."""
    for path in paths:
        theirs = copy / path.parent.parent.name / path.parent.name / path.name
        yield from zip(
            parse_cells(path.read_bytes()), parse_cells(theirs.read_bytes()), strict=True
        )


def _translated(
    variants: Variants, letter: str, its: tuple[str, str, str], text: str
) -> str | None:
    """Return the translation of a cell's words as a variant has them, None where that isn't sure.

    `its` are the cell's key, and its English in variant a and in this one.
    """
    key, english, wanted = its
    whole, single = dict[str, str](), Counter[tuple[str, str]]()
    for template in variants.templates_of(key):
        old, new = variants.filled(template, FIRST), variants.filled(template, letter)
        if old == new or old not in english:  # what differs stands in the code
            continue
        if text.count(old) == 1:
            whole[old] = new
        else:
            single.update(variants.differing(template, letter))
        english = english.replace(old, new, 1)
    alike = len({old for old, _ in single}) < len(single)  # the same text becomes different ones
    if (
        english != wanted
        or alike
        or not all(_is_sure(its[1], text, *each) for each in single.items())
    ):
        return None
    return _replaced(text, whole | dict(single.keys()))


def _is_sure(english: str, text: str, pair: tuple[str, str], times: int) -> bool:
    """Return whether a value may be replaced wherever it stands in a translation."""
    old, new = pair
    plain = bool(old.strip()) and not _WORDS.search(old) and not _WORDS.search(new)
    return plain and _count(english, old) == _count(text, old) == times


def _count(text: str, value: str) -> int:
    return len(re.findall(_pattern(value), text))


def _pattern(value: str) -> str:
    """Return what finds a value, and no number that it is a part of."""
    before = r"(?<![\w.])" if value[:1].isalnum() else ""
    after = r"(?!\w|\.\d)" if value[-1:].isalnum() else ""
    return before + re.escape(value) + after


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    """Return a text with all pairs replaced at once, the longest first."""
    longest = sorted(pairs, key=len, reverse=True)
    pattern = "|".join(f"({_pattern(each)})" for each in longest)
    return re.sub(pattern, lambda each: pairs[each[0]], text) if pairs else text
