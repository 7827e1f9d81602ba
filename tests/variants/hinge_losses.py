"""Right code for the hinge losses of the notebook svm-loss."""

from tests.variants.variant import variants

_OF_SCORES = {
    "less the constant": """
        def hinge_loss(scores, y):
            return np.maximum(0, scores - scores[y] + 1).sum() - 1
        """,
    "the true class deleted": """
        def hinge_loss(scores, y):
            others = np.delete(scores, y)
            return np.clip(others - scores[y] + 1, 0, None).sum()
        """,
    "a generator": """
        def hinge_loss(scores, y):
            return sum(max(0, s - scores[y] + 1) for j, s in enumerate(scores) if j != y)
        """,
    "a mask": """
        def hinge_loss(scores, y):
            margins = 1 + scores - scores[y]
            counts = (margins > 0) & (np.arange(len(scores)) != y)
            return margins[counts].sum()
        """,
    "no margin for the true class": """
        def hinge_loss(scores, y):
            delta = np.ones(len(scores))
            delta[y] = 0.0
            return float(np.sum(np.maximum(scores + delta - scores[y], 0.0)))
        """,
    "relu by absolute values": """
        def hinge_loss(scores, y):
            m = np.concatenate([scores[:y], scores[y + 1:]]) - scores[y] + 1
            return np.sum(m + np.abs(m)) / 2
        """,
    "a loop": """
        def hinge_loss(scores, y):
            loss = 0.0
            for j in range(scores.shape[0]):
                if j == y:
                    continue
                margin = scores[j] - scores[y] + 1
                if margin > 0:
                    loss += margin
            return loss
        """,
    "an array of one number": """
        def hinge_loss(scores, y):
            margins = np.maximum(0, scores - scores[y] + 1)
            margins[y] = 0
            return margins.sum(keepdims=True)
        """,
    "single precision": """
        def hinge_loss(scores, y):
            s = np.array(scores, dtype=np.float32)
            m = np.maximum(np.float32(0), s - s[y] + np.float32(1))
            m[y] = 0
            return m.sum()
        """,
}

