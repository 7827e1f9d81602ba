"""Compare a function's behaviour with a fingerprint: right, a known mistake, or another one."""

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.checks.fingerprints.behaviour import (
    Behaviour,
    Function,
    Questions,
    behaviour,
    results,
)
from autograder.checks.fingerprints.cells import Measured, seal
from autograder.checks.fingerprints.learned import opening_keys
from autograder.checks.fingerprints.prints_file import Convention, Costs, Fingerprint, Known, Vector
from autograder.findings import Code
from autograder.findings.effort import by_differences, loops_over_examples, measured_all

KEY_BYTES = 16


@dataclass(frozen=True)
class Named:
    """A mistake in the words that the grade has for it."""

    name: str
    seen: str
    hint: str
    reread: str


@dataclass(frozen=True)
class Verdict:
    """What came of a comparison.

    `right`: the results are. Else `mistakes` explain all of them, or they differ in `parts`, by
    number. `conduct` is what was seen of how the function works, with its mistakes beside.
    """

    right: bool
    mistakes: tuple[Named, ...] = ()
    parts: tuple[int, ...] = ()
    conduct: tuple[tuple[Code, tuple[Named, ...]], ...] = ()


def judge(function: Function, fingerprint: Fingerprint) -> Verdict:
    """Call the student's function with all fixed arguments and return the Verdict."""
    did = behaviour(function, fingerprint.questions)
    found = [_match(fingerprint, part, each) for part, each in enumerate(did.parts)]
    vector = tuple(-1 if each is None else each[0] for each in found)
    meant = _convention(fingerprint, vector)
    if vector == meant.right:
        return Verdict(True, conduct=tuple(_conduct(function, fingerprint, did)))
    keys = [b"" if each is None else each[1] for each in found]
    pairs = enumerate(zip(vector, meant.right, strict=True))
    wrong = tuple(part for part, (mine, right) in pairs if mine != right)
    mistakes = _named(fingerprint, meant, vector, keys, did.numbers)
    return Verdict(False, tuple(mistakes or _learned(function, fingerprint)), wrong)


def _learned(function: Function, fingerprint: Fingerprint) -> list[Named]:
    """Return the mistake that the course has learned from students whose function did the same."""
    learned = fingerprint.learned
    if learned is None:
        return []
    came, _ = results(function, learned.questions)
    for each in learned.known:
        keys = opening_keys(learned.questions, learned.salt, came, each.print)
        if keys is not None:
            return opened(fingerprint, seal(joined(keys), each.sealed))
    return []


def _convention(fingerprint: Fingerprint, vector: Vector) -> Convention:
    """Return the convention that the function keeps to, as far as one of its parts does."""
    agreeing = (
        each
        for part in fingerprint.votes
        for each in fingerprint.conventions
        if each.right[part] == vector[part]
    )
    return next(agreeing, fingerprint.conventions[0])


def _match(fingerprint: Fingerprint, part: int, measured: Measured) -> tuple[int, bytes] | None:
    """Return which of a part's hashes a function has, with what opens what is sealed under it."""
    grid = fingerprint.grid(part)
    places = {digest: k for k, digest in enumerate(fingerprint.digests[part])}
    for secret in grid.secrets(measured):
        place = places.get(grid.digest(secret))
        if place is not None:
            return place, grid.key(secret)
    return None


# So many calls with numbers in them tell functions apart: which agree there are one function.
ENOUGH = 5


def _named(
    fingerprint: Fingerprint,
    meant: Convention,
    vector: Vector,
    keys: Sequence[bytes],
    numbers: int,
) -> Sequence[Named]:
    """Return the mistakes that explain all: one, two, or one for each of the wrong things."""
    pairs = enumerate(zip(vector, meant.right, strict=True))
    wrong = {part: mine for part, (mine, right) in pairs if mine != right}

    def named(known: Known) -> list[Named]:
        return opened(fingerprint, seal(joined([keys[part] for part in known.wrong]), known.sealed))

    single = [each for each in meant.singles if each.wrong == wrong]
    if single:
        return named(min(single, key=lambda each: each.level))
    found = [(each.level, each.times, named(each)) for each in meant.pairs if each.wrong == wrong]
    found += [
        (one.level, min(one.times, other.times), [*named(one), *named(other)])
        for one, other in _together(meant.singles, wrong)
    ]
    if found:
        return _likeliest(found, numbers)
    return _each_by_itself(fingerprint, meant, vector, keys)


