"""Wrong answers of net-on-images as beginners type them first."""

from tests.variants.variant import variants

_ASSIGNMENT = "net-on-images"

_START_NET = {
    "the variance as the scale": """
        def start_net(D, H, C, seed):
            rng = np.random.default_rng(seed)
            W1 = rng.normal(0, 2 / D, size=(D, H))
            W2 = rng.normal(0, 2 / H, size=(H, C))
            return W1, np.zeros(H), W2, np.zeros(C)
        """,
    "numbers from 0 to 1": """
        def start_net(D, H, C, seed):
            rng = np.random.default_rng(seed)
            W1 = rng.random((D, H)) * np.sqrt(2 / D)
            W2 = rng.random((H, C)) * np.sqrt(2 / H)
            return W1, np.zeros(H), W2, np.zeros(C)
        """,
    "a small number for all": """
        def start_net(D, H, C, seed):
            rng = np.random.default_rng(seed)
            W1, W2 = 0.01 * rng.normal(size=(D, H)), 0.01 * rng.normal(size=(H, C))
            return W1, np.zeros(H), W2, np.zeros(C)
        """,
    "seeded twice": """
        def start_net(D, H, C, seed):
            W1 = np.sqrt(2 / D) * np.random.default_rng(seed).normal(size=(D, H))
            W2 = np.sqrt(2 / H) * np.random.default_rng(seed).normal(size=(H, C))
            return W1, np.zeros(H), W2, np.zeros(C)
        """,
}
_MINI_BATCHES = {
    "shuffled by a seed of the whole": """
        def mini_batches(N, size, seed):
            np.random.seed(seed)
            order = np.random.permutation(N)
            return [order[first : first + size] for first in range(0, N, size)]
        """,
    "drawn anew for each batch": """
        def mini_batches(N, size, seed):
            rng = np.random.default_rng(seed)
            return [rng.choice(N, size) for _ in range(N // size)]
        """,
    "whole batches alone": """
        def mini_batches(N, size, seed):
            order = np.random.default_rng(seed).permutation(N)
            return [order[k * size : (k + 1) * size] for k in range(N // size)]
        """,
    "array_split": """
        def mini_batches(N, size, seed):
            order = np.random.default_rng(seed).permutation(N)
            return np.array_split(order, size)
        """,
}
_ONE_EPOCH = {
    "in place": """
        def one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches):
            losses = []
            for rows in batches:
                loss, dW1, db1, dW2, db2 = net_loss(W1, b1, W2, b2, X[rows], y[rows], reg)
                W1 -= rate * dW1
                b1 -= rate * db1
                W2 -= rate * dW2
                b2 -= rate * db2
                losses.append(loss)
            return losses, W1, b1, W2, b2
        """,
    "all batches from the same net": """
        def one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches):
            losses, new = [], [W1, b1, W2, b2]
            for rows in batches:
                loss, *grads = net_loss(W1, b1, W2, b2, X[rows], y[rows], reg)
                losses.append(loss)
                new = [a - rate * g for a, g in zip((W1, b1, W2, b2), grads)]
            return losses, *new
        """,
    "the mean of the losses": """
        def one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches):
            losses, net = [], [W1, b1, W2, b2]
            for rows in batches:
                loss, *grads = net_loss(*net, X[rows], y[rows], reg)
                losses.append(loss)
                net = [a - rate * g for a, g in zip(net, grads)]
            return np.mean(losses), *net
        """,
}
_CLASSES_OF = {
    "scores above 0 cut off": """
        def classes_of(W1, b1, W2, b2, X):
            return np.argmax(np.maximum(0, X @ W1 + b1 @ W2 + b2), axis=1)
        """,
    "np.max for np.maximum": """
        def classes_of(W1, b1, W2, b2, X):
            A = (X @ W1 + b1).clip(max=0)
            return np.argmax(A @ W2 + b2, axis=1)
        """,
    "the whole matrix at once": """
        def classes_of(W1, b1, W2, b2, X):
            return np.argmax(np.maximum(0, X @ W1 + b1) @ W2 + b2)
        """,
}
_TRAIN_NET = {
    "of several best the last": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            net, losses, ours, theirs, best = (W1, b1, W2, b2), [], [], [], (W1, b1, W2, b2)
            for e in range(epochs):
                new, *net = one_epoch(*net, X, y, rate, reg, mini_batches(len(y), size, seed + e))
                losses += list(new)
                ours.append(np.mean(classes_of(*net, X) == y))
                theirs.append(np.mean(classes_of(*net, X_val) == y_val))
                if theirs[-1] >= max(theirs):
                    best = net
            return losses, ours, theirs, *best
        """,
    "the last net": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            losses, tr, va = [], [], []
            for e in range(epochs):
                cut = mini_batches(len(y), size, seed + e)
                new, W1, b1, W2, b2 = one_epoch(W1, b1, W2, b2, X, y, rate, reg, cut)
                losses += new
                tr.append(np.mean(classes_of(W1, b1, W2, b2, X) == y))
                va.append(np.mean(classes_of(W1, b1, W2, b2, X_val) == y_val))
            return losses, tr, va, W1, b1, W2, b2
        """,
    "batches cut once": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            losses, tr, va, net, best = [], [], [], (W1, b1, W2, b2), None
            batches = mini_batches(len(y), size, seed)
            for e in range(epochs):
                new, *net = one_epoch(*net, X, y, rate, reg, batches)
                losses += new
                tr.append(np.mean(classes_of(*net, X) == y))
                va.append(np.mean(classes_of(*net, X_val) == y_val))
                if va[-1] > max(va[:-1], default=-1):
                    best = net
            return losses, tr, va, *best
        """,
    "losses in a list of lists": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            losses, tr, va, net, best = [], [], [], (W1, b1, W2, b2), None
            for e in range(epochs):
                new, *net = one_epoch(*net, X, y, rate, reg, mini_batches(len(y), size, seed + e))
                losses.append(new)
                tr.append(np.mean(classes_of(*net, X) == y))
                va.append(np.mean(classes_of(*net, X_val) == y_val))
                if va[-1] > max(va[:-1], default=-1):
                    best = net
            return losses, tr, va, *best
        """,
}
_DIAGNOSE = {
    "borders for ten classes": """
        def diagnose(losses, train_curve, val_curve, C):
            last = losses[-(len(losses) // len(train_curve)):]
            if not np.isfinite(losses).all() or last.mean() > 1000:
                return 1
            if losses[0] > 60:
                return 4
            if losses[0] > 20:
                return 5
            if last.std() > 0.3:
                return 3
            return 2 if last.mean() > 1.5 else 0
        """,
    "the accuracy alone": """
        def diagnose(losses, train_curve, val_curve, C):
            if train_curve[-1] > 0.85:
                return 0
            if train_curve[-1] < 0.2:
                return 1
            if train_curve[-1] < 0.45:
                return 2
            return 4 if train_curve[-1] > 0.7 else 3
        """,
    "names for numbers": """
        def diagnose(losses, train_curve, val_curve, C):
            last = losses[-(len(losses) // len(train_curve)):]
            if not np.isfinite(losses).all() or last.mean() > 10 * losses[0]:
                return "rate too high"
            if losses[0] > 2 * np.log(C):
                return "start too large" if last.mean() > np.log(C) else "reg too strong"
            return "healthy"
        """,
}
_RANDOM_SETTING = {
    "seeded twice": """
        def random_setting(seed):
            rate = 10 ** np.random.default_rng(seed).uniform(-2, 0)
            return rate, 10 ** np.random.default_rng(seed).uniform(-5, -1)
        """,
    "uniform": """
        def random_setting(seed):
            rng = np.random.default_rng(seed)
            return rng.uniform(0.01, 1), rng.uniform(1e-5, 0.1)
        """,
    "whole exponents": """
        def random_setting(seed):
            rng = np.random.default_rng(seed)
            return 10.0 ** rng.integers(-2, 1), 10.0 ** rng.integers(-5, 0)
        """,
    "no seed": """
        def random_setting(seed):
            rng = np.random.default_rng()
            return 10 ** rng.uniform(-2, 0), 10 ** rng.uniform(-5, -1)
        """,
}
_CONFUSION_MATRIX = {
    "said first": """
        def confusion_matrix(y, guess, C):
            M = np.zeros((C, C))
            for i in range(len(y)):
                M[guess[i], y[i]] += 1
            return M
        """,
    "without repeats": """
        def confusion_matrix(y, guess, C):
            M = np.zeros((C, C))
            M[y, guess] += 1
            return M
        """,
    "classes that come": """
        def confusion_matrix(y, guess, C):
            classes = np.unique(y)
            return np.array([[np.sum((y == a) & (guess == b)) for b in classes] for a in classes])
        """,
}
_LARGEST_CONFUSIONS = {
    "the diagonal, too": """
        def largest_confusions(M, k):
            order = np.argsort(-M, axis=None)[:k]
            return np.stack(np.unravel_index(order, M.shape), axis=1)
        """,
    "in place": """
        def largest_confusions(M, k):
            np.fill_diagonal(M, -1)
            order = np.argsort(-M, axis=None)[:k]
            return np.stack(np.unravel_index(order, M.shape), axis=1)
        """,
    "the worst of each row": """
        def largest_confusions(M, k):
            off = M - np.diag(np.diag(M))
            pairs = [(i, int(off[i].argmax())) for i in range(len(M))]
            pairs.sort(key=lambda p: -M[p])
            return (pairs + pairs)[:k]
        """,
}
_SURE_MISTAKES = {
    "the sure answers": """
        def sure_mistakes(P, y, k):
            return np.argsort(-P.max(axis=1))[:k]
        """,
    "cut before it is looked": """
        def sure_mistakes(P, y, k):
            order = np.argsort(-P.max(axis=1))[:k]
            return order[P[order].argmax(axis=1) != y[order]]
        """,
    "numbers among the mistakes": """
        def sure_mistakes(P, y, k):
            wrong = P.argmax(axis=1) != y
            return np.argsort(-P[wrong].max(axis=1))[:k]
        """,
}
_BEST_GUESSES = {
    "one class for all": """
        def best_guesses(X, y, X_new):
            return np.zeros(len(X_new), dtype=int)
        """,
    "the nearest class mean": """
        def best_guesses(X, y, X_new):
            M = np.array([X[y == c].mean(axis=0) for c in range(y.max() + 1)])
            return np.argmin([((X_new - m) ** 2).sum(axis=1) for m in M], axis=0)
        """,
    "scores": """
        def best_guesses(X, y, X_new):
            M = np.array([X[y == c].mean(axis=0) for c in range(y.max() + 1)])
            return X_new @ M.T
        """,
}

WRONG = (
    *variants(_ASSIGNMENT, "start_net", _START_NET),
    *variants(_ASSIGNMENT, "mini_batches", _MINI_BATCHES),
    *variants(_ASSIGNMENT, "one_epoch", _ONE_EPOCH),
    *variants(_ASSIGNMENT, "classes_of", _CLASSES_OF),
    *variants(_ASSIGNMENT, "train_net", _TRAIN_NET),
    *variants(_ASSIGNMENT, "diagnose", _DIAGNOSE),
    *variants(_ASSIGNMENT, "random_setting", _RANDOM_SETTING),
    *variants(_ASSIGNMENT, "confusion_matrix", _CONFUSION_MATRIX),
    *variants(_ASSIGNMENT, "largest_confusions", _LARGEST_CONFUSIONS),
    *variants(_ASSIGNMENT, "sure_mistakes", _SURE_MISTAKES),
    *variants(_ASSIGNMENT, "best_guesses", _BEST_GUESSES),
)
