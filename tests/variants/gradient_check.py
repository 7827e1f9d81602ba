"""Right code for the notebook gradient-check."""

from tests.variants.variant import variants

_NUMERICAL_GRADIENT = {
    "each entry saved and restored": """
        def numerical_gradient(f, x, h=1e-5):
            grad = np.zeros_like(x)
            it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
            while not it.finished:
                ix = it.multi_index
                old = x[ix]
                x[ix] = old + h
                above = f(x)
                x[ix] = old - h
                below = f(x)
                x[ix] = old
                grad[ix] = (above - below) / (2 * h)
                it.iternext()
            return grad
        """,
    "unit vectors": """
        def numerical_gradient(f, x, h=1e-5):
            units = np.eye(x.size).reshape(-1, *x.shape)
            slopes = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in units]
            return np.array(slopes).reshape(x.shape)
        """,
    "flat view of a copy": """
        def numerical_gradient(f, x, h=1e-5):
            z = np.array(x, dtype=np.float64)
            flat, g = z.ravel(), np.empty(z.size)
            for k in range(z.size):
                flat[k] += h
                high = f(z)
                flat[k] = x.flat[k] - h
                low = f(z)
                flat[k] = x.flat[k]
                g[k] = 0.5 * (high - low) / h
            return g.reshape(z.shape)
        """,
    "a step that fits the number": """
        def numerical_gradient(f, x, h=np.finfo(float).eps ** (1 / 3)):
            gradient = np.zeros(x.shape)
            for i, value in np.ndenumerate(x):
                step = h * max(1.0, abs(value))
                above, below = x.copy(), x.copy()
                above[i], below[i] = value + step, value - step
                gradient[i] = (f(above) - f(below)) / (above[i] - below[i])
            return gradient
        """,
    "four points": """
        def numerical_gradient(f, x, h=1e-3):
            def along(e):
                near = f(x + h * e) - f(x - h * e)
                far = f(x + 2 * h * e) - f(x - 2 * h * e)
                return (8 * near - far) / (12 * h)

            gradient = np.zeros(x.shape)
            for index in np.ndindex(*x.shape):
                e = np.zeros(x.shape)
                e[index] = 1.0
                gradient[index] = along(e)
            return gradient
        """,
    "Richardson": """
        def numerical_gradient(f, x, h=1e-3):
            def central(index, step):
                moved = []
                for sign in (1, -1):
                    z = x.astype(float)
                    z[index] += sign * step
                    moved.append(f(z))
                return (moved[0] - moved[1]) / (2 * step)

            gradient = np.empty(x.shape)
            for index in np.ndindex(x.shape):
                coarse, fine = central(index, h), central(index, h / 2)
                gradient[index] = fine + (fine - coarse) / 3
            return gradient
        """,
    "mean of forward and backward": """
        def numerical_gradient(f, x, h=1e-5):
            here, gradient = f(x), np.zeros(np.shape(x))
            for index in np.ndindex(gradient.shape):
                z = np.copy(x)
                z[index] += h
                forward = (f(z) - here) / h
                z[index] = x[index] - h
                backward = (here - f(z)) / h
                gradient[index] = (forward + backward) / 2
            return gradient
        """,
    "apply_along_axis": """
        def numerical_gradient(f, x, h=1e-5):
            def slope(e):
                e = e.reshape(x.shape)
                return (f(x + e) - f(x - e)) / (2 * h)
            return np.apply_along_axis(slope, 1, h * np.eye(x.size)).reshape(x.shape)
        """,
    "a larger step": """
        def numerical_gradient(f, x, h=1e-4):
            gradient = np.zeros(x.size)
            for k in range(x.size):
                d = np.zeros(x.size)
                d[k] = h
                d = d.reshape(x.shape)
                gradient[k] = (f(x + d) - f(x - d)) / (2 * h)
            return gradient.reshape(x.shape)
        """,
}

_RELATIVE_ERROR = {
    "where": """
        def relative_error(a, b):
            top = np.maximum(np.abs(a), np.abs(b))
            return np.abs(a - b) / np.where(top == 0, 1.0, top)
        """,
    "nan_to_num": """
        def relative_error(a, b):
            with np.errstate(invalid="ignore"):
                return np.nan_to_num(np.abs(a - b) / np.maximum(abs(a), abs(b)))
        """,
    "a mask": """
        def relative_error(a, b):
            error = np.zeros(a.shape)
            some = (a != 0) | (b != 0)
            error[some] = np.abs(a - b)[some] / np.maximum(np.abs(a), np.abs(b))[some]
            return error
        """,
    "the smallest float": """
        def relative_error(a, b):
            top = np.fmax(np.fabs(a), np.fabs(b))
            return np.fabs(a - b) / np.fmax(top, np.finfo(np.float64).tiny)
        """,
    "one pair at a time": """
        def relative_error(a, b):
            def one(u, v):
                if u == v:
                    return 0.0
                return abs(u - v) / max(abs(u), abs(v))
            pairs = zip(a.ravel(), b.ravel())
            return np.array([one(u, v) for u, v in pairs]).reshape(a.shape)
        """,
    "vectorize": """
        relative_error = np.vectorize(
            lambda u, v: abs(u - v) / max(abs(u), abs(v)) if u or v else 0.0, otypes=[float]
        )
        """,
    "a masked array": """
        def relative_error(a, b):
            top = np.ma.masked_equal(np.max([np.abs(a), np.abs(b)], axis=0), 0)
            return (np.abs(a - b) / top).filled(0)
        """,
    "scaled first": """
        def relative_error(a, b):
            scale = np.maximum(np.abs(a), np.abs(b))
            scale[scale == 0] = 1
            return np.abs(a / scale - b / scale)
        """,
    "single precision": """
        def relative_error(a, b):
            u, v = np.float32(a), np.float32(b)
            top = np.maximum(abs(u), abs(v))
            top[top == 0] = 1
            return abs(u - v) / top
        """,
    "index by index": """
        def relative_error(a, b):
            error = np.zeros_like(a, dtype=float)
            for i in np.ndindex(a.shape):
                larger = max(abs(a[i]), abs(b[i]))
                if larger > 0:
                    error[i] = abs(a[i] - b[i]) / larger
            return error
        """,
}

