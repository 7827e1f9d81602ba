"""The Chinese texts: one word for one thing, full-width punctuation, and spaces by one rule."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.findings.translation import Entry, read_entries
from tests.conftest import ROOT

FOLDERS = (ROOT / "autograder" / "findings" / "translations" / "zh", ROOT / "translations" / "zh")
PAGES = [
    path
    for each in (ROOT / "docs" / "zh", FOLDERS[0] / "documents")
    for path in sorted(each.glob("*.md*"))
]
FILES = [
    path for each in FOLDERS for path in sorted(each.rglob("*.toml")) if path.stem != "language"
]
GLOSSARY = ROOT / "docs" / "glossary.md"

HAN = r"[\u4e00-\u9fff]"
# What isn't Chinese within a text: formulas, code, addresses, values, HTML, words with slashes.
NOT_CHINESE = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)", re.DOTALL)
VALUE = re.compile(r"{[^{}]*}")
TAG = re.compile(r"<[^<>]*>")
GLUED = re.compile(rf"{HAN}[A-Za-z0-9\ue000]|[A-Za-z0-9\ue000%]{HAN}")
HALF_WIDTH = re.compile(rf"{HAN}[,;:!?.()]|[,;:!?()]{HAN}|{HAN} ?['\"]|['\"] ?{HAN}")
LOOSE = re.compile(
    r"[，。；：！？、（）“”《》][ \t]+(?=\S)|(?<=\S)[ \t]+[，。；：！？、（）“”《》]"
)
# Markdown closes no emphasis between a punctuation mark and a letter: the mark stands behind it.
EMPHASIS = re.compile(r"(\*+)([^*\n]+)\1(?=(\w?))")
MARKS = "，。；：！？、）”"


def texts() -> Iterator[tuple[str, str, Entry]]:
    """Yield all translated texts with where they stand."""
    for path in FILES:
        for key, entry in read_entries(path).items():
            yield path.relative_to(ROOT).as_posix(), key, entry
    for path in PAGES:  # of these the English is a file of its own
        whole = re.sub(r"(?s)```.*?```|^<!--.*?-->", "", path.read_text(encoding="utf-8"))
        whole = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", whole).replace("|", "\n")
        for number, block in enumerate(whole.split("\n\n")):
            yield path.relative_to(ROOT).as_posix(), str(number), Entry("", "", block)


TEXTS = list(texts())


def plain(text: str) -> str:
    """Return a text with a letter in place of formulas and code, without tags and emphasis."""
    bare = VALUE.sub("\ue001", TAG.sub("", NOT_CHINESE.sub("\ue000", text)))
    return re.sub(r"\*+|\\n", "", bare)


def faults(text: str) -> list[str]:
    """Return what in a text is against the rules of punctuation and spaces."""
    bare = plain(text)
    found = [
        bare[max(0, match.start() - 6) : match.end() + 6]
        for rule in (GLUED, HALF_WIDTH, LOOSE)
        for match in rule.finditer(bare)
    ]
    open_ = EMPHASIS.finditer(NOT_CHINESE.sub("\ue000", text))
    return found + [each[0] for each in open_ if each[2][-1] in MARKS and each[3]]


@pytest.mark.parametrize(
    "text",
    [
        *("分数s", "共3行", "用`x`", "$W$的", "`x`是", "**dW**的"),
        *("**好。**好", "*好，*是"),
        *("好,是", "好(是)", "说:它", "行?", "“好” 是", "好， 是", '他说"好"'),
    ],
)
def test_a_fault_is_found(text: str) -> None:
    """Does the rule see what it is about?"""
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        *("分数 s", "共 3 行", "用 `x`：", "$W$ 的", "**好**。好", "（W, b）", "softmax([1, 2])"),
        *("第 {n} 行", "{a}；{b}", "分数 $(1, 2)$，", "“好”是", "<b>提示</b>", "10 %"),
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    """Does the rule leave alone what is written well?"""
    assert faults(text) == []


def test_punctuation_and_spaces() -> None:
    """Is punctuation full-width, with a space between Chinese and Latin letters, code, formulas?"""
    found = {f"{file}: {key}": bad for file, key, entry in TEXTS if (bad := faults(entry.text))}
    assert found == {}


# What is always Chinese, or begins with a mark of punctuation.
ALWAYS_CHINESE = {"why", "likely", "entry", "place", "hint", "rest"}
TOUCHING = re.compile(rf"{HAN}{{(\w+)[^{{}}]*}}|{{(\w+)[^{{}}]*}}(?={HAN})")


def test_values_stand_apart() -> None:
    """Stands a value that may be Latin beside a space or a mark, and not right beside Chinese?"""
    found = {
        key: entry.text
        for _, key, entry in TEXTS
        for match in TOUCHING.finditer(NOT_CHINESE.sub("\ue000", entry.text))
        if not {each for each in match.groups() if each} <= ALWAYS_CHINESE
    }
    assert found == {}


def terms() -> dict[str, tuple[list[str], list[str]]]:
    """Return, by the English, the Chinese words of the glossary and those that are not used."""
    part = GLOSSARY.read_text(encoding="utf-8").split("## Chinese words")[1]
    rows = (line.strip("| \n").split(" | ") for line in part.splitlines() if line.startswith("| "))
    return {row[0]: (row[1].split("、"), row[2].split("、")) for row in list(rows)[1:]}


TERMS = terms()


def test_the_glossary_is_whole() -> None:
    """Are the terms there, each with a word, and no word both used and not used?"""
    assert len(TERMS) > 30
    used = {word for its, _ in TERMS.values() for word in its}
    unused = {word for _, others in TERMS.values() for word in others}
    assert not used & unused
    assert all("" not in words for pair in TERMS.values() for words in pair)


@pytest.mark.parametrize("term", TERMS)
def test_one_word_for_one_thing(term: str) -> None:
    """Is no other word used for a term?"""
    others = TERMS[term][1]
    found = [
        f"{file}: {key}: {word}"
        for file, key, entry in TEXTS
        for word in others
        if word in entry.text
    ]
    assert found == []


# Where the English says the term, the Chinese has its word: as English has it, where it's no other.
SAID = {
    "hinge loss": r"\bhinge loss",
    "cross-entropy": r"\b[Cc]ross-entropy",
    "regularization": r"\bregulari[sz]",
    "mini-batch": r"\bmini-batch",
    "standard deviation": r"\bstandard deviation",
    "cross-validation, held out": r"\bcross-validation|\bheld out\b",
    "confusion matrix": r"\bconfusion matrix",
    "epoch": r"\bepochs?\b",
    "shuffle": r"\bshuffled?\b",
    "learning rate": r"\blearning rate",
    "one-hot": r"\bone-hot",
    "bias": r"\bbias\b",
    "weights": r"\bweights\b",
    "label": r"\blabels?\b",
    "gradient": r"\bgradients?\b(?!-)",
    "probability": r"\bprobabilit",
    "accuracy": r"\baccurac(?!y \d)",  # which is a facet: how exact a number is
}


@pytest.mark.parametrize("term", SAID)
def test_the_word_is_used(term: str) -> None:
    """Does a translation have the term's word where its English has the term?"""
    words = TERMS[term][0]
    english = re.compile(SAID[term])
    found = [
        f"{file}: {key}"
        for file, key, entry in TEXTS
        if entry.text
        and english.search(VALUE.sub("", NOT_CHINESE.sub("", entry.english)))
        and not any(word in entry.text for word in words)
    ]
    assert found == []


def test_files_are_there() -> None:
    """Is there something to look at?"""
    assert len(TEXTS) > 600
    assert all(isinstance(path, Path) for path in FILES)
