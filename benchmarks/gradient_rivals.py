"""Other gradient checkers behind one face: a loss and its input in, passed or not out.

None of them gives a verdict on a loss function by itself, so each is read as its documentation
reads it; `RULES` says how.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.checks.losses import Array, Input, Loss

Rival = Callable[[Loss, Input, float, int], bool]

RULES = {
    "torch slow": "torch.autograd.gradcheck, its own tolerances (eps 1e-6, atol 1e-5, rtol 1e-3)",
    "torch fast": "the same, fast_mode=True (after a failure it runs the slow mode, too)",
    "scipy all": "scipy.optimize.check_grad, passed below 1e-5 of the gradient's norm",
    "scipy random": "the same with direction='random'",
    "numdifftools": "numdifftools.Gradient, passed within 1e-5 of the largest entry",
    "ten entries": "CS231n's: 10 random entries, h = 1e-5, passed below a relative error of 1e-5",
}


def ten_entries(loss: Loss, given: Input, reg: float, seed: int) -> bool:
    """Compare ten random entries by central differences, as CS231n's grad_check_sparse does."""
    W, X, y = given
    dW, rng, h = loss(W, X, y, reg)[1], np.random.default_rng(seed), 1e-5
    for _ in range(10):
        index = tuple(int(rng.integers(size)) for size in W.shape)
        above, below = W.copy(), W.copy()
        above[index] += h
        below[index] -= h
        numeric = (loss(above, X, y, reg)[0] - loss(below, X, y, reg)[0]) / (2 * h)
        size = abs(numeric) + abs(dW[index])
        if size and abs(numeric - dW[index]) / size > 1e-5:
            return False
    return True


def _scipy(direction: str) -> Rival:
    def check(loss: Loss, given: Input, reg: float, seed: int) -> bool:
        from scipy.optimize import check_grad

        W, X, y = given

        def value(flat: Array) -> float:
            return float(loss(flat.reshape(W.shape), X, y, reg)[0])

        def gradient(flat: Array) -> Array:
            return np.ravel(loss(flat.reshape(W.shape), X, y, reg)[1])

        error = check_grad(value, gradient, W.ravel(), direction=direction, rng=seed)
        return bool(error <= 1e-5 * max(1.0, float(np.linalg.norm(gradient(W.ravel())))))

    return check


def _numdifftools(loss: Loss, given: Input, reg: float, seed: int) -> bool:  # noqa: ARG001 - no chance in it
    import numdifftools

    W, X, y = given
    slopes = numdifftools.Gradient(lambda flat: loss(flat.reshape(W.shape), X, y, reg)[0])(
        W.ravel()
    )
    dW = np.ravel(loss(W, X, y, reg)[1])
    return bool(np.abs(slopes - dW).max() <= 1e-5 * np.abs(dW).max())


def _torch(fast: bool) -> Rival:
    def check(loss: Loss, given: Input, reg: float, seed: int) -> bool:
        import torch

        W, X, y = given

        class Wrapped(torch.autograd.Function):  # type: ignore[misc]
            @staticmethod
            def forward(ctx: Any, weights: Any) -> Any:
                value, dW = loss(weights.detach().numpy(), X, y, reg)
                ctx.save_for_backward(torch.from_numpy(np.array(dW)))
                return torch.tensor(value, dtype=torch.float64)

            @staticmethod
            def backward(ctx: Any, upstream: Any) -> Any:
                return upstream * ctx.saved_tensors[0]

        torch.manual_seed(seed)
        weights = torch.from_numpy(W.copy()).requires_grad_()
        return bool(
            torch.autograd.gradcheck(
                Wrapped.apply, (weights,), fast_mode=fast, raise_exception=False
            )
        )

    return check


# Rival, and whether it can finish on 3,073 x 10 weights in the time of a benchmark. Torch's fast
# mode needs 4 evaluations to pass, but runs the slow one after each failure, to describe it.
RIVALS: dict[str, tuple[Rival, bool]] = {
    "torch slow": (_torch(fast=False), False),
    "torch fast": (_torch(fast=True), False),
    "scipy all": (_scipy("all"), False),
    "scipy random": (_scipy("random"), True),
    "numdifftools": (_numdifftools, False),
    "ten entries": (ten_entries, True),
}


def installed() -> dict[str, tuple[Rival, bool]]:
    """Return the rivals whose package is installed."""
    from importlib.util import find_spec

    return {
        name: rival
        for name, rival in RIVALS.items()
        if name == "ten entries" or find_spec(name.split()[0])
    }
