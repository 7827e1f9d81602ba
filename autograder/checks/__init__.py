"""Student-safe checks: the gradient checker and the visible checks of the notebooks.

Nothing here holds a solution or a hidden test.
"""

from autograder.checks.classifier_check import check_training, check_weights, descends
from autograder.checks.feature_check import check_features
from autograder.checks.function_check import (
    calls_with,
    check_function,
    gives_the_same,
    has_shapes,
    is_finite,
    is_near,
    leaves_alone,
    sums_to,
)
from autograder.checks.function_gradients import goes_back, has_gradients
from autograder.checks.given_functions import (
    entries_of,
    exponential_sum,
    log_sum_exp,
    power_sum,
    quadratic_form,
    scaled_by,
    squared_distance,
    steps_of,
    table_of,
)
from autograder.checks.gradients.gradcheck import gradcheck
from autograder.checks.gradients.verdict import Entry, GradientError, Verdict
from autograder.checks.helpers import Timing, compare_times, progress, when_implemented
from autograder.checks.loss_check import (
    at_zero_weights,
    check_loss,
    large_scores,
    load_ahead,
    one_example,
)
from autograder.checks.numerical import numerical_gradient, relative_error

# To the grader: a call of anything here changes nothing in the process that it is made in.
LEAVES_NOTHING = True

__all__ = [
    "Entry",
    "GradientError",
    "Timing",
    "Verdict",
    "at_zero_weights",
    "calls_with",
    "check_features",
    "check_function",
    "check_loss",
    "check_training",
    "check_weights",
    "compare_times",
    "descends",
    "entries_of",
    "exponential_sum",
    "gives_the_same",
    "goes_back",
    "gradcheck",
    "has_gradients",
    "has_shapes",
    "is_finite",
    "is_near",
    "large_scores",
    "leaves_alone",
    "load_ahead",
    "log_sum_exp",
    "numerical_gradient",
    "one_example",
    "power_sum",
    "progress",
    "quadratic_form",
    "relative_error",
    "scaled_by",
    "squared_distance",
    "steps_of",
    "sums_to",
    "table_of",
    "when_implemented",
]
