"""What the gradient checker found, ready to print or to draw."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograder.checks.gradients.diagnoses import Diagnosis
from autograder.checks.numerical import Float64Array, relative_error
from autograder.findings import text
from autograder.findings.card import Card, State, as_title, card_html, split_title

if TYPE_CHECKING:
    from autograder.plots import Picture


class GradientError(AssertionError):
    """A gradient check failed and the caller asked for an exception."""


_PARTS = {
    "data": "gradcheck.in-data",
    "regularization": "gradcheck.in-regularization",
    "small": "gradcheck.on-small-problem",
}


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

    @property
    def place(self) -> str:
        """Its indices, as they stand between brackets."""
        return ", ".join(map(str, self.index))

    def __str__(self) -> str:
        values = {"yours": self.analytic, "numerical": self.numeric}
        return text("gradcheck.entry", place=self.place, **values, error=self.relative_error)


@dataclass(frozen=True, eq=False)
class Verdict:
    """The outcome of a gradient check.

    `problem` is a sentence, and `finding` its name, when the function can't be compared at all.
    `worst` is the entry with the largest gap among those that were measured one by one. `residual`
    (shape of W) is analytic minus numeric where all entries were measured; of a larger matrix,
    `bands` (bands of features, groups of classes) has the means of it. `part` is "data",
    "regularization" or "gradient"; `where` names the failing blocks; `why` is the diagnosis.
    `beside` says that W lies on a kink, so that a point close by was checked. `evaluations` counts
    the calls of the function up to the verdict, without those for the diagnosis.
    """

    passed: bool
    evaluations: int
    problem: str | None = None
    worst: Entry | None = None
    residual: Float64Array | None = None
    bands: Float64Array | None = None
    name: str = "gradient"
    finding: str = ""
    part: str = ""
    where: str = ""
    why: Diagnosis | None = None
    beside: bool = False

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        if self.problem:
            said = text("of-part", part=self.name, seen=self.problem)
            return "\n".join([said, *self._explanation()])
        head = "gradcheck.passed" if self.passed else "gradcheck.failed"
        lines = [text(head, name=self.name, count=self.evaluations)]
        if self.beside:
            lines.append(text("gradcheck.beside"))
        if self.passed:
            return "\n".join([*lines, text("gradcheck.one", entry=str(self.worst))])
        lines.append(text("gradcheck.where", place=self._place()))
        worst = text("gradcheck.worst", entry=str(self.worst))
        lines.append(worst if self.worst else text("gradcheck.quick"))
        return "\n".join([*lines, *self._explanation()])

    __repr__ = __str__  # what a notebook shows where it can't show HTML

    def raise_if_failed(self) -> None:
        """Raise GradientError with the verdict's text unless the check passed."""
        if not self.passed:
            raise GradientError(str(self))

    def draw(self) -> "Picture":
        """Return a Picture of the residual, features (or bands of them) down, classes across.

        Raises ValueError when it was not measured (a pass, or a large W with a slow function).
        """
        table = self.residual if self.residual is not None else self.bands
        if table is None:
            raise ValueError(text("gradcheck.no-picture"))
        from autograder.plots import residual_picture

        return residual_picture(table, bands=self.residual is None)

    def _repr_html_(self) -> str:
        said = card_html(self.card)
        drawn = not self.passed and (self.residual is not None or self.bands is not None)
        return said + self.draw()._repr_html_() if drawn else said

    @property
    def card(self) -> Card:
        """The verdict as a card: the likeliest cause is its title, the worst entry its evidence."""
        state: State = "passed" if self.passed else "not-yet"
        if self.problem:
            title, said = split_title(self.problem)
            return Card(state, self.name, title, [*said, *map(str.strip, self._explanation())])
        said = [text("gradcheck.beside").strip()] if self.beside else []
        if self.passed:
            head = text("gradcheck.right", count=self.evaluations)
            return Card(state, self.name, head, said, self._evidence())
        if not self.worst:
            said.append(text("gradcheck.quick").strip())
        if self.why:
            said += [as_title(self.why.cause), text("re-read", section=self.why.reread)]
        head = as_title(self.why.seen) if self.why else text("gradcheck.off")
        return Card(state, self.name, head, said, self._evidence())

    def _evidence(self) -> list[tuple[str, str]]:
        rows = []
        if self.worst:
            rows = [
                (text("gradcheck.an-entry"), f"dW[{self.worst.place}]"),
                (text("gradcheck.yours"), f"{self.worst.analytic:.6g}"),
                (text("gradcheck.measured"), f"{self.worst.numeric:.6g}"),
                (text("gradcheck.error"), f"{self.worst.relative_error:.1e}"),
            ]
        return rows if self.passed else [*rows, (text("gradcheck.place"), self._place())]

    def _place(self) -> str:
        """Say which blocks are off and, where all entries were measured, how many."""
        parts = [self.where] if self.where else []
        if self.part in _PARTS:
            parts.append(text(_PARTS[self.part]))
        if self.residual is not None:
            count = int(np.sum(np.abs(self.residual) > 0.01 * np.abs(self.residual).max()))
            parts.append(text("gradcheck.count", count=count, size=self.residual.size))
        elif not self.where:
            parts.insert(0, text("gradcheck.all-over"))
        return text("comma").join(parts)

    def _explanation(self) -> list[str]:
        if self.why is None:
            return []
        looks = text("gradcheck.looks", seen=self.why.seen, cause=self.why.cause)
        return [looks, f"          {text('re-read', section=self.why.reread)}"]