_LAYER_GRADIENT = {
    "broadcasting": """
        def layer_gradient(W, x, y):
            return x[:, None] * (scipy.special.softmax(x @ W) - np.eye(W.shape[1])[y])
        """,
    "an own softmax": """
        def softmax(s):
            e = np.exp(s - s.max())
            return e / e.sum()

        def layer_gradient(W, x, y):
            p = softmax(W.T.dot(x))
            p[y] -= 1
            return np.outer(x, p)
        """,
    "einsum": """
        def layer_gradient(W, x, y):
            s = np.einsum("d,dc->c", x, W)
            delta = np.exp(s - scipy.special.logsumexp(s)) - (np.arange(len(s)) == y)
            return np.einsum("d,c->dc", x, delta)
        """,
    "class by class": """
        def layer_gradient(W, x, y):
            D, C = W.shape
            scores = np.array([x @ W[:, c] for c in range(C)])
            scores = scores - scores.max()
            total = np.exp(scores).sum()
            dW = np.zeros((D, C))
            for c in range(C):
                p = np.exp(scores[c]) / total
                dW[:, c] = (p - 1) * x if c == y else p * x
            return dW
        """,
    "through the Jacobian": """
        def layer_gradient(W, x, y):
            s = x @ W
            p = np.exp(s - s.max())
            p /= p.sum()
            J = np.diag(p) - np.outer(p, p)
            dlog = -J[y] / p[y] if p[y] > 1e-300 else p - np.eye(len(p))[y]
            return np.outer(x, dlog)
        """,
    "np.matrix": """
        def layer_gradient(W, x, y):
            scores = np.matrix(x) * np.matrix(W)
            e = np.exp(scores - scores.max())
            d = e / e.sum()
            d[0, y] -= 1
            return np.matrix(x).T * d
        """,
    "two terms": """
        def layer_gradient(W, x, y):
            p = scipy.special.softmax(np.dot(x, W))
            dW = x.reshape(-1, 1) @ p.reshape(1, -1)
            dW[:, y] -= x
            return dW
        """,
    "kron": """
        def layer_gradient(W, x, y):
            p = np.exp(scipy.special.log_softmax(x @ W))
            onehot = np.zeros_like(p)
            onehot[y] = 1
            return np.kron(x[:, np.newaxis], p - onehot)
        """,
    "single precision": """
        def layer_gradient(W, x, y):
            A, v = W.astype(np.float32), x.astype(np.float32)
            s = v @ A
            p = np.exp(s - s.max())
            p /= p.sum()
            p[y] -= 1
            return np.outer(v, p)
        """,
    "nested lists": """
        def layer_gradient(W, x, y):
            p = list(scipy.special.softmax(x @ W))
            p[y] = p[y] - 1
            return [[xd * pc for pc in p] for xd in x]
        """,
}

_SLOPES_ALONG = {
    "vdot": """
        def slopes_along(f, x, gradient, u, h=1e-5):
            rise = f(x + h * u) - f(x - h * u)
            return rise / h / 2, np.vdot(gradient, u)
        """,
    "a function of one number": """
        def slopes_along(f, x, gradient, u, h=1e-5):
            def moved(t):
                return f(x + t * u)
            return [(moved(h) - moved(-h)) / (2 * h), float((u * gradient).sum())]
        """,
    "a step that is halved": """
        def slopes_along(f, x, gradient, u, h=1e-3):
            coarse, fine = ((f(x + s * u) - f(x - s * u)) / (2 * s) for s in (h, h / 2))
            return fine + (fine - coarse) / 3, np.dot(np.ravel(gradient), np.ravel(u))
        """,
    "entry by entry": """
        def slopes_along(f, x, gradient, u, h=1e-5):
            above, below, promised = np.copy(x), np.copy(x), 0.0
            for index in np.ndindex(x.shape):
                above[index] += h * u[index]
                below[index] -= h * u[index]
                promised += gradient[index] * u[index]
            return (f(above) - f(below)) / (2 * h), promised
        """,
    "its own step": """
        def slopes_along(f, x, gradient, u, h=1e-5):
            h = 1e-6
            measured = (f(x + h * u) - f(x - h * u)) / (2 * h)
            return measured, np.einsum("i,i->", gradient.flatten(), u.flatten())
        """,
}

_ASSIGNMENT = "gradient-check"
VARIANTS = (
    *variants(_ASSIGNMENT, "numerical_gradient", _NUMERICAL_GRADIENT),
    *variants(_ASSIGNMENT, "relative_error", _RELATIVE_ERROR),
    *variants(_ASSIGNMENT, "layer_gradient", _LAYER_GRADIENT),
    *variants(_ASSIGNMENT, "slopes_along", _SLOPES_ALONG),
)
