"""Right code for the training questions of the notebook linear-classifier."""

from tests.variants.variant import variants

_DESCENT_STEP = {
    "its own softmax": """
        def descent_step(W, b, X, y, step, reg):
            S = X.dot(W) + b[None, :]
            S = S - S.max(axis=1, keepdims=True)
            Z = np.log(np.exp(S).sum(axis=1, keepdims=True))
            onehot = np.eye(W.shape[1])[y]
            loss = -((S - Z) * onehot).sum() / len(X) + reg / 2 * np.linalg.norm(W) ** 2
            G = (np.exp(S - Z) - onehot) / len(X)
            new_W, new_b = W.copy(), b.copy()
            new_W -= step * (np.einsum("nd,nc->dc", X, G) + reg * W)
            new_b -= step * G.sum(0)
            return loss, new_W, new_b
        """,
    "loops": """
        def descent_step(W, b, X, y, step, reg):
            loss, dW, db = 0.0, np.zeros_like(W), np.zeros_like(b)
            for i in range(len(X)):
                s = X[i] @ W + b
                s = s - max(s)
                total = sum(np.exp(s))
                loss += np.log(total) - s[y[i]]
                for c in range(len(b)):
                    slope = np.exp(s[c]) / total - (c == y[i])
                    dW[:, c] += slope * X[i]
                    db[c] += slope
            N = len(X)
            loss = loss / N + 0.5 * reg * (W ** 2).sum()
            return [loss, W - step * (dW / N + reg * W), b - step * db / N]
        """,
    "the bias as a row of W": """
        def descent_step(W, b, X, y, step, reg):
            V = np.vstack([W, b])
            A = np.hstack([X, np.ones((len(X), 1))])
            S = A @ V
            L = S - np.logaddexp.reduce(S, axis=1, keepdims=True)
            loss = -L[np.arange(len(y)), y].mean() + 0.5 * reg * np.sum(V[:-1] ** 2)
            G = np.exp(L)
            G[np.arange(len(y)), y] -= 1
            dV = A.T @ G / len(y)
            dV[:-1] += reg * W
            V = V - step * dV
            return loss, V[:-1], V[-1]
        """,
    "weight decay first": """
        def descent_step(W, b, X, y, step, reg):
            N = len(y)
            L = scipy.special.log_softmax(X @ W + b, axis=1)
            loss = 0.5 * reg * np.sum(W ** 2) - L[np.arange(N), y].sum() / N
            D = np.eye(len(b))[y] - np.exp(L)
            return loss, (1 - step * reg) * W + step / N * X.T @ D, b + step * D.mean(axis=0)
        """,
    "gradients by a helper": """
        def loss_and_gradients(W, b, X, y, reg):
            rows = np.arange(X.shape[0])
            scores = X @ W + b
            scores -= scores.max(axis=1, keepdims=True)
            log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
            d = np.exp(log_p)
            d[rows, y] -= 1
            d /= len(rows)
            loss = -np.mean(log_p[rows, y]) + reg * np.sum(W * W) / 2
            return loss, X.T @ d + reg * W, d.sum(axis=0)

        def descent_step(W, b, X, y, step, reg):
            loss, *gradients = loss_and_gradients(W, b, X, y, reg)
            W, b = (p - step * g for p, g in zip((W, b), gradients))
            return loss, W, b
        """,
    "an array of one number": """
        def descent_step(W, b, X, y, step, reg):
            rows = np.arange(len(y))
            S = X @ W + b
            E = np.exp(S - S.max(axis=1, keepdims=True))
            log_p = S - S.max(axis=1, keepdims=True) - np.log(E.sum(axis=1, keepdims=True))
            loss = -log_p[rows, y].mean(keepdims=True) + 0.5 * reg * np.sum(W * W)
            G = E / E.sum(axis=1, keepdims=True)
            np.subtract.at(G, (rows, y), 1)
            W = W - step * (X.T @ G / len(y) + reg * W)
            b = b - step * (np.ones(len(y)) @ G / len(y))
            return loss, W, b
        """,
    "single precision": """
        def descent_step(W, b, X, y, step, reg):
            W, b, X = np.float32(W), np.float32(b), np.float32(X)
            rows = np.arange(len(y))
            S = X @ W + b
            S -= S.max(axis=1, keepdims=True)
            L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
            loss = -L[rows, y].mean() + 0.5 * reg * np.sum(W * W)
            G = np.exp(L)
            G[rows, y] -= 1
            G /= len(y)
            return loss, W - step * (X.T @ G + reg * W), b - step * G.sum(axis=0)
        """,
}

