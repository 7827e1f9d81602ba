"""Student-safe checks: the gradient checker and the visible checks of the notebooks.

Nothing here holds a solution or a hidden test.
"""

from autograder.checks.ahead import load_ahead
from autograder.checks.gradcheck import gradcheck
from autograder.checks.numerical import numerical_gradient, relative_error
from autograder.checks.progress import progress
from autograder.checks.timing import Timing, compare_times
from autograder.checks.verdict import Entry, GradientError, Verdict
from autograder.checks.visible.classifiers import check_training, check_weights
from autograder.checks.visible.derivatives import (
    check_layer_gradient,
    check_numerical_gradient,
    check_relative_error,
)
from autograder.checks.visible.functions import is_near, leaves_alone
from autograder.checks.visible.losses import (
    check_hinge_loss,
    check_softmax_loss,
    check_squared_hinge_loss,
)
from autograder.checks.visible.own import check_function, goes_back, has_gradients, has_shapes
from autograder.checks.visible.probabilities import (
    check_cross_entropy,
    check_kl_divergence,
    check_softmax,
    check_softmax_jacobian,
    check_softmax_rows,
)
from autograder.checks.visible.scores import check_hinge_of_scores
from autograder.checks.visible.search import check_grid_search, check_predict
from autograder.checks.visible.steps import check_descent_step
from autograder.checks.written import once_written

__all__ = [
    "Entry",
    "GradientError",
    "Timing",
    "Verdict",
    "check_cross_entropy",
    "check_descent_step",
    "check_function",
    "check_grid_search",
    "check_hinge_loss",
    "check_hinge_of_scores",
    "check_kl_divergence",
    "check_layer_gradient",
    "check_numerical_gradient",
    "check_predict",
    "check_relative_error",
    "check_softmax",
    "check_softmax_jacobian",
    "check_softmax_loss",
    "check_softmax_rows",
    "check_squared_hinge_loss",
    "check_training",
    "check_weights",
    "compare_times",
    "goes_back",
    "gradcheck",
    "has_gradients",
    "has_shapes",
    "is_near",
    "leaves_alone",
    "load_ahead",
    "numerical_gradient",
    "once_written",
    "progress",
    "relative_error",
]
