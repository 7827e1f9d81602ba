"""What a hidden test calls: one question put to a function, judged by facets."""

import os
import secrets
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.check_report import release_reports
from autograder.checks.feature_check import Goal
from autograder.checks.loss_check import Convention
from autograder.checks.loss_result import LossResult
from autograder.course.folders import CourseError
from autograder.findings import Code, Finding, cause_of, text, words
from autograder.findings.outcome import describe_error, place_of
from autograder.judging.compare import same
from autograder.judging.diagnosis import diagnose
from autograder.judging.earlier import named_before, references_with, remember
from autograder.judging.facets import (
    LOSS_FACETS,
    TRAINING_FACETS,
    accuracy_facets,
    feature_facets,
    guess_facets,
    wide_gap,
)
from autograder.judging.facets.facet import Facet, FacetInput, must_be_known
from autograder.judging.facets.functions import DrawCalls, DrawSize, ExtraFacet, facets_of
from autograder.judging.learned_names import learned_name
from autograder.judging.mistakes.catalogue import reduction_of
from autograder.judging.random_problems import Problem, draw
from autograder.judging.reference import reference_of
from autograder.judging.subject import Subject, Unusable, read_references
from autograder.results.display import show
from autograder.results.record import FacetResult, QuestionResult

SEED_VARIABLE = "AUTOGRADER_SEED"


def new_seed() -> int:
    """Return AUTOGRADER_SEED if it is set, else a fresh 32-bit seed.

    Raises ValueError when the variable is set to something that is no whole number.
    """
    given = os.environ.get(SEED_VARIABLE)
    if given is None:
        return secrets.randbits(32)
    if not given.isdecimal():
        raise ValueError(text("judging.seed", name=SEED_VARIABLE, given=given))
    return int(given)


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return a generator of its own for each use: one facet's draws don't shift another's."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


Function = Callable[..., Any]

HALF, FULL = 1.0, 2.0  # what reg means, in strengths of the reference: 0.5 * reg * sum of squares
_KNOWN = {"half": HALF, "full": FULL}


def strength(
    convention: Convention, subject: Subject, reference: Function, rng: np.random.Generator
) -> float:
    """Return how many times the reference's regularization is asked for, 1 or 2.

    For "either" it is 2 if the student's loss has no one half, and if what the loss has is neither,
    by dW: loss and gradient of different conventions are always a mistake. Raises CourseError for
    another word.
    """
    if convention in _KNOWN:
        return _KNOWN[convention]
    if convention != "either":
        raise CourseError(text("judging.convention", convention=convention))
    # A square W last: a dW that is transposed can be read there alone.
    for shape in ((6, 5, 4), (6, 4, 4)):
        problem = draw(rng, Finding(Code.PLAIN_INPUT), *shape).but(reg=0.7)
        plain, grown = subject.results([problem.but(reg=0.0), problem])
        if not (isinstance(plain, Finding) or isinstance(grown, Finding)):
            return _strength_of(plain, grown, problem, reference)
    return HALF


def _strength_of(
    plain: LossResult, grown: LossResult, problem: Problem, reference: Function
) -> float:
    """Return the strength that the loss follows, and if it follows none, dW."""
    yours, right = _terms(plain, grown), {}
    for factor in (HALF, FULL):
        asked = at_strength(reference, factor)
        right[factor] = _terms(*read_references(asked, [problem.but(reg=0.0), problem]))
    for part in ("loss", "gradient"):
        for factor, terms in right.items():
            if same(yours[part], terms[part], problem.tolerance):
                return factor
    return HALF


def at_strength(reference: Function, factor: float) -> Function:
    """Return the reference with its regularization `factor` times as strong."""
    if factor == HALF:
        return reference

    def scaled(W: Any, X: Any, y: Any, reg: float) -> Any:  # noqa: ANN401 - as the reference's
        return reference(W, X, y, factor * reg)

    scaled.__name__ = getattr(reference, "__name__", "reference")
    return scaled


def _terms(plain: LossResult, grown: LossResult) -> dict[str, Any]:
    """Return what the regularization adds to the loss and to dW."""
    return {"loss": grown.loss - plain.loss, "gradient": grown.gradient - plain.gradient}


