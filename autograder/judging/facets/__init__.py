"""The facets of a question, by the name that a hidden test gives them points under."""

from autograder.judging.facets.facet import Facet, FacetInput
from autograder.judging.facets.features import feature_facets
from autograder.judging.facets.functions import function_facets
from autograder.judging.facets.losses import (
    agreement,
    gradient,
    inputs,
    loss,
    matrices,
    regularization,
    stability,
    wide_gap,
)
from autograder.judging.facets.training import TRAINING_FACETS, accuracy_facets, guess_facets

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
    "FacetInput",
    "accuracy_facets",
    "feature_facets",
    "function_facets",
    "guess_facets",
    "wide_gap",
]
