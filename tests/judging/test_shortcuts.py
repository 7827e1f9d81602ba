"""Answers that look right and were not derived, or not written as asked, lose a facet's points."""

import pytest

from autograder.results.display import in_words
from tests.judging.harness import cells, failed, grade, namespace_of

# Losses that a difference, or an imaginary step, is taken of.
SOFTMAX = """
def L(W, X, y, reg):
    s = X @ W
    s = s - np.max(s.real, axis=1, keepdims=True)
    data = np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(y)), y]
    return data.mean() + 0.5 * reg * (W * W).sum()
"""
SOFTMAX_LOOP = """
def L(W, X, y, reg):
    loss = 0.0
    for i in range(len(X)):
        s = X[i] @ W
        s = s - s.real.max()
        loss = loss + np.log(np.exp(s).sum()) - s[y[i]]
    return loss / len(X) + 0.5 * reg * np.sum(W * W)
"""
HINGE = """
def L(W, X, y, reg):
    s = X @ W
    m = s - s[np.arange(len(y)), y][:, None] + 1
    m = np.where(m.real > 0, m, 0)
    m[np.arange(len(y)), y] = 0
    return m.sum() / len(y) + 0.5 * reg * (W * W).sum()
"""
DIFFERENCES = """
def F(W, X, y, reg):
    dW = np.zeros(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            A, B = W.astype(float), W.astype(float)
            A[i, j] += 1e-5
            B[i, j] -= 1e-5
            dW[i, j] = (L(A, X, y, reg) - L(B, X, y, reg)) / 2e-5
    return L(W, X, y, reg), dW
"""
IMAGINARY = """
def F(W, X, y, reg):
    dW = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        A = W.astype(complex)
        A[index] += 1e-30j
        dW[index] = L(A, X, y, reg).imag / 1e-30
    return L(W, X, y, reg), dW
"""
ALL_AT_ONCE = """
def F(W, X, y, reg):
    D, C = W.shape
    E = np.eye(D * C).reshape(D * C, D, C) * 1e-30j + W
    S = np.einsum("nd,kdc->knc", X, E)
    S = S - S.real.max(axis=2, keepdims=True)
    data = np.log(np.exp(S).sum(axis=2)) - S[:, np.arange(len(y)), y]
    all_of_it = data.mean(axis=1) + 0.5 * reg * (E * E).sum(axis=(1, 2))
    return L(W, X, y, reg), (all_of_it.imag / 1e-30).reshape(D, C)
"""
IN_A_THREAD_OF_ITS_OWN = """
import threading
def F(*a):
    out = []
    def work():
        L_ = out.append(G(*a))
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return out[0]
"""
# The gradient as it is, in `G`.
RIGHT = """
def G(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(scores).sum(axis=1))
    dscores = np.exp(scores - log_total[:, np.newaxis])
    dscores[np.arange(N), y] -= 1.0
    loss = np.mean(log_total - scores[np.arange(N), y]) + 0.5 * reg * np.sum(W * W)
    return loss, X.T @ dscores / N + reg * W
"""
LOOP = """
def G_(W, X, y, reg):
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(len(X)):
        one, d = G(W, X[i : i + 1], y[i : i + 1], 0.0)
        loss += one / len(X)
        dW += d / len(X)
    return loss + 0.5 * reg * np.sum(W * W), dW + reg * W
"""
BLOCKS = """
def F(W, X, y, reg):
    n = len(X)
    parts = [[part * len(X[i : i + SIZE]) / n for part in G(W, X[i : i + SIZE], y[i : i + SIZE], 0)]
             for i in range(0, n, SIZE)]
    loss, dW = sum(loss for loss, _ in parts), sum(dW for _, dW in parts)
    return loss + 0.5 * reg * np.sum(W * W), dW + reg * W
"""


def _as_f(find: str, replace: str) -> str:
    source = RIGHT.replace("def G", "def F")
    assert source.count(find) == 1
    return source.replace(find, replace)


