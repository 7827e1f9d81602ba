"""Edits that spoil the solutions of the questions on training, and what they cost."""

Edit = tuple[str, str]

DRAW = "self.rng.integers(0, len(X), size=batch_size)"
ASK = "self.loss(self.W, X[rows], y[rows], reg)"
MOVE = "self.W = self.W - learning_rate * dW"
STEP_W, STEP_B = "W = W - step * (X.T @ G + reg * W)", "b = b - step * np.sum(G, axis=0)"
LOG = "scipy.special.log_softmax(scores, axis=1)"
P = "scipy.special.softmax(scores, axis=1)"
RETURN = "return table, best_rate, best_strength"
BEST = "np.unravel_index(table.argmax(), table.shape)"

_BOTH = ["value", "stability"]
_OFF = "it takes one number each for rate and strength, of those that are to be tried"
# The function, the edits of its solution, the facets that fail, and words of the first.
MISTAKES: dict[str, tuple[str, list[Edit], list[str], str]] = {
    "climbs": (
        "descent_step",
        [(STEP_W, STEP_W.replace("-", "+")), (STEP_B, STEP_B.replace("-", "+"))],
        _BOTH,
        "W is wrong for every input",
    ),
    "b climbs": (
        "descent_step",
        [(STEP_B, STEP_B.replace("-", "+"))],
        _BOTH,
        "b is wrong for every",
    ),
    "no reg in W": (
        "descent_step",
        [(" + reg * W)", ")")],
        ["value"],
        "W is wrong for one example and N < C",
    ),
    "b regularized": (
        "descent_step",
        [("np.sum(G, axis=0)", "(np.sum(G, axis=0) + reg * b)")],
        ["value"],
        "b is wrong for one example and N < C",
    ),
    "b in the loss": (
        "descent_step",
        [("np.sum(W * W)", "(np.sum(W * W) + np.sum(b * b))")],
        ["value"],
        "loss is wrong for one example and N < C",
    ),
    "no half": ("descent_step", [("0.5 * reg", "reg")], ["value"], "loss is wrong for one example"),
    "loss after": (
        "descent_step",
        [
            (
                "    return loss",
                f"    loss = -({LOG.replace('scores', 'X @ W + b')})[rows, y].mean()\n"
                "    loss += 0.5 * reg * np.sum(W * W)\n    return loss",
            )
        ],
        _BOTH,
        "loss is wrong for every input",
    ),
    "W in place": (
        "descent_step",
        [(STEP_W, STEP_W.replace("W = W -", "W -="))],
        ["inputs"],
        "an argument changed during the call",
    ),
    "raw exp": (
        "descent_step",
        [
            (LOG, "np.log(np.exp(scores) / np.exp(scores).sum(1)[:, None])"),
            (P, "(np.exp(scores) / np.exp(scores).sum(1)[:, None])"),
        ],
        ["stability"],
        "loss holds nan or inf for large scores",
    ),
    "log of softmax": (
        "descent_step",
        [(LOG, f"np.log({P})")],
        ["stability"],
        "nan or inf for large",
    ),
    "two things": (
        "descent_step",
        [("return loss, W, b", "return W, b")],
        [*_BOTH, "inputs"],
        "must return 3 things: loss, W, b",
    ),
    "argmin": ("predict", [("argmax", "argmin")], ["value"], "the result is wrong for every input"),
    "axis 0": (
        "predict",
        [("axis=1", "axis=0")],
        ["value"],
        "several rows has shape (3,), not (9,)",
    ),
    "always class 0": (
        "predict",
        [("(X @ W).argmax(axis=1)", "np.zeros(len(X))")],
        ["value", "inputs"],
        "it is 0 on every input: has it been written?",
    ),
    "from 0": (
        "predict",
        [("(X @ W).argmax(axis=1)", "np.maximum(X @ W, 0.0).argmax(axis=1)")],
        ["value"],
        "the result is wrong for scores below 0",
    ),
    "X changed": ("predict", [("    return", "    X *= 2.0\n    return")], ["inputs"], "changed"),
    "same rows": (
        "LinearClassifier",
        [(DRAW, "np.arange(batch_size)")],
        ["batches"],
        "inside the loop",
    ),
    "in line": (
        "LinearClassifier",
        [(DRAW, "self.rng.integers(len(X) - batch_size) + np.arange(batch_size)")],
        ["batches"],
        "the rows of a batch stand in line in X",
    ),
    "whole X": ("LinearClassifier", [(DRAW, "np.arange(len(X))")], ["batches"], "batch_size is 7"),
    "first rows": (
        "LinearClassifier",
        [("len(X), size", "batch_size, size")],
        ["batches"],
        "only 7 of 14 rows were ever drawn",
    ),
    "other labels": (
        "LinearClassifier",
        [("y[rows]", "y[:batch_size]")],
        ["batches", "learning"],
        "the labels of a batch are not those of its rows",
    ),
    "no reg": (
        "LinearClassifier",
        [("y[rows], reg", "y[rows], 0.0")],
        ["batches"],
        "not called with",
    ),
    "called twice": (
        "LinearClassifier",
        [(ASK, f"{ASK[:-1]}); {ASK}")],
        ["batches", "steps", "history"],
        "the loss is called 120 times in 60 iterations",
    ),
    "no update": ("LinearClassifier", [(MOVE, "pass")], ["steps", "learning"], "W never changes"),
    "sign": (
        "LinearClassifier",
        [("W - learning_rate", "W + learning_rate")],
        ["steps", "learning"],
        "W moves with the gradient, not against it",
    ),
    "no rate": (
        "LinearClassifier",
        [("learning_rate * dW", "dW")],
        ["steps", "learning"],
        "what does learning_rate do?",
    ),
    "short history": (
        "LinearClassifier",
        [("return history", "return history[1:]")],
        ["history"],
        "history has shape (59,): it must hold 60 losses",
    ),
    "no return": ("LinearClassifier", [("return history", "pass")], ["history"], "returned None"),
    "turned": (
        "grid_search",
        [(RETURN, RETURN.replace("table", "table.T"))],
        _BOTH,
        "(2, 3), not (3, 2)",
    ),
    "from the first": (
        "grid_search",
        [("table.argmax()", "np.maximum(table, 0.0).argmax()")],
        ["stability"],
        "best_rate is wrong for scores below 0",
    ),
    "worst": ("grid_search", [("argmax", "argmin")], _BOTH, "best_rate is wrong for every input"),
    "places": (
        "grid_search",
        [("rates[i], strengths[j]", "i, j")],
        _BOTH,
        "best_rate is wrong for every",
    ),
    "swapped": ("grid_search", [("score(rate, strength)", "score(strength, rate)")], _BOTH, _OFF),
    "diagonal": (
        "grid_search",
        [("            table[i, j]", "            if i == j: table[i, j]")],
        _BOTH,
        "table is wrong for every input",
    ),
}
