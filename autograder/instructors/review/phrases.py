"""Phrases that answers in words share: a weak sign of what they say, which gives no points.

A phrase is three words in a row, or three characters of Chinese or Japanese. What the question
itself says, and what most answers say, tells no two of them apart.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from math import log

from autograder.instructors.review.answers import WrittenAnswer

LENGTH = 3  # of a phrase
_FEW = 8  # answers, of which a phrase in more than half may still tell some apart
_CHARACTERS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"([{_CHARACTERS}]+)|(?:(?![{_CHARACTERS}])[^\W_])+")
_APOSTROPHE = re.compile("['\u2019]")


@dataclass(frozen=True)
class Alike:
    """A graded answer that shares `wording` with another; `number` is that of its page."""

    number: int
    answer: WrittenAnswer
    wording: tuple[str, ...]


class Phrases:
    """The phrases of a question's answers, and how much each says: the rarer, the more."""

    def __init__(self, asked: str, sources: Sequence[str]) -> None:
        self._own = [phrases_of(each) for each in sources]
        count = Counter(phrase for own in self._own for phrase in own)
        most = len(sources) if len(sources) < _FEW else len(sources) / 2
        said = phrases_of(asked)
        self._weight = {
            phrase: log(1 + len(sources) / answers)
            for phrase, answers in count.items()
            if 2 <= answers <= most and phrase not in said
        }
        self._having: dict[str, list[int]] = {}
        for number, own in enumerate(self._own):
            for phrase in own & self._weight.keys():
                self._having.setdefault(phrase, []).append(number)

    def shared(self, a: int, b: int) -> frozenset[str]:
        """Return the phrases that two answers share, of those that tell answers apart."""
        return frozenset(self._own[a] & self._own[b] & self._weight.keys())

    def near(self, number: int) -> dict[int, float]:
        """Return how much each other answer shares with one, where it shares anything."""
        found: dict[int, float] = {}
        # In one order: a sum of the same weights in another is another float.
        for phrase in sorted(self._own[number] & self._weight.keys()):
            for other in self._having[phrase]:
                if other != number:
                    found[other] = found.get(other, 0.0) + self._weight[phrase]
        return found


def phrases_of(text: str) -> frozenset[str]:
    """Return the phrases of a text; what is shorter than one is one."""
    return frozenset(phrase for glue, tokens in _runs(text) for phrase in _phrases(glue, tokens))


def _phrases(glue: str, tokens: Sequence[str]) -> list[str]:
    starts = range(max(1, len(tokens) - LENGTH + 1))
    return [glue.join(tokens[start : start + LENGTH]) for start in starts]


def _runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield words that follow each other, and characters that do, with what stands between."""
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).casefold())
    words: list[str] = []
    for found in _TOKEN.finditer(plain):
        if not found[1]:
            words.append(found[0])
            continue
        if words:
            yield " ", words
        words = []
        yield "", list(found[1])
    if words:
        yield " ", words


def wording(text: str, phrases: Set[str]) -> tuple[str, ...]:
    """Return the parts of a text that are made of these phrases, the longest first."""
    found: list[str] = []
    for glue, tokens in _runs(text):
        first = last = -1  # of the tokens of a part, the last one excluded
        for start, phrase in enumerate(_phrases(glue, tokens)):
            if phrase not in phrases:
                continue
            if start > last:
                found += [glue.join(tokens[first:last])] if last > 0 else []
                first = start
            last = min(start + LENGTH, len(tokens))
        found += [glue.join(tokens[first:last])] if last > 0 else []
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (-len(each), each)))


def in_order_of_phrases(asked: str, answers: Sequence[WrittenAnswer]) -> tuple[WrittenAnswer, ...]:
    """Return the answers so that those that share much follow each other.

    After an answer comes the one that shares most with it, the rarest phrases counting most; where
    none shares any, the next in the given order. Points change nothing in it.
    """
    phrases = Phrases(asked, [each.source for each in answers])
    left = dict.fromkeys(range(len(answers)))
    order: list[int] = []
    while left:
        near = phrases.near(order[-1]) if order else {}
        following = max(
            (each for each in near if each in left),
            key=lambda each: (near[each], -each),
            default=next(iter(left)),
        )
        del left[following]
        order.append(following)
    return tuple(answers[each] for each in order)


def graded_alike(
    asked: str, answers: Sequence[WrittenAnswer], at: int, most: int = 3
) -> tuple[Alike, ...]:
    """Return the graded answers that share most with the one at `at`, counted from 1."""
    phrases = Phrases(asked, [each.source for each in answers])
    near = phrases.near(at - 1)
    graded = [
        each
        for each in near
        if answers[each].standing.by_hand.points is not None and not answers[each].waits
    ]
    best = sorted(graded, key=lambda each: (-near[each], each))[:most]
    source = answers[at - 1].source
    return tuple(
        Alike(each + 1, answers[each], wording(source, phrases.shared(at - 1, each)))
        for each in best
    )
