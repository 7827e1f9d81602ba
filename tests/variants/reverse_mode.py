"""Right answers of reverse-mode, written in many ways."""

from tests.variants.variant import variants

_ASSIGNMENT = "reverse-mode"

_MUL_BACK = {
    "np.multiply, as a list": """
        def mul_back(g, a, b):
            return [np.multiply(g, b), np.multiply(a, g)]
        """,
    "a copy that is scaled": """
        def mul_back(g, a, b):
            da, db = np.array(g, dtype=float), np.array(g, dtype=float)
            da *= b
            db *= a
            return da, db
        """,
}
_MATMUL_BACK = {
    "einsum": """
        def matmul_back(g, A, B):
            return np.einsum("nc,dc->nd", g, B), np.einsum("nd,nc->dc", A, g)
        """,
    "transposed twice": """
        def matmul_back(g, A, B):
            return (B @ g.T).T, np.dot(g.T, A).T
        """,
}
_RELU_BACK = {
    "np.where": """
        def relu_back(g, a):
            return np.where(a > 0, g, 0.0)
        """,
    "a copy with zeros": """
        def relu_back(g, a):
            da = g.copy()
            da[a <= 0] = 0
            return da
        """,
    "heaviside, one at the kink": """
        def relu_back(g, a):
            return np.heaviside(a, 1.0) * g
        """,
}
_SUM_BACK = {
    "added to zeros": """
        def sum_back(g, shape, axis):
            if axis is None:
                return np.full(shape, g)
            return np.zeros(shape) + np.expand_dims(g, axis)
        """,
    "the shape that keepdims leaves": """
        def sum_back(g, shape, axis):
            kept = np.zeros(shape).sum(axis=axis, keepdims=True).shape
            return np.ones(shape) * np.reshape(g, kept)
        """,
    "repeated": """
        def sum_back(g, shape, axis):
            if axis is None:
                da = np.empty(shape)
                da[...] = g
            else:
                da = np.stack([g] * shape[axis], axis=axis)
            return da
        """,
}
_UNBROADCAST = {
    "axis after axis": """
        def unbroadcast(g, shape):
            while g.ndim > len(shape):
                g = g.sum(axis=0)
            for k in range(len(shape)):
                if shape[k] == 1:
                    g = g.sum(axis=k, keepdims=True)
            return g
        """,
    "one sum, then the shape": """
        def unbroadcast(g, shape):
            full = (1,) * (np.ndim(g) - len(shape)) + tuple(shape)
            axes = tuple(k for k in range(np.ndim(g)) if full[k] == 1 and g.shape[k] > 1)
            return np.sum(g, axis=axes).reshape(shape)
        """,
    "nothing to do first": """
        def unbroadcast(g, shape):
            if g.shape == shape:
                return g
            front = g.ndim - len(shape)
            g = np.sum(g, tuple(range(front)))
            for k, (ours, theirs) in enumerate(zip(shape, g.shape)):
                if ours != theirs:
                    g = np.sum(g, k, keepdims=True)
            return g
        """,
}
_ORDER = {
    "uses counted, from the root down": """
        def order(root, parents):
            found, uses, to_do = {root}, {}, [root]
            while to_do:
                for each in parents(to_do.pop()):
                    uses[each] = uses.get(each, 0) + 1
                    if each not in found:
                        found.add(each)
                        to_do.append(each)
            nodes, ready = [], [root]
            while ready:
                node = ready.pop()
                nodes.append(node)
                for each in parents(node):
                    uses[each] -= 1
                    if uses[each] == 0:
                        ready.append(each)
            nodes.reverse()
            return nodes
        """,
    "a stack of iterators": """
        def order(root, parents):
            nodes, seen = [], {root}
            stack = [(root, iter(parents(root)))]
            while stack:
                node, its = stack[-1]
                for each in its:
                    if each not in seen:
                        seen.add(each)
                        stack.append((each, iter(parents(each))))
                        break
                else:
                    stack.pop()
                    nodes.append(node)
            return nodes
        """,
    "looked at again until the parents are there": """
        def order(root, parents):
            done, stack = {}, [root]
            while stack:
                missing = [each for each in parents(stack[-1]) if each not in done]
                if missing:
                    stack += missing
                else:
                    done[stack.pop()] = True
            return list(done)
        """,
}
_BACKWARD = {
    "zeros for all nodes first": """
        def backward(root, wrt, parents, back):
            nodes = order(root, parents)
            grads = {node: 0.0 for node in nodes}
            grads[root] = 1.0
            for node in nodes[::-1]:
                shares = back(node, grads[node])
                for k, parent in enumerate(parents(node)):
                    grads[parent] = grads[parent] + shares[k]
            return [grads[node] if node in grads else 0.0 for node in wrt]
        """,
    "lists of shares, summed at the node": """
        def backward(root, wrt, parents, back):
            shares, total = {root: [1.0]}, {}
            for node in reversed(order(root, parents)):
                total[node] = sum(shares[node])
                for parent, share in zip(parents(node), back(node, total[node])):
                    shares.setdefault(parent, []).append(share)
            return [total.get(node, 0.0) for node in wrt]
        """,
    "added in place, to an array of its own": """
        def backward(root, wrt, parents, back):
            grads = {root: 1.0}
            for node in reversed(order(root, parents)):
                for parent, share in zip(parents(node), back(node, grads[node])):
                    if parent in grads:
                        grads[parent] += share
                    else:
                        grads[parent] = np.array(share, dtype=float)
            return tuple(grads.get(node, 0.0) for node in wrt)
        """,
}
_FORTH_AND_BACK = """
        def forth_and_back(f, g, *arrays):
            v = [*map(Value, arrays)]
            c = f(*v)
            return c.data, [*map(v.index, c.parents)], *c.back(g)
"""
_VALUE = {
    "a way back with a name, loops": """
        class Value(Operators):
            def __init__(self, data, parents=(), back=lambda g: ()):
                self.data, self.parents, self.back = np.asarray(data, dtype=float), parents, back
            def op(self, forward, back, *others):
                nodes = [self]
                for other in others:
                    if not isinstance(other, Value):
                        other = Value(other)
                    nodes.append(other)
                arrays = [node.data for node in nodes]
                def shares(g):
                    found = []
                    for node, share in zip(nodes, back(g, *arrays)):
                        found.append(unbroadcast(np.asarray(share), node.data.shape))
                    return tuple(found)
                return Value(forward(*arrays), nodes, shares)
        """
    + _FORTH_AND_BACK,
    "made first, completed then": """
        class Value(Operators):
            def __init__(self, data, parents=(), back=lambda g: ()):
                self.data, self.parents, self.back = np.asarray(data, dtype=float), parents, back
            def op(self, forward, back, *others):
                inputs = (self,) + tuple(
                    other if type(other) is Value else Value(other) for other in others
                )
                out = Value(forward(*[each.data for each in inputs]))
                out.parents = inputs
                out.back = lambda g: list(map(
                    lambda share, each: unbroadcast(share, each.data.shape),
                    back(g, *[each.data for each in inputs]), inputs))
                return out
        """
    + _FORTH_AND_BACK,
}
_VALUE_AND_GRADIENTS = {
    "functions with names, a tuple": """
        def value_and_gradients(f, *arrays):
            def parents(v):
                return v.parents
            def back(v, g):
                return v.back(np.array(g))
            leaves = list(map(Value, arrays))
            out = f(*leaves)
            grads = backward(out, leaves, parents, back)
            return (out.data,) + tuple(
                np.zeros_like(leaf.data) + grad for leaf, grad in zip(leaves, grads)
            )
        """,
    "a number, and a list": """
        def value_and_gradients(f, *arrays):
            inputs = [Value(np.array(each, dtype=float)) for each in arrays]
            root = f(*inputs)
            result = [float(root.data)]
            ways = (lambda v: v.parents), (lambda v, g: v.back(np.asarray(g)))
            for x, g in zip(inputs, backward(root, inputs, *ways)):
                result.append(np.ones(x.data.shape) * g)
            return result
        """,
}
_LOSS_END = """

        def score_gradients(S, y):
            return value_and_gradients(lambda S: cross_entropy(S, y), S)
"""
_SCORE_GRADIENTS = {
    "negated one-hot labels": """
        def cross_entropy(S, y):
            N = len(y)
            Y = np.zeros(S.data.shape)
            Y[np.arange(N), y] = -1.0
            S = S + S.data.max(axis=1, keepdims=True) * -1
            log = lambda v: v.op(np.log, lambda g, a: (g / a,))
            exp = lambda v: v.op(np.exp, lambda g, a: (np.exp(a) * g,))
            return ((S * Y).sum() + log(exp(S).sum(axis=1)).sum()) * (1 / N)
        """
    + _LOSS_END,
    "the maximum as an array of its own, logarithms of probabilities": """
        def cross_entropy(S, y):
            M = np.max(S.data, axis=1).reshape(-1, 1)
            shifted = S + Value(-M)
            total = shifted.op(np.exp, lambda g, a: [g * np.exp(a)]) @ np.ones((S.data.shape[1], 1))
            logs = total.op(np.log, lambda g, a: [g * (1.0 / a)])
            true = shifted * np.eye(S.data.shape[1])[y]
            return logs.sum() * (1.0 / len(y)) + true.sum() * (-1.0 / len(y))
        """
    + _LOSS_END,
}
_NET_END = """

        def net_gradients(W1, b1, W2, b2, X, y, reg):
            return value_and_gradients(lambda *net: net_loss(*net, X, y, reg), W1, b1, W2, b2)
"""
_NET_GRADIENTS = {
    "step by step": """
        def net_loss(W1, b1, W2, b2, X, y, reg):
            hidden = (Value(X) @ W1 + b1).relu()
            scores = hidden @ W2 + b2
            loss = cross_entropy(scores, y)
            for W in (W1, W2):
                loss = loss + (W * W).sum() * (reg / 2)
            return loss
        """
    + _NET_END,
    "the biases first": """
        def net_loss(W1, b1, W2, b2, X, y, reg):
            Z = b1 + Value(X) @ W1
            S = b2 + Z.relu() @ W2
            return (0.5 * reg) * ((W1 * W1).sum() + (W2 * W2).sum()) + cross_entropy(S, y)
        """
    + _NET_END,
}

VARIANTS = (
    *variants(_ASSIGNMENT, "mul_back", _MUL_BACK),
    *variants(_ASSIGNMENT, "matmul_back", _MATMUL_BACK),
    *variants(_ASSIGNMENT, "relu_back", _RELU_BACK),
    *variants(_ASSIGNMENT, "sum_back", _SUM_BACK),
    *variants(_ASSIGNMENT, "unbroadcast", _UNBROADCAST),
    *variants(_ASSIGNMENT, "order", _ORDER),
    *variants(_ASSIGNMENT, "backward", _BACKWARD),
    *variants(_ASSIGNMENT, "forth_and_back", _VALUE),
    *variants(_ASSIGNMENT, "value_and_gradients", _VALUE_AND_GRADIENTS),
    *variants(_ASSIGNMENT, "score_gradients", _SCORE_GRADIENTS),
    *variants(_ASSIGNMENT, "net_gradients", _NET_GRADIENTS),
)