_PREDICT = {
    "loops": """
        def predict(W, X):
            classes = []
            for x in X:
                scores = [float(x @ W[:, c]) for c in range(W.shape[1])]
                classes.append(scores.index(max(scores)))
            return classes
        """,
    "sorting": """
        predict = lambda W, X: np.argsort(X @ W, axis=1)[:, -1]
        """,
    "argwhere": """
        predict = lambda W, X: np.array([np.argwhere(s == s.max())[0, 0] for s in X @ W])
        """,
    "classes down": """
        def predict(W, X):
            return np.argmax(W.T @ X.T, axis=0)
        """,
    "of probabilities": """
        def predict(W, X):
            return scipy.special.log_softmax(X @ W, axis=1).argmax(axis=1)
        """,
    "np.matrix": """
        def predict(W, X):
            return (np.matrix(X) * np.matrix(W)).argmax(axis=1).A1
        """,
    "the best so far": """
        def predict(W, X):
            S = np.einsum("nd,dc->nc", X, W)
            best, classes = S[:, 0].copy(), np.zeros(len(X))
            for c in range(1, S.shape[1]):
                better = S[:, c] > best
                best[better], classes[better] = S[better, c], c
            return classes
        """,
    "lowest of the negatives": """
        def predict(W, X):
            return np.argmin(-np.dot(X, W), axis=-1).tolist()
        """,
    "single precision": """
        def predict(W, X):
            return np.argmax(X.astype(np.float32) @ W.astype(np.float32), axis=1)
        """,
}

_START = """
        class LinearClassifier:
            def __init__(self, loss, seed=0):
                self.loss, self.rng = loss, np.random.default_rng(seed)

            def predict(self, X):
                return predict(self.W, X)

            def train(self, X, y, learning_rate, reg, iterations, batch_size):
                self.W = 1e-4 * self.rng.normal(size=(X.shape[1], y.max() + 1))
                history = []"""