Points = Mapping[str, float]


def grade_loss(
    assignment: str,
    namespace: Mapping[str, Any],
    name: str,
    points: Points,
    naive: str | None = None,
    regularization: Convention = "half",
) -> float:
    """Grade the loss function `name` in the student's namespace and return its points.

    `points` gives each facet (a key of LOSS_FACETS) its weight; `naive` names the student's loop
    version for the facet agreement; `regularization` says whether one half stands before reg and
    the sum of squares (half), or not (full), or that both are right (either). The result is
    displayed with its seed. Raises CourseError for an unknown facet, and without a source notebook.
    """
    result = judge(LOSS_FACETS, assignment, namespace, name, points, naive, regularization)
    return _show(result)


def grade_function(
    assignment: str,
    namespace: Mapping[str, Any],
    name: str,
    points: Points,
    inputs: DrawCalls,
    *,
    extreme: DrawCalls | None = None,
    parts: tuple[str, ...] = (),
    tolerance: float = 1e-5,
    extreme_tolerance: float | None = None,
    asks: Mapping[str, ExtraFacet] | None = None,
    rows: DrawSize | None = None,
    entries: DrawSize | None = None,
) -> float:
    """Grade the plain function `name` and return its points.

    `inputs`: a function of a Generator that returns names and tuples of arguments; `extreme` draws
    extreme ones; `parts` names what it returns, if several things; `tolerance` is relative, and
    `extreme_tolerance` for extreme inputs, where it differs. Facets: value, stability (extreme
    inputs), inputs (left alone), parts, and `asks`: functions (yours, right, rng) that return None
    or a sentence. `rows`, a function of a Generator and a number, draws a call with so many rows:
    the facet matrices asks that there is no loop over them. `entries` draws a call whose results
    grow with the number: arrays are wrong that come of a function evaluated for each entry. Raises
    CourseError.
    """
    facets = facets_of(
        inputs, extreme, parts, tolerance, asks, extreme_tolerance, rows=rows, entries=entries
    )
    return _show(judge(facets, assignment, namespace, name, points))


def grade_training(
    assignment: str, namespace: Mapping[str, Any], name: str, points: Points
) -> float:
    """Grade the classifier `name`, made by name(loss, seed), and return its points.

    Its facets are batches, steps, history (seen from a loss that records its calls) and learning
    (the trained W on new points).
    """
    return _show(judge(TRAINING_FACETS, assignment, namespace, name, points))


def grade_weights(
    assignment: str,
    namespace: Mapping[str, Any],
    name: str,
    points: Points,
    goals: Mapping[str, float],
) -> float:
    """Grade the function `name`(X, y), which returns trained weights, and return its points.

    `goals` gives each facet the accuracy (0 to 1) that hidden images must exceed.
    """
    return _show(judge(accuracy_facets(goals), assignment, namespace, name, points))


def grade_guesses(
    assignment: str,
    namespace: Mapping[str, Any],
    name: str,
    points: Points,
    goals: Mapping[str, float],
) -> float:
    """Grade the function `name`(X, y, X_new), which trains on X and y, and return its points.

    It returns the classes of the rows X_new. `goals` gives each facet the accuracy (0 to 1) that it
    must exceed on hidden images.
    """
    return _show(judge(guess_facets(goals), assignment, namespace, name, points))


def grade_features(
    assignment: str,
    namespace: Mapping[str, Any],
    name: str,
    points: Points,
    goals: Mapping[str, Goal],
) -> float:
    """Grade the function `name`(images), which returns features (N, F), and return its points.

    `goals` gives a facet a function that changes hidden images, and the accuracy (0 to 1) that the
    linear classifier of least squared error must exceed there. Other facets: alone (an image by
    itself has the same features), inputs.
    """
    return _show(judge(feature_facets(goals), assignment, namespace, name, points))


