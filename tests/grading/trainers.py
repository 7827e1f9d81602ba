"""Students' code for the questions on training, right in other styles than the solution's."""

# The questions that need no training on images, and their cells.
NAMES = {
    "descent_step": "descent-step",
    "predict": "predict",
    "LinearClassifier": "linear-classifier",
    "grid_search": "grid-search",
}

_CLASSIFIER = """
class LinearClassifier:
    def __init__(self, loss, seed=0):
        self.loss, self.rng = loss, np.random.default_rng(seed)
    def train(self, X, y, learning_rate, reg, iterations, batch_size):
        self.W = 1e-4 * self.rng.normal(size=(X.shape[1], y.max() + 1))
        history = []
"""

VARIANTS: dict[str, tuple[str, str]] = {
    "a step with its own softmax": (
        "descent_step",
        """
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
    ),
    "a step with loops": (
        "descent_step",
        """
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
    ),
    "predictions by loops": (
        "predict",
        """
def predict(W, X):
    classes = []
    for x in X:
        scores = [float(x @ W[:, c]) for c in range(W.shape[1])]
        classes.append(scores.index(max(scores)))
    return classes
""",
    ),
    "predictions by sorting": (
        "predict",
        "predict = lambda W, X: np.argsort(X @ W, axis=1)[:, -1]",
    ),
    "predictions by argwhere": (
        "predict",
        "predict = lambda W, X: np.array([np.argwhere(s == s.max())[0, 0] for s in X @ W])",
    ),
    "rows shuffled once, then in turn, without the rest": (
        "LinearClassifier",
        _CLASSIFIER
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
    ),
    "no row twice in a batch, in place": (
        "LinearClassifier",
        _CLASSIFIER
        + """
        for t in range(iterations):
            pick = self.rng.choice(len(X), batch_size, replace=False)
            value, slope = self.loss(self.W, X[pick], y[pick], reg)
            self.W -= learning_rate * slope
            history += [value]
        return np.array(history)
""",
    ),
    "epochs of permutations": (
        "LinearClassifier",
        _CLASSIFIER
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
    ),
    "old random numbers": (
        "LinearClassifier",
        _CLASSIFIER
        + """
        while len(history) < iterations:
            mask = np.random.choice(np.arange(X.shape[0]), size=batch_size)
            loss, dW = self.loss(self.W, X.take(mask, axis=0), y.take(mask), reg)
            history.append(loss)
            dW *= learning_rate
            self.W = np.subtract(self.W, dW)
        return tuple(history)
""",
    ),
    "a search by product": (
        "grid_search",
        """
def grid_search(score, rates, strengths):
    values = {(r, s): score(r, s) for r, s in itertools.product(rates, strengths)}
    best_rate, best_strength = max(values, key=values.get)
    table = np.array(list(values.values())).reshape(len(rates), len(strengths))
    return table, best_rate, best_strength
""",
    ),
    "a search that remembers the best": (
        "grid_search",
        """
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
    ),
    "a search by argwhere": (
        "grid_search",
        """
def grid_search(score, rates, strengths):
    table = np.vectorize(score)(np.array(rates)[:, None], np.array(strengths)[None, :])
    (i, j), *_ = np.argwhere(table == np.max(table))
    return table, rates[i], strengths[j]
""",
    ),
}
