"""The visible check of a function that turns images into features of the student's own choice."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.check_report import CheckLine, Report, show
from autograder.checks.classifier_check import accuracy
from autograder.data.splits import Images, ImageSplits, Labels, Matrix
from autograder.findings import Code, Finding, text
from autograder.findings.outcome import Outcome, attempt, unchanged

# How images (N, H, W) are changed before they are classified, and the accuracy to be exceeded.
Goal = tuple[Callable[[Images], Images], float]
# More numbers an image would make solving for weights the slowest part of grading.
MOST = 2000
_REG = 0.1


def read_features(outcome: Outcome, count: int) -> Matrix | Finding:
    """Return the features (N, F) of `count` images, or why what came is none."""
    if outcome.finding:
        return outcome.finding
    if outcome.value is None:
        return Finding(Code.RETURNED_NONE)
    try:
        found = np.array(outcome.value, dtype=np.float64)
    except (TypeError, ValueError):
        return Finding.of(Code.RETURNED_NO_ARRAY, name="", kind=type(outcome.value).__name__)
    if found.ndim != 2 or len(found) != count or not 0 < found.shape[1] <= MOST:
        return Finding.of(Code.FEATURES_SHAPE, shape=found.shape, count=count, most=MOST)
    return found if np.isfinite(found).all() else Finding(Code.FEATURES_NOT_FINITE)


def depends_on_others(together: Matrix, alone: Matrix, place: int) -> bool:
    """Return whether an image's features (1, F) differ from its row among others (N, F)."""
    if alone.shape[1] != together.shape[1]:
        return True
    return not np.allclose(alone[0], together[place], rtol=1e-4, atol=1e-6)


class FeatureClassifier:
    """The linear classifier of least squared error on standardized features, with a bias.

    It is solved for, and not trained by steps, so that no score depends on chance.
    """

    def __init__(self, features: Matrix, y: Labels, classes: int) -> None:
        deviation: Matrix = features.std(axis=0)
        self._scale = np.where(deviation < 1e-9, 1.0, deviation)
        self._mean: Matrix = features.mean(axis=0)
        X = self._rows(features)
        square = X.T @ X / len(X) + _REG * np.eye(X.shape[1])
        self._W = np.linalg.solve(square, X.T @ np.eye(classes)[y] / len(X))

    def misses(self, features: Matrix, y: NDArray[Any], goal: float) -> float | None:
        """Return the share of images that are classified right, None if it exceeds the goal.

        Features of another number than in training classify none.
        """
        fits = features.shape[1] == len(self._mean)
        reached = accuracy(self._W, self._rows(features), y) if fits else 0.0
        return None if reached > goal else reached

    def _rows(self, features: Matrix) -> Matrix:
        return np.hstack([(features - self._mean) / self._scale, np.ones((len(features), 1))])


def check_features(
    function: Callable[..., Any], images: ImageSplits, goals: Mapping[str, Goal]
) -> None:
    """Check `function(images)`, which returns features (N, F), and show what was seen.

    Asked is what features of any kind have: a row for each image, finite also for a black one,
    whatever other images there are. A linear classifier is then fitted to those of the training
    images. Each goal is a function that changes the validation images, and an accuracy, 0 to 1.
    """
    show(lambda: report_on_features(function, images, goals), function)


def report_on_features(
    function: Callable[..., Any], images: ImageSplits, goals: Mapping[str, Goal]
) -> Report:
    """Make features of the images and return the Report."""
    name = getattr(function, "__name__", text("your-function"))
    some = images.X_val[:4]
    given = some.copy()
    together = read_features(attempt(function, given), len(some))
    if isinstance(together, Finding):
        return Report(name, (CheckLine("FAILED", text("check.result"), together),))
    black = read_features(attempt(function, np.zeros_like(some[:1])), 1)
    findings = {
        text("check.shape"): None,
        text("check.black-image"): black if isinstance(black, Finding) else None,
        text("check.alone"): _alone(function, some, together),
        text("check.inputs"): None if unchanged(given, some) else Finding(Code.ARGUMENT_CHANGED),
    }
    if not any(findings.values()):
        findings |= _accuracies(function, images, goals)
    return Report(
        name,
        tuple(
            CheckLine("FAILED" if f else "passed", title, f or "") for title, f in findings.items()
        ),
    )


def _alone(function: Callable[..., Any], images: Images, together: Matrix) -> Finding | None:
    if (together == together[0]).all():
        return Finding(Code.FEATURES_CONSTANT)
    last = len(images) - 1
    found = read_features(attempt(function, images[last:].copy()), 1)
    if isinstance(found, Finding):
        return found
    return Finding(Code.FEATURES_TOGETHER) if depends_on_others(together, found, last) else None


def _accuracies(
    function: Callable[..., Any], images: ImageSplits, goals: Mapping[str, Goal]
) -> dict[str, Finding | None]:
    """Return what is wrong with the accuracy on the validation images, by goal."""
    train = read_features(attempt(function, images.X_train), len(images.X_train))
    if isinstance(train, Finding):
        return dict.fromkeys(goals, train)
    classifier = FeatureClassifier(train, images.y_train, len(images.class_names))
    found: dict[str, Finding | None] = {}
    for name, (change, goal) in goals.items():
        features = read_features(attempt(function, change(images.X_val)), len(images.X_val))
        if isinstance(features, Finding):
            found[name] = features
            continue
        reached = classifier.misses(features, images.y_val, goal)
        said = {"reached": reached, "goal": goal}
        found[name] = None if reached is None else Finding.of(Code.ACCURACY_REACHED, **said)
    return found
