"""Wrong first attempts at reverse-mode, as a beginner may type them: code by question and slip."""

# What stands in a cell around what students write.
_HEAD = """class Value:
    def __init__(self, data, parents=(), back=lambda g: ()):
        self.data, self.parents, self.back = np.asarray(data, dtype=float), parents, back
    def op(self, forward, back, *others):
"""
_OPERATORS = """
    def __add__(self, other): return self.op(np.add, lambda g, a, b: (g, g), other)
    def __mul__(self, other): return self.op(np.multiply, mul_back, other)
    def __matmul__(self, other): return self.op(np.matmul, matmul_back, other)
    def relu(self): return self.op(lambda a: np.maximum(a, 0), lambda g, a: [relu_back(g, a)])
    def sum(self, axis=None):
        return self.op(lambda a: a.sum(axis), lambda g, a: [sum_back(g, a.shape, axis)])
    __radd__, __rmul__, __array_ufunc__ = __add__, __mul__, None

def forth_and_back(f, g, *arrays):
    v = [*map(Value, arrays)]
    c = f(*v)
    return c.data, [*map(v.index, c.parents)], *c.back(g)
"""
_SCORES = """

def score_gradients(S, y):
    return value_and_gradients(lambda S: cross_entropy(S, y), S)
"""
_NET = """

def net_gradients(W1, b1, W2, b2, X, y, reg):
    return value_and_gradients(lambda *net: net_loss(*net, X, y, reg), W1, b1, W2, b2)
"""
ATTEMPTS: dict[str, dict[str, str]] = {
    "mul_back": {
        "a and b themselves": """
def mul_back(g, a, b):
    return g * a, g * b
""",
        "no g": """
def mul_back(g, a, b):
    return b, a
""",
        "the product of all": """
def mul_back(g, a, b):
    da = g * a * b
    db = g * a * b
    return da, db
""",
        "the other way round returned": """
def mul_back(g, a, b):
    da = g * b
    db = g * a
    return db, da
""",
        "matrix product": """
def mul_back(g, a, b):
    return g @ b.T, g @ a.T
""",
        "sum of everything": """
def mul_back(g, a, b):
    return np.sum(g * b), np.sum(g * a)
""",
        "in place": """
def mul_back(g, a, b):
    a *= g
    b *= g
    return b, a
""",
        "one result": """
def mul_back(g, a, b):
    return g * b
""",
    },
    "matmul_back": {
        "no transposes": """
def matmul_back(g, A, B):
    return g @ B, A @ g
""",
        "B g": """
def matmul_back(g, A, B):
    return B @ g, g @ A
""",
        "elementwise": """
def matmul_back(g, A, B):
    return g * B, g * A
""",
        "transposed results": """
def matmul_back(g, A, B):
    return (g @ B.T).T, (A.T @ g).T
""",
        "dB only averaged": """
def matmul_back(g, A, B):
    return g @ B.T, A.T @ g / len(A)
""",
        "order of results": """
def matmul_back(g, A, B):
    return A.T @ g, g @ B.T
""",
    },
    "relu_back": {
        "maximum of g": """
def relu_back(g, a):
    return np.maximum(0, g)
""",
        "forward again": """
def relu_back(g, a):
    return np.maximum(0, a)
""",
        "g times relu": """
def relu_back(g, a):
    return g * np.maximum(0, a)
""",
        "in place": """
def relu_back(g, a):
    g[a < 0] = 0
    return g
""",
        "mask over threshold": """
def relu_back(g, a):
    return g * (a > 0.01)
""",
        "both": """
def relu_back(g, a):
    return g * (a > 0) * (g > 0)
""",
        "if any": """
def relu_back(g, a):
    if (a > 0).all():
        return g
    return 0 * g
""",
    },
    "sum_back": {
        "no axis": """
def sum_back(g, shape, axis):
    return np.ones(shape) * g
""",
        "always last": """
def sum_back(g, shape, axis):
    return np.ones(shape) * np.reshape(g, np.shape(g) + (1,))
""",
        "only 2d axis 1 or 0": """
def sum_back(g, shape, axis):
    if axis is None:
        return g * np.ones(shape)
    if axis == 0:
        return np.tile(g, (shape[0], 1))
    return np.tile(g, (shape[1], 1)).T
""",
        "ones": """
def sum_back(g, shape, axis):
    return np.ones(shape)
""",
        "divide": """
def sum_back(g, shape, axis):
    if axis is None:
        return np.full(shape, g / np.prod(shape))
    return np.broadcast_to(np.expand_dims(g, axis), shape) / shape[axis]
""",
        "repeat scrambled": """
def sum_back(g, shape, axis):
    if axis is None:
        return np.full(shape, g)
    return np.resize(g, shape)
""",
        "g.sum": """
def sum_back(g, shape, axis):
    return g.sum(axis) * np.ones(shape)
""",
    },
    "unbroadcast": {
        "sum axis 0 always": """
def unbroadcast(g, shape):
    return g.sum(axis=0)
""",
        "only if unequal": """
def unbroadcast(g, shape):
    if g.shape != shape:
        g = g.sum(axis=0)
    return g
""",
        "ndim only": """
def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g
""",
        "reshape": """
def unbroadcast(g, shape):
    return np.resize(g, shape)
""",
        "no keepdims": """
def unbroadcast(g, shape):
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    for k, n in enumerate(shape):
        if n == 1:
            g = g.sum(axis=k)
    return g
""",
        "mean": """
def unbroadcast(g, shape):
    return g if g.shape == shape else np.full(shape, g.mean())
""",
        "from behind": """
def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=-1)
    return g
""",
        "in place": """
def unbroadcast(g, shape):
    if g.shape == shape:
        g *= 1.0
        return g
    out = np.zeros(shape)
    for row in g:
        out += row
    return out
""",
        "by sizes": """
def unbroadcast(g, shape):
    axes = tuple(k for k, n in enumerate(g.shape) if n not in shape)
    return g.sum(axis=axes).reshape(shape)
""",
    },
    "order": {
        "breadth first reversed": """
def order(root, parents):
    nodes = [root]
    for node in nodes:
        for p in parents(node):
            if p not in nodes:
                nodes.append(p)
    return nodes[::-1]
""",
        "depth first preorder reversed": """
def order(root, parents):
    nodes, stack = [], [root]
    while stack:
        node = stack.pop()
        if node not in nodes:
            nodes.append(node)
            stack.extend(parents(node))
    return nodes[::-1]
""",
        "recursive": """
def order(root, parents):
    nodes = []
    def visit(node):
        if node not in nodes:
            for p in parents(node):
                visit(p)
            nodes.append(node)
    visit(root)
    return nodes
""",
        "recursive, no seen": """
def order(root, parents):
    nodes = []
    for p in parents(root):
        nodes += order(p, parents)
    return nodes + [root]
""",
        "no seen": """
def order(root, parents):
    nodes, stack = [], [root]
    while stack:
        node = stack.pop()
        nodes.append(node)
        stack.extend(parents(node))
    return nodes[::-1]
""",
        "sorted numbers": """
def order(root, parents):
    nodes, stack = {root}, [root]
    while stack:
        for p in parents(stack.pop()):
            if p not in nodes:
                nodes.add(p)
                stack.append(p)
    return sorted(nodes)
""",
        "root first": """
def order(root, parents):
    nodes, seen, todo = [], set(), [(root, False)]
    while todo:
        node, ready = todo.pop()
        if ready:
            nodes.insert(0, node)
        elif node not in seen:
            seen.add(node)
            todo.append((node, True))
            todo.extend((p, False) for p in parents(node))
    return nodes
""",
    },
    "backward": {
        "overwritten": """
def backward(root, wrt, parents, back):
    grad = {root: 1.0}
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad[node])):
            grad[p] = s
    return [grad.get(n, 0.0) for n in wrt]
""",
        "forwards": """
def backward(root, wrt, parents, back):
    grad = {n: 0.0 for n in order(root, parents)}
    grad[root] = 1.0
    for node in order(root, parents):
        for p, s in zip(parents(node), back(node, grad[node])):
            grad[p] += s
    return [grad.get(n, 0.0) for n in wrt]
""",
        "recursion without order": """
def backward(root, wrt, parents, back):
    grad = {}
    def go(node, g):
        grad[node] = grad.get(node, 0.0) + g
        for p, s in zip(parents(node), back(node, g)):
            go(p, s)
    go(root, 1.0)
    return [grad.get(n, 0.0) for n in wrt]
""",
        "alias": """
def backward(root, wrt, parents, back):
    grad = {root: 1.0}
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad[node])):
            if p not in grad:
                grad[p] = s
            else:
                grad[p] += s
    return [grad.get(n, 0.0) for n in wrt]
""",
        "KeyError for what isn't used": """
def backward(root, wrt, parents, back):
    grad = {n: 0.0 for n in order(root, parents)}
    grad[root] = 1.0
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad[node])):
            grad[p] = grad[p] + s
    return [grad[n] for n in wrt]
""",
        "returns the dictionary": """
def backward(root, wrt, parents, back):
    grad = {n: 0.0 for n in order(root, parents)}
    grad[root] = 1.0
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad[node])):
            grad[p] = grad[p] + s
    return grad
""",
        "all of them": """
def backward(root, wrt, parents, back):
    grad = {root: 1.0}
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad[node])):
            grad[p] = grad.get(p, 0.0) + s
    return list(grad.values())
""",
        "root 0": """
def backward(root, wrt, parents, back):
    grad = {}
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad.get(node, 0.0))):
            grad[p] = grad.get(p, 0.0) + s
    return [grad.get(n, 0.0) for n in wrt]
""",
        "back with 1": """
def backward(root, wrt, parents, back):
    grad = {root: 1.0}
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, 1.0)):
            grad[p] = grad.get(p, 0.0) + s
    return [grad.get(n, 0.0) for n in wrt]
""",
        "product of slopes": """
def backward(root, wrt, parents, back):
    grad = {root: 1.0}
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, 1.0)):
            grad[p] = grad.get(p, 1.0) * s * grad[node]
    return [grad.get(n, 0.0) for n in wrt]
""",
        "one parent lost for equal parents": """
def backward(root, wrt, parents, back):
    grad = {root: 1.0}
    for node in reversed(order(root, parents)):
        for p, s in dict(zip(parents(node), back(node, grad[node]))).items():
            grad[p] = grad.get(p, 0.0) + s
    return [grad.get(n, 0.0) for n in wrt]
""",
        "kept from call to call": """
def backward(root, wrt, parents, back):
    grad = backward.__dict__.setdefault('grad', {})
    grad[root] = 1.0
    for node in reversed(order(root, parents)):
        for p, s in zip(parents(node), back(node, grad[node])):
            grad[p] = grad.get(p, 0.0) + s
    return [grad.get(n, 0.0) for n in wrt]
""",
    },
    "forth_and_back": {
        "no unbroadcast": _HEAD
        + """
        parents = [x if isinstance(x, Value) else Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        return Value(forward(*arrays), parents, lambda g: back(g, *arrays))
"""
        + _OPERATORS,
        "back called at once": _HEAD
        + """
        parents = [x if isinstance(x, Value) else Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        out = forward(*arrays)
        return Value(out, parents, back(np.ones_like(out), *arrays))
"""
        + _OPERATORS,
        "no parents": _HEAD
        + """
        parents = [x if isinstance(x, Value) else Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        def shares(g):
            return [unbroadcast(s, a.shape) for s, a in zip(back(g, *arrays), arrays)]
        return Value(forward(*arrays), (), shares)
"""
        + _OPERATORS,
        "others as Values always": _HEAD
        + """
        parents = [Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        def shares(g):
            return [unbroadcast(s, a.shape) for s, a in zip(back(g, *arrays), arrays)]
        return Value(forward(*arrays), parents, shares)
"""
        + _OPERATORS,
        "copies for parents": _HEAD
        + """
        parents = [Value(self.data)] + [Value(getattr(o, 'data', o)) for o in others]
        arrays = [x.data for x in parents]
        def shares(g):
            return [unbroadcast(s, a.shape) for s, a in zip(back(g, *arrays), arrays)]
        return Value(forward(*arrays), parents, shares)
"""
        + _OPERATORS,
        "Values into forward": _HEAD
        + """
        parents = (self, *others)
        return Value(forward(*parents), parents, lambda g: back(g, *parents))
"""
        + _OPERATORS,
        "array returned": _HEAD
        + """
        parents = [x if isinstance(x, Value) else Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        return forward(*arrays)
"""
        + _OPERATORS,
        "self only": _HEAD
        + """
        arrays = [self.data, *(o.data for o in others)]
        return Value(forward(*arrays), (self,), lambda g: back(g, *arrays))
"""
        + _OPERATORS,
        "data of plain numbers missing": _HEAD
        + """
        arrays = [self.data] + [o.data for o in others]
        def shares(g):
            return [unbroadcast(s, a.shape) for s, a in zip(back(g, *arrays), arrays)]
        return Value(forward(*arrays), (self, *others), shares)
"""
        + _OPERATORS,
        "changes itself": _HEAD
        + """
        parents = [x if isinstance(x, Value) else Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        def shares(g):
            return [unbroadcast(s, a.shape) for s, a in zip(back(g, *arrays), arrays)]
        self.data, self.parents, self.back = forward(*arrays), parents, shares
        return self
"""
        + _OPERATORS,
        "unbroadcast to the result's shape": _HEAD
        + """
        parents = [x if isinstance(x, Value) else Value(x) for x in (self, *others)]
        arrays = [x.data for x in parents]
        out = forward(*arrays)
        shape = np.shape(out)
        return Value(out, parents, lambda g: [unbroadcast(s, shape) for s in back(g, *arrays)])
"""
        + _OPERATORS,
    },
    "value_and_gradients": {
        "Value returned": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    root = f(*inputs)
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
    return root, *[np.broadcast_to(g, x.data.shape) for g, x in zip(found, inputs)]
""",
        "scalar 0": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    root = f(*inputs)
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
    return root.data, *found
""",
        "fresh Values for wrt": """
def value_and_gradients(f, *arrays):
    root = f(*map(Value, arrays))
    inputs = list(map(Value, arrays))
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
    return root.data, *found
""",
        "plain arrays": """
def value_and_gradients(f, *arrays):
    root = f(*arrays)
    inputs = arrays
    return root, *backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
""",
        "list as one": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    root = f(*inputs)
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
    return root.data, found
""",
        "f called with list": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    root = f(inputs)
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
    return root.data, *found
""",
        "back without array": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    root = f(*inputs)
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(g))
    return root.data, *[np.broadcast_to(g, x.data.shape) for g, x in zip(found, inputs)]
""",
        "only the first": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    root = f(*inputs)
    found = backward(root, inputs, lambda v: v.parents, lambda v, g: v.back(np.asarray(g)))
    return root.data, found[0]
""",
        "finite differences": """
def value_and_gradients(f, *arrays):
    inputs = [Value(a) for a in arrays]
    value = f(*inputs).data
    grads = []
    for k, a in enumerate(arrays):
        g = np.zeros(np.shape(a))
        for i in np.ndindex(np.shape(a)):
            up, down = np.array(a, dtype=float), np.array(a, dtype=float)
            up[i] += 1e-5
            down[i] -= 1e-5
            rest = [Value(x) for x in arrays]
            rest[k] = Value(up)
            high = f(*rest).data
            rest[k] = Value(down)
            g[i] = (high - f(*rest).data) / 2e-5
        grads.append(g)
    return value, *grads
""",
    },
    "score_gradients": {
        "no shift": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: [g / a])
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / N)
"""
        + _SCORES,
        "global max": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S + -S.data.max()
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: [g / a])
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / N)
"""
        + _SCORES,
        "sum": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S + -S.data.max(axis=1, keepdims=True)
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: [g / a])
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum()
"""
        + _SCORES,
        "no keepdims": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S + -S.data.max(axis=1)
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: [g / a])
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / N)
"""
        + _SCORES,
        "log by np": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S + -S.data.max(axis=1, keepdims=True)
    log = Value(np.log(exp(S).sum(axis=1).data))
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / N)
"""
        + _SCORES,
        "back no list": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S + -S.data.max(axis=1, keepdims=True)
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: g / a)
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / N)
"""
        + _SCORES,
        "divide by C": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S + -S.data.max(axis=1, keepdims=True)
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: [g / a])
    return (log + -1.0 * (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / C)
"""
        + _SCORES,
        "minus sign used": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    N, C = S.data.shape
    S = S - S.data.max(axis=1, keepdims=True)
    log = exp(S).sum(axis=1).op(np.log, lambda g, a: [g / a])
    return (log - (S * np.eye(C)[y]).sum(axis=1)).sum() * (1 / N)
"""
        + _SCORES,
        "numpy alone": """
def cross_entropy(S, y):
    exp = lambda v: v.op(np.exp, lambda g, a: [g * np.exp(a)])
    s = S.data - S.data.max(axis=1, keepdims=True)
    return Value((np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(y)), y]).mean())
"""
        + _SCORES,
    },
    "net_gradients": {
        "no reg": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y)
