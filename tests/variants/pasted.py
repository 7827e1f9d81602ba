"""The two losses that linear-classifier asks for again: pasted, or written anew."""

from tests.variants import hinge_losses, softmax_losses
from tests.variants.variant import Variant, variants

_ASSIGNMENT = "linear-classifier"


def _pasted(variant: Variant, name: str) -> Variant:
    """Return the answer to an earlier notebook under the name that this one asks for."""
    style = variant.name.partition(": ")[2]
    source = variant.source.replace(variant.question, name)
    return Variant(f"{name}: pasted, {style}", _ASSIGNMENT, name, source)


_SOFTMAX = {
    "scipy, and the gradient by classes": """
        def softmax_loss(W, X, y, reg):
            S = X @ W
            loss = scipy.special.logsumexp(S, axis=1).mean() - S[np.arange(len(y)), y].mean()
            P = scipy.special.softmax(S, axis=1)
            dW = X.T @ P
            for c in range(W.shape[1]):
                dW[:, c] -= X[y == c].sum(axis=0)
            return loss + 0.5 * reg * np.sum(W ** 2), dW / len(y) + reg * W
        """,
    "calls the old function": """
        def softmax_loss_vectorized(W, X, y, reg):
            N = len(y)
            scores = X @ W
            scores -= scores.max(axis=1, keepdims=True)
            p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
            loss = -np.log(p[np.arange(N), y]).mean() + 0.5 * reg * np.sum(W * W)
            p[np.arange(N), y] -= 1
            return loss, X.T @ p / N + reg * W

        def softmax_loss(W, X, y, reg):
            return softmax_loss_vectorized(W, X, y, reg)
        """,
}

_HINGE = {
    "no margin for the true class": """
        def svm_loss(W, X, y, reg):
            Y = np.eye(W.shape[1], dtype=bool)[y]
            S = X @ W
            M = S - S[Y][:, None] + ~Y
            A = (M > 0) & ~Y
            G = A - A.sum(axis=1, keepdims=True) * Y
            return M[A].sum() / len(y) + 0.5 * reg * np.sum(W ** 2), X.T @ G / len(y) + reg * W
        """,
    "another name for the old function": """
        def svm_loss_vectorized(W, X, y, reg):
            N = X.shape[0]
            scores = X.dot(W)
            margins = np.maximum(0, scores - scores[np.arange(N), y][:, None] + 1)
            margins[np.arange(N), y] = 0
            loss = margins.sum() / N + 0.5 * reg * np.sum(W * W)
            margins[margins > 0] = 1
            margins[np.arange(N), y] = -margins.sum(axis=1)
            return loss, X.T.dot(margins) / N + reg * W

        svm_loss = svm_loss_vectorized
        """,
}

_VECTORIZED = ("softmax_loss_vectorized", "svm_loss_vectorized")
VARIANTS = (
    *variants(_ASSIGNMENT, "softmax_loss", _SOFTMAX),
    *variants(_ASSIGNMENT, "svm_loss", _HINGE),
    *(
        _pasted(variant, variant.question.removesuffix("_vectorized"))
        for variant in (*softmax_losses.VARIANTS[-8:-5], *hinge_losses.VARIANTS[-8:-5])
        if variant.question in _VECTORIZED
    ),
)