_NAIVE = {
    "less the constant": """
        def svm_loss_naive(W, X, y, reg):
            N = X.shape[0]
            S = X @ W
            M = np.maximum(0, S - S[np.arange(N), y][:, None] + 1)
            loss = M.sum() / N - 1 + 0.5 * reg * np.sum(W ** 2)
            G = (M > 0).astype(float)
            G[np.arange(N), y] -= G.sum(1)
            return loss, X.T @ G / N + reg * W
        """,
    "the usual double loop": """
        def svm_loss_naive(W, X, y, reg):
            dW = np.zeros(W.shape)
            num_classes = W.shape[1]
            num_train = X.shape[0]
            loss = 0.0
            for i in range(num_train):
                scores = X[i].dot(W)
                correct_class_score = scores[y[i]]
                for j in range(num_classes):
                    if j == y[i]:
                        continue
                    margin = scores[j] - correct_class_score + 1
                    if margin > 0:
                        loss += margin
                        dW[:, j] += X[i]
                        dW[:, y[i]] -= X[i]
            loss /= num_train
            loss += 0.5 * reg * np.sum(W * W)
            dW /= num_train
            dW += reg * W
            return loss, dW
        """,
    "the other subgradient": """
        def svm_loss_naive(W, X, y, reg):
            loss, dW = 0.0, np.zeros_like(W)
            for x, t in zip(X, y):
                s = x @ W
                for j in range(len(s)):
                    m = s[j] - s[t] + 1.0
                    if j != t and m >= 0.0:
                        loss += m
                        dW[:, j] += x
                        dW[:, t] -= x
            return loss / len(X) + 0.5 * reg * np.sum(W * W), dW / len(X) + reg * W
        """,
    "pure Python": """
        def svm_loss_naive(W, X, y, reg):
            X, W, y = X.tolist(), W.tolist(), y.tolist()
            N, D, C = len(X), len(W), len(W[0])
            loss = 0.0
            dW = [[reg * w for w in row] for row in W]
            for x, t in zip(X, y):
                s = [sum(x[d] * W[d][c] for d in range(D)) for c in range(C)]
                for j in set(range(C)) - {t}:
                    margin = s[j] - s[t] + 1
                    if margin > 0:
                        loss += margin / N
                        for d in range(D):
                            dW[d][j] += x[d] / N
                            dW[d][t] -= x[d] / N
            return loss + reg / 2 * sum(w ** 2 for row in W for w in row), dW
        """,
    "a helper with delta": """
        def margins_of(scores, t, delta=1.0):
            m = np.maximum(0, scores - scores[t] + delta)
            m[t] = 0
            return m

        def svm_loss_naive(W, X, y, reg):
            N = len(y)
            loss, dW = 0, reg * W.copy()
            for i in range(N):
                m = margins_of(X[i] @ W, y[i])
                loss += np.sum(m)
                active = np.flatnonzero(m)
                dW[:, active] += X[i][:, None] / N
                dW[:, y[i]] -= len(active) * X[i] / N
            return loss / N + 0.5 * reg * np.sum(W ** 2), dW
        """,
    "comprehensions": """
        def svm_loss_naive(W, X, y, reg):
            N, C = len(X), W.shape[1]
            M = np.array([
                [0.0 if c == t else max(0.0, x @ W[:, c] - x @ W[:, t] + 1.0) for c in range(C)]
                for x, t in zip(X, y)
            ])
            dW = reg * W + sum(
                np.outer(x, (m > 0) - (m > 0).sum() * (np.arange(C) == t)) / N
                for x, t, m in zip(X, y, M)
            )
            return M.sum() / N + 0.5 * reg * np.sum(W * W), dW
        """,
    "pairs of classes": """
        from itertools import product

        def svm_loss_naive(W, X, y, reg):
            N, C = X.shape[0], W.shape[1]
            loss, dW = 0.0, np.zeros_like(W)
            for i, j in product(range(N), range(C)):
                if j != y[i]:
                    margin = 1 - X[i] @ (W[:, y[i]] - W[:, j])
                    active = margin > 0
                    loss += margin * active
                    dW[:, j] += active * X[i]
                    dW[:, y[i]] -= active * X[i]
            loss, dW = loss / N, dW / N
            return loss + 0.5 * reg * (W ** 2).sum(), dW + reg * W
        """,
    "class by class": """
        def svm_loss_naive(W, X, y, reg):
            N, D = X.shape
            dW, loss = np.zeros((D, W.shape[1])), 0.0
            true_scores = np.array([X[i] @ W[:, y[i]] for i in range(N)])
            for c in range(W.shape[1]):
                for i in range(N):
                    if y[i] == c:
                        continue
                    margin = X[i] @ W[:, c] - true_scores[i] + 1
                    loss += max(margin, 0) / N
                    if margin > 0:
                        dW[:, c] = dW[:, c] + X[i] / N
                        dW[:, y[i]] = dW[:, y[i]] - X[i] / N
            dW += reg * W
            loss += 0.5 * reg * np.linalg.norm(W, "fro") ** 2
            return loss, dW
        """,
}

