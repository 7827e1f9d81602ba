"""The diagnoses: what a residual looks like, what usually causes it, what to re-read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """Why a gradient is wrong: a name for programs and three phrases for people."""

    name: str
    seen: str
    cause: str
    reread: str

    def __str__(self) -> str:
        return f"{self.seen}: {self.cause} Re-read {self.reread}."


_LOOPS = "softmax-loss, 2 · Loss and gradient with loops"
_REG = "softmax-loss, 4 · What regularization asks for"
_STABLE = "softmax-function, 1 · From scores to probabilities"
_CHAIN = "gradient-check, 4 · The chain rule through the scores"
_BASICS = "gradient-check, 2 · Every entry of an array"
_MATRICES = "softmax-loss, 5 · The same with matrices"

_TABLE = (
    ("zero", "dW is all zeros", "has the gradient been written?", _LOOPS),
    ("sign", "dW is the right one with the wrong sign", "does a minus sign stand twice?", _CHAIN),
    ("times N", "dW is N times too large", "is the sum over the examples divided by N?", _LOOPS),
    ("over N", "dW is N times too small", "is it divided by N twice?", _LOOPS),
    ("N and C", "dW is off by C / N", "are examples and classes confused in a shape?", _LOOPS),
    ("logarithm", "dW is off by log 10 or log 2", "which logarithm does the loss take?", _CHAIN),
    (
        "factor",
        "dW is off by one factor everywhere",
        "which constant do the two not share?",
        _CHAIN,
    ),
    ("transposed", "dW is turned", "which of the two factors of a product comes first?", _MATRICES),
    (
        "reg missing from gradient",
        "what is missing is a multiple of W",
        "the loss has a regularization term and dW has none.",
        _REG,
    ),
    (
        "reg missing from loss",
        "what is too much is a multiple of W",
        "dW has a regularization term and the loss has none.",
        _REG,
    ),
    (
        "loss full, gradient half",
        "half of the regularization is missing from dW",
        "the loss and dW follow different conventions, with and without one half.",
        _REG,
    ),
    (
        "loss half, gradient full",
        "the regularization in dW is doubled",
        "the loss and dW follow different conventions, with and without one half.",
        _REG,
    ),
    (
        "reg sign",
        "the regularization in dW has the wrong sign",
        "large weights must be pulled towards 0.",
        _REG,
    ),
    (
        "reg over N",
        "the two regularization terms differ by the factor N",
        "is one of them divided together with the data?",
        _REG,
    ),
    (
        "reg factor",
        "the regularization in dW is off by one factor",
        "compare the two regularization terms.",
        _REG,
    ),
    (
        "reg place",
        "the regularization is wrong in some entries only",
        "does it reach every row and column of W in both?",
        _REG,
    ),
    (
        "reg shape",
        "what reg adds to dW is no multiple of W",
        "take the derivative of the term in the loss, entry by entry.",
        _REG,
    ),
    (
        "L2 without reg",
        "even with reg = 0 a multiple of W is left over",
        "is the term of the squares multiplied by reg in both?",
        _REG,
    ),
    (
        "true class missing",
        "only the true class of each example is off",
        "what does the column of the true class get besides?",
        _CHAIN,
    ),
    (
        "true class sign",
        "the part of the true class has the wrong sign",
        "must its score go up or down for a smaller loss?",
        _CHAIN,
    ),
    (
        "true class wrong",
        "only the true class of each example is off",
        "how much does it get, and how often?",
        _CHAIN,
    ),
    (
        "only true class",
        "the wrong classes get nothing",
        "which classes does the loss of one example depend on?",
        _CHAIN,
    ),
    (
        "wrong classes wrong",
        "only the wrong classes are off",
        "compare what the loss pays for each of them with what dW gets.",
        _CHAIN,
    ),
    (
        "one example",
        "only one example counts",
        "is dW assigned where it should be added to, or a line outside of its loop?",
        _LOOPS,
    ),
    (
        "overwritten",
        "only one example counts in each class",
        "is a column of dW assigned where it should be added to?",
        _LOOPS,
    ),
    (
        "some examples",
        "some examples are right and others are not",
        "which examples does your loop, or your mask, leave out?",
        _LOOPS,
    ),
    (
        "class never updated",
        "one class gets no gradient",
        "does the loop over the classes reach the first and the last?",
        _LOOPS,
    ),
    ("one column", "one class is off", "is a column handled by itself?", _LOOPS),
    ("bias row", "only the last row is off, the bias", "does it get what the others get?", _LOOPS),
    ("one row", "only one row is off, that of one feature", "is it handled by itself?", _BASICS),
    ("one entry", "only one entry is off", "is it handled by itself?", _BASICS),
    (
        "stale",
        "dW is the same at another W",
        "does a call return what an earlier one computed?",
        _BASICS,
    ),
    (
        "wrong point",
        "dW is the gradient at another W",
        "is W changed before the gradient is computed?",
        _BASICS,
    ),
    (
        "overflow",
        "large scores break the loss",
        "exp must only see numbers up to 0.",
        _STABLE,
    ),
    (
        "rows far apart",
        "rows of scores that lie far apart break the loss",
        "each row needs a maximum of its own.",
        _STABLE,
    ),
    (
        "scores",
        "the derivative by the scores is off",
        "take one example, and the derivative of its loss by each score.",
        _CHAIN,
    ),
)
DIAGNOSES = {row[0]: Diagnosis(*row) for row in _TABLE}