_CLASSIFIER = {
    "no row twice in a batch, in place": _START
    + """
                for t in range(iterations):
                    pick = self.rng.choice(len(X), batch_size, replace=False)
                    value, slope = self.loss(self.W, X[pick], y[pick], reg)
                    self.W -= learning_rate * slope
                    history += [value]
                return np.array(history)
        """,
    "shuffled once, then in turn, without the rest": _START
    + """
                order = self.rng.permutation(len(X))
                for t in range(iterations):
                    k = t % (len(X) // batch_size) * batch_size
                    rows = order[k : k + batch_size]
                    loss, dW = self.loss(self.W, X[rows], y[rows], reg)
                    history.append(loss)
                    self.W = self.W - learning_rate * dW
                return history
        """,
    "epochs of permutations": _START
    + """
                order = np.array([], dtype=int)
                for _ in progress(iterations):
                    if len(order) < batch_size:
                        order = self.rng.permutation(len(X))
                    batch, order = order[:batch_size], order[batch_size:]
                    loss, dW = self.loss(self.W, X=X[batch], y=y[batch], reg=reg)
                    history.append(float(loss))
                    self.W = self.W + -learning_rate * dW
                return history
        """,
    "old random numbers": _START
    + """
                while len(history) < iterations:
                    mask = np.random.choice(np.arange(X.shape[0]), size=batch_size)
                    loss, dW = self.loss(self.W, X.take(mask, axis=0), y.take(mask), reg)
                    history.append(loss)
                    dW *= learning_rate
                    self.W = np.subtract(self.W, dW)
                return tuple(history)
        """,
    "a method for the batch, one for the step": """
        class LinearClassifier:
            def __init__(self, loss, seed=0):
                self.loss = loss
                self.rng = np.random.default_rng(seed)
                self.W = None

            def predict(self, X):
                return np.argmax(X @ self.W, axis=1)

            def _batch(self, X, y, size):
                rows = self.rng.choice(X.shape[0], size=size)
                return X[rows], y[rows]

            def _step(self, X, y, learning_rate, reg):
                loss, dW = self.loss(self.W, X, y, reg)
                self.W += -learning_rate * dW
                return loss

            def train(self, X, y, learning_rate, reg, iterations, batch_size):
                if self.W is None:
                    self.W = 0.001 * self.rng.standard_normal((X.shape[1], len(np.unique(y))))
                return [
                    self._step(*self._batch(X, y, batch_size), learning_rate, reg)
                    for _ in range(iterations)
                ]
        """,
    "a generator of batches": """
        def shuffled(rng, N, size):
            while True:
                order = rng.permutation(N)
                yield from (order[k:k + size] for k in range(0, N - size + 1, size))

        class LinearClassifier:
            def __init__(self, loss, seed=0):
                self.loss, self.seed = loss, seed

            def predict(self, X):
                return predict(self.W, X)

            def train(self, X, y, learning_rate, reg, iterations, batch_size):
                batches = shuffled(np.random.default_rng(self.seed), len(X), batch_size)
                self.W = np.zeros((X.shape[1], max(y) + 1))
                history = np.empty(iterations)
                for t, rows in zip(range(iterations), batches):
                    history[t], dW = self.loss(self.W, X[rows], y[rows], reg)
                    self.W = self.W - learning_rate * dW
                return history
        """,
    "python's random": """
        import random
    """
    + _START
    + """
                draw = random.Random(0)
                for _ in range(iterations):
                    rows = draw.sample(range(len(y)), batch_size)
                    loss, dW = self.loss(self.W, X[rows, :], y[rows], reg)
                    history.append(loss)
                    self.W = self.W - learning_rate * dW
                return history
        """,
    "a mask, so rows in order": _START
    + """
                for _ in progress(iterations):
                    mask = np.zeros(len(X), dtype=bool)
                    mask[self.rng.permutation(len(X))[:batch_size]] = True
                    loss, dW = self.loss(self.W, X[mask], y[mask], reg)
                    history.append(loss)
                    self.W -= np.multiply(learning_rate, dW)
                return history
        """,
    "inherited": """
        class Trainer:
            def fit(self, X, y, learning_rate, reg, iterations, batch_size):
                history = []
                for i in range(iterations):
                    loss, gradient = self.batch_loss(X, y, batch_size, reg)
                    history.append(loss)
                    self.update(gradient, learning_rate)
                return history

            def update(self, gradient, learning_rate):
                self.W = self.W - learning_rate * np.asarray(gradient)

        class LinearClassifier(Trainer):
            def __init__(self, loss, seed=0):
                self.loss, self.rng = loss, np.random.RandomState(seed)

            def predict(self, X):
                return (X @ self.W).argmax(axis=1)

            def batch_loss(self, X, y, batch_size, reg):
                rows = self.rng.randint(len(X), size=batch_size)
                return self.loss(self.W, X[rows], y[rows], reg)

            def train(self, X, y, learning_rate, reg, iterations, batch_size):
                self.W = 1e-3 * self.rng.randn(X.shape[1], y.max() + 1)
                return self.fit(X, y, learning_rate, reg, iterations, batch_size)
        """,
    "single precision": _START
    + """
                self.W = self.W.astype(np.float32)
                for _ in progress(iterations):
                    rows = self.rng.integers(len(X), size=batch_size)
                    loss, dW = self.loss(self.W, X[rows], y[rows], reg)
                    history.append(np.float32(loss))
                    self.W -= np.float32(learning_rate * dW)
                return history
        """,
    "all batches drawn before": _START
    + """
                plan = self.rng.integers(0, X.shape[0], size=(iterations, batch_size))
                losses = dict()
                for t, rows in enumerate(plan):
                    losses[t], dW = self.loss(self.W.copy(), X[rows].copy(), y[rows].copy(), reg)
                    self.W = self.W - learning_rate * dW
                return list(losses.values())
        """,
}

