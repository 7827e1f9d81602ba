"""Fingerprints made anew, with other salts and inputs, and functions that can have none."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks.fingerprints.arguments import NotPlain
from autograder.checks.fingerprints.prints_file import fingerprint_of
from autograder.checks.fingerprints.verdict import judge
from autograder.instructors.authoring.release import write_fingerprints
from autograder.judging.fingerprints import file, make
from autograder.judging.fingerprints.asked import Asked
from autograder.judging.fingerprints.make import NoFingerprint, made
from tests.conftest import ROOT
from tests.judging.fingerprints.test_names import TOO_NEAR
from tests.support.depth import seeds
from tests.variants.bank import ASSIGNMENTS, BANK, notebook_of

Draw = Callable[[np.random.Generator], dict[str, tuple[Any, ...]]]


@pytest.fixture
def other_secrets(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return what makes salts and inputs follow from another number, without wrong functions."""
    monkeypatch.setattr(make, "singles", lambda *_: iter(()))
    monkeypatch.setattr(make, "pairs", lambda *_: iter(()))

    def choose(seed: int) -> None:
        monkeypatch.setattr(file, "_secret", lambda *_: np.random.default_rng(seed).bytes(32))

    return choose


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("seed", seeds(1, 50))
def test_no_right_answer_is_refused_by_another_release(
    assignment: str, seed: int, tmp_path: Path, other_secrets: Callable[[int], None]
) -> None:
    """Is all right code right with salts and inputs that were drawn anew?"""
    other_secrets(seed)
    found = file.fingerprints(assignment, ROOT)
    assert found is not None and not found.without
    (tmp_path / found.name).write_bytes(found.data)
    for variant in [each for each in BANK if each.assignment == assignment]:
        if variant.question in (
            "LinearClassifier",
            "best_weights",
            "image_features",
            "best_guesses",
        ):
            continue
        known = fingerprint_of(tmp_path, [variant.question], None)
        assert known is not None
        verdict = judge(notebook_of(variant)[variant.question], known)
        assert verdict.right and not verdict.conduct, variant.name


def test_known_mistakes_lie_far_from_what_is_right() -> None:
    """Are those that lie too near, or are to be seen in no result, these and no others?"""
    found = file.fingerprints("gradient-check", ROOT)
    assert found is not None
    too_near = [*found.near.items(), *found.alike.items()]
    assert {function for function, _ in too_near} == {"numerical_gradient", "slopes_along"}
    assert {name for _, several in too_near for names in several for name in names} == TOO_NEAR


def test_what_a_release_tells(tmp_path: Path) -> None:
    """Is a mistake without a name told in a sentence, and the file written?"""
    for folder in ("solutions", "mistakes"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "assignments" / "gradient-check").mkdir(parents=True)
    told: list[str] = []
    write_fingerprints(tmp_path, "gradient-check", told.append)
    begin, end = "numerical_gradient: a check can't name the mistake '", "'"
    assert told
    assert {each.removeprefix(begin).partition(end)[0] for each in told} <= TOO_NEAR
    assert all(each.endswith("which returns nearly what is right") for each in told)
    name = "gradient-check.fingerprints.json"
    made_now = (tmp_path / "assignments" / "gradient-check" / name).read_bytes()
    assert made_now == (ROOT / "assignments" / "gradient-check" / name).read_bytes()


def question(draw: Draw, name: str = "f") -> Asked:
    """Return a question that draws its inputs so."""
    arguments = {"inputs": draw, "extreme": None, "parts": (), "asks": None, "rows": None}
    tolerances = {"tolerance": 1e-5, "extreme_tolerance": None, "entries": None}
    return Asked(name, "", "grade_function", {**arguments, **tolerances, "points": {"value": 1}})


def vector(rng: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Return one call, with a vector."""
    return {"a vector": (rng.normal(size=12),)}


def made_of(draw: Draw, reference: Callable[..., Any]) -> make.Made:
    """Return the fingerprint of a function that no catalogue knows."""
    return made(question(draw), "no-such-assignment", reference, b"salt", b"seed" * 8, {})


def test_a_plain_function_has_one() -> None:
    """Is there a fingerprint without a catalogue, with one part and its hash?"""
    found = made_of(vector, lambda x: x**3 + x)
    assert [len(each) for each in found.digests] == [1]
    assert not found.conventions[0].singles and not found.near


def outlines(rng: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Return a call with a function of the author's own."""
    return {"a function": (lambda x: x * rng.normal(), 1.0)}


def drawn_anew(x: Any) -> Any:
    """Return other numbers in each call."""
    return x + np.random.default_rng().normal(size=x.shape)


@pytest.mark.parametrize(
    ("draw", "reference", "reason"),
    [
        (vector, lambda x: float(x[0] > 0), "little-choice"),
        (vector, drawn_anew, "random"),
        (vector, lambda x: x @ np.ones((3, 3)), "fails"),
    ],
)
def test_functions_that_can_have_none(
    draw: Draw, reference: Callable[..., Any], reason: str
) -> None:
    """Is the reason that of the function?"""
    with pytest.raises(NoFingerprint) as raised:
        made_of(draw, reference)
    assert raised.value.reason == reason


def test_functions_as_arguments_can_have_none() -> None:
    """Is a function that nobody knows by name refused, as no file can hold it?"""
    with pytest.raises(NotPlain):
        made_of(outlines, lambda f, x: f(x))


@pytest.fixture
def another_course(tmp_path: Path) -> Iterator[Path]:
    """Return a course whose tests are not the kit's, and whose solution must not be run here."""
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    cells = [
        '{"cell_type":"code","id":"a","metadata":{"nbgrader":{"grade_id":"a","solution":true}},'
        '"outputs":[],"execution_count":null,"source":"raise SystemExit"}',
        '{"cell_type":"code","id":"b","metadata":{"nbgrader":{"grade_id":"b","grade":true,'
        '"points":1}},"outputs":[],"execution_count":null,'
        '"source":"### BEGIN HIDDEN TESTS\\nassert a\\n### END HIDDEN TESTS"}',
    ]
    text = f'{{"cells":[{",".join(cells)}],"metadata":{{}},"nbformat":4,"nbformat_minor":5}}'
    (tmp_path / "source" / "ps1" / "ps1.ipynb").write_text(text, encoding="utf-8")
    yield tmp_path


def test_another_course_has_none(another_course: Path) -> None:
    """Is nothing of a course executed that isn't made with the kit?"""
    assert file.fingerprints("ps1", another_course) is None
