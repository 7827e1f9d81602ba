"""What a wrong regularization looks like."""

from autograder.checks.gradients.sections import REG

# Name, what is seen, what usually causes it, what to re-read.
ROWS = (
    (
        "reg missing from gradient",
        "what is missing is a multiple of W",
        "the loss has a regularization term and dW has none.",
        REG,
    ),
    (
        "reg missing from loss",
        "what is too much is a multiple of W",
        "dW has a regularization term and the loss has none.",
        REG,
    ),
    (
        "loss full, gradient half",
        "half of the regularization is missing from dW",
        "the loss and dW follow different conventions, with and without one half.",
        REG,
    ),
    (
        "loss half, gradient full",
        "the regularization in dW is doubled",
        "the loss and dW follow different conventions, with and without one half.",
        REG,
    ),
    (
        "reg sign",
        "the regularization in dW has the wrong sign",
        "large weights must be pulled towards 0.",
        REG,
    ),
    (
        "reg over N",
        "the two regularization terms differ by the factor N",
        "is one of them divided together with the data?",
        REG,
    ),
    (
        "reg factor",
        "the regularization in dW is off by one factor",
        "compare the two regularization terms.",
        REG,
    ),
    (
        "reg place",
        "the regularization is wrong in some entries only",
        "does it reach every row and column of W in both?",
        REG,
    ),
    (
        "reg shape",
        "what reg adds to dW is no multiple of W",
        "take the derivative of the term in the loss, entry by entry.",
        REG,
    ),
    (
        "L2 without reg",
        "even with reg = 0 a multiple of W is left over",
        "is the term of the squares multiplied by reg in both?",
        REG,
    ),
)
