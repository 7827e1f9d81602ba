"""Plain functions: the references get full points, mistakes lose their facet."""

import pytest

from autograder.results.display import in_words
from tests.judging.harness import cells, edited, failed, grade, namespace_of

HEAD = "import numpy as np, math, scipy.special\n"
Edit = tuple[str, str]

# Assignment, cell, function, what is changed, facets that fail, words of the messages.
MISTAKES: dict[str, tuple[str, str, str, list[Edit], list[str], str]] = {
    "no shift": (
        "softmax-function",
        "softmax",
        "softmax",
        [("s - np.max(s)", "s")],
        ["stability"],
        "nan or inf for scores near 1000",
    ),
    "not normalised": (
        "softmax-function",
        "softmax",
        "softmax",
        [(" / exponentials.sum()", "")],
        ["value", "stability"],
        "wrong for every input",
    ),
    "changes the scores": (
        "softmax-function",
        "softmax",
        "softmax",
        [("    exponentials", "    s -= s.max()\n    exponentials")],
        ["inputs"],
        "an argument changed",
    ),
    "maximum of the matrix": (
        "softmax-function",
        "softmax-rows",
        "softmax_rows",
        [("S.max(axis=1, keepdims=True)", "S.max()")],
        ["stability"],
        "rows that lie far apart",
    ),
    "columns for rows": (
        "softmax-function",
        "softmax-rows",
        "softmax_rows",
        [("exponentials.sum(axis=1, keepdims=True)", "exponentials.sum(axis=0, keepdims=True)")],
        ["value", "stability"],
        "wrong for",
    ),
    "log of a probability": (
        "softmax-function",
        "cross-entropy",
        "cross_entropy",
        [
            (
                "np.log(np.exp(shifted).sum()) - shifted[y]",
                "-np.log(np.exp(shifted[y]) / np.exp(shifted).sum())",
            )
        ],
        ["stability"],
        "nan or inf for the true class 900 below",
    ),
    "sign": (
        "softmax-function",
        "cross-entropy",
        "cross_entropy",
        [
            (
                "np.log(np.exp(shifted).sum()) - shifted[y]",
                "shifted[y] - np.log(np.exp(shifted).sum())",
            )
        ],
        ["value", "stability"],
        "wrong sign",
    ),
    "log2": (
        "softmax-function",
        "kl-divergence",
        "kl_divergence",
        [("np.log(", "np.log2(")],
        ["value", "stability"],
        "which logarithm",
    ),
    "0 log 0": (
        "softmax-function",
        "kl-divergence",
        "kl_divergence",
        [("p > 0", "p >= 0")],
        ["stability"],
        "a probability of 0",
    ),
    "diagonal only": (
        "softmax-function",
        "softmax-jacobian",
        "softmax_jacobian",
        [("np.diag(p) - np.outer(p, p)", "np.diag(p * (1 - p))")],
        ["value"],
        "wrong for",
    ),
    "forward difference": (
        "gradient-check",
        "numerical-gradient",
        "numerical_gradient",
        [("        below[index] -= h\n", ""), ("(2 * h)", "h")],
        ["accuracy"],
        "wrong for",
    ),
    "not halved": (
        "gradient-check",
        "numerical-gradient",
        "numerical_gradient",
        [("(2 * h)", "h")],
        ["value", "accuracy"],
        "twice too large",
    ),
    "step too large": (
        "gradient-check",
        "numerical-gradient",
        "numerical_gradient",
        [("h=1e-5", "h=1e-2")],
        ["accuracy"],
        "wrong for",
    ),
    "x changed": (
        "gradient-check",
        "numerical-gradient",
        "numerical_gradient",
        [("    return gradient", "    x += h\n    return gradient")],
        ["inputs"],
        "changed",
    ),
    "0 over 0": (
        "gradient-check",
        "relative-error",
        "relative_error",
        [("np.divide(gap, larger, out=error, where=larger > 0)", "error = gap / larger")],
        ["stability"],
        "nan or inf for",
    ),
    "small number added": (
        "gradient-check",
        "relative-error",
        "relative_error",
        [("np.divide(gap, larger, out=error, where=larger > 0)", "error = gap / (larger + 1e-8)")],
        ["stability"],
        "tiny entries",
    ),
    "sum for maximum": (
        "gradient-check",
        "relative-error",
        "relative_error",
        [("np.maximum(np.abs(a), np.abs(b))", "np.abs(a) + np.abs(b)")],
        ["value", "stability"],
        "wrong for",
    ),
    "true class forgotten": (
        "gradient-check",
        "layer-gradient",
        "layer_gradient",
        [("    dscores[y] -= 1.0\n", "")],
        ["value", "stability"],
        "wrong for every input",
    ),
    "transposed": (
        "gradient-check",
        "layer-gradient",
        "layer_gradient",
        [("np.outer(x, dscores)", "np.outer(dscores, x)")],
        ["value", "stability"],
        "has shape",
    ),
    "constant": (
        "gradient-check",
        "layer-gradient",
        "layer_gradient",
        [("    gradient = np.outer", "    return np.zeros(W.shape)\n    gradient = np.outer")],
        ["value", "stability", "inputs"],
        "nothing to judge",
    ),
    "true class counts": (
        "svm-loss",
        "hinge-loss",
        "hinge_loss",
        [("    margins[y] = 0.0\n", "")],
        ["value"],
        "1 too large on every input",
    ),
    "no return": (
        "svm-loss",
        "hinge-loss",
        "hinge_loss",
        [("    return loss", "    pass")],
        ["value", "inputs"],
        "None (is a return line missing?)",
    ),
    "text": (
        "svm-loss",
        "hinge-loss",
        "hinge_loss",
        [("    return loss", "    return str(loss) + '!'")],
        ["value", "inputs"],
        "must be a number",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("seed", range(5))
def test_mistake_is_seen(name: str, seed: int) -> None:
    """Does the mistake cost exactly its facets, with the right words?"""
    assignment, cell, function, edits, facets, words = MISTAKES[name]
    source = HEAD + edited(cells(assignment)[cell], *edits)
    result = grade(assignment, function, namespace_of(source), seed)
    assert failed(result) == facets, in_words(result)
    assert words in in_words(result)


@pytest.mark.parametrize("name", MISTAKES)
def test_message_holds_no_value(name: str) -> None:
    """Is the message the same at another seed, so that it holds no hidden number?"""
    assignment, cell, function, edits, _, _ = MISTAKES[name]
    names = namespace_of(HEAD + edited(cells(assignment)[cell], *edits))
    first, second = (grade(assignment, function, names, seed) for seed in (3, 4))
    assert [f.seen for f in first.facets] == [f.seen for f in second.facets]


REFERENCES = {
    "softmax-function": (
        "softmax",
        "softmax_rows",
        "cross_entropy",
        "kl_divergence",
        "softmax_jacobian",
    ),
    "gradient-check": ("numerical_gradient", "relative_error", "layer_gradient"),
    "svm-loss": ("hinge_loss",),
}


@pytest.mark.parametrize(
    ("assignment", "name"), [(each, name) for each, names in REFERENCES.items() for name in names]
)
def test_the_reference_has_full_points(assignment: str, name: str) -> None:
    """Does the solution get full points at 20 seeds, with no note?"""
    names = namespace_of(HEAD + cells(assignment)[name.replace("_", "-")])
    for seed in range(20):
        result = grade(assignment, name, names, seed)
        assert not failed(result), in_words(result)
        assert not result.remarks or name == "kl_divergence"  # numpy warns of its infinity
