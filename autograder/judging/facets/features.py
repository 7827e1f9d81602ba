"""The facets of a function that makes features of images: what a classifier gains by them."""

from collections.abc import Callable, Mapping

from autograder.checks.feature_check import (
    FeatureClassifier,
    Goal,
    depends_on_others,
    read_features,
)
from autograder.data import load_fashion_mnist
from autograder.data.arrays import read_npz
from autograder.data.splits import Images, Matrix
from autograder.findings import Code, Finding
from autograder.findings.outcome import unchanged
from autograder.judging.facets.facet import Facet, FacetInput
from autograder.judging.facets.hidden import HIDDEN_IMAGES
from autograder.judging.subject import Unusable

_SOME = 3


def feature_facets(goals: Mapping[str, Goal]) -> dict[str, Facet]:
    """Return a facet for each goal, and `alone` and `inputs`.

    A linear classifier is fitted once, to the features of Fashion-MNIST's training images; each
    goal then asks for the accuracy on hidden images, changed in its way.
    """
    fitted: list[FeatureClassifier | Unusable] = []

    def classifier(facet_input: FacetInput) -> FeatureClassifier:
        if not fitted:
            clothes = load_fashion_mnist()
            try:
                train = _features(facet_input, clothes.X_train)
                classes = len(clothes.class_names)
                fitted.append(FeatureClassifier(train, clothes.y_train, classes))
            except Unusable as reason:  # what takes long and fails is not repeated
                fitted.append(reason)
        if isinstance(fitted[0], Unusable):
            raise fitted[0]
        return fitted[0]

    def facet(change: Callable[[Images], Images], goal: float) -> Facet:
        def judge(facet_input: FacetInput) -> Finding | None:
            """Are more of the hidden images classified right than that?"""
            arrays = read_npz(HIDDEN_IMAGES, ("X", "y"))
            found = _features(facet_input, change(arrays["X"]))
            missed = classifier(facet_input).misses(found, arrays["y"], goal)
            return None if missed is None else Finding.of(Code.ACCURACY_LOW, goal=goal)

        return judge

    own = {name: facet(*goal) for name, goal in goals.items()}
    return {**own, "alone": alone, "inputs": inputs}


def alone(facet_input: FacetInput) -> Finding | None:
    """Has an image the same features when it comes alone as among others?"""
    images, together = _some(facet_input)
    for k in range(_SOME):
        by_itself = _features(facet_input, images[k : k + 1].copy())
        if depends_on_others(together, by_itself, k):
            return Finding(Code.FEATURES_TOGETHER)
    return None


def inputs(facet_input: FacetInput) -> Finding | None:
    """Are the images the same after the call as before?"""
    images, _ = _some(facet_input)
    given = images.copy()
    _features(facet_input, given)
    return None if unchanged(given, images) else Finding(Code.ARGUMENT_CHANGED)


def _some(facet_input: FacetInput) -> tuple[Images, Matrix]:
    """Return some images of clothes, others each time, and their features.

    Raises Unusable for features that are the same for all: they leave every argument alone.
    """
    clothes = load_fashion_mnist().X_val
    images = clothes[facet_input.rng.permutation(len(clothes))[:_SOME]]
    found = _features(facet_input, images.copy())
    if (found == found[0]).all():
        raise Unusable(Finding(Code.FEATURES_CONSTANT))
    return images, found


def _features(facet_input: FacetInput, images: Images) -> Matrix:
    """Return the student's features (N, F) of these very images; raises Unusable."""
    found = read_features(facet_input.subject.outcome(images), len(images))
    if isinstance(found, Finding):
        raise Unusable(found)
    return found