_SHIFT = "    scores = scores - scores.max(axis=1, keepdims=True)\n"
_LOSS = "np.mean(log_total - scores[np.arange(N), y])"
_P = "np.exp(scores - log_total[:, None])[np.arange(N), y]"
_GRADIENT = "by evaluating the function anew for each of its entries"
_MATRICES = "a loop over examples"
# What the loss function is, the facets that are lost, and words of the message.
VECTORIZED: dict[str, tuple[str, list[str], str]] = {
    "central differences": (SOFTMAX + DIFFERENCES, ["gradient"], _GRADIENT),
    "central differences of a loop": (
        SOFTMAX_LOOP + DIFFERENCES,
        ["gradient", "matrices"],
        _GRADIENT,
    ),
    "an imaginary step": (SOFTMAX + IMAGINARY, ["gradient"], _GRADIENT),
    "imaginary steps, all at once": (SOFTMAX + ALL_AT_ONCE, ["gradient"], _GRADIENT),
    "differences after a setprofile(None) of its own": (
        SOFTMAX
        + DIFFERENCES.replace("def F", "def G_")
        + "from sys import setprofile\ndef F(*a):\n    setprofile(None)\n    return G_(*a)\n",
        ["gradient"],
        _GRADIENT,
    ),
    "differences in a thread": (
        SOFTMAX + DIFFERENCES.replace("def F", "def G") + IN_A_THREAD_OF_ITS_OWN,
        ["gradient"],
        _GRADIENT,
    ),
    "no shift in long doubles": (
        _as_f(_SHIFT, "    scores = np.longdouble(scores)\n"),
        ["stability"],
        "with scores near",
    ),
    "the minimum subtracted": (
        _as_f(_SHIFT, _SHIFT.replace("max", "min")),
        ["stability"],
        "far below the others",
    ),
    "the mean subtracted": (
        _as_f(_SHIFT, _SHIFT.replace("max", "mean")),
        ["stability"],
        "far below the others",
    ),
    "a small number in the logarithm": (
        _as_f(_LOSS, f"-np.mean(np.log({_P} + 1e-12))"),
        ["stability"],
        "the loss stops growing",
    ),
    "a clipped probability": (
        _as_f(_LOSS, f"-np.mean(np.log(np.clip({_P}, 1e-15, 1)))"),
        ["stability"],
        "the loss stops growing",
    ),
    "a clipped loss": (
        _as_f(_LOSS, "np.mean(np.minimum(log_total - scores[np.arange(N), y], 50.0))"),
        ["stability"],
        "the loss stops growing",
    ),
    "a loop in a thread": (
        RIGHT + LOOP + IN_A_THREAD_OF_ITS_OWN.replace("G(*a)", "G_(*a)"),
        ["matrices"],
        _MATRICES,
    ),
    "a loop in a thread that threading doesn't know": (
        RIGHT
        + LOOP
        + "import _thread, time\ndef F(*a):\n    out = []\n"
        + "    _thread.start_new_thread(lambda: out.append(G_(*a)), ())\n"
        + "    while not out:\n        time.sleep(0.001)\n    return out[0]\n",
        ["matrices"],
        _MATRICES,
    ),
    "a loop in a pool of threads": (
        RIGHT
        + LOOP
        + "from concurrent.futures import ThreadPoolExecutor\ndef F(*a):\n"
        + "    with ThreadPoolExecutor(2) as pool:\n        return pool.submit(G_, *a).result()\n",
        ["matrices"],
        _MATRICES,
    ),
    "a loop after sys.settrace(None)": (
        RIGHT + LOOP + "import sys\ndef F(*a):\n    sys.settrace(None)\n    return G_(*a)\n",
        ["gradient", "matrices"],
        _MATRICES,
    ),
    "a loop after a settrace(None) of its own": (
        RIGHT
        + LOOP
        + "from sys import settrace\ndef F(*a):\n    settrace(None)\n    return G_(*a)\n",
        ["matrices"],
        _MATRICES,
    ),
    "blocks of 4 rows": (RIGHT + BLOCKS.replace("SIZE", "4"), ["matrices"], _MATRICES),
    "blocks of 16 rows": (RIGHT + BLOCKS.replace("SIZE", "16"), ["matrices"], _MATRICES),
    "numpy's own loop": (
        RIGHT + "def F(W, X, y, reg):\n    np.apply_along_axis(np.dot, 1, X, W)\n"
        "    return G(W, X, y, reg)\n",
        ["matrices"],
        _MATRICES,
    ),
}
RIGHT_ALL_THE_SAME = {
    "prints X": RIGHT + "def F(*a):\n    print(a[1])\n    return G(*a)\n",
    "formats X": RIGHT + "def F(*a):\n    str(a[1].tolist())\n    f'{a[1]}'\n    return G(*a)\n",
    "saves X as text": RIGHT
    + "import io\ndef F(*a):\n    np.savetxt(io.StringIO(), a[1])\n    return G(*a)\n",
    "one block of 1,024 rows": RIGHT + BLOCKS.replace("SIZE", "1024"),
    # A loop that no line of Python and no call from one is executed for: not seen, and kept here.
    "maps a method of numpy's": RIGHT
    + "def F(*a):\n    list(map(a[0].T.dot, a[1]))\n    return G(*a)\n",
}
ALL_OF_THEM = ["loss", "gradient", "regularization", "stability", "inputs"]
NOTHING = {
    "the weights alone": "return 0.5 * reg * np.sum(W * W) + 1e-3 * np.sum(W), reg * W",
    "X and no labels": (
        "return (X @ W).mean() + 0.5 * reg * np.sum(W * W), "
        "X.mean(axis=0)[:, None] / W.shape[1] + reg * W"
    ),
    "labels and no X": "return float(y @ y) + 0.5 * reg * np.sum(W * W), y.sum() + reg * W",
}
SMOOTH = """
def svm_loss_naive(W, X, y, reg):
    N, rows = len(y), np.arange(len(y))
    s = X @ W
    m = s - s[rows, y][:, None] + 1
    LINE
    loss[rows, y] = slope[rows, y] = 0
    slope[rows, y] = -slope.sum(axis=1)
    return loss.sum() / N + 0.5 * reg * np.sum(W * W), X.T @ slope / N + reg * W
"""
SMOOTHED = {
    "a root": "r = np.sqrt(m * m + 1e-12); loss, slope = 0.5 * (m + r), 0.5 * (1 + m / r)",
    "a logarithm": "loss = np.logaddexp(0, 1e5 * m) / 1e5; slope = 1 / (1 + np.exp(-1e5 * m))",
    "a parabola": (
        "c = np.clip(m, -1e-5, 1e-5) + 1e-5; slope = c / 2e-5; "
        "loss = np.where(m > 1e-5, m, c * c / 4e-5)"
    ),
}


