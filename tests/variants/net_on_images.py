"""Right answers of net-on-images, written in many ways."""

from tests.variants.variant import variants

_ASSIGNMENT = "net-on-images"

_START_NET = {
    "scale as an argument": """
        def start_net(D, H, C, seed):
            rng = np.random.default_rng(seed)
            W1 = rng.normal(0.0, (2 / D) ** 0.5, (D, H))
            W2 = rng.normal(0.0, (2 / H) ** 0.5, (H, C))
            return W1, np.zeros(H), W2, np.zeros(C)
        """,
    "standard_normal": """
        def start_net(D, H, C, seed):
            draw = np.random.default_rng(seed).standard_normal
            W1 = draw((D, H)) / np.sqrt(D / 2)
            W2 = draw((H, C)) * np.sqrt(2) / np.sqrt(H)
            return [W1, 0.0 * W1[0], W2, 0.0 * W2[0]]
        """,
    "a loop over layers": """
        def start_net(D, H, C, seed):
            rng, net = np.random.default_rng(seed), []
            for before, after in ((D, H), (H, C)):
                scale = np.sqrt(2 / before)
                net += [rng.normal(scale=scale, size=(before, after)), np.zeros(after)]
            return tuple(net)
        """,
}
_MINI_BATCHES = {
    "np.split": """
        def mini_batches(N, size, seed):
            order = np.random.default_rng(seed).permutation(N)
            return np.split(order, np.arange(size, N, size))
        """,
    "a while loop": """
        def mini_batches(N, size, seed):
            rng = np.random.default_rng(seed)
            left, batches = rng.permutation(np.arange(N)), []
            while len(left):
                batches.append(left[:size])
                left = left[size:]
            return batches
        """,
    "a counted loop": """
        def mini_batches(N, size, seed):
            order = np.random.default_rng(seed).permutation(N)
            count = (N + size - 1) // size
            batches = []
            for k in range(count):
                batches.append(order[k * size : min(N, (k + 1) * size)])
            return tuple(batches)
        """,
}
_ONE_EPOCH = {
    "a list of four": """
        def one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches):
            net, losses = [W1, b1, W2, b2], []
            for batch in batches:
                loss, *gradients = net_loss(*net, X[batch], y[batch], reg)
                losses.append(loss)
                net = [each - rate * d for each, d in zip(net, gradients)]
            return np.array(losses), *net
        """,
    "copies in place": """
        def one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches):
            W1, b1, W2, b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
            losses = np.zeros(len(batches))
            for k in range(len(batches)):
                some = X[batches[k]], y[batches[k]]
                losses[k], dW1, db1, dW2, db2 = net_loss(W1, b1, W2, b2, *some, reg)
                W1 -= rate * dW1
                b1 -= rate * db1
                W2 -= rate * dW2
                b2 -= rate * db2
            return losses, W1, b1, W2, b2
        """,
    "np.take and a function inside": """
        def one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches):
            def step(net, rows):
                found = net_loss(*net, np.take(X, rows, axis=0), np.take(y, rows), reg)
                return found[0], [a + (-rate) * b for a, b in zip(net, found[1:])]

            net, losses = (W1, b1, W2, b2), []
            for rows in batches:
                loss, net = step(net, rows)
                losses += [float(loss)]
            return (losses, *net)
        """,
}
_CLASSES_OF = {
    "a mask": """
        def classes_of(W1, b1, W2, b2, X):
            Z = X @ W1 + b1
            return ((Z * (Z > 0)) @ W2 + b2).argmax(axis=1)
        """,
    "a loop over rows": """
        def classes_of(W1, b1, W2, b2, X):
            out = []
            for x in X:
                scores = np.clip(x @ W1 + b1, 0, None) @ W2 + b2
                out.append(int(np.argmax(scores)))
            return np.array(out)
        """,
    "probabilities": """
        def classes_of(W1, b1, W2, b2, X):
            S = np.einsum("nh,hc->nc", np.maximum(X.dot(W1) + b1, 0), W2) + b2
            return np.argmax(scipy.special.softmax(S, axis=-1), axis=-1)
        """,
}
_TRAIN_NET = {
    "lists that are appended to": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            losses, known, asked = [], [], []
            best, top = None, -1
            for e in range(epochs):
                batches = mini_batches(len(X), size, seed + e)
                new, W1, b1, W2, b2 = one_epoch(W1, b1, W2, b2, X, y, rate, reg, batches)
                losses.extend(new)
                known.append((classes_of(W1, b1, W2, b2, X) == y).mean())
                asked.append((classes_of(W1, b1, W2, b2, X_val) == y_val).mean())
                if asked[-1] > top:
                    best, top = (W1, b1, W2, b2), asked[-1]
            return losses, known, asked, *best
        """,
    "all nets are kept": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            nets, losses = [(W1, b1, W2, b2)], np.zeros(0)
            for k in range(seed, seed + epochs):
                new, *net = one_epoch(*nets[-1], X, y, rate, reg, mini_batches(X.shape[0], size, k))
                nets.append(tuple(net))
                losses = np.concatenate([losses, new])
            curves = [
                np.array([np.mean(classes_of(*net, A) == t) for net in nets[1:]])
                for A, t in ((X, y), (X_val, y_val))
            ]
            return losses, *curves, *nets[1 + int(np.argmax(curves[1]))]
        """,
    "arrays that are filled": """
        def train_net(W1, b1, W2, b2, X, y, X_val, y_val, rate, reg, epochs, size, seed):
            net = W1, b1, W2, b2
            steps = -(-len(y) // size)
            losses = np.empty(epochs * steps)
            curves = np.empty((2, epochs))
            for e in range(epochs):
                found = one_epoch(*net, X, y, rate, reg, mini_batches(len(y), size, e + seed))
                losses[e * steps : (e + 1) * steps], net = found[0], found[1:]
                curves[0, e] = np.count_nonzero(classes_of(*net, X) == y) / len(y)
                curves[1, e] = np.count_nonzero(classes_of(*net, X_val) == y_val) / len(y_val)
                if e == 0 or curves[1, e] > curves[1, :e].max():
                    best = [each.copy() for each in net]
            return (losses, curves[0], curves[1], *best)
        """,
}
_DIAGNOSE = {
    "the largest loss and the ruler": """
        def diagnose(losses, train_curve, val_curve, C):
            unit = np.log(C)
            B = len(losses) // len(val_curve)
            odd = np.isnan(losses).any() or np.isinf(losses).any()
            if odd or losses[-B:].max() > 100 * losses[0]:
                return 1
            first, mean, spread = losses[0] / unit, losses[-B:].mean() / unit, losses[-B:].std()
            if first > 3:
                return 5 if mean < 1.5 else 4
            if spread > 0.2:
                return 3
            return 2 if mean > 0.7 else 0
        """,
    "the gap decides": """
        def diagnose(losses, train_curve, val_curve, C):
            end = losses[len(losses) - len(losses) // len(train_curve):]
            if not np.all(np.isfinite(end)) or np.mean(end) > losses[0] * 20:
                number = 1
            elif losses[0] > 5 * np.log(C):
                number = 4 if train_curve[-1] - val_curve[-1] > 0.03 else 5
            elif np.std(end) > 0.4:
                number = 3
            elif np.mean(end) > 0.5 * losses[0]:
                number = 2
            else:
                number = 0
            return np.int64(number)
        """,
    "one sum of conditions": """
        def diagnose(losses, train_curve, val_curve, C):
            losses = np.array(losses, dtype=float)
            last = losses.reshape(len(train_curve), -1)[-1]
            with np.errstate(all="ignore"):
                grows = not np.isfinite(losses.sum()) or np.median(last) > 10 * losses[0]
            far = losses[0] / np.log(C) > 2
            high = np.median(last) > np.log(C)
            wild = last.max() - last.min() > 1
            slow = np.median(last) > 0.6 * losses[0]
            for holds, number in ((grows, 1), (far and high, 4), (far, 5), (wild, 3), (slow, 2)):
                if holds:
                    return number
            return 0
        """,
}
_RANDOM_SETTING = {
    "np.power": """
        def random_setting(seed):
            rng = np.random.default_rng(seed)
            u, v = rng.uniform(-2.0, 0.0), rng.uniform(-5.0, -1.0)
            return np.power(10.0, u), np.power(10.0, v)
        """,
    "natural logarithms": """
        def random_setting(seed):
            rng = np.random.default_rng(seed)
            rate = np.exp(rng.uniform(np.log(0.01), np.log(1.0)))
            reg = np.exp(rng.uniform(np.log(1e-5), np.log(0.1)))
            return rate, reg
        """,
    "both at once": """
        def random_setting(seed):
            u, v = np.random.default_rng(seed).uniform([-2, -5], [0, -1])
            return float(10**u), float(10**v)
        """,
}
_CONFUSION_MATRIX = {
    "a loop": """
        def confusion_matrix(y, guess, C):
            M = np.zeros((C, C))
            for true, said in zip(y, guess):
                M[true, said] += 1
            return M
        """,
    "bincount": """
        def confusion_matrix(y, guess, C):
            return np.bincount(y * C + guess, minlength=C * C).reshape(C, C)
        """,
    "one-hot matrices": """
        def confusion_matrix(y, guess, C):
            Y, G = np.eye(C)[y], np.eye(C)[guess]
            return Y.T @ G
        """,
    "sums of conditions": """
        def confusion_matrix(y, guess, C):
            return np.array([[np.sum((y == i) & (guess == j)) for j in range(C)] for i in range(C)])
        """,
}
_LARGEST_CONFUSIONS = {
    "a sorted list": """
        def largest_confusions(M, k):
            C = len(M)
            pairs = [(i, j) for i in range(C) for j in range(C) if i != j]
            pairs.sort(key=lambda pair: -M[pair])
            return pairs[:k]
        """,
    "divmod on a copy": """
        def largest_confusions(M, k):
            off = np.array(M, dtype=float)
            np.fill_diagonal(off, -np.inf)
            order = off.ravel().argsort()[::-1][:k]
            return np.column_stack(np.divmod(order, M.shape[1]))
        """,
    "the largest again and again": """
        def largest_confusions(M, k):
            left, pairs = M - 10**9 * np.eye(len(M)), []
            for _ in range(k):
                place = np.unravel_index(np.argmax(left), left.shape)
                pairs.append([int(each) for each in place])
                left[place] = -(10**10)
            return np.array(pairs)
        """,
}
_SURE_MISTAKES = {
    "a sorted list": """
        def sure_mistakes(P, y, k):
            said = P.argmax(axis=1)
            wrong = [i for i in range(len(y)) if said[i] != y[i]]
            wrong.sort(key=lambda i: P[i, said[i]], reverse=True)
            return np.array(wrong[:k])
        """,
    "right answers at the end": """
        def sure_mistakes(P, y, k):
            said = np.argmax(P, axis=1)
            wrong = said != y
            order = np.argsort(np.where(wrong, -P[np.arange(len(y)), said], 1.0))
            return order[: min(k, np.sum(wrong))]
        """,
    "sorted first, then chosen": """
        def sure_mistakes(P, y, k):
            order = np.argsort(np.max(P, axis=1))[::-1]
            wrong = np.argmax(P, axis=1)[order] != y[order]
            return order[wrong][:k]
        """,
}
_BEST_GUESSES = {
    "fewer units, all rows": """
        def best_guesses(X, y, X_new):
            net = start_net(X.shape[1], 50, y.max() + 1, 0)
            for e in range(6):
                _, *net = one_epoch(*net, X, y, 0.2, 1e-3, mini_batches(len(y), 60, e))
            return classes_of(*net, X_new)
        """,
    "random units, solved for": """
        def best_guesses(X, y, X_new):
            rng = np.random.default_rng(0)
            W, b = rng.normal(size=(X.shape[1], 1200)) / 28, 0.3 * rng.normal(size=1200)
            A, B = np.maximum(0, X @ W + b), np.maximum(0, X_new @ W + b)
            V = np.linalg.solve(A.T @ A + 50 * np.eye(1200), A.T @ np.eye(y.max() + 1)[y])
            return (B @ V).argmax(axis=1)
        """,
    "a list, of a small net": """
        def best_guesses(X, y, X_new):
            begin = start_net(X.shape[1], 30, int(y.max()) + 1, 0)
            found = train_net(*begin, X, y, X[:300], y[:300], 0.3, 1e-3, 6, 100, 0)
            return list(classes_of(*found[3:], X_new))
        """,
}

VARIANTS = (
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
