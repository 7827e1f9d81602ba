"""Right code for the notebook softmax-loss."""

from tests.variants.variant import variants

_NAIVE = {
    "np.matrix results": """
        def softmax_loss_naive(W, X, y, reg):
            S = np.matrix(X) * np.matrix(W)
            S = S - S.max(axis=1)
            P = np.exp(S)
            P = P / P.sum(axis=1)
            Y = np.eye(W.shape[1])[y]
            data = -np.log(np.multiply(P, Y).sum(axis=1)).mean(axis=0)
            loss = data + 0.5 * reg * np.sum(W * W)
            return loss, np.matrix(X).T * (P - Y) / len(y) + reg * np.matrix(W)
        """,
    "single precision inside": """
        def softmax_loss_naive(W, X, y, reg):
            A, B = X.astype(np.float32), W.astype(np.float32)
            S = A @ B
            S = S - S.max(axis=1, keepdims=True)
            L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
            Y = np.eye(W.shape[1], dtype=np.float32)[y]
            loss = -(L * Y).sum() / len(y) + 0.5 * reg * (B * B).sum()
            return loss, A.T @ (np.exp(L) - Y) / len(y) + reg * B
        """,
    "lists and math": """
        import math

        def softmax_loss_naive(W, X, y, reg):
            N, D, C = len(X), len(W), len(W[0])
            loss, dW = 0.0, [[reg * v for v in row] for row in W]
            for x, t in zip(X, y):
                s = [sum(x[d] * W[d][c] for d in range(D)) for c in range(C)]
                m = max(s)
                e = [math.exp(v - m) for v in s]
                loss += m + math.log(sum(e)) - s[t]
                for c in range(C):
                    for d in range(D):
                        dW[d][c] += x[d] * (e[c] / sum(e) - (c == t)) / N
            squares = sum(v * v for row in W for v in row)
            return loss / N + reg * squares / 2, dW
        """,
    "prints and warns": """
        import sys, warnings

        def softmax_loss_naive(W, X, y, reg):
            print("scores", X @ W)
            print("debug", file=sys.stderr)
            warnings.warn("look here", RuntimeWarning)
            np.log(np.zeros(1))
            S = X @ W
            S = S - S.max(axis=1, keepdims=True)
            L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
            Y = np.eye(W.shape[1])[y]
            loss = -(L * Y).sum() / len(y) + 0.5 * reg * (W * W).sum()
            return loss, X.T @ (np.exp(L) - Y) / len(y) + reg * W
        """,
    "the usual double loop": """
        def softmax_loss_naive(W, X, y, reg):
            loss = 0.0
            dW = np.zeros_like(W)
            num_train = X.shape[0]
            num_classes = W.shape[1]
            for i in range(num_train):
                f = X[i].dot(W)
                f -= np.max(f)
                p = np.exp(f) / np.sum(np.exp(f))
                loss += -np.log(p[y[i]])
                for j in range(num_classes):
                    if j == y[i]:
                        dW[:, j] += (p[j] - 1) * X[i]
                    else:
                        dW[:, j] += p[j] * X[i]
            loss /= num_train
            dW /= num_train
            loss += 0.5 * reg * np.sum(W ** 2)
            dW += reg * W
            return loss, dW
        """,
    "three loops and scalars": """
        def softmax_loss_naive(W, X, y, reg):
            (N, D), C = X.shape, W.shape[1]
            loss, dW = 0.0, np.zeros((D, C))
            for i in range(N):
                s = np.zeros(C)
                for c in range(C):
                    for d in range(D):
                        s[c] += X[i, d] * W[d, c]
                top = s.max()
                total = 0.0
                for c in range(C):
                    total += np.exp(s[c] - top)
                loss -= s[y[i]] - top - np.log(total)
                for c in range(C):
                    p = np.exp(s[c] - top) / total
                    for d in range(D):
                        dW[d, c] += X[i, d] * (p - 1.0 if c == y[i] else p)
            for d in range(D):
                for c in range(C):
                    loss += N * 0.5 * reg * W[d, c] ** 2
                    dW[d, c] = dW[d, c] / N + reg * W[d, c]
            return loss / N, dW
        """,
    "a helper for one example": """
        def one_example(W, x, t):
            s = x @ W
            log_p = s - np.logaddexp.reduce(s)
            slope = np.exp(log_p)
            slope[t] -= 1
            return -log_p[t], np.outer(x, slope)

        def softmax_loss_naive(W, X, y, reg):
            parts = [one_example(W, X[i], y[i]) for i in range(len(X))]
            losses, gradients = zip(*parts)
            return np.mean(losses) + reg / 2 * np.sum(W ** 2), sum(gradients) / len(X) + reg * W
        """,
    "scipy row by row": """
        from scipy.special import log_softmax, softmax

        def softmax_loss_naive(W, X, y, reg):
            N, loss, dW = len(X), 0, reg * W
            for x, label in zip(X, y):
                loss -= log_softmax(x @ W)[label]
                p = softmax(x @ W)
                for k, pk in enumerate(p):
                    dW[:, k] += (pk - int(k == label)) * x / N
            return loss / N + 0.5 * reg * np.linalg.norm(W) ** 2, dW
        """,
    "log of softmax, rows as matrices": """
        def softmax_loss_naive(W, X, y, reg):
            losses, dW = [], np.zeros(W.shape)
            for i in range(X.shape[0]):
                row = X[i:i + 1]
                e = np.exp(row @ W - (row @ W).max())
                p = e / e.sum()
                losses.append(-np.log(p[0, y[i]]))
                p[0, y[i]] -= 1
                dW += row.T @ p
            dW = dW / len(losses) + reg * W
            return np.average(losses) + 0.5 * reg * (W * W).sum(), dW
        """,
    "loss first, gradient in a second pass": """
        def softmax_loss_naive(W, X, y, reg):
            N, C = X.shape[0], W.shape[1]
            P = np.empty((N, C))
            for i in range(N):
                e = np.exp(X[i] @ W - max(X[i] @ W))
                P[i] = e / sum(e)
            loss = 0.0
            for i in range(N):
                loss += -np.log(P[i, y[i]]) / N
            dW = np.empty_like(W, dtype=float)
            for c in range(C):
                dW[:, c] = sum((P[i, c] - (y[i] == c)) * X[i] for i in range(N)) / N
            return loss + 0.5 * reg * np.sum(np.square(W)), dW + reg * W
        """,
    "a mean kept up to date": """
        def softmax_loss_naive(W, X, y, reg):
            loss, dW = 0.0, np.zeros_like(W, dtype=np.float64)
            for n, (x, t) in enumerate(zip(X, y), start=1):
                z = W.T @ x
                z = z - z.max()
                logs = z - np.log(np.sum(np.exp(z)))
                g = np.exp(logs)
                g[t] -= 1.0
                loss += (-logs[t] - loss) / n
                dW += (np.outer(x, g) - dW) / n
            return loss + 0.5 * reg * np.trace(W.T @ W), dW + reg * W
        """,
}

