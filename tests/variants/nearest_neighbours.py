"""Right answers of nearest-neighbours-and-features, written in many ways."""

from tests.variants.variant import variants

_ASSIGNMENT = "nearest-neighbours-and-features"

_CLASS_MEANS = {
    "one-hot labels": """
        def class_means(X, y, C):
            Y = np.eye(C)[y]
            return Y.T @ X / Y.sum(axis=0)[:, None]
        """,
    "np.add.at and bincount": """
        def class_means(X, y, C):
            M = np.zeros((C, X.shape[1]))
            np.add.at(M, y, X)
            return M / np.bincount(y, minlength=C).reshape(-1, 1)
        """,
    "a list of means": """
        def class_means(X, y, C):
            means = []
            for c in range(C):
                rows = X[np.where(y == c)[0]]
                means.append(sum(rows.astype(float)) / len(rows))
            return np.array(means)
        """,
}
_DISTANCES_TWO_LOOPS = {
    "np.linalg.norm": """
        def distances_two_loops(A, B):
            D = np.empty((A.shape[0], B.shape[0]))
            for i, a in enumerate(A.astype(np.float64)):
                for j, b in enumerate(B.astype(np.float64)):
                    D[i, j] = np.linalg.norm(a - b)
            return D
        """,
    "a nested comprehension": """
        def distances_two_loops(A, B):
            A, B = 1.0 * A, 1.0 * B
            return np.array([[((a - b) ** 2).sum() ** 0.5 for b in B] for a in A])
        """,
    "a conversion of each row": """
        def distances_two_loops(A, B):
            D = np.zeros((len(A), len(B)))
            for i in range(len(A)):
                for j in range(len(B)):
                    gap = np.array(A[i], dtype=float) - np.array(B[j], dtype=float)
                    D[i][j] = np.sqrt(gap @ gap)
            return D
        """,
}
_DISTANCES_ONE_LOOP = {
    "np.linalg.norm": """
        def distances_one_loop(A, B):
            A, B = A.astype(np.float64), B.astype(np.float64)
            return np.array([np.linalg.norm(B - a, axis=1) for a in A])
        """,
    "einsum": """
        def distances_one_loop(A, B):
            D = np.zeros((A.shape[0], B.shape[0]))
            for i in range(A.shape[0]):
                gap = B.astype(float) - A[i]
                D[i, :] = np.sqrt(np.einsum("md,md->m", gap, gap))
            return D
        """,
}
_DISTANCES = {
    "keepdims and clip": """
        def distances(A, B):
            A, B = np.asarray(A, float), np.asarray(B, float)
            D = (A * A).sum(axis=1, keepdims=True) + (B * B).sum(axis=1) - 2 * A.dot(B.T)
            return np.sqrt(D.clip(min=0))
        """,
    "einsum": """
        def distances(A, B):
            A = A.astype(float)
            B = B.astype(float)
            a, b = np.einsum("nd,nd->n", A, A), np.einsum("md,md->m", B, B)
            squares = np.add.outer(a, b) - 2 * np.einsum("nd,md->nm", A, B)
            squares[squares < 0] = 0
            return squares**0.5
        """,
    "scipy": """
        def distances(A, B):
            from scipy.spatial.distance import cdist
            return cdist(A.astype(float), B.astype(float))
        """,
}
_VOTE = {
    "bincount in a loop": """
        def vote(D, y, k):
            classes = np.zeros(len(D), dtype=int)
            for i in range(len(D)):
                closest = y[np.argsort(D[i])[:k]]
                classes[i] = np.argmax(np.bincount(closest))
            return classes
        """,
    "unique": """
        def vote(D, y, k):
            out = []
            for row in np.argsort(D, axis=1)[:, :k]:
                labels, counts = np.unique(y[row], return_counts=True)
                out.append(labels[counts.argmax()])
            return np.array(out)
        """,
    "mode of scipy": """
        def vote(D, y, k):
            from scipy import stats
            return stats.mode(y[D.argsort(axis=1)[:, :k]], axis=1).mode
        """,
}
_CROSS_VALIDATION = {
    "a mask": """
        def cross_validation(X, y, ks, parts):
            rows = []
            for k in ks:
                row = []
                for part in parts:
                    known = np.ones(len(X), dtype=bool)
                    known[part] = False
                    classes = vote(distances(X[part], X[known]), y[known], k)
                    row.append((classes == y[part]).sum() / len(part))
                rows.append(row)
            return np.array(rows)
        """,
    "np.delete": """
        def cross_validation(X, y, ks, parts):
            table = np.zeros((len(ks), len(parts)))
            for f in range(len(parts)):
                D = distances(X[parts[f]], np.delete(X, parts[f], axis=0))
                labels = np.delete(y, parts[f])
                table[:, f] = [np.mean(vote(D, labels, k) == y[parts[f]]) for k in ks]
            return table
        """,
}
_IMAGE_GRADIENTS = {
    "padded": """
        def image_gradients(G):
            G = G.astype(np.float64)
            gx = np.pad(G[:, :, 2:] - G[:, :, :-2], ((0, 0), (0, 0), (1, 1)))
            gy = np.pad(G[:, 2:] - G[:, :-2], ((0, 0), (1, 1), (0, 0)))
            return np.sqrt(gx**2 + gy**2), np.mod(np.arctan2(gy, gx), np.pi)
        """,
    "np.gradient, the border put to 0": """
        def image_gradients(G):
            gx = 2 * np.gradient(G.astype(float), axis=2)
            gy = 2 * np.gradient(G.astype(float), axis=1)
            gx[:, :, [0, -1]] = 0
            gy[:, [0, -1], :] = 0
            angle = np.arctan2(gy, gx)
            angle[angle < 0] += np.pi
            angle[angle >= np.pi] = 0
            return np.hypot(gx, gy), angle
        """,
    "a loop over the pixels": """
        def image_gradients(G):
            N, h, w = G.shape
            length, angle = np.zeros((N, h, w)), np.zeros((N, h, w))
            for r in range(h):
                for c in range(w):
                    gx = gy = np.zeros(N)
                    if 0 < c < w - 1:
                        gx = G[:, r, c + 1].astype(float) - G[:, r, c - 1]
                    if 0 < r < h - 1:
                        gy = G[:, r + 1, c].astype(float) - G[:, r - 1, c]
                    length[:, r, c] = (gx**2 + gy**2) ** 0.5
                    angle[:, r, c] = np.arctan2(gy, gx) % np.pi
            return length, angle
        """,
}
_GRADIENT_HISTOGRAM = {
    "a loop over the cells": """
        def gradient_histogram(length, angle, cell, bins):
            N, h, w = length.shape
            number = (angle * bins / np.pi).astype(int).clip(0, bins - 1)
            columns = []
            for r in range(h // cell):
                for c in range(w // cell):
                    r0, c0 = r * cell, c * cell
                    here = slice(None), slice(r0, r0 + cell), slice(c0, c0 + cell)
                    for b in range(bins):
                        columns.append((length[here] * (number[here] == b)).sum(axis=(1, 2)))
            return np.array(columns).T
        """,
    "bincount": """
        def gradient_histogram(length, angle, cell, bins):
            N, rows, columns = len(length), length.shape[1] // cell, length.shape[2] // cell
            L = length[:, : rows * cell, : columns * cell]
            A = angle[:, : rows * cell, : columns * cell]
            b = np.minimum(np.floor(A / (np.pi / bins)).astype(int), bins - 1)
            n, r, c = np.indices(L.shape)
            place = ((n * rows + r // cell) * columns + c // cell) * bins + b
            size = N * rows * columns * bins
            return np.bincount(place.ravel(), L.ravel(), minlength=size).reshape(N, -1)
        """,
}
_VALUE_HISTOGRAM = {
    "np.histogram": """
        def value_histogram(V, bins):
            return np.array([np.histogram(v, bins=bins, range=(0, 1))[0] / v.size for v in V])
        """,
    "bincount": """
        def value_histogram(V, bins):
            H = np.zeros((len(V), bins))
            for i, v in enumerate(V):
                n = (v.ravel() * bins).astype(int)
                n[n == bins] = bins - 1
                H[i] = np.bincount(n, minlength=bins) / n.size
            return H
        """,
}
_STANDARDIZE = {
    "a function for both": """
        def standardize(train, other):
            m, s = np.mean(train, 0), np.std(train, 0)
            s[s < 1e-8] = 1
            def scaled(X):
                out = np.ones((X.shape[0], X.shape[1] + 1))
                out[:, :-1] = (X - m) / s
                return out
            return scaled(train), scaled(other)
        """,
    "the deviation by hand": """
        def standardize(train, other):
            mean = train.mean(axis=0, keepdims=True)
            deviation = np.sqrt(((train - mean) ** 2).mean(axis=0, keepdims=True))
            deviation[deviation < 1e-9] = 1.0
            train, other = (train - mean) / deviation, (other - mean) / deviation
            return np.c_[train, np.ones(len(train))], np.c_[other, np.ones(len(other))]
        """,
}
_IMAGE_FEATURES = {
    "gradients alone": """
        def image_features(images):
            length, angle = image_gradients(images)
            H = gradient_histogram(length, angle, 4, 8)
            return H / np.maximum(np.linalg.norm(H, axis=1), 1e-6)[:, None]
        """,
    "two sizes of cells": """
        def image_features(images):
            length, angle = image_gradients(images)
            total = length.sum(axis=(1, 2)).reshape(-1, 1) + 1
            H = [gradient_histogram(length, angle, cell, 9) / total for cell in (4, 7)]
            return np.concatenate([*H, value_histogram(images / 255, 8)], axis=1)
        """,
}

VARIANTS = (
    *variants(_ASSIGNMENT, "class_means", _CLASS_MEANS),
    *variants(_ASSIGNMENT, "distances_two_loops", _DISTANCES_TWO_LOOPS),
    *variants(_ASSIGNMENT, "distances_one_loop", _DISTANCES_ONE_LOOP),
    *variants(_ASSIGNMENT, "distances", _DISTANCES),
    *variants(_ASSIGNMENT, "vote", _VOTE),
    *variants(_ASSIGNMENT, "cross_validation", _CROSS_VALIDATION),
    *variants(_ASSIGNMENT, "image_gradients", _IMAGE_GRADIENTS),
    *variants(_ASSIGNMENT, "gradient_histogram", _GRADIENT_HISTOGRAM),
    *variants(_ASSIGNMENT, "value_histogram", _VALUE_HISTOGRAM),
    *variants(_ASSIGNMENT, "standardize", _STANDARDIZE),
    *variants(_ASSIGNMENT, "image_features", _IMAGE_FEATURES),
)
