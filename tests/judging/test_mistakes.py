"""Real mistakes lose the points of their facet, and the message says what they look like."""

import pytest

from autograder.results.display import in_words
from tests.judging.harness import cells, edited, failed, grade, namespace_of

Edit = tuple[str, str]

SOFTMAX = ("softmax-loss", "softmax-loss-naive", "softmax_loss_naive")
SOFTMAX_V = ("softmax-loss", "softmax-loss-vectorized", "softmax_loss_vectorized")
SVM = ("svm-loss", "svm-loss-naive", "svm_loss_naive")
SVM_V = ("svm-loss", "svm-loss-vectorized", "svm_loss_vectorized")
SQUARED = ("svm-loss", "squared-hinge-loss", "squared_hinge_loss")

# Where, what is changed, the facets that must fail, words that the messages must hold.
MISTAKES: dict[str, tuple[tuple[str, str, str], list[Edit], list[str], list[str]]] = {
    "sign flipped": (
        SOFTMAX_V,
        [
            (
                "np.mean(log_total - scores[np.arange(N), y])",
                "-np.mean(log_total - scores[np.arange(N), y])",
            )
        ],
        ["loss"],
        ["wrong sign"],
    ),
    "log10": (
        SOFTMAX,
        [("np.log(total) - scores[y[i]]", "np.log10(np.exp(np.log(total) - scores[y[i]]))")],
        ["loss"],
        ["which logarithm"],
    ),
    "log forgotten": (
        SOFTMAX,
        [("np.log(total) - scores[y[i]]", "np.exp(scores[y[i]]) / total")],
        ["loss"],
        ["wrong on ordinary inputs"],
    ),
    "gradient never written": (
        SOFTMAX,
        [("            dW[:, k] += slope * X[i] / N\n", ""), ("    dW += reg * W\n", "")],
        ["gradient", "regularization"],
        ["has it been written", "no regularization term"],
    ),
    "true class not subtracted": (
        SOFTMAX_V,
        [("    dscores[np.arange(N), y] -= 1.0\n", "")],
        ["gradient"],
        ["true class is missing"],
    ),
    "true class added": (
        SOFTMAX_V,
        [("dscores[np.arange(N), y] -= 1.0", "dscores[np.arange(N), y] += 1.0")],
        ["gradient"],
        ["true class has the wrong sign"],
    ),
    "only the true class": (
        SOFTMAX,
        [("dW[:, k] += slope", "dW[:, k] += (k == y[i]) * slope")],
        ["gradient"],
        ["wrong on ordinary inputs"],
    ),
    "last example only": (
        SOFTMAX,
        [
            (
                "loss += (np.log(total) - scores[y[i]]) / N",
                "loss = (np.log(total) - scores[y[i]]) / N",
            ),
            ("dW[:, k] += slope", "dW[:, k] = slope"),
        ],
        ["loss", "gradient"],
        ["wrong on ordinary inputs"],
    ),
    "C hard-coded": (
        SOFTMAX,
        [("N, C = X.shape[0], W.shape[1]", "N, C = X.shape[0], 10")],
        ["loss", "gradient", "regularization", "stability", "inputs"],
        ["IndexError"],
    ),
    "N and C confused": (
        SOFTMAX,
        [("N, C = X.shape[0], W.shape[1]", "N, C = W.shape[1], X.shape[0]")],
        ["loss", "gradient", "regularization", "stability", "inputs"],
        ["IndexError"],
    ),
    "maximum added": (
        SOFTMAX,
        [("scores - scores.max()", "scores + scores.max()")],
        ["stability"],
        ["scores near"],
    ),
    "argmax for maximum": (
        SOFTMAX,
        [("scores - scores.max()", "scores - scores.argmax()")],
        ["stability"],
        ["scores near"],
    ),
    "maximum of the whole matrix": (
        SOFTMAX_V,
        [("scores.max(axis=1, keepdims=True)", "scores.max()")],
        ["stability"],
        ["far apart"],
    ),
    "reg from the loss only missing": (
        SOFTMAX,
        [("    loss += 0.5 * reg * np.sum(W * W)\n", "")],
        ["regularization"],
        ["the loss has no regularization term"],
    ),
    "reg from both missing": (
        SOFTMAX,
        [("    loss += 0.5 * reg * np.sum(W * W)\n", ""), ("    dW += reg * W\n", "")],
        ["regularization"],
        ["the loss and dW: each has no regularization"],
    ),
    "mixed conventions": (
        SOFTMAX,
        [("0.5 * reg", "reg")],
        ["regularization"],
        ["the loss has twice"],
    ),
    "mixed the other way": (
        SOFTMAX,
        [("dW += reg * W", "dW += 2 * reg * W")],
        ["regularization"],
        ["dW has twice"],
    ),
    "reg divided by N": (
        SOFTMAX,
        [
            ("0.5 * reg * np.sum(W * W)", "0.5 * reg * np.sum(W * W) / N"),
            ("dW += reg * W", "dW += reg * W / N"),
        ],
        ["regularization"],
        ["divided by N"],
    ),
    "reg forgotten as a factor": (
        SOFTMAX,
        [("0.5 * reg * np.sum(W * W)", "0.5 * np.sum(W * W)")],
        ["loss", "regularization"],
        ["the loss has no regularization"],
    ),
    "reg plus the sum": (
        SOFTMAX,
        [("0.5 * reg * np.sum(W * W)", "reg + np.sum(W * W)")],
        ["loss", "regularization"],
        ["the loss does not change with reg as"],
    ),
    "row indexing": (
        SOFTMAX_V,
        [
            (
                "np.mean(log_total - scores[np.arange(N), y])",
                "np.mean(log_total - scores[y % N].mean(axis=1))",
            )
        ],
        ["loss", "stability"],
        ["wrong on"],
    ),
    "X scaled inside": (
        SOFTMAX,
        [("    N, C =", "    X /= 255.0\n    N, C =")],
        ["loss", "gradient", "inputs"],
        ["X changed during the call"],
    ),
    "scores of the wrong kind": (
        SOFTMAX,
        [("return loss, dW", "return dW, loss")],
        ["loss", "gradient", "regularization", "stability", "inputs"],
        ["must be one number"],
    ),
    "transposed": (
        SOFTMAX,
        [("return loss, dW", "return loss, dW.T")],
        ["loss", "gradient", "regularization", "stability", "inputs"],
        ["transposed"],
    ),
    "no return": (
        SOFTMAX,
        [("    return loss, dW", "    pass")],
        ["loss", "gradient", "regularization", "stability", "inputs"],
        ["None (is a return line missing?)"],
    ),
    "not divided": (
        SVM_V,
        [("margins.sum() / N", "margins.sum()")],
        ["loss"],
        ["N times too large"],
    ),
    "gradient not divided": (
        SVM_V,
        [("counts / N", "counts")],
        ["gradient"],
        ["dW: it is N times too large"],
    ),
    "true class not skipped": (
        SVM,
        [("            if j == y[i]:\n                continue\n", "")],
        ["loss"],
        ["1 too large on every input"],
    ),
    "true class never updated": (
        SVM,
        [("                dW[:, y[i]] -= X[i] / N\n", "")],
        ["gradient"],
        ["wrong on"],
    ),
    "margin of the wrong sign": (SVM, [("+ 1.0", "- 1.0")], ["loss", "gradient"], ["wrong on"]),
    "hinge for squared hinge": (
        SQUARED,
        [("np.sum(margins**2)", "np.sum(margins)")],
        ["loss"],
        ["wrong on"],
    ),
    "factor 2 forgotten": (
        SQUARED,
        [("2.0 * margins", "margins")],
        ["gradient"],
        ["half of what it should be"],
    ),
    "constant answer": (
        SQUARED,
        [("    N = X.shape[0]\n", "    return 1.0, np.zeros_like(W)\n")],
        ["loss", "gradient", "regularization", "inputs"],
        ["nothing to judge"],
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("seed", range(5))
def test_mistake_is_seen(name: str, seed: int) -> None:
    """Does the mistake cost exactly its facets, and do the messages say what it looks like?"""
    (assignment, cell, question), edits, facets, words = MISTAKES[name]
    source = edited(cells(assignment)[cell], *edits)
    result = grade(assignment, question, namespace_of(source), seed)
    lost = [facet for facet in failed(result) if facet != "agreement"]
    assert lost == facets, in_words(result)
    for text in words:
        assert text in in_words(result)


@pytest.mark.parametrize("name", MISTAKES)
def test_message_holds_no_value(name: str) -> None:
    """Is the message the same at another seed, so that it holds no hidden number?"""
    (assignment, cell, question), edits, _, _ = MISTAKES[name]
    names = namespace_of(edited(cells(assignment)[cell], *edits))
    first, second = (grade(assignment, question, names, seed) for seed in (3, 4))
    assert [f.seen for f in first.facets] == [f.seen for f in second.facets]
