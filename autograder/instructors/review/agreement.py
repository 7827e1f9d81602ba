"""How far two graders of written answers agree: which they differ on, and measures of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isclose
from statistics import fmean, pvariance

from autograder.findings import text
from autograder.instructors.review.answers import WrittenAnswer, WrittenQuestion
from autograder.instructors.review.store import SecondMark, SecondMarks, Settlement, digest_of

FEWEST = 10  # answers, for a kappa


@dataclass(frozen=True)
class Pair:
    """An answer that both have graded, as it stands in the gradebook, and the second's mark."""

    answer: WrittenAnswer
    second: SecondMark

    @property
    def settlement(self) -> Settlement | None:
        """What was agreed on, as long as the gradebook has it."""
        settled = self.second.settled
        stands = self.answer.standing.by_hand.points
        return settled if settled is not None and settled.points == stands else None

    @property
    def first(self) -> float:
        """What the first grader gave, before anything was settled."""
        settled = self.settlement
        return settled.first if settled else self.answer.standing.by_hand.points or 0.0

    @property
    def difference(self) -> float:
        """How far apart the two are, in points."""
        return abs(self.first - self.second.points)

    @property
    def equal(self) -> bool:
        """Whether both gave the same."""
        return isclose(self.first, self.second.points, abs_tol=1e-9)

    @property
    def etag(self) -> str:
        """A digest that changes when the answer, or what either gave, does."""
        return digest_of(self.answer.etag, self.second)


@dataclass(frozen=True)
class Agreement:
    """What two gave to a question's answers: `pairs` of both, those that differ most first.

    `out_of_date` were handed in or graded anew since one of them graded, and count in no measure;
    `first_only` and `second_only` count what one alone has graded.
    """

    question: WrittenQuestion
    pairs: tuple[Pair, ...]
    out_of_date: tuple[WrittenAnswer, ...]
    first_only: int
    second_only: int

    @property
    def begun(self) -> bool:
        """Whether a second grader has graded anything."""
        return bool(self.pairs or self.out_of_date or self.second_only)

    @property
    def equal(self) -> int:
        """How many answers both gave the same."""
        return sum(each.equal for each in self.pairs)

    @property
    def apart(self) -> tuple[Pair, ...]:
        """The answers that they gave other points, those that nothing is settled of first."""
        apart = (each for each in self.pairs if not each.equal)
        return tuple(sorted(apart, key=lambda each: each.settlement is not None))

    @property
    def settled(self) -> int:
        """Of how many that differ it is settled what stands."""
        return sum(each.settlement is not None for each in self.apart)

    @property
    def mean_difference(self) -> float | None:
        """The mean absolute difference in points, None without a pair."""
        return fmean(each.difference for each in self.pairs) if self.pairs else None

    @property
    def kappa(self) -> float | None:
        """Cohen's weighted kappa with quadratic weights, None of under ten answers or undefined."""
        if len(self.pairs) < FEWEST:
            return None
        return weighted_kappa(
            [each.first for each in self.pairs], [each.second.points for each in self.pairs]
        )

    @property
    def sentence(self) -> str:
        """The measures in words."""
        if not self.pairs:
            return text("two-graders.no-pair", question=self.question.name) + self._rest
        kappa = self.kappa
        if kappa is not None:
            said = text("two-graders.kappa", kappa=round(kappa, 2) + 0.0)  # none is -0.00
        elif len(self.pairs) < FEWEST:
            said = text("two-graders.few", fewest=FEWEST)
        else:
            said = text("two-graders.undefined")
        measures = text(
            "two-graders.measures",
            question=self.question.name,
            both=len(self.pairs),
            equal=self.equal,
            difference=self.mean_difference,
            most=self.question.max_points,
            kappa=said,
        )
        return measures + self._rest

    @property
    def _rest(self) -> str:
        parts = (
            ("two-graders.settled", self.settled),
            ("two-graders.first-only", self.first_only),
            ("two-graders.second-only", self.second_only),
            ("two-graders.out-of-date", len(self.out_of_date)),
        )
        return "".join(" " + text(code, count=count) for code, count in parts if count)


def agreements_of(
    questions: Iterable[WrittenQuestion], marks: SecondMarks
) -> tuple[Agreement, ...]:
    """Return how the graders agree on each question; answers as the gradebook has them."""
    return tuple(_agreement_of(each, marks) for each in questions)


def _agreement_of(question: WrittenQuestion, marks: SecondMarks) -> Agreement:
    pairs, old, first, second = [], [], 0, 0
    for answer in question.answers:
        mark = marks.get((question.place, answer.student))
        graded = answer.standing.by_hand.points is not None
        if mark is None:
            first += graded
        elif mark.answer != answer.text or answer.out_of_date:
            old.append(answer)
        elif graded:
            pairs.append(Pair(answer, mark))
        else:
            second += 1
    pairs.sort(key=lambda each: -each.difference)
    return Agreement(question, tuple(pairs), tuple(old), first, second)


def weighted_kappa(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Cohen's kappa of two graders' points, weighted by the squared difference.

    One less the mean squared difference over what it would be if each grader's points were dealt
    out to the answers at random, which is var(first) + var(second) + (mean difference)^2. None
    where that is 0: all points are the same. Source: J. Cohen, "Weighted kappa: nominal scale
    agreement with provision for scaled disagreement or partial credit", Psychological Bulletin 70
    (1968), 213-220.
    """
    expected = pvariance(first) + pvariance(second) + (fmean(first) - fmean(second)) ** 2
    if expected == 0:
        return None
    return 1 - fmean((a - b) ** 2 for a, b in zip(first, second, strict=True)) / expected