_VECTORIZED = {
    "clip, with the other subgradient": """
        def svm_loss_vectorized(W, X, y, reg):
            N = len(y)
            S = X @ W
            M = S - S[np.arange(N), y].reshape(N, 1) + 1
            M[np.arange(N), y] = -1
            G = (M >= 0) * 1.0
            G[np.arange(N), y] -= G.sum(axis=1)
            return M.clip(0).sum() / N + 0.5 * reg * (W * W).sum(), X.T.dot(G) / N + reg * W
        """,
    "the usual way": """
        def svm_loss_vectorized(W, X, y, reg):
            num_train = X.shape[0]
            scores = X.dot(W)
            correct = scores[np.arange(num_train), y]
            margins = np.maximum(0, scores - correct[:, np.newaxis] + 1)
            margins[np.arange(num_train), y] = 0
            loss = np.sum(margins) / num_train
            loss += 0.5 * reg * np.sum(W * W)
            binary = margins
            binary[margins > 0] = 1
            row_sum = np.sum(binary, axis=1)
            binary[np.arange(num_train), y] = -row_sum.T
            dW = np.dot(X.T, binary) / num_train
            dW += reg * W
            return loss, dW
        """,
    "heaviside, half at the kink": """
        def svm_loss_vectorized(W, X, y, reg):
            N, rows = len(y), np.arange(len(y))
            S = X @ W
            M = S - S[rows, y, None] + 1
            M[rows, y] = -np.inf
            G = np.heaviside(M, 0.5)
            G[rows, y] = -G.sum(axis=1)
            return np.maximum(M, 0).sum() / N + 0.5 * reg * np.sum(W ** 2), X.T @ G / N + reg * W
        """,
    "einsum and one-hot": """
        def svm_loss_vectorized(W, X, y, reg):
            Y = np.eye(W.shape[1])[y]
            S = np.einsum("nd,dc->nc", X, W)
            true = np.einsum("nc,nc->n", S, Y)
            M = np.maximum(0, S - true[:, None] + 1 - Y)
            A = (M > 0).astype(float)
            A -= Y * A.sum(axis=1, keepdims=True)
            loss = M.sum() / len(X) + 0.5 * reg * np.einsum("dc,dc->", W, W)
            return loss, np.einsum("nd,nc->dc", X, A) / len(X) + reg * W
        """,
    "loop over the classes": """
        def svm_loss_vectorized(W, X, y, reg):
            N = X.shape[0]
            S = X @ W
            true = S[np.arange(N), y]
            loss, dW = 0.0, np.zeros_like(W)
            for c in range(W.shape[1]):
                active = (y != c) & (S[:, c] - true + 1 > 0)
                loss += (S[active, c] - true[active] + 1).sum()
                dW[:, c] += X[active].sum(axis=0)
                np.subtract.at(dW.T, y[active], X[active])
            return loss / N + 0.5 * reg * np.sum(W * W), dW / N + reg * W
        """,
    "the list of violations": """
        def svm_loss_vectorized(W, X, y, reg):
            N = len(X)
            S = X @ W
            M = S - np.take_along_axis(S, y[:, None], axis=1) + 1
            np.put_along_axis(M, y[:, None], 0, axis=1)
            i, j = np.nonzero(M > 0)
            dWT = np.zeros(W.T.shape)
            np.add.at(dWT, j, X[i])
            np.add.at(dWT, y[i], -X[i])
            return M[i, j].sum() / N + 0.5 * reg * np.sum(W ** 2), dWT.T / N + reg * W
        """,
    "the true class counts and cancels": """
        def svm_loss_vectorized(W, X, y, reg):
            N = len(y)
            S = X @ W
            M = 1 + S - S[np.arange(N), y][:, None]
            A = np.where(M > 0, 1.0, 0.0)
            loss = (A * M).sum() / N - 1 + reg * np.sum(W * W) / 2
            Y = np.arange(W.shape[1]) == y[:, None]
            return loss, X.T @ (A - Y * A.sum(axis=1)[:, None]) / N + reg * W
        """,
    "np.matrix": """
        def svm_loss_vectorized(W, X, y, reg):
            A, B, N = np.asmatrix(X), np.asmatrix(W), len(y)
            S = A * B
            M = np.maximum(0, S - S[np.arange(N), y].T + 1)
            M[np.arange(N), y] = 0
            loss = M.sum() / N + 0.5 * reg * np.square(B).sum()
            G = np.matrix(M > 0, dtype=float)
            G[np.arange(N), y] = -G.sum(axis=1).T
            return loss, A.T * G / N + reg * B
        """,
    "classes down, examples across": """
        def svm_loss_vectorized(W, X, y, reg):
            n = np.arange(X.shape[0])
            S = (X @ W).T
            M = np.fmax(S - S[y, n] + 1, 0)
            M[y, n] = 0
            G = np.sign(M)
            G[y, n] = -G.sum(axis=0)
            return M.sum(axis=0).mean() + reg / 2 * np.sum(W * W), (G @ X).T / len(n) + reg * W
        """,
    "single precision": """
        def svm_loss_vectorized(W, X, y, reg):
            A, B, rows = X.astype("f4"), W.astype("f4"), np.arange(len(y))
            S = A @ B
            M = np.maximum(S - S[rows, y][:, None] + np.float32(1), np.float32(0))
            M[rows, y] = 0
            G = (M > 0).astype("f4")
            G[rows, y] = -G.sum(axis=1)
            loss = M.sum() / len(y) + 0.5 * reg * (B * B).sum()
            return loss, A.T @ G / len(y) + reg * B
        """,
    "masked array": """
        def svm_loss_vectorized(W, X, y, reg):
            N, C = len(y), W.shape[1]
            S = X @ W
            true = np.arange(C) == y[:, None]
            M = np.ma.array(S - S[true][:, None] + 1, mask=true)
            loss = M.clip(0, None).sum() / N + 0.5 * reg * np.sum(W * W)
            G = (M > 0).filled(False) * 1.0
            G[true] = -G.sum(axis=1)
            return loss, X.T @ G / N + reg * W
        """,
    "a class": """
        class Hinge:
            delta = 1.0

            def __init__(self, scores, y):
                self.index = np.arange(len(y)), y
                self.margins = scores - scores[self.index][:, None] + self.delta
                self.margins[self.index] = 0
                self.active = self.margins > 0

            @property
            def value(self):
                return self.margins[self.active].sum() / len(self.margins)

            @property
            def slope(self):
                d = self.active.astype(float)
                d[self.index] -= self.active.sum(axis=1)
                return d / len(d)

        def svm_loss_vectorized(W, X, y, reg):
            hinge = Hinge(X @ W, y)
            return hinge.value + 0.5 * reg * np.sum(W ** 2), X.T @ hinge.slope + reg * W
        """,
}

