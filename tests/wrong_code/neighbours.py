"""Wrong answers of nearest-neighbours-and-features as beginners type them first."""

from tests.variants.variant import variants

_ASSIGNMENT = "nearest-neighbours-and-features"

_CLASS_MEANS = {
    "whole numbers for pixels": """
        def class_means(X, y, C):
            M = np.zeros((C, X.shape[1]), dtype=X.dtype)
            for c in range(C):
                M[c] = X[y == c].mean(axis=0)
            return M
        """,
    "a mask without rows": """
        def class_means(X, y, C):
            M = np.zeros((C, X.shape[1]))
            for c in range(C):
                M[c] = np.mean(X * (y == c)[:, None], axis=0)
            return M
        """,
    "added up from zeros_like": """
        def class_means(X, y, C):
            M = np.zeros((C, X.shape[1]))
            for i in range(len(X)):
                M[y[i]] = (M[y[i]] + X[i]) / 2
            return M
        """,
    "in the order in which they come": """
        def class_means(X, y, C):
            seen = list(dict.fromkeys(y))
            return np.array([X[y == c].mean(axis=0) for c in seen])
        """,
    "a column a class": """
        def class_means(X, y, C):
            return np.array([X[y == c].mean(axis=0) for c in range(C)]).T
        """,
}
_TWO_LOOPS = {
    "subtracted as pixels, converted after": """
        def distances_two_loops(A, B):
            D = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                for j in range(len(B)):
                    D[i, j] = np.sqrt(np.sum((A[i] - B[j]).astype(float) ** 2))
            return D
        """,
    "the root of each square": """
        def distances_two_loops(A, B):
            A, B = A.astype(float), B.astype(float)
            D = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                for j in range(len(B)):
                    D[i, j] = np.sum(np.sqrt((A[i] - B[j]) ** 2))
            return D
        """,
    "the square of the sum": """
        def distances_two_loops(A, B):
            A, B = A.astype(float), B.astype(float)
            D = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                for j in range(len(B)):
                    D[i, j] = np.sqrt(np.sum(A[i] - B[j]) ** 2)
            return D
        """,
    "whole numbers of 16 bits": """
        def distances_two_loops(A, B):
            D = np.zeros((len(A), len(B)), dtype=int)
            for i in range(len(A)):
                for j in range(len(B)):
                    D[i, j] = np.sqrt(np.sum((A[i].astype(float) - B[j]) ** 2))
            return D
        """,
}
_ONE_LOOP = {
    "the differences of all to all": """
        def distances_one_loop(A, B):
            A, B = A.astype(float), B.astype(float)
            D = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                D[i] = np.sqrt(np.sum((A[i] - B) ** 2))
            return D
        """,
    "only float on one side of the square": """
        def distances_one_loop(A, B):
            D = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                D[i, :] = np.sqrt(((A[i] - B) ** 2.0).sum(axis=1))
            return D
        """,
    "two loops after all": """
        def distances_one_loop(A, B):
            return distances_two_loops(A, B)
        def distances_two_loops(A, B):
            A, B = A.astype(float), B.astype(float)
            return np.array([[np.sqrt(np.sum((a - b) ** 2)) for b in B] for a in A])
        """,
    "a column for each row of A": """
        def distances_one_loop(A, B):
            A, B = A.astype(float), B.astype(float)
            D = np.zeros((len(B), len(A)))
            for i in range(len(A)):
                D[:, i] = np.sqrt(np.sum((A[i] - B) ** 2, axis=1))
            return D
        """,
}
_DISTANCES = {
    "no maximum with 0": """
        def distances(A, B):
            A, B = A.astype(float), B.astype(float)
            return np.sqrt((A**2).sum(1)[:, None] - 2 * A @ B.T + (B**2).sum(1)[None, :])
        """,
    "the square of the sums": """
        def distances(A, B):
            A, B = A.astype(float), B.astype(float)
            a, b = np.sum(A, axis=1) ** 2, np.sum(B, axis=1) ** 2
            return np.sqrt(np.maximum(a[:, None] - 2 * A @ B.T + b, 0))
        """,
    "pixels all the way": """
        def distances(A, B):
            a, b = np.sum(A**2, axis=1, keepdims=True), np.sum(B**2, axis=1)
            return np.sqrt(np.maximum(a + b - 2.0 * (A @ B.T), 0))
        """,
    "the loop, hidden": """
        def distances(A, B):
            A, B = A.astype(float), B.astype(float)
            return np.array([np.linalg.norm(a - B, axis=1) for a in A])
        """,
    "nan put to 0 in the wrong place": """
        def distances(A, B):
            A, B = A.astype(float), B.astype(float)
            a, b = np.sum(A**2, axis=1), np.sum(B**2, axis=1)
            return np.maximum(np.sqrt(a[:, None] - 2 * A @ B.T + b), 0)
        """,
}
_VOTE = {
    "Counter": """
        def vote(D, y, k):
            from collections import Counter
            near = y[np.argsort(D, axis=1)[:, :k]]
            return np.array([Counter(row.tolist()).most_common(1)[0][0] for row in near])
        """,
    "the place of the winner among the unique": """
        def vote(D, y, k):
            out = []
            for d in D:
                values, counts = np.unique(y[np.argsort(d)[:k]], return_counts=True)
                out.append(np.argmax(counts))
            return np.array(out)
        """,
    "the median of the labels": """
        def vote(D, y, k):
            return np.median(y[np.argsort(D, axis=1)[:, :k]], axis=1).astype(int)
        """,
    "ten classes, always": """
        def vote(D, y, k):
            near = y[np.argsort(D, axis=1)[:, :k]]
            return np.array([np.bincount(row, minlength=10)[:10].argmax() for row in near])
        """,
    "the last k": """
        def vote(D, y, k):
            near = y[np.argsort(D, axis=1)[:, -k:]]
            return np.array([np.bincount(row).argmax() for row in near])
        """,
}
_CROSS_VALIDATION = {
    "all rows are known": """
        def cross_validation(X, y, ks, parts):
            table = np.zeros((len(ks), len(parts)))
            for i, k in enumerate(ks):
                for f, part in enumerate(parts):
                    table[i, f] = np.mean(vote(distances(X[part], X), y, k) == y[part])
            return table
        """,
    "the rest by values, not by places": """
        def cross_validation(X, y, ks, parts):
            table = np.zeros((len(ks), len(parts)))
            for f, part in enumerate(parts):
                rest = np.arange(len(part), len(X))
                D = distances(X[part], X[rest])
                for i, k in enumerate(ks):
                    table[i, f] = np.mean(vote(D, y[rest], k) == y[part])
            return table
        """,
    "one mean for each k": """
        def cross_validation(X, y, ks, parts):
            table = []
            for k in ks:
                shares = []
                for f, part in enumerate(parts):
                    rest = np.concatenate(parts[:f] + parts[f + 1:])
                    D = distances(X[part], X[rest])
                    shares.append(np.mean(vote(D, y[rest], k) == y[part]))
                table.append(np.mean(shares))
            return np.array(table)
        """,
    "the next part is known alone": """
        def cross_validation(X, y, ks, parts):
            table = np.zeros((len(ks), len(parts)))
            for f, part in enumerate(parts):
                rest = parts[f - 1]
                D = distances(X[part], X[rest])
                for i, k in enumerate(ks):
                    table[i, f] = np.mean(vote(D, y[rest], k) == y[part])
            return table
        """,
}
_IMAGE_GRADIENTS = {
    "above minus below": """
        def image_gradients(G):
            G = G.astype(float)
            gx, gy = np.zeros(G.shape), np.zeros(G.shape)
            gx[:, :, 1:-1] = G[:, :, 2:] - G[:, :, :-2]
            gy[:, 1:-1, :] = G[:, :-2, :] - G[:, 2:, :]
            return np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
        """,
    "arctan": """
        def image_gradients(G):
            G = G.astype(float)
            gx, gy = np.zeros(G.shape), np.zeros(G.shape)
            gx[:, :, 1:-1] = G[:, :, 2:] - G[:, :, :-2]
            gy[:, 1:-1] = G[:, 2:] - G[:, :-2]
            return np.sqrt(gx**2 + gy**2), np.arctan(gy / gx) % np.pi
        """,
    "np.gradient": """
        def image_gradients(G):
            gy, gx = np.gradient(G.astype(float), axis=(1, 2))
            return np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
        """,
    "angles below 0 moved up, pi left": """
        def image_gradients(G):
            G = G.astype(float)
            gx, gy = np.zeros(G.shape), np.zeros(G.shape)
            gx[:, :, 1:-1] = G[:, :, 2:] - G[:, :, :-2]
            gy[:, 1:-1] = G[:, 2:] - G[:, :-2]
            angle = np.arctan2(gy, gx)
            angle[angle < 0] += np.pi
            return np.hypot(gx, gy), angle
        """,
    "no conversion": """
        def image_gradients(G):
            gx, gy = np.zeros(G.shape), np.zeros(G.shape)
            gx[:, :, 1:-1] = G[:, :, 2:] - G[:, :, :-2]
            gy[:, 1:-1] = G[:, 2:] - G[:, :-2]
            return np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
        """,
    "the axes one too early": """
        def image_gradients(G):
            G = G.astype(float)
            gx, gy = np.zeros(G.shape), np.zeros(G.shape)
            gx[:, 1:-1] = G[:, 2:] - G[:, :-2]
            gy[1:-1] = G[2:] - G[:-2]
            return np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
        """,
}
_GRADIENT_HISTOGRAM = {
    "np.histogram of each image": """
        def gradient_histogram(length, angle, cell, bins):
            return np.array([
                np.histogram(a, bins=bins, range=(0, np.pi), weights=w)[0]
                for a, w in zip(angle, length)
            ])
        """,
    "np.histogram in loops": """
        def gradient_histogram(length, angle, cell, bins):
            N, h, w = length.shape
            out = []
            for n in range(N):
                row = []
                for r in range(0, h - cell + 1, cell):
                    for c in range(0, w - cell + 1, cell):
                        L, A = (X[n, r:r + cell, c:c + cell] for X in (length, angle))
                        row.extend(np.histogram(A, bins=bins, range=(0, np.pi), weights=L)[0])
                out.append(row)
            return np.array(out)
        """,
    "no weights": """
        def gradient_histogram(length, angle, cell, bins):
            N, rows, columns = len(length), length.shape[1] // cell, length.shape[2] // cell
            number = np.minimum((angle / np.pi * bins).astype(int), bins - 1)
            number = number[:, :rows * cell, :columns * cell]
            H = np.zeros((N, rows, columns, bins))
            for b in range(bins):
                part = (number == b).reshape(N, rows, cell, columns, cell)
                H[..., b] = part.sum(axis=(2, 4))
            return H.reshape(N, -1)
        """,
    "without cutting what is over": """
        def gradient_histogram(length, angle, cell, bins):
            N, h, w = length.shape
            number = np.minimum((angle / np.pi * bins).astype(int), bins - 1)
            H = np.zeros((N, h // cell, w // cell, bins))
            for b in range(bins):
                part = np.where(number == b, length, 0)
                H[..., b] = part.reshape(N, h // cell, cell, w // cell, cell).sum(axis=(2, 4))
            return H.reshape(N, -1)
        """,
}
_VALUE_HISTOGRAM = {
    "np.histogram from its own least to its own largest": """
        def value_histogram(V, bins):
            return np.array([np.histogram(v, bins=bins)[0] / v.size for v in V])
        """,
    "density": """
        def value_histogram(V, bins):
            return np.array([np.histogram(v, bins, (0, 1), density=True)[0] for v in V])
        """,
    "the last bin is lost": """
        def value_histogram(V, bins):
            number = (V * bins).astype(int)
            return np.array([[(n == b).mean() for b in range(bins)] for n in number])
        """,
    "shares of all images": """
        def value_histogram(V, bins):
            number = np.minimum((V * bins).astype(int), bins - 1)
            return np.array([[(n == b).sum() / V.size for b in range(bins)] for n in number])
        """,
}
_STANDARDIZE = {
    "only a deviation of exactly 0": """
        def standardize(train, other):
            m, s = train.mean(axis=0), train.std(axis=0)
            s = np.where(s == 0, 1.0, s)
            one = lambda X: np.hstack([(X - m) / s, np.ones((len(X), 1))])
            return one(train), one(other)
        """,
    "each by itself": """
        def standardize(train, other):
            def scaled(X):
                s = X.std(axis=0)
                s[s < 1e-9] = 1
                return np.hstack([(X - X.mean(axis=0)) / s, np.ones((len(X), 1))])
            return scaled(train), scaled(other)
        """,
    "divided by 0": """
        def standardize(train, other):
            m, s = train.mean(axis=0), train.std(axis=0)
            one = lambda X: np.hstack([(X - m) / s, np.ones((len(X), 1))])
            return one(train), one(other)
        """,
    "in place": """
        def standardize(train, other):
            s = train.std(axis=0)
            s = np.where(s < 1e-9, 1, s)
            m = train.mean(axis=0)
            for X in (train, other):
                X -= m
                X /= s
            return tuple(np.hstack([X, np.ones((len(X), 1))]) for X in (train, other))
        """,
    "no ones": """
        def standardize(train, other):
            m, s = train.mean(axis=0), train.std(axis=0)
            s[s < 1e-9] = 1
            return (train - m) / s, (other - m) / s
        """,
}
_IMAGE_FEATURES = {
    "pixels": """
        def image_features(images):
            return images.reshape(len(images), -1) / 255
        """,
    "values alone": """
        def image_features(images):
            return value_histogram(images / 255, 10)
        """,
    "cells of the whole image": """
        def image_features(images):
            return gradient_histogram(*image_gradients(images), 28, 9)
        """,
    "scaled by the batch": """
        def image_features(images):
            H = gradient_histogram(*image_gradients(images), 4, 9)
            return (H - H.mean(axis=0)) / (H.std(axis=0) + 1e-6)
        """,
    "divided by a length of 0": """
        def image_features(images):
            H = gradient_histogram(*image_gradients(images), 4, 9)
            return H / H.max(axis=0)
        """,
}

WRONG = (
    *variants(_ASSIGNMENT, "class_means", _CLASS_MEANS),
    *variants(_ASSIGNMENT, "distances_two_loops", _TWO_LOOPS),
    *variants(_ASSIGNMENT, "distances_one_loop", _ONE_LOOP),
    *variants(_ASSIGNMENT, "distances", _DISTANCES),
    *variants(_ASSIGNMENT, "vote", _VOTE),
    *variants(_ASSIGNMENT, "cross_validation", _CROSS_VALIDATION),
    *variants(_ASSIGNMENT, "image_gradients", _IMAGE_GRADIENTS),
    *variants(_ASSIGNMENT, "gradient_histogram", _GRADIENT_HISTOGRAM),
    *variants(_ASSIGNMENT, "value_histogram", _VALUE_HISTOGRAM),
    *variants(_ASSIGNMENT, "standardize", _STANDARDIZE),
    *variants(_ASSIGNMENT, "image_features", _IMAGE_FEATURES),
)