_GRID_SEARCH = {
    "product": """
        import itertools

        def grid_search(score, rates, strengths):
            values = {(r, s): score(r, s) for r, s in itertools.product(rates, strengths)}
            best_rate, best_strength = max(values, key=values.get)
            table = np.array(list(values.values())).reshape(len(rates), len(strengths))
            return table, best_rate, best_strength
        """,
    "remembers the best": """
        def grid_search(score, rates, strengths):
            table, best = [], (-np.inf, None, None)
            for rate in np.asarray(rates):
                table.append([])
                for strength in np.asarray(strengths):
                    table[-1].append(score(rate, strength))
                    if table[-1][-1] > best[0]:
                        best = table[-1][-1], rate, strength
            return table, best[1], best[2]
        """,
    "argwhere": """
        def grid_search(score, rates, strengths):
            table = np.vectorize(score)(np.array(rates)[:, None], np.array(strengths)[None, :])
            (i, j), *_ = np.argwhere(table == np.max(table))
            return table, rates[i], strengths[j]
        """,
    "meshgrid": """
        def grid_search(score, rates, strengths):
            R, S = np.meshgrid(rates, strengths, indexing="ij")
            table = np.array([score(r, s) for r, s in zip(R.ravel(), S.ravel())]).reshape(R.shape)
            k = np.argmax(table)
            return table, R.ravel()[k], S.ravel()[k]
        """,
    "divmod": """
        def grid_search(score, rates, strengths):
            table = np.array([[score(rate, strength) for strength in strengths] for rate in rates])
            i, j = divmod(int(table.argmax()), len(strengths))
            return table, rates[i], strengths[j]
        """,
    "the best of tuples": """
        def grid_search(score, rates, strengths):
            tried = [[(score(r, s), r, s) for s in strengths] for r in rates]
            _, best_rate, best_strength = max(max(row) for row in tried)
            return [[value for value, *_ in row] for row in tried], best_rate, best_strength
        """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor

        def grid_search(score, rates, strengths):
            pairs = [(r, s) for r in rates for s in strengths]
            with ThreadPoolExecutor(2) as pool:
                values = np.fromiter(pool.map(lambda pair: score(*pair), pairs), dtype=float)
            best = pairs[np.argmax(values)]
            return values.reshape(len(rates), -1), *best
        """,
    "the best pair in arrays": """
        def grid_search(score, rates, strengths):
            table = np.empty((len(rates), len(strengths)), dtype=np.float32)
            for (i, j), _ in np.ndenumerate(table):
                table[i, j] = score(rates[i], strengths[j])
            row, column = np.nonzero(table == table.max())
            return table, np.array(rates)[row], np.array(strengths)[column]
        """,
    "columns first, names of arguments": """
        def grid_search(score, rates, strengths):
            columns = []
            for strength in strengths:
                columns.append([score(rate=rate, strength=strength) for rate in rates])
            table = np.column_stack(columns)
            i, j = np.where(table == table.max())
            return table, np.array(rates)[i[0]], np.array(strengths)[j[0]]
        """,
}

_BEST_WEIGHTS = {
    "ridge regression": """
        def best_weights(X, y):
            Y = np.eye(y.max() + 1)[y]
            return np.linalg.solve(X.T @ X + 3e6 * np.eye(X.shape[1]), X.T @ Y)
        """,
    "momentum": """
        def best_weights(X, y):
            X, rng = X / 255.0, np.random.default_rng(1)
            W, v = np.zeros((X.shape[1], 10)), 0.0
            for t in progress(400):
                i = rng.permutation(len(X))[:250]
                loss, dW = softmax_loss(W, X[i], y[i], 1e-3)
                v = 0.9 * v - 0.02 * dW
                W += v
            return W.tolist()
        """,
    "a classifier of the hinge": """
        def best_weights(X, y):
            model = LinearClassifier(svm_loss, seed=3)
            model.train(X, y, learning_rate=1e-6, reg=10, iterations=600, batch_size=200)
            return model.W
        """,
}

_ASSIGNMENT = "linear-classifier"
VARIANTS = (
    *variants(_ASSIGNMENT, "descent_step", _DESCENT_STEP),
    *variants(_ASSIGNMENT, "predict", _PREDICT),
    *variants(_ASSIGNMENT, "LinearClassifier", _CLASSIFIER),
    *variants(_ASSIGNMENT, "grid_search", _GRID_SEARCH),
    *variants(_ASSIGNMENT, "best_weights", _BEST_WEIGHTS),
)
