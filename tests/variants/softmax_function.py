"""Right code for the notebook softmax-function."""

from tests.variants.variant import variants

_SOFTMAX = {
    "scipy": """
        from scipy.special import softmax
        """,
    "exp of the log": """
        def softmax(s):
            return np.exp(s - scipy.special.logsumexp(s))
        """,
    "logaddexp": """
        def softmax(s):
            log_total = np.logaddexp.reduce(s)
            return np.exp(s - log_total)
        """,
    "in place on an own copy": """
        def softmax(s):
            p = np.array(s, dtype=float)
            p -= p.max()
            np.exp(p, out=p)
            p /= p.sum()
            return p
        """,
    "math and a list": """
        import math

        def softmax(s):
            top = max(s)
            e = [math.exp(v - top) for v in s]
            total = math.fsum(e)
            return [v / total for v in e]
        """,
    "one over a sum of ratios": """
        def softmax(s):
            # p_k = 1 / sum_j exp(s_j - s_k)
            with np.errstate(over="ignore"):
                return 1 / np.exp(s[None, :] - s[:, None]).sum(axis=1)
        """,
    "sorted, largest first": """
        def softmax(s):
            order = np.argsort(s)[::-1]
            e = np.exp(s[order] - s[order[0]])
            p = np.empty(len(s))
            p[order] = e / np.cumsum(e)[-1]
            return p
        """,
    "extended precision": """
        def softmax(s):
            z = np.asarray(s, dtype=np.longdouble)
            e = np.exp(z - np.max(z))
            return e / np.sum(e)
        """,
    "single precision": """
        def softmax(s):
            s = s.astype(np.float32)
            e = np.exp(s - s.max())
            return e / e.sum()
        """,
    "a lambda of helpers": """
        shift = lambda v: v - np.amax(v)
        normalise = lambda v: v / np.linalg.norm(v, 1)
        softmax = lambda s: normalise(np.exp(shift(s)))
        """,
}

_SOFTMAX_ROWS = {
    "scipy": """
        def softmax_rows(S):
            return scipy.special.softmax(S, axis=-1)
        """,
    "turned": """
        def softmax_rows(S):
            T = S.T
            E = np.exp(T - T.max(0))
            return (E / E.sum(0)).T
        """,
    "einsum": """
        def softmax_rows(S):
            E = np.exp(S - np.max(S, axis=1)[:, None])
            return np.einsum("nc,n->nc", E, 1 / np.einsum("nc->n", E))
        """,
    "log-sum-exp of rows": """
        def softmax_rows(S):
            return np.exp(S - np.logaddexp.reduce(S, axis=1, keepdims=True))
        """,
    "a product with ones": """
        def softmax_rows(S):
            N, C = S.shape
            E = np.exp(S - S.max(axis=1).reshape(N, 1))
            return E / (E @ np.ones((C, C)))
        """,
    "columns of the transpose": """
        def softmax_rows(S):
            T = S.T - S.T.max(axis=0)
            E = np.exp(T)
            return (E / E.sum(axis=0)).T
        """,
    "an axis for the first function": """
        def softmax(s, axis=None):
            e = np.exp(s - np.max(s, axis=axis, keepdims=True))
            return e / np.sum(e, axis=axis, keepdims=True)

        def softmax_rows(S):
            return softmax(S, axis=1)
        """,
    "np.matrix": """
        def softmax_rows(S):
            M = np.matrix(S)
            E = np.exp(M - M.max(axis=1))
            return E / E.sum(axis=1)
        """,
    "single precision": """
        def softmax_rows(S):
            Z = np.float32(S - S.max(axis=1, keepdims=True))
            E = np.exp(Z)
            return E / E.sum(axis=1, keepdims=True)
        """,
    "columns of a copy": """
        def softmax_rows(S):
            P = S.copy()
            top = P.max(axis=1)
            for c in range(P.shape[1]):
                P[:, c] = np.exp(P[:, c] - top)
            total = sum(P.T)
            for column in P.T:
                column /= total
            return P
        """,
}

_CROSS_ENTROPY = {
    "scipy's log-softmax": """
        def cross_entropy(s, y):
            return -scipy.special.log_softmax(s)[y]
        """,
    "scipy's log-sum-exp": """
        from scipy.special import logsumexp

        def cross_entropy(s, y):
            return logsumexp(s) - s[y]
        """,
    "log-sum-exp of differences": """
        def cross_entropy(s, y):
            return np.logaddexp.reduce(s - s[y])
        """,
    "one-hot": """
        def cross_entropy(s, y):
            onehot = np.zeros(len(s))
            onehot[y] = 1
            z = s - s.max()
            log_p = z - np.log(np.sum(np.exp(z)))
            return -np.dot(onehot, log_p)
        """,
    "log1p of the others": """
        def cross_entropy(s, y):
            k = np.argmax(s)
            others = np.exp(np.delete(s, k) - s[k])
            return np.log1p(others.sum()) + s[k] - s[y]
        """,
    "math": """
        import math

        def cross_entropy(s, y):
            m = max(s)
            return math.log(sum(math.exp(v - m) for v in s)) + m - s[y]
        """,
    "two at a time": """
        def cross_entropy(s, y):
            total = -np.inf
            for score in s:
                high, low = max(total, score), min(total, score)
                total = high + np.log1p(np.exp(low - high))
            return float(total - s[y])
        """,
    "an array of one number": """
        def cross_entropy(s, y):
            shifted = s - s.max(keepdims=True)
            return np.log(np.exp(shifted).sum(keepdims=True)) - shifted[y]
        """,
    "single precision": """
        def cross_entropy(s, y):
            z = (s - s.max()).astype(np.float32)
            return np.log(np.exp(z).sum()) - z[y]
        """,
}

