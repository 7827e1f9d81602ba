"""Right code for the squared hinge loss of the notebook svm-loss."""

from tests.variants.variant import variants

_SQUARED = {
    "a loop over the features": """
        def squared_hinge_loss(W, X, y, reg):
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
    "loops": """
        def squared_hinge_loss(W, X, y, reg):
            loss, dW = 0.0, np.zeros_like(W)
            for i in range(len(X)):
                s = X[i] @ W
                for j in range(len(s)):
                    if j == y[i]:
                        continue
                    margin = max(0, s[j] - s[y[i]] + 1)
                    loss += margin ** 2
                    dW[:, j] += 2 * margin * X[i]
                    dW[:, y[i]] -= 2 * margin * X[i]
            loss, dW = loss / len(X), dW / len(X)
            return loss + 0.5 * reg * np.sum(W * W), dW + reg * W
        """,
    "einsum": """
        def squared_hinge_loss(W, X, y, reg):
            N = X.shape[0]
            S = np.einsum("nd,dc->nc", X, W)
            M = np.clip(S - S[np.arange(N), y][:, None] + 1, 0, np.inf)
            M[np.arange(N), y] = 0
            loss = np.einsum("nc,nc->", M, M) / N + 0.5 * reg * np.einsum("dc,dc", W, W)
            M[np.arange(N), y] = -M.sum(axis=1)
            return loss, np.einsum("nd,nc->dc", X, M) * (2 / N) + reg * W
        """,
    "less the constant": """
        def squared_hinge_loss(W, X, y, reg):
            N = len(y)
            Y = np.eye(W.shape[1])[y]
            S = X @ W
            M = np.maximum(S - (S * Y).sum(axis=1, keepdims=True) + 1, 0)
            loss = np.sum(M ** 2) / N - 1 + 0.5 * reg * np.sum(W ** 2)
            G = M - Y * M.sum(axis=1, keepdims=True)
            return loss, 2 * X.T @ G / N + reg * W
        """,
    "differences of classes": """
        def squared_hinge_loss(W, X, y, reg):
            # The row of each wrong class less that of the true class, (N, C, D).
            N, C = len(y), W.shape[1]
            gaps = W.T[None, :, :] - W.T[y][:, None, :]
            M = np.maximum(0, 1 + (gaps * X[:, None, :]).sum(axis=2)) * (np.arange(C) != y[:, None])
            dWT = 2 * M.T @ X
            np.subtract.at(dWT, y, 2 * M.sum(axis=1)[:, None] * X)
            return (M ** 2).sum() / N + reg / 2 * (W ** 2).sum(), dWT.T / N + reg * W
        """,
    "norms": """
        def squared_hinge_loss(W, X, y, reg):
            rows = np.arange(len(y))
            S = X @ W
            M = S - S[rows, y].reshape(-1, 1) + 1.0
            M[rows, y] = 0.0
            M *= M > 0
            loss = np.linalg.norm(M) ** 2 / len(y) + 0.5 * reg * np.linalg.norm(W) ** 2
            slopes = 2 * M / len(y)
            slopes[rows, y] -= slopes.sum(axis=1)
            return loss, X.T @ slopes + reg * W
        """,
    "np.matrix": """
        def squared_hinge_loss(W, X, y, reg):
            A, B, N = np.matrix(X), np.matrix(W), len(y)
            Y = np.matrix(np.eye(W.shape[1])[y])
            S = A * B
            M = np.maximum(0, S - np.multiply(S, Y).sum(axis=1) + 1 - Y)
            loss = np.power(M, 2).sum() / N + 0.5 * reg * np.power(B, 2).sum()
            G = 2 * (M - np.multiply(Y, M.sum(axis=1)))
            return loss, A.T * G / N + reg * B
        """,
    "single precision": """
        def squared_hinge_loss(W, X, y, reg):
            A, B, rows = np.float32(X), np.float32(W), np.arange(len(y))
            S = A @ B
            M = np.maximum(0, S - S[rows, y][:, None] + 1)
            M[rows, y] = 0
            loss = (M * M).sum() / len(y) + 0.5 * reg * (B * B).sum()
            G = 2 * M
            G[rows, y] = -G.sum(axis=1)
            return loss, A.T @ G / len(y) + reg * B
        """,
    "a helper for loss and slope": """
        def squared_relu(m):
            m = np.where(m > 0, m, 0)
            return m ** 2, 2 * m

        def squared_hinge_loss(W, X, y, reg):
            scores, mask = X @ W, np.ones((len(y), W.shape[1]), dtype=bool)
            mask[range(len(y)), y] = False
            margins = scores - scores[~mask][:, None] + 1
            value, slope = squared_relu(margins * mask)
            slope[~mask] = -slope.sum(axis=1)
            loss = value.sum(axis=1).mean() + 0.5 * reg * np.sum(W * W)
            return loss, X.T.dot(slope) / len(y) + reg * W
        """,
}

_ASSIGNMENT = "svm-loss"
VARIANTS = variants(_ASSIGNMENT, "squared_hinge_loss", _SQUARED)
