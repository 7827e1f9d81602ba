"""The file with the fingerprints of an assignment's functions, as it lies beside the handout."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.checks.fingerprints.arguments import Json, NotPlain, Writer
from autograder.checks.fingerprints.cells import seal
from autograder.checks.fingerprints.prints_file import (
    FORMAT,
    SUFFIX,
    Vector,
    checksum,
    grid_of,
    hash_of,
)
from autograder.checks.fingerprints.verdict import joined, keys_of, parts_of, words_of
from autograder.course.folders import in_course, mistakes_file, source_notebooks
from autograder.findings import Code
from autograder.judging.fingerprints.asked import Asked, asked_in, checks_in
from autograder.judging.fingerprints.learned import shipped
from autograder.judging.fingerprints.make import Convention, Made, NoFingerprint, Seen, made
from autograder.judging.fingerprints.suspects import Known
from autograder.judging.fingerprints.written import costs_written, questions_written
from autograder.judging.mistakes.catalogue import (
    Mistake,
    learned_of,
    mistakes_of,
    origin,
    read_own,
)
from autograder.judging.mistakes.learned import LearnedMistake, without_learned
from autograder.judging.reference import reference_of
from autograder.results.mistake_words import Say

# What is seen of how a function works, by the code that a facet has for it.
_CONDUCT = (Code.ARGUMENT_CHANGED, Code.LOOP_OVER_EXAMPLES, Code.BY_DIFFERENCES)
_SEALED = ("name", "seen", "hint", "reread")  # the words of a mistake that students read
AnyMistake = Mistake | LearnedMistake
_SAME_CODE = {Code.ARGUMENT_CHANGED: Code.INPUTS_CHANGED}


@dataclass(frozen=True)
class Fingerprints:
    """What came of making them: the file's bytes, and of each function what is to be told.

    `without` gives the functions that have none, with the reason; `near` the mistakes that lie too
    near to what is right, and `alike` those that results don't tell.
    """

    name: str
    data: bytes
    without: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    alike: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)


def fingerprints(assignment: str, root: Path) -> Fingerprints | None:
    """Return the fingerprints of an assignment of the course in `root`, None if it can have none.

    The same sources give the same file. Raises CourseError when a solution can't be run.
    """
    with in_course(root):
        asked = asked_in(assignment, root)
        if not asked:
            return None
        secret = _secret(assignment, root)
        salt = _hash(secret, b"salt")[:16]
        entries: dict[str, Json] = {}
        made_of: dict[str, Made] = {}
        without: dict[str, str] = {}
        seen: Seen = {}
        for each in asked:
            entry: dict[str, Json] = {"check": hash_of(each.visible)}
            try:
                made_of[each.function] = _made(each, assignment, salt, secret, seen)
                entry |= _entry(made_of[each.function], each, assignment, secret)
            except (NoFingerprint, NotPlain) as reason:
                said = "arguments" if isinstance(reason, NotPlain) else reason.reason
                entry["none"] = without[each.function] = said
            entries[each.function] = entry
    checks: Json = [
        [[hash_of(visible), name] for visible, name in each] for each in checks_in(assignment, root)
    ]
    about: dict[str, Json] = {"format": FORMAT, "assignment": assignment, "salt": salt.hex()}
    body = {**about, "checks": checks, "functions": entries}
    return Fingerprints(
        f"{assignment}{SUFFIX}",
        _written({**body, "checksum": checksum(body)}),
        without,
        {name: each.near for name, each in made_of.items() if each.near},
        {name: each.alike for name, each in made_of.items() if each.alike},
    )


def _secret(assignment: str, root: Path) -> bytes:
    """Return what salt and inputs are drawn from: what no student has, the same at each release.

    They stay when the course learns another mistake.
    """
    found = hashlib.sha256(assignment.encode())
    read = [path.read_bytes() for path in source_notebooks(assignment, root)]
    own = mistakes_file(assignment, root)
    if own.is_file():
        learned = read_own(assignment, root).learned
        said = own.read_bytes()
        read.append(without_learned(said.decode(), learned).encode() if learned else said)
    for each in read:
        found.update(hashlib.sha256(each).digest())
    return found.digest()


def _hash(secret: bytes, *purpose: bytes) -> bytes:
    return hashlib.blake2b(b"|".join(purpose), key=secret, digest_size=32).digest()


def _made(asked: Asked, assignment: str, salt: bytes, secret: bytes, seen: Seen) -> Made:
    name = asked.function.encode()
    place = origin(asked.function, assignment)
    alike = place.like[0] if place else asked.function  # what asks for the same is called the same
    try:
        reference = reference_of(assignment, asked.function)
        seed = _hash(secret, b"inputs", alike.encode())
        return made(asked, assignment, reference, salt + name, seed, seen)
    except (NoFingerprint, NotPlain):
        raise
    except Exception as error:  # an author's draw, or a reference that lacks what it needs
        raise NoFingerprint("fails") from error


def _entry(of: Made, asked: Asked, assignment: str, secret: bytes) -> dict[str, Json]:
    writer = Writer()
    questions = of.questions
    asks = questions_written(writer, questions)
    costs = [costs_written(writer, each) for each in of.costs]
    mistakes = mistakes_of(asked.function, assignment)
    learned = shipped(assignment, asked.function)
    words = _Words(mistakes, _hash(secret, b"words", asked.function.encode()))
    keys = [
        [grid_of(of.salt, questions, part).key(each) for each in secrets]
        for part, secrets in enumerate(of.secrets)
    ]

    def sealed(parts: Sequence[int], vector: Sequence[int], names: Sequence[str]) -> str:
        key = joined([keys[part][k] for part, k in zip(parts, vector, strict=True)])
        return _text(seal(key, words.keys(names)))

    def listed(known: Mapping[Vector, Sequence[Known]], right: Vector) -> Iterator[Json]:
        for vector, found in known.items():
            wrong = [part for part, k in enumerate(vector) if k != right[part]]
            which = [vector[part] for part in wrong]
            places = [number for each in zip(wrong, which, strict=True) for number in each]
            for each in found:
                yield [each.level, each.times, places, sealed(wrong, which, each.names)]

    def convention(its: Convention) -> Json:
        alone = [
            [thing, list(v), sealed(parts_of(questions, thing), v, names)]
            for (thing, v), names in its.alone.items()
        ]
        single, double = (list(listed(each, its.right)) for each in (its.singles, its.pairs))
        return {"right": list(its.right), "singles": single, "pairs": double, "alone": alone}

    votes = [
        part
        for part, each in enumerate(questions.parts)
        if questions.groups[each.group].name == "regularization"
    ]
    said = {code: words.keys(names) for code in _CONDUCT if (names := _said(mistakes, code))}
    return {
        **asks,
        "digests": [list(each) for each in of.digests],
        "conventions": [convention(each) for each in of.conventions],
        "votes": votes,
        "said": {str(code): _text(each) for code, each in said.items()},
        "costs": costs,
        **({"learned": learned.written(words.keys_of)} if learned else {}),
        "words": [_text(each) for each in words.sealed],
        "arrays": writer.arrays,
    }


def _said(mistakes: Sequence[Mistake], code: Code) -> list[str]:
    codes = {code, _SAME_CODE.get(code, code)}
    return [each.name for each in mistakes if codes.intersection(each.says)]


class _Words:
    """The words of mistakes, each sealed by a key of its own."""

    def __init__(self, mistakes: Sequence[Mistake], secret: bytes) -> None:
        self.sealed: list[bytes] = []
        self._mistakes = {each.name: each for each in mistakes}
        self._keys: dict[bytes, tuple[int, bytes]] = {}
        self._secret = secret

    def keys(self, names: Sequence[str]) -> bytes:
        """Return what opens the words of these mistakes of the catalogue."""
        return self.keys_of([self._mistakes[name] for name in names])

    def keys_of(self, mistakes: Sequence[AnyMistake]) -> bytes:
        """Return what opens the words of these mistakes."""
        return keys_of(list(map(self._key, mistakes)))

    def _key(self, it: AnyMistake) -> tuple[int, bytes]:
        key = _words_key(self._secret, it)
        if key not in self._keys:
            self.sealed.append(seal(key, words_of([getattr(it, each) for each in _SEALED])))
            self._keys[key] = len(self.sealed) - 1, key
        return self._keys[key]


def _words_key(secret: bytes, it: AnyMistake) -> bytes:
    """Return what opens a mistake's words; one that was learned may have another one's name."""
    purpose = [b"learned"] if isinstance(it, LearnedMistake) else []
    return _hash(secret, *purpose, it.name.encode())[:16]


def in_language(
    data: bytes, cells: Mapping[str, str], assignment: str, root: Path, say: Say
) -> bytes:
    """Return a file of fingerprints for a handout in another language.

    `cells` gives the source of a cell there by what it is here, `say` the words of a mistake. What
    is right, and what a mistake is known by, stays as it is. Raises CourseError.
    """
    body = json.loads(data)
    hashes = {hash_of(here): hash_of(there) for here, there in cells.items()}
    body["checks"] = [
        [[hashes.get(visible, visible), name] for visible, name in each] for each in body["checks"]
    ]
    with in_course(root):
        secret = _secret(assignment, root)
        for name, entry in body["functions"].items():
            entry["check"] = hashes.get(entry["check"], entry["check"])
            own = _hash(secret, b"words", name.encode())
            mistakes: list[AnyMistake] = [*mistakes_of(name, assignment)]
            mistakes += learned_of(name, assignment)
            known = {_words_key(own, each): each for each in mistakes}
            entry["words"] = [_resealed(sealed, known, say) for sealed in entry.get("words", [])]
    return _written({**body, "checksum": checksum(body)})


def _resealed(sealed: str, known: Mapping[bytes, AnyMistake], say: Say) -> str:
    """Return the words of a mistake in another language, sealed by the same key."""
    data = base64.b64decode(sealed)
    for key, it in known.items():
        if seal(key, data) == words_of([getattr(it, each) for each in _SEALED]):
            said = [say(it.name, each, getattr(it, each)) for each in _SEALED]
            return _text(seal(key, words_of(said)))
    return sealed


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _written(body: Mapping[str, Json]) -> bytes:
    """Return the file: a line for each function, so that a change of one is a change of a line."""

    def compact(value: Json) -> str:
        return json.dumps(value, separators=(",", ":"))

    functions: Mapping[str, Json] = body["functions"]
    lines = ",\n".join(f"{compact(name)}:{compact(each)}" for name, each in functions.items())
    rest = {key: value for key, value in body.items() if key != "functions"}
    return f'{compact(rest)[:-1]},"functions":{{\n{lines}\n}}}}\n'.encode()