_VECTORIZED = {
    "einsum and add.at": """
        def softmax_loss_vectorized(W, X, y, reg):
            N = len(y)
            s = np.einsum("nd,dc->nc", X, W)
            s = s - s.max(1)[:, None]
            p = np.exp(s)
            p /= p.sum(1, keepdims=True)
            loss = -np.log(p[range(N), y]).sum() / N + reg / 2 * (W ** 2).sum()
            np.add.at(p, (np.arange(N), y), -1)
            return loss, np.einsum("nd,nc->dc", X, p) / N + reg * W
        """,
    "one-hot and logaddexp": """
        def softmax_loss_vectorized(W, X, y, reg):
            N = len(X)
            Y = np.eye(W.shape[1])[y]
            S = X @ W
            L = S - np.logaddexp.reduce(S, axis=1, keepdims=True)
            loss = -(Y * L).sum() / N + .5 * reg * np.vdot(W, W)
            return loss, X.T @ (np.exp(L) - Y) / N + reg * W
        """,
    "loop over the classes": """
        def softmax_loss_vectorized(W, X, y, reg):
            N, dW = X.shape[0], np.zeros_like(W)
            S = X @ W
            S = S - S.max(axis=1, keepdims=True)
            Z = np.exp(S).sum(axis=1)
            for c in range(W.shape[1]):
                dW[:, c] = X.T @ (np.exp(S[:, c]) / Z - (y == c)) / N
            loss = np.mean(np.log(Z) - S[np.arange(N), y])
            return loss + 0.5 * reg * np.sum(W * W), dW + reg * W
        """,
    "the usual way": """
        def softmax_loss_vectorized(W, X, y, reg):
            num_train = X.shape[0]
            scores = X.dot(W)
            scores -= np.max(scores, axis=1).reshape(-1, 1)
            exp_scores = np.exp(scores)
            probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
            loss = np.sum(-np.log(probs[np.arange(num_train), y]))
            loss /= num_train
            loss += 0.5 * reg * np.sum(W * W)
            dscores = probs
            dscores[np.arange(num_train), y] -= 1
            dscores /= num_train
            dW = np.dot(X.T, dscores)
            dW += reg * W
            return loss, dW
        """,
    "scipy": """
        from scipy.special import log_softmax

        def softmax_loss_vectorized(W, X, y, reg):
            L = log_softmax(X @ W, axis=1)
            loss = -np.take_along_axis(L, y[:, None], axis=1).mean() + reg / 2 * np.sum(W ** 2)
            G = np.exp(L)
            G[np.arange(len(y)), y] -= 1
            return loss, X.T @ G / len(y) + reg * W
        """,
    "a mask of the true classes": """
        def softmax_loss_vectorized(W, X, y, reg):
            mask = y.reshape(-1, 1) == np.arange(W.shape[1])
            S = X @ W
            S = S - S.max(axis=1, keepdims=True)
            E = np.exp(S)
            T = E.sum(axis=1, keepdims=True)
            loss = (np.log(T).sum() - S[mask].sum()) / y.size
            return loss + reg * 0.5 * (W * W).sum(), X.T @ (E / T - mask) / y.size + reg * W
        """,
    "classes down, examples across": """
        def softmax_loss_vectorized(W, X, y, reg):
            n = X.shape[0]
            S = W.T @ X.T
            S = S - S.max(axis=0)
            P = np.exp(S) / np.exp(S).sum(axis=0)
            loss = -np.log(P[y, np.arange(n)]).mean() + 0.5 * reg * np.sum(W ** 2)
            P[y, np.arange(n)] -= 1
            return loss, (P @ X).T / n + reg * W
        """,
    "np.matrix": """
        def softmax_loss_vectorized(W, X, y, reg):
            A, B = np.matrix(X), np.matrix(W)
            N = A.shape[0]
            S = A * B
            S = S - S.max(1)
            P = np.exp(S) / np.exp(S).sum(1)
            loss = -np.log(P[range(N), y]).sum(1) / N + reg * np.trace(B.T * B) / 2
            P[range(N), y] -= 1
            return loss, A.T * P / N + reg * B
        """,
    "single precision": """
        def softmax_loss_vectorized(W, X, y, reg):
            X, W = np.float32(X), np.float32(W)
            S = X @ W
            S -= S.max(axis=1, keepdims=True)
            P = np.exp(S)
            T = P.sum(axis=1, keepdims=True)
            n = np.arange(len(y))
            loss = float(np.mean(np.log(T[:, 0]) - S[n, y]))
            P /= T
            P[n, y] -= 1
            return loss + reg / 2 * float(np.sum(W * W)), X.T @ P / len(y) + reg * W
        """,
    "scipy.sparse one-hot": """
        from scipy import sparse

        def softmax_loss_vectorized(W, X, y, reg):
            N, C = len(y), W.shape[1]
            Y = sparse.csr_matrix((np.ones(N), (np.arange(N), y)), shape=(N, C))
            S = X @ W
            S = S - S.max(axis=1, keepdims=True)
            L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
            loss = -Y.multiply(L).sum() / N + 0.5 * reg * np.sum(W * W)
            return loss, (X.T @ np.exp(L) - (Y.T @ X).T) / N + reg * W
        """,
    "mean feature less expected feature": """
        def softmax_loss_vectorized(W, X, y, reg):
            N = X.shape[0]
            S = X @ W
            top = S.max(axis=1, keepdims=True)
            log_total = top[:, 0] + np.log(np.exp(S - top).sum(axis=1))
            observed = np.zeros_like(W)
            np.add.at(observed.T, y, X)
            expected = X.T @ np.exp(S - log_total[:, None])
            loss = (log_total.sum() - np.sum(observed * W)) / N
            return loss + 0.5 * reg * np.sum(W * W), (expected - observed) / N + reg * W
        """,
    "rows weighted before the product": """
        def softmax_loss_vectorized(W, X, y, reg):
            N = len(X)
            S = X @ W
            E = np.exp(S - S.max(axis=1, keepdims=True))
            inverse = 1 / E.sum(axis=1)
            p_true = E[np.arange(N), y] * inverse
            dW = (X * inverse[:, None]).T @ E
            Y = np.zeros_like(S)
            Y[np.arange(N), y] = 1
            dW = dW / N - X.T @ Y / N + reg * W
            return np.log(1 / p_true).mean() + 0.5 * reg * (W ** 2).sum(), dW
        """,
    "probabilities kept from 0": """
        def softmax_loss_vectorized(W, X, y, reg, tiny=1e-300):
            N = X.shape[0]
            S = X @ W
            S -= S.max(axis=1)[:, None]
            P = np.exp(S)
            P /= P.sum(axis=1)[:, None]
            loss = -np.log(np.clip(P[np.arange(N), y], tiny, 1)).mean()
            loss += 0.5 * reg * np.sum(W * W)
            dS = P.copy()
            dS[np.arange(N), y] -= 1
            return loss, X.T @ dS / N + reg * W
        """,
    "blocks of 1,024 examples": """
        def softmax_loss_vectorized(W, X, y, reg):
            N, size = len(X), 1024
            loss, dW = 0.5 * reg * np.sum(W * W), reg * W
            for start in range(0, N, size):
                rows, labels = X[start:start + size], y[start:start + size]
                S = rows @ W
                S -= S.max(axis=1, keepdims=True)
                L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
                loss -= L[np.arange(len(labels)), labels].sum() / N
                G = np.exp(L)
                G[np.arange(len(labels)), labels] -= 1
                dW += rows.T @ G / N
            return loss, dW
        """,
    "a class with forward and backward": """
        class Softmax:
            def forward(self, scores, y):
                self.y, z = y, scores - scores.max(axis=1, keepdims=True)
                self.log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
                return -self.log_p[np.arange(len(y)), y].mean()

            def backward(self):
                d = np.exp(self.log_p)
                d[np.arange(len(self.y)), self.y] -= 1
                return d / len(self.y)

        class Linear:
            def __init__(self, W):
                self.W = W

            def forward(self, X):
                self.X = X
                return X @ self.W

            def backward(self, d):
                return self.X.T @ d

        def softmax_loss_vectorized(W, X, y, reg):
            layer, criterion = Linear(W), Softmax()
            loss = criterion.forward(layer.forward(X), y)
            dW = layer.backward(criterion.backward())
            return loss + 0.5 * reg * np.sum(W ** 2), dW + reg * W
        """,
    "sorted by class": """
        def softmax_loss_vectorized(W, X, y, reg):
            order = np.argsort(y, kind="stable")
            A, t = X[order], y[order]
            S = A @ W
            S = S - np.amax(S, axis=1, keepdims=True)
            P = np.exp(S)
            P = np.divide(P, P.sum(axis=1, keepdims=True))
            k = np.ravel_multi_index((np.arange(len(t)), t), P.shape)
            loss = -np.log(P.take(k)).sum() / len(t)
            P.flat[k] -= 1
            dW = np.tensordot(A, P, axes=(0, 0)) / len(t)
            return loss + reg * np.sum(W * W) / 2, dW + reg * W
        """,
    "an array of one number": """
        def softmax_loss_vectorized(W, X, y, reg):
            rows = np.arange(len(y))
            S = X @ W - (X @ W).max(axis=1, keepdims=True)
            log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
            loss = -log_p[rows, y].mean(keepdims=True) + 0.5 * reg * np.sum(W * W)
            dS = np.exp(log_p)
            dS[rows, y] -= 1
            return [loss, X.T.dot(dS / len(y)) + W * reg]
        """,
}

