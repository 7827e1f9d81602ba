"""The sections of the notebooks that a diagnosis sends to."""

LOOPS = "softmax-loss, 2 · Loss and gradient with loops"
REG = "softmax-loss, 4 · What regularization asks for"
STABLE = "softmax-function, 1 · From scores to probabilities"
CHAIN = "gradient-check, 4 · The chain rule through the scores"
BASICS = "gradient-check, 2 · Every entry of an array"
MATRICES = "softmax-loss, 5 · The same with matrices"