"""
        + _NET,
        "no half": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + reg * ((W1 * W1).sum() + (W2 * W2).sum())
"""
        + _NET,
        "biases too": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * sum((W * W).sum() for W in (W1, b1, W2, b2))
"""
        + _NET,
        "np.sum of data": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * (np.sum(W1.data ** 2) + np.sum(W2.data ** 2))
"""
        + _NET,
        "relu by numpy": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = Value(np.maximum(0, (Value(X) @ W1 + b1).data))
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * ((W1 * W1).sum() + (W2 * W2).sum())
"""
        + _NET,
        "no relu": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = Value(X) @ W1 + b1
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * ((W1 * W1).sum() + (W2 * W2).sum())
"""
        + _NET,
        "X first": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (X @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * ((W1 * W1).sum() + (W2 * W2).sum())
"""
        + _NET,
        "W2 only": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * (W2 * W2).sum()
"""
        + _NET,
        "reg over N": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg / len(y) * ((W1 * W1).sum() + (W2 * W2).sum())
"""
        + _NET,
        "product of matrices": """
def net_loss(W1, b1, W2, b2, X, y, reg):
    A = (Value(X) @ W1 + b1).relu()
    return cross_entropy(A @ W2 + b2, y) + 0.5 * reg * ((W1 @ W1).sum() + (W2 @ W2).sum())
"""
        + _NET,
    },
}