_MENDED = {
    "the published one, mended": """
        def mended_softmax_loss(W, X, y, reg):
            N, loss, dW = len(X), 0.0, np.zeros(W.shape)
            for x, label in zip(X, y):
                s = x @ W
                s -= np.max(s)
                log_sum = np.log(np.sum(np.exp(s)))
                loss += (log_sum - s[label]) / N
                p = np.exp(s - log_sum)
                p[label] -= 1.0
                dW += np.outer(x, p) / N
            return loss + reg / 2 * np.sum(W**2), dW + reg * W
        """,
    "the maximum put back": """
        def mended_softmax_loss(W, X, y, reg):
            N, loss, dW = X.shape[0], 0.0, np.zeros(W.shape)
            for x, label in zip(X, y):
                s = x @ W
                log_sum = s.max() + np.log(np.sum(np.exp(s - s.max())))
                loss += (log_sum - s[label]) / N
                p = np.exp(s - log_sum)
                p[label] -= 1.0
                dW += np.outer(x, p) / N
            return loss + reg / 2 * np.sum(W**2), dW + reg * W
        """,
    "calls the matrices": """
        def mended_softmax_loss(W, X, y, reg):
            return softmax_loss_vectorized(W, X, y, reg)
        """,
}

_ASSIGNMENT = "softmax-loss"
VARIANTS = (
    *variants(_ASSIGNMENT, "softmax_loss_naive", _NAIVE),
    *variants(_ASSIGNMENT, "softmax_loss_vectorized", _VECTORIZED),
    *variants(_ASSIGNMENT, "mended_softmax_loss", _MENDED),
)
