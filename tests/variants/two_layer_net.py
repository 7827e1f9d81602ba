"""Right answers of two-layer-net, written in many ways."""

from tests.variants.variant import variants

_ASSIGNMENT = "two-layer-net"

_AFFINE_FORWARD = {
    "einsum": """
        def affine_forward(X, W, b):
            return np.einsum("nd,dc->nc", X, W) + b[None, :]
        """,
    "a column of ones": """
        def affine_forward(X, W, b):
            ones = np.ones((X.shape[0], 1))
            return np.hstack([X, ones]).dot(np.vstack([W, b]))
        """,
    "row by row": """
        def affine_forward(X, W, b):
            Y = np.zeros((len(X), len(b)))
            for i, x in enumerate(X):
                Y[i] = x @ W + b
            return Y
        """,
}
_RELU_FORWARD = {
    "np.where": """
        def relu_forward(Z):
            return np.where(Z > 0, Z, 0.0)
        """,
    "a copy with zeros": """
        def relu_forward(Z):
            A = Z.copy()
            A[A < 0] = 0
            return A
        """,
    "half of z and its size": """
        def relu_forward(Z):
            return (Z + abs(Z)) / 2
        """,
}
_AFFINE_BACKWARD = {
    "einsum": """
        def affine_backward(dout, X, W, b):
            dX = np.einsum("nc,dc->nd", dout, W)
            dW = np.einsum("nd,nc->dc", X, dout)
            return dX, dW, np.einsum("nc->c", dout)
        """,
    "transposed twice, ones for b": """
        def affine_backward(dout, X, W, b):
            dX = (W @ dout.T).T
            dW = (dout.T @ X).T
            db = np.ones(len(X)) @ dout
            return dX, dW, db.reshape(b.shape)
        """,
    "sums of outer products, as a list": """
        def affine_backward(dout, X, W, b):
            dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros_like(b)
            for i in range(len(X)):
                dX[i] = W @ dout[i]
                dW += np.outer(X[i], dout[i])
                db += dout[i]
            return [dX, dW, db]
        """,
}
_RELU_BACKWARD = {
    "np.where": """
        def relu_backward(dout, Z):
            return np.where(Z > 0, dout, 0.0)
        """,
    "a copy with zeros": """
        def relu_backward(dout, Z):
            dZ = np.array(dout)
            dZ[Z <= 0] = 0
            return dZ
        """,
    "heaviside, one at the kink": """
        def relu_backward(dout, Z):
            return dout * np.heaviside(Z, 1.0)
        """,
}
_LOSS_OF_SCORES = {
    "shifted by hand": """
        def loss_of_scores(S, y):
            N = S.shape[0]
            S = S - S.max(axis=1, keepdims=True)
            total = np.exp(S).sum(axis=1, keepdims=True)
            loss = np.mean(np.log(total[:, 0]) - S[np.arange(N), y])
            dS = np.exp(S) / total
            dS[np.arange(N), y] -= 1
            return loss, dS / N
        """,
    "one-hot and logsumexp": """
        def loss_of_scores(S, y):
            Y = np.eye(S.shape[1])[y]
            loss = (scipy.special.logsumexp(S, axis=1) - (S * Y).sum(axis=1)).mean()
            return float(loss), (scipy.special.softmax(S, axis=1) - Y) / len(S)
        """,
    "a loop over the examples": """
        def loss_of_scores(S, y):
            loss, dS = 0.0, np.zeros(S.shape)
            for i in range(len(y)):
                shifted = S[i] - max(S[i])
                p = np.exp(shifted) / np.exp(shifted).sum()
                loss += (np.log(np.exp(shifted).sum()) - shifted[y[i]]) / len(y)
                dS[i] = p / len(y)
                dS[i, y[i]] -= 1 / len(y)
            return loss, dS
        """,
}
_TWO_LAYER_LOSS = {
    "without the layers": """
        def two_layer_loss(W1, b1, W2, b2, X, y, reg):
            N = len(y)
            H = np.maximum(0, X @ W1 + b1)
            S = H @ W2 + b2
            S = S - S.max(axis=1, keepdims=True)
            P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
            loss = (np.log(np.exp(S).sum(axis=1)) - S[range(N), y]).mean()
            P[range(N), y] -= 1
            P /= N
            G = (P @ W2.T) * (H > 0)
            loss += reg / 2 * sum((W * W).sum() for W in (W1, W2))
            return loss, X.T @ G + reg * W1, G.sum(0), H.T @ P + reg * W2, P.sum(0)
        """,
    "one function a layer, mask by the activations": """
        def two_layer_loss(W1, b1, W2, b2, X, y, reg):
            A = relu_forward(affine_forward(X, W1, b1))
            loss, dS = loss_of_scores(affine_forward(A, W2, b2), y)
            dA, dW2, db2 = affine_backward(dS, A, W2, b2)
            _, dW1, db1 = affine_backward(relu_backward(dA, A), X, W1, b1)
            loss += 0.5 * reg * np.linalg.norm(W1) ** 2 + 0.5 * reg * np.linalg.norm(W2) ** 2
            return loss, dW1 + reg * W1, db1, dW2 + reg * W2, db2
        """,
    "regularization first, gradients in a dictionary": """
        def two_layer_loss(W1, b1, W2, b2, X, y, reg):
            d = {"W1": reg * W1, "b1": np.zeros_like(b1), "W2": reg * W2, "b2": np.zeros_like(b2)}
            Z = affine_forward(X, W1, b1)
            A = relu_forward(Z)
            loss, dS = loss_of_scores(affine_forward(A, W2, b2), y)
            for name, more in zip(("W2", "b2"), affine_backward(dS, A, W2, b2)[1:]):
                d[name] = d[name] + more
            dZ = relu_backward(dS @ W2.T, Z)
            for name, more in zip(("W1", "b1"), affine_backward(dZ, X, W1, b1)[1:]):
                d[name] = d[name] + more
            return (loss + 0.5 * reg * (np.vdot(W1, W1) + np.vdot(W2, W2)), *d.values())
        """,
}
_TRAIN = {
    "a list of parameters": """
        def train(W1, b1, W2, b2, X, y, step, reg, steps):
            net, losses = [W1, b1, W2, b2], np.zeros(steps)
            for k in range(steps):
                losses[k], *gradients = two_layer_loss(*net, X, y, reg)
                net = [p - step * g for p, g in zip(net, gradients)]
            return (losses, *net)
        """,
    "copies that move in place": """
        def train(W1, b1, W2, b2, X, y, step, reg, steps):
            W1, b1, W2, b2 = (each.copy() for each in (W1, b1, W2, b2))
            losses = []
            while len(losses) < steps:
                loss, dW1, db1, dW2, db2 = two_layer_loss(W1, b1, W2, b2, X, y, reg)
                losses += [loss]
                W1 -= step * dW1
                b1 -= step * db1
                W2 -= step * dW2
                b2 -= step * db2
            return losses, W1, b1, W2, b2
        """,
}

VARIANTS = (
    *variants(_ASSIGNMENT, "affine_forward", _AFFINE_FORWARD),
    *variants(_ASSIGNMENT, "relu_forward", _RELU_FORWARD),
    *variants(_ASSIGNMENT, "affine_backward", _AFFINE_BACKWARD),
    *variants(_ASSIGNMENT, "relu_backward", _RELU_BACKWARD),
    *variants(_ASSIGNMENT, "loss_of_scores", _LOSS_OF_SCORES),
    *variants(_ASSIGNMENT, "two_layer_loss", _TWO_LAYER_LOSS),
    *variants(_ASSIGNMENT, "train", _TRAIN),
)