def _graded(question: str, source: str, seed: int) -> tuple[list[str], str]:
    assignment = "svm-loss" if question.startswith("svm") else "softmax-loss"
    naive = cells(assignment)[question.replace("_vectorized", "-naive").replace("_", "-")]
    names = namespace_of("import numpy as np", naive, source)
    result = grade(assignment, question, names, seed)
    return failed(result), in_words(result)


@pytest.mark.parametrize("name", VECTORIZED)
def test_a_vectorized_shortcut(name: str) -> None:
    """Does it lose its facets, agreement aside, at two seeds, with these words?"""
    source, facets, words = VECTORIZED[name]
    for seed in (1, 2):
        lost, said = _graded(
            "softmax_loss_vectorized", f"{source}\nsoftmax_loss_vectorized = F", seed
        )
        assert [facet for facet in lost if facet != "agreement"] == facets, said
        assert words in said


@pytest.mark.parametrize("loss", [SOFTMAX, SOFTMAX_LOOP], ids=["matrices", "loops"])
@pytest.mark.parametrize("way", [DIFFERENCES, IMAGINARY], ids=["differences", "imaginary"])
def test_a_naive_gradient_without_a_formula(loss: str, way: str) -> None:
    """Does the naive version lose its gradient, which was not derived?"""
    for seed in (1, 2):
        lost, said = _graded("softmax_loss_naive", f"{loss}{way}\nsoftmax_loss_naive = F", seed)
        assert lost == ["gradient"], said


@pytest.mark.parametrize("way", [DIFFERENCES, IMAGINARY], ids=["differences", "imaginary"])
def test_a_hinge_without_a_formula(way: str) -> None:
    """Does the naive SVM loss lose its gradient?"""
    lost, said = _graded("svm_loss_naive", f"{HINGE}{way}\nsvm_loss_naive = F", 1)
    assert lost == ["gradient"], said


@pytest.mark.parametrize("name", SMOOTHED)
def test_a_smoothed_hinge(name: str) -> None:
    """Is a hinge that is rounded at its kink no hinge?"""
    for seed in range(3):
        lost, said = _graded("svm_loss_naive", SMOOTH.replace("LINE", SMOOTHED[name]), seed)
        assert "gradient" in lost, said


@pytest.mark.parametrize("name", RIGHT_ALL_THE_SAME)
def test_what_is_no_loop(name: str) -> None:
    """Are only lines of the student's own code counted?"""
    source = f"{RIGHT_ALL_THE_SAME[name]}\nsoftmax_loss_vectorized = F"
    lost, said = _graded("softmax_loss_vectorized", source, 1)
    assert not lost, said


@pytest.mark.parametrize("name", NOTHING)
def test_a_loss_that_knows_nothing(name: str) -> None:
    """Has a loss that depends on no data, or on half of it, no points at all?"""
    source = f"def softmax_loss_naive(W, X, y, reg):\n    {NOTHING[name]}"
    lost, said = _graded("softmax_loss_naive", source, 1)
    assert lost == ALL_OF_THEM, said