def _together(singles: Sequence[Known], wrong: Mapping[int, int]) -> Iterator[tuple[Known, Known]]:
    """Yield each two mistakes that touch different parts, and together what is wrong."""
    fitting = [each for each in singles if each.wrong.items() <= wrong.items()]
    for one, other in combinations(fitting, 2):
        apart = len(one.wrong) + len(other.wrong) == len(wrong)
        if one.level == other.level and apart and not one.wrong.keys() & other.wrong.keys():
            yield one, other


def _likeliest(found: Sequence[tuple[int, int, list[Named]]], numbers: int) -> list[Named]:
    """Return the commonest of those that are found first, none if it isn't sure."""
    level = min(each[0] for each in found)
    by_names = {
        tuple(sorted(mistake.name for mistake in mistakes)): (times, mistakes)
        for at, times, mistakes in found
        if at == level
    }
    if len(by_names) > 1 and numbers < ENOUGH:
        return []
    return max(sorted(by_names.items()), key=lambda each: each[1][0])[1][1]


def _each_by_itself(
    fingerprint: Fingerprint, meant: Convention, vector: Vector, keys: Sequence[bytes]
) -> list[Named]:
    """Return the mistakes of the things that are wrong, none if one of these has none."""
    found = []
    for thing in range(len(fingerprint.questions.things)):
        parts = parts_of(fingerprint.questions, thing)
        mine = tuple(vector[part] for part in parts)
        if mine == tuple(meant.right[part] for part in parts):
            continue
        sealed = meant.alone.get((thing, mine))
        if sealed is None:
            return []
        found += opened(fingerprint, seal(joined([keys[part] for part in parts]), sealed))
    return [*dict.fromkeys(found)]


def parts_of(questions: Questions, thing: int) -> list[int]:
    """Return the parts that a thing is in, by number."""
    return [k for k, part in enumerate(questions.parts) if thing in part.things]


def joined(keys: Sequence[bytes]) -> bytes:
    """Return one key of those of several parts."""
    return hashlib.blake2b(b"".join(keys), digest_size=KEY_BYTES).digest()


_KEY = struct.Struct(f"<H{KEY_BYTES}s")  # the number of a mistake, and the key of its words


def keys_of(mistakes: Sequence[tuple[int, bytes]]) -> bytes:
    """Return what is sealed: the mistakes' numbers and keys."""
    return b"".join(_KEY.pack(number, key) for number, key in mistakes)


def opened(fingerprint: Fingerprint, keys: bytes) -> list[Named]:
    """Return the mistakes that these keys open; raises ValueError for what is none."""
    return [
        Named(*json.loads(seal(key, fingerprint.words[number])))
        for number, key in _KEY.iter_unpack(keys)
    ]


def words_of(named: Sequence[str]) -> bytes:
    """Return a mistake's words as they are sealed."""
    return json.dumps(list(named), separators=(",", ":")).encode()


def _conduct(
    function: Function, fingerprint: Fingerprint, did: Behaviour
) -> Iterator[tuple[Code, tuple[Named, ...]]]:
    codes = [Code.ARGUMENT_CHANGED] if did.changed else []
    codes += [code for each in fingerprint.costs if (code := _cost(function, each))]
    for code in codes:
        keys = fingerprint.said.get(code, b"")
        yield code, tuple(opened(fingerprint, keys))


# In lines for each row more; blocks of rows are a loop, too.
_LINES_PER_ROW = 0.1


def _cost(function: Function, costs: Costs) -> Code | None:
    """Return what is wrong with how the work grows, None if nothing is."""
    rows = costs.kind == "rows"
    found = measured_all(function, [costs.small, costs.large], "lines" if rows else "work")
    less, more = (effort for _, effort in found)
    if rows:
        extra = costs.sizes[1] - costs.sizes[0]
        loop = loops_over_examples(less.lines, more.lines, extra, _LINES_PER_ROW)
        return Code.LOOP_OVER_EXAMPLES if loop else None
    return Code.BY_DIFFERENCES if by_differences(less, more, costs.sizes) else None
