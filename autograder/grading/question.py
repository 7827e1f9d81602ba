"""Grade one question in a hidden test: judge its facets, show the result, return the points."""

from collections.abc import Mapping
from typing import Any

from autograder.checks.calls import describe_error
from autograder.checks.visible.losses import Convention
from autograder.checks.waiting import settle
from autograder.grading.conventions import at_strength, strength
from autograder.grading.course import CourseError
from autograder.grading.diagnosis.diagnose import diagnose
from autograder.grading.drawn import Ask, Draw, facets_of
from autograder.grading.facets import LOSS_FACETS, TRAINING_FACETS, accuracy_facets, wide_gap
from autograder.grading.facets.base import Facet, Trial, must_be_known
from autograder.grading.reference import reference_of
from autograder.grading.result import FacetResult, QuestionResult
from autograder.grading.seed import generator, new_seed
from autograder.grading.subject import Subject, Unusable

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
    inputs: str | Draw,
    *,
    extreme: Draw | None = None,
    parts: tuple[str, ...] = (),
    tolerance: float = 1e-5,
    asks: Mapping[str, Ask] | None = None,
) -> float:
    """Grade the plain function `name` and return its points.

    `inputs`: a key of KINDS, or a function of a Generator that returns names and tuples of
    arguments; `extreme` draws extreme ones; `parts` names what it returns, if several things;
    `tolerance` is relative. Facets: value, stability (extreme inputs), inputs (left alone), parts,
    and `asks`: functions (yours, right, rng) that return None or a sentence. Raises CourseError.
    """
    facets = facets_of(inputs, extreme, parts, tolerance, asks)
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
    factor = strength(regularization, subject, reference, generator(seed, name, "convention"))
    asked = at_strength(reference, factor)
    kept: dict[str, Any] = {}

    def trial(part: str) -> Trial:
        return Trial(subject, asked, generator(seed, name, part), partner, kept)

    results = [_result(facets, facet, weight, trial(facet)) for facet, weight in points.items()]
    said = [result.seen for result in results if result.seen]
    mistakes = diagnose(name, reference, subject.seen, said, factor, assignment) if said else ()
    remarks = sorted(subject.warned | subject.remarks)
    if facets is LOSS_FACETS and "stability" in points:
        gap = judge_facet(wide_gap, trial("gap"))
        remarks += [gap] if gap and gap != results[0].seen else []
    return QuestionResult(assignment, name, seed, tuple(results), tuple(remarks), mistakes)


def _result(facets: Mapping[str, Facet], name: str, weight: float, trial: Trial) -> FacetResult:
    seen = judge_facet(facets[name], trial)
    return FacetResult(name, 0.0 if seen else float(weight), float(weight), seen)


def judge_facet(facet: Facet, trial: Trial) -> str:
    """Return what the facet saw, '' if it is fulfilled; an odd value never ends the grading."""
    try:
        return facet(trial) or ""
    except Unusable as reason:
        return str(reason)
    except CourseError:
        raise  # the instructor's to mend, never the student's loss
    except Exception as error:
        return f"could not be judged: {describe_error(error)}"


def _show(result: QuestionResult) -> float:
    from IPython.display import display  # graded functions are also judged without a notebook

    settle(full_points=result.points >= result.max_points)
    display(result)
    return result.points
