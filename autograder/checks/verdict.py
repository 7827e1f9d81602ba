"""What the gradient checker found, ready to print or to draw."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograder.checks.box import box
from autograder.checks.numerical import Float64Array, relative_error

if TYPE_CHECKING:
    from autograder.plots import Picture


class GradientError(AssertionError):
    """A gradient check failed and the caller asked for an exception."""


@dataclass(frozen=True)
class Entry:
    """One entry of the gradient: where it is, what was claimed and what was measured."""

    index: tuple[int, ...]
    analytic: float
    numeric: float

    @property
    def relative_error(self) -> float:
        """|analytic - numeric| / max(|analytic|, |numeric|)."""
        return float(relative_error(self.analytic, self.numeric))

    def __str__(self) -> str:
        place = ", ".join(str(i) for i in self.index)
        return (
            f"dW[{place}]: yours {self.analytic:.6g}, numerical {self.numeric:.6g}, "
            f"relative error {self.relative_error:.1e}"
        )


@dataclass(frozen=True)
class Verdict:
    """The outcome of a gradient check.

    `problem` is a sentence when no comparison was possible. `worst` is the entry with the largest
    gap among the entries that were measured one by one. `residual` (shape of W) is analytic minus
    numeric where all entries were measured. `evaluations` counts calls of the loss function.
    """

    passed: bool
    evaluations: int
    problem: str | None = None
    worst: Entry | None = None
    residual: Float64Array | None = None
    name: str = "gradient"

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        cost = f"({self.evaluations} evaluations)"
        if self.problem:
            return f"{self.name}: {self.problem}"
        if self.passed:
            return f"{self.name}: gradient check passed {cost}\n  one entry: {self.worst}"
        wrong = self._how_many()
        return f"{self.name}: gradient check FAILED {cost}\n{wrong}  worst entry: {self.worst}"

    __repr__ = __str__  # what a notebook shows where it can't show HTML

    def raise_if_failed(self) -> None:
        """Raise GradientError with the verdict's text unless the check passed."""
        if not self.passed:
            raise GradientError(str(self))

    def draw(self) -> "Picture":
        """Return a Picture of the residual, features down, classes across.

        Raises ValueError when not all entries were measured (a pass, or a large W).
        """
        if self.residual is None:
            raise ValueError("nothing to draw: the entries were not measured one by one")
        from autograder.plots import residual_picture  # matplotlib is slow to import

        return residual_picture(self.residual)

    def _repr_html_(self) -> str:
        text = box(str(self))
        if self.passed or self.residual is None:
            return text
        return text + self.draw()._repr_html_()

    def _how_many(self) -> str:
        if self.residual is None:
            return ""
        gaps = np.abs(self.residual)
        count = int(np.sum(gaps > 0.01 * gaps.max()))
        return f"  {count} of {gaps.size} entries are off\n"