_KL_DIVERGENCE = {
    "scipy": """
        def kl_divergence(p, q):
            return scipy.special.rel_entr(p, q).sum()
        """,
    "scipy's kl_div": """
        def kl_divergence(p, q):
            return np.sum(scipy.special.kl_div(p, q))
        """,
    "cross-entropy less entropy": """
        def kl_divergence(p, q):
            cross = -(p * np.log(q)).sum()
            entropy = -scipy.special.xlogy(p, p).sum()
            return cross - entropy
        """,
    "nansum": """
        def kl_divergence(p, q):
            return np.nansum(p * np.log(p / q))
        """,
    "where": """
        def kl_divergence(p, q):
            ratio = np.where(p > 0, p / q, 1.0)
            return p @ np.log(ratio)
        """,
    "log with a mask": """
        def kl_divergence(p, q):
            log_p = np.log(p, out=np.zeros_like(p), where=p != 0)
            return np.inner(p, log_p - np.log(q))
        """,
    "a loop": """
        from math import log

        def kl_divergence(p, q):
            total = 0
            for a, b in zip(p, q):
                if a == 0:
                    continue
                if b == 0:
                    return float("inf")
                total += a * (log(a) - log(b))
            return total
        """,
    "infinity by a comparison": """
        def kl_divergence(p, q):
            if np.any((q == 0) & (p != 0)):
                return np.inf
            tiny = np.finfo(float).tiny
            return np.sum(p * (np.log(np.maximum(p, tiny)) - np.log(np.maximum(q, tiny))))
        """,
    "an array of one number": """
        def kl_divergence(p, q):
            row, column = p[None, p > 0], np.log(p[p > 0] / q[p > 0])[:, None]
            return (row @ column)[0]
        """,
    "single precision": """
        def kl_divergence(p, q):
            p, q = np.array([p, q], dtype=np.float32)
            return (p[p > 0] * np.log(p[p > 0] / q[p > 0])).sum()
        """,
    "nonzero": """
        def kl_divergence(p, q):
            k, = np.nonzero(p)
            return -np.log(q[k] / p[k]).dot(p[k])
        """,
}

_SOFTMAX_JACOBIAN = {
    "broadcasting": """
        def softmax_jacobian(p):
            return p[:, None] * (np.eye(len(p)) - p[None, :])
        """,
    "the diagonal added": """
        def softmax_jacobian(p):
            J = -np.outer(p, p)
            J[np.diag_indices(len(p))] += p
            return J
        """,
    "two cases": """
        def softmax_jacobian(p):
            C = len(p)
            J = np.zeros((C, C))
            for i in range(C):
                for j in range(C):
                    if i == j:
                        J[i, j] = p[i] * (1 - p[i])
                    else:
                        J[i, j] = -p[i] * p[j]
            return J
        """,
    "nested lists": """
        def softmax_jacobian(p):
            return [[a * (i == j) - a * b for j, b in enumerate(p)] for i, a in enumerate(p)]
        """,
    "a column times a row": """
        def softmax_jacobian(p):
            column = p.reshape(-1, 1)
            return np.diagflat(column) - column @ column.T
        """,
    "einsum": """
        def softmax_jacobian(p):
            return np.einsum("i,ij->ij", p, np.identity(p.size)) - np.einsum("i,j->ij", p, p)
        """,
    "np.matrix": """
        def softmax_jacobian(p):
            z = np.matrix(p)
            return np.diag(p) - z.T * z
        """,
    "fill the diagonal": """
        def softmax_jacobian(p):
            J = np.multiply.outer(-p, p)
            np.fill_diagonal(J, p - p * p)
            return J
        """,
    "single precision": """
        def softmax_jacobian(p):
            p = np.asarray(p, dtype="float32")
            return np.diag(p) - np.outer(p, p)
        """,
}

_ASSIGNMENT = "softmax-function"
VARIANTS = (
    *variants(_ASSIGNMENT, "softmax", _SOFTMAX),
    *variants(_ASSIGNMENT, "softmax_rows", _SOFTMAX_ROWS),
    *variants(_ASSIGNMENT, "cross_entropy", _CROSS_ENTROPY),
    *variants(_ASSIGNMENT, "kl_divergence", _KL_DIVERGENCE),
    *variants(_ASSIGNMENT, "softmax_jacobian", _SOFTMAX_JACOBIAN),
)
