"""What a wrong data part looks like."""

from autograder.checks.gradients.sections import BASICS, CHAIN, LOOPS, MATRICES, STABLE

# Name, what is seen, what usually causes it, what to re-read.
ROWS = (
    ("zero", "dW is all zeros", "has the gradient been written?", LOOPS),
    ("sign", "dW is the right one with the wrong sign", "does a minus sign stand twice?", CHAIN),
    ("times N", "dW is N times too large", "is the sum over the examples divided by N?", LOOPS),
    ("over N", "dW is N times too small", "is it divided by N twice?", LOOPS),
    ("N and C", "dW is off by C / N", "are examples and classes confused in a shape?", LOOPS),
    ("logarithm", "dW is off by log 10 or log 2", "which logarithm does the loss take?", CHAIN),
    ("factor", "dW is off by one factor everywhere", "which constant do the two not share?", CHAIN),
    ("transposed", "dW is turned", "which of the two factors of a product comes first?", MATRICES),
    (
        "true class missing",
        "only the true class of each example is off",
        "what does the column of the true class get besides?",
        CHAIN,
    ),
    (
        "true class sign",
        "the part of the true class has the wrong sign",
        "must its score go up or down for a smaller loss?",
        CHAIN,
    ),
    (
        "true class wrong",
        "only the true class of each example is off",
        "how much does it get, and how often?",
        CHAIN,
    ),
    (
        "only true class",
        "the wrong classes get nothing",
        "which classes does the loss of one example depend on?",
        CHAIN,
    ),
    (
        "wrong classes wrong",
        "only the wrong classes are off",
        "compare what the loss pays for each of them with what dW gets.",
        CHAIN,
    ),
    (
        "one example",
        "only one example counts",
        "is dW assigned where it should be added to, or a line outside of its loop?",
        LOOPS,
    ),
    (
        "overwritten",
        "only one example counts in each class",
        "is a column of dW assigned where it should be added to?",
        LOOPS,
    ),
    (
        "some examples",
        "some examples are right and others are not",
        "which examples does your loop, or your mask, leave out?",
        LOOPS,
    ),
    (
        "class never updated",
        "one class gets no gradient",
        "does the loop over the classes reach the first and the last?",
        LOOPS,
    ),
    ("one column", "one class is off", "is a column handled by itself?", LOOPS),
    ("bias row", "only the last row is off, the bias", "does it get what the others get?", LOOPS),
    ("one row", "only one row is off, that of one feature", "is it handled by itself?", BASICS),
    ("one entry", "only one entry is off", "is it handled by itself?", BASICS),
    (
        "stale",
        "dW is the same at another W",
        "does a call return what an earlier one computed?",
        BASICS,
    ),
    (
        "wrong point",
        "dW is the gradient at another W",
        "is W changed before the gradient is computed?",
        BASICS,
    ),
    ("overflow", "large scores break the loss", "exp must only see numbers up to 0.", STABLE),
    (
        "rows far apart",
        "rows of scores that lie far apart break the loss",
        "each row needs a maximum of its own.",
        STABLE,
    ),
    (
        "scores",
        "the derivative by the scores is off",
        "take one example, and the derivative of its loss by each score.",
        CHAIN,
    ),
)
