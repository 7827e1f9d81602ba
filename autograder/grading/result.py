"""The graded question: points by facet, in words for people and in JSON for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from autograder.checks.box import box
from autograder.grading.diagnosis.named import Named

RESULT_MIME = "application/vnd.autograder.result+json"


@dataclass(frozen=True)
class FacetResult:
    """One facet: its points, and what was seen when it failed."""

    name: str
    points: float
    max_points: float
    seen: str = ""

    @property
    def passed(self) -> bool:
        """Whether the facet is fulfilled."""
        return not self.seen

    def __str__(self) -> str:
        status = "passed" if self.passed else "FAILED"
        text = f"  {status}  {self.name:<14} {self.points:g}/{self.max_points:g}"
        return f"{text}\n          {self.seen}" if self.seen else text


@dataclass(frozen=True)
class QuestionResult:
    """One graded question.

    `seed` draws the same inputs again, `remarks` cost nothing, `mistakes` are those that are sure.
    """

    assignment: str
    question: str
    seed: int
    facets: tuple[FacetResult, ...]
    remarks: tuple[str, ...] = ()
    mistakes: tuple[Named, ...] = ()

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(facet.points for facet in self.facets)

    @property
    def max_points(self) -> float:
        """The points that could be earned."""
        return sum(facet.max_points for facet in self.facets)

    def __str__(self) -> str:
        head = f"{self.question}: {self.points:g} of {self.max_points:g} points"
        remarks = [f"  note    {remark} (costs no points)" for remark in self.remarks]
        foot = f"  The inputs were drawn with AUTOGRADER_SEED={self.seed}"
        named = map(str, self.mistakes)
        return "\n".join([head, *self._facet_lines(), *named, *remarks, foot])

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain data, as it is stored in the graded notebook."""
        return {**asdict(self), "points": self.points, "max_points": self.max_points}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - IPython's protocol
        text = str(self)
        return {"text/plain": text, "text/html": box(text), RESULT_MIME: self.to_json()}

    def _facet_lines(self) -> list[str]:
        if self.facets and len({facet.seen for facet in self.facets}) == 1 and self.facets[0].seen:
            return [f"  FAILED  {self.facets[0].seen}"]  # one reason for all, said once
        return [str(facet) for facet in self.facets]
