"""All variants, and how one is graded: in its notebook, beside the cells that it needs."""

from typing import Any

import pytest

from autograder.checks import check_report
from autograder.results import QuestionResult
from tests.conftest import ROOT
from tests.judging.harness import cells, grade, hidden_calls, namespace_of
from tests.variants import (
    classifiers,
    gradient_check,
    hinge_losses,
    nearest_neighbours,
    net_on_images,
    pasted,
    reverse_mode,
    softmax_function,
    softmax_losses,
    squared_hinge,
    two_layer_net,
)
from tests.variants.variant import Variant

BANK: tuple[Variant, ...] = (
    *softmax_function.VARIANTS,
    *gradient_check.VARIANTS,
    *softmax_losses.VARIANTS,
    *hinge_losses.VARIANTS,
    *squared_hinge.VARIANTS,
    *classifiers.VARIANTS,
    *pasted.VARIANTS,
    *two_layer_net.VARIANTS,
    *nearest_neighbours.VARIANTS,
    *net_on_images.VARIANTS,
    *reverse_mode.VARIANTS,
)
ASSIGNMENTS = tuple(dict.fromkeys(variant.assignment for variant in BANK))

# Solution cells of the same notebook that a question's answer builds on or is compared with.
_LAYERS = ("affine-backward", "relu-backward", "loss-of-scores")
_NET = ("start-net", "mini-batches", "one-epoch", "classes-of")
_HISTOGRAMS = ("image-gradients", "gradient-histogram", "value-histogram")
_RULES = ("mul-back", "matmul-back", "relu-back", "sum-back", "unbroadcast")
_REVERSE = (*_RULES, "order", "backward", "operators", "value", "value-and-gradients")
_NEEDS: dict[str, tuple[str, ...]] = {
    "softmax_loss_vectorized": ("softmax-loss-naive",),
    "svm_loss_vectorized": ("svm-loss-naive",),
    "mended_softmax_loss": ("softmax-loss-vectorized",),
    "mended_svm_loss": ("svm-loss-naive",),
    "LinearClassifier": ("predict",),
    "affine_backward": ("affine-forward",),
    "relu_backward": ("relu-forward",),
    "two_layer_loss": ("affine-forward", "relu-forward", *_LAYERS),
    "train": ("affine-forward", "relu-forward", *_LAYERS, "two-layer-loss"),
    "cross_validation": ("distances", "vote"),
    "image_features": _HISTOGRAMS,
    "one_epoch": _NET[:1],
    "train_net": _NET,
    "best_guesses": (*_NET, "train-net"),
    "backward": ("order",),
    "forth_and_back": (*_RULES, "operators"),
    "value_and_gradients": _REVERSE[:-1],
    "score_gradients": _REVERSE,
    "net_gradients": (*_REVERSE, "score-gradients"),
    "best_weights": ("predict", "linear-classifier", "softmax-loss-again", "svm-loss-again"),
}


def needed_cells(variant: Variant) -> list[str]:
    """Return the sources of the solution cells that the variant's question builds on."""
    code = cells(variant.assignment)
    return [code[cell] for cell in _NEEDS.get(variant.question, ())]


def notebook_of(variant: Variant) -> dict[str, Any]:
    """Return the names of a notebook in which the variant is the answer."""
    setup = cells(variant.assignment)["setup"]
    return namespace_of(setup, *needed_cells(variant), variant.source)


def grade_variant(variant: Variant, seed: int) -> QuestionResult:
    """Return what the hidden test of the variant's question makes of it."""
    return grade(variant.assignment, variant.question, notebook_of(variant), seed)


def visible_reports(variant: Variant) -> list[check_report.Report]:
    """Return what the visible check above the hidden test shows, beside the handout's files."""
    code = cells(variant.assignment)
    cell = code[hidden_calls(variant.assignment)[variant.question][0]]
    names, shown = notebook_of(variant), list[check_report.Report]()
    names["__name__"] = "a student's notebook"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT / "assignments" / variant.assignment)
        patch.setattr(check_report.Report, "show", lambda seen: shown.append(seen))
        exec(cell.partition("### BEGIN HIDDEN TESTS")[0], names)  # noqa: S102
    return shown


def questions() -> set[tuple[str, str]]:
    """Return assignment and name of every graded function."""
    return {(each, question) for each in ASSIGNMENTS for question in hidden_calls(each)}
