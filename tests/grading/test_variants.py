"""Right code gets full points however it is written."""

import textwrap

import pytest

from tests.grading.harness import failed, grade, namespace_of

HEAD = "def {name}(W, X, y, reg):\n"
VARIANTS = {
    "einsum and add.at": (
        "softmax_loss_vectorized",
        """
        N = len(y)
        s = np.einsum("nd,dc->nc", X, W)
        s = s - s.max(1)[:, None]
        p = np.exp(s)
        p /= p.sum(1, keepdims=True)
        loss = -np.log(p[range(N), y]).sum() / N + reg / 2 * (W ** 2).sum()
        np.add.at(p, (np.arange(N), y), -1)
        return loss, np.einsum("nd,nc->dc", X, p) / N + reg * W
        """,
    ),
    "one-hot and logaddexp": (
        "softmax_loss_vectorized",
        """
        Y = np.eye(W.shape[1])[y]
        S = X @ W
        L = S - np.logaddexp.reduce(S, axis=1, keepdims=True)
        return -(Y * L).sum() / len(X) + .5 * reg * np.vdot(W, W), X.T @ (np.exp(L) - Y) / len(X) + reg * W
        """,
    ),
    "loop over the classes": (
        "softmax_loss_vectorized",
        """
        N, dW = X.shape[0], np.zeros_like(W)
        S = X @ W
        S = S - S.max(axis=1, keepdims=True)
        Z = np.exp(S).sum(axis=1)
        for c in range(W.shape[1]):
            dW[:, c] = X.T @ (np.exp(S[:, c]) / Z - (y == c)) / N
        loss = np.mean(np.log(Z) - S[np.arange(N), y])
        return loss + 0.5 * reg * np.sum(W * W), dW + reg * W
        """,
    ),
    "np.matrix results": (
        "softmax_loss_naive",
        """
        S = np.matrix(X) * np.matrix(W)
        S = S - S.max(axis=1)
        P = np.exp(S)
        P = P / P.sum(axis=1)
        Y = np.eye(W.shape[1])[y]
        loss = -np.log(np.multiply(P, Y).sum(axis=1)).mean(axis=0) + 0.5 * reg * np.sum(W * W)
        return loss, np.matrix(X).T * (P - Y) / len(y) + reg * np.matrix(W)
        """,
    ),
    "single precision inside": (
        "softmax_loss_naive",
        """
        A, B = X.astype(np.float32), W.astype(np.float32)
        S = A @ B
        S = S - S.max(axis=1, keepdims=True)
        L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
        Y = np.eye(W.shape[1], dtype=np.float32)[y]
        return -(L * Y).sum() / len(y) + 0.5 * reg * (B * B).sum(), A.T @ (np.exp(L) - Y) / len(y) + reg * B
        """,
    ),
    "lists and math": (
        "softmax_loss_naive",
        """
        import math
        N, D, C = len(X), len(W), len(W[0])
        loss, dW = 0.0, [[0.0] * C for _ in range(D)]
        for x, t in zip(X, y):
            s = [sum(x[d] * W[d][c] for d in range(D)) for c in range(C)]
            m = max(s)
            e = [math.exp(v - m) for v in s]
            loss += m + math.log(sum(e)) - s[t]
            for c in range(C):
                for d in range(D):
                    dW[d][c] += x[d] * (e[c] / sum(e) - (c == t))
        squares = sum(v * v for row in W for v in row)
        return loss / N + reg * squares / 2, [[dW[d][c] / N + reg * W[d][c] for c in range(C)] for d in range(D)]
        """,
    ),
    "prints and warns": (
        "softmax_loss_naive",
        """
        import sys, warnings
        print("scores", X @ W)
        print("debug", file=sys.stderr)
        warnings.warn("look here", RuntimeWarning)
        np.log(np.zeros(1))
        S = X @ W
        S = S - S.max(axis=1, keepdims=True)
        L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
        Y = np.eye(W.shape[1])[y]
        return -(L * Y).sum() / len(y) + 0.5 * reg * (W * W).sum(), X.T @ (np.exp(L) - Y) / len(y) + reg * W
        """,
    ),
    "heaviside with the other subgradient": (
        "svm_loss_vectorized",
        """
        N = len(y)
        S = X @ W
        M = S - S[np.arange(N), y].reshape(N, 1) + 1
        M[np.arange(N), y] = -1
        G = (M >= 0) * 1.0
        G[np.arange(N), y] -= G.sum(axis=1)
        return M.clip(0).sum() / N + 0.5 * reg * (W * W).sum(), X.T.dot(G) / N + reg * W
        """,
    ),
    "subtract the constant": (
        "svm_loss_naive",
        """
        N = X.shape[0]
        S = X @ W
        M = np.maximum(0, S - S[np.arange(N), y][:, None] + 1)
        loss = M.sum() / N - 1 + 0.5 * reg * np.sum(W ** 2)
        G = (M > 0).astype(float)
        G[np.arange(N), y] -= G.sum(1)
        return loss, X.T @ G / N + reg * W
        """,
    ),
    "a loop over the features": (
        "squared_hinge_loss",
        """
        N, dW = len(y), np.empty_like(W)
        S = X @ W
        M = np.maximum(0, S - np.take_along_axis(S, y[:, None], 1) + 1)
        np.put_along_axis(M, y[:, None], 0, 1)
        G = 2 * M
        np.put_along_axis(G, y[:, None], -G.sum(1, keepdims=True), 1)
        for d in range(len(W)):
            dW[d] = X[:, d] @ G / N + reg * W[d]
        return float((M * M).sum() / N + reg * (W * W).sum() / 2), dW
        """,
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_right_code_has_full_points(name: str) -> None:
    """Do 20 seeds give full points?"""
    question, body = VARIANTS[name]
    source = HEAD.format(name=question) + textwrap.indent(textwrap.dedent(body), "    ")
    assignment = "softmax-loss" if question.startswith("softmax") else "svm-loss"
    names = namespace_of(source)
    for seed in range(20):
        result = grade(assignment, question, names, seed)
        assert not failed(result), str(result)
