"""The facets of a question, by the name that a hidden test gives them points under."""

from autograder.grading.facets.accuracy import accuracy_facets
from autograder.grading.facets.agreement import agreement
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.facets.conduct import inputs, matrices
from autograder.grading.facets.functions import function_facets
from autograder.grading.facets.regularization import regularization
from autograder.grading.facets.stability import stability, wide_gap
from autograder.grading.facets.training import TRAINING_FACETS
from autograder.grading.facets.values import gradient, loss

LOSS_FACETS: dict[str, Facet] = {
    "loss": loss,
    "gradient": gradient,
    "regularization": regularization,
    "stability": stability,
    "inputs": inputs,
    "matrices": matrices,
    "agreement": agreement,
}

__all__ = [
    "LOSS_FACETS",
    "TRAINING_FACETS",
    "Facet",
    "Trial",
    "accuracy_facets",
    "function_facets",
    "wide_gap",
]