def judge(
    facets: Mapping[str, Facet],
    assignment: str,
    namespace: Mapping[str, Any],
    name: str,
    points: Points,
    naive: str | None = None,
    regularization: Convention = "half",
) -> QuestionResult:
    """Return the QuestionResult without showing it."""
    seed = new_seed()
    subject = Subject(name, namespace)
    partner = Subject(naive, namespace) if naive else None
    must_be_known(facets, points)
    reference = reference_of(assignment, name)
    reduction = reduction_of(name, assignment)
    factor = strength(regularization, subject, reference, generator(seed, name, "convention"))
    asked = at_strength(reference, factor)
    draws = {part: partial(generator, seed, name, part) for part in (*points, "gap")}
    kept: dict[str, Any] = {}

    def facet_input(part: str) -> FacetInput:
        return FacetInput(subject, asked, draws[part](), partner, kept, reduction)

    results = [
        _result(facets, facet, weight, facet_input(facet)) for facet, weight in points.items()
    ]
    follows: tuple[Finding, ...] = ()
    if not all(result.passed for result in results):
        results, follows = _beside_earlier(facets, assignment, namespace, results, subject, draws)
    found = [result.finding for result in results if result.finding]
    failed = [result.name for result in results if not result.passed]
    learned = partial(learned_name, assignment, name, subject.function, reference, failed)
    seen = subject.seen
    mistakes = diagnose(name, reference, seen, found, factor, assignment, learned) if found else ()
    remember(namespace, name, mistakes)
    remarks = [*follows, *sorted(subject.warned, key=words), *sorted(subject.remarks, key=words)]
    if facets is LOSS_FACETS and "stability" in points:
        gap = judge_facet(wide_gap, facet_input("gap"))
        said = {cause_of(each) for each in found}
        remarks += [gap] if gap and cause_of(gap) not in said else []
    return QuestionResult(assignment, name, seed, tuple(results), tuple(remarks), mistakes)


Draws = Mapping[str, Callable[[], np.random.Generator]]


def _beside_earlier(
    facets: Mapping[str, Facet],
    assignment: str,
    namespace: Mapping[str, Any],
    results: list[FacetResult],
    subject: Subject,
    draws: Draws,
) -> tuple[list[FacetResult], tuple[Finding, ...]]:
    """Return the results without what follows from mistakes in earlier questions, and a remark.

    What is lost against the right reference alone was put together rightly.
    """
    best: list[FacetResult] = results
    remark: tuple[Finding, ...] = ()
    for calls, reference in references_with(assignment, subject.name, named_before(namespace)):
        again, kept = Subject(subject.name, namespace), dict[str, Any]()
        now = []
        for old in results:
            now.append(old)
            if old.passed:
                continue
            asked = reduction_of(subject.name, assignment)
            facet_input = FacetInput(again, reference, draws[old.name](), None, kept, asked)
            # With the earlier mistake the reference may end in an error: then nothing is known.
            with suppress(CourseError):
                new = _result(facets, old.name, old.max_points, facet_input)
                now[-1] = new if new.passed else old
        if sum(each.points for each in now) > sum(each.points for each in best):
            best, remark = now, (Finding.of(Code.FOLLOWS_FROM, names=calls),)
    return best, remark


def _result(
    facets: Mapping[str, Facet], name: str, weight: float, facet_input: FacetInput
) -> FacetResult:
    found = judge_facet(facets[name], facet_input)
    return FacetResult(name, 0.0 if found else float(weight), float(weight), found)


def judge_facet(facet: Facet, facet_input: FacetInput) -> Finding | None:
    """Return what the facet found, None if it is fulfilled; an odd value never ends the grading."""
    try:
        found = facet(facet_input)
    except Unusable as reason:
        return reason.finding
    except CourseError:
        raise  # the instructor's to mend, never the student's loss
    except Exception as error:
        said = {"error": describe_error(error), "place": place_of(error)}
        return Finding.of(Code.NO_JUDGEMENT, **said)
    return found if isinstance(found, Finding) else author(found)


def author(sentence: str | None) -> Finding | None:
    """Return an author's own sentence as a finding, None for none."""
    return Finding.of(Code.AUTHOR, text=sentence) if sentence else None


def _show(result: QuestionResult) -> float:
    release_reports(full_points=result.points >= result.max_points)
    show(result)
    return result.points
