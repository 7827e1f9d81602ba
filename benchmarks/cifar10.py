"""Train the reference softmax and SVM on CIFAR-10 and print their accuracies beside published ones.

    python benchmarks/cifar10.py [--source PATH] [--quick]

The protocol is that of the published exercise: mean image subtracted, bias column appended, a grid
of learning rates and strengths, 3,000 steps with batches of 200 each; the best pair by validation
accuracy is judged once on the test images. --quick tries one pair. PATH is whatever
`autograder.data.load_cifar10` reads; without it, the copy that `autograder data list` names.
"""

import argparse
import contextlib
import io
import itertools
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.checks.classifier_check import accuracy
from autograder.data import ImageSplits, Rows, load_cifar10
from autograder.judging.reference import load_reference

# Classifier, images it was trained on, validation, test, where the figures stand.
PUBLISHED = (
    ("softmax", "49,000", "-", "0.386", "the article that the curriculum follows"),
    ("softmax", "49,000", "over 0.35", "-", "CS231n, assignment 1, softmax.ipynb: what to reach"),
    ("SVM", "49,000", "about 0.39", "-", "CS231n, assignment 1, svm.ipynb: what to reach"),
)
LOSSES = {"softmax": "softmax_loss", "SVM": "svm_loss"}
# The grid of the published exercise, which the notebook searches too.
RATES, STRENGTHS = (1.4e-7, 1.5e-7, 1.6e-7), (8e3, 1.5e4, 2.1e4)
ITERATIONS, BATCH_SIZE = 3000, 200
ONE_PAIR = {"softmax": (1.5e-7, 8e3), "SVM": (1e-7, 2.5e4)}


@dataclass(frozen=True)
class Trained:
    """A classifier with its settings and its accuracy on the validation images."""

    model: Any
    rate: float
    strength: float
    validation: float


def main() -> None:
    """Train both classifiers and print the table."""
    parser = argparse.ArgumentParser(description="Accuracies of linear classifiers on CIFAR-10.")
    parser.add_argument("--source", metavar="PATH", help="a copy of CIFAR-10")
    parser.add_argument("--quick", action="store_true", help="one pair of settings, not the grid")
    options = parser.parse_args()
    images = load_cifar10(options.source)
    rows, console = images.rows(), Console()
    console.print(str(images))
    table = Table("classifier", "trained on", "validation", "test", "settings or source")
    for name in LOSSES:
        every = list(itertools.product(RATES, STRENGTHS))
        pairs = [ONE_PAIR[name]] if options.quick else every
        steps = track(pairs, f"{name}, {len(pairs)} pairs", console=console)
        tried = [_train(name, rows, *pair) for pair in steps]
        best = max(tried, key=lambda trained: trained.validation)
        table.add_row(*_in_words(name, images, rows, best))
    table.add_section()
    for row in PUBLISHED:
        table.add_row(*row)
    console.print(table)


def _train(name: str, rows: Rows, rate: float, strength: float) -> Trained:
    reference = load_reference("linear-classifier")
    model = reference["LinearClassifier"](reference[LOSSES[name]])
    with contextlib.redirect_stdout(io.StringIO()):  # the bar of each training
        model.train(rows.X_train, rows.y_train, rate, strength, ITERATIONS, BATCH_SIZE)
    return Trained(model, rate, strength, accuracy(model.W, rows.X_val, rows.y_val))


def _in_words(name: str, images: ImageSplits, rows: Rows, best: Trained) -> tuple[str, ...]:
    test = accuracy(best.model.W, rows.X_test, rows.y_test)
    count = f"{len(images.y_train):,}"
    settings = f"measured here: rate {best.rate:g}, strength {best.strength:g}"
    return name, count, f"{best.validation:.3f}", f"{test:.3f}", settings


if __name__ == "__main__":
    main()