_MENDED = {
    "the constant taken off": """
        def mended_svm_loss(W, X, y, reg):
            N, loss, dW = len(X), 0.0, np.zeros(W.shape)
            for x, label in zip(X, y):
                s = x @ W
                missing = np.maximum(0.0, s - s[label] + 1.0)
                loss += (missing.sum() - 1.0) / N
                dW += np.outer(x, missing > 0) / N
                dW[:, label] -= np.sum(missing > 0) * x / N
            return loss + reg / 2 * np.sum(W**2), dW + reg * W
        """,
    "the true class left out by a mask": """
        def mended_svm_loss(W, X, y, reg):
            N, loss, dW = len(X), 0.0, np.zeros(W.shape)
            for x, label in zip(X, y):
                s = x @ W
                others = np.arange(len(s)) != label
                missing = np.maximum(0.0, s - s[label] + 1.0) * others
                loss += missing.sum() / N
                dW += np.outer(x, missing > 0) / N
                dW[:, label] -= np.sum(missing > 0) * x / N
            return loss + 0.5 * reg * np.sum(W**2), dW + reg * W
        """,
    "calls the loops": """
        def mended_svm_loss(W, X, y, reg):
            return svm_loss_naive(W, X, y, reg)
        """,
}

_ASSIGNMENT = "svm-loss"
VARIANTS = (
    *variants(_ASSIGNMENT, "hinge_loss", _OF_SCORES),
    *variants(_ASSIGNMENT, "svm_loss_naive", _NAIVE),
    *variants(_ASSIGNMENT, "svm_loss_vectorized", _VECTORIZED),
    *variants(_ASSIGNMENT, "mended_svm_loss", _MENDED),
)
