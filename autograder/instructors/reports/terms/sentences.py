"""What is said of terms, on a page and on a terminal alike."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograder.findings import text
from autograder.instructors.reports.terms.statistics import LEAST

if TYPE_CHECKING:
    from autograder.instructors.reports.terms.compare import Change, Standing, Step, TermsFigures
    from autograder.instructors.reports.terms.statistics import Interval

# Shape and word, so that nothing is said by colour alone.
SIGNS = {
    "rarer": "▼",
    "commoner": "▲",
    "maybe-rarer": "▽",
    "maybe-commoner": "△",
    "open": "·",
    "too-few": "?",
}
VERDICTS = tuple(SIGNS)


def caveats(figures: "TermsFigures") -> Iterator[str]:
    """Yield what a reader must know before they believe any of it."""
    if figures.compared:
        yield text("terms.comparisons", count=figures.compared, by_chance=figures.compared / 20)
    for term in figures.small:
        yield text("terms.small", term=term.term, students=term.students, least=LEAST)
    if len(figures.terms) == 1:
        yield text("terms.only-one", term=figures.terms[0].term)
    yield text("terms.no-time")


def step_sentences(step: "Step") -> Iterator[str]:
    """Yield which texts were changed between two terms, and what can't be compared."""
    if not step.texts_known:
        yield text("terms.no-texts")
    for each in step.texts:
        if each.cells:
            yield text("terms.text", question=each.question, cells=", ".join(each.cells))
        if each.other_test:
            yield text("terms.other-test", question=each.question)
        if each.other_points:
            yield text("terms.other-points", question=each.question)
    if step.elsewhere:
        yield text("terms.elsewhere", cells=", ".join(step.elsewhere))
    for left in step.not_compared:
        key = "terms.unknown-mistake" if left.mistake else "terms.unknown-question"
        yield text(key, question=left.question, name=left.mistake, term=left.term)


def tells(each: "Standing") -> str:
    """Return how a question tells good from weak, with its interval."""
    found = each.discrimination
    if found is None:
        return text("terms.not-told")
    return text("terms.correlation", value=found.value, low=found.low, high=found.high)


def in_words(verdict: str) -> str:
    """Return a verdict for people, with its sign."""
    return f"{SIGNS[verdict]} {text(f'terms-verdict.{verdict}')}"


def in_points(value: float) -> str:
    """Return a share, or a difference of two, as per cent without the sign."""
    return f"{100 * value:.0f}"


def in_range(found: "Interval | None") -> str:
    """Return the interval of a share in per cent, '' for none."""
    return text("terms.range", low=100 * found.low, high=100 * found.high) if found else ""


def signed(change: "Change") -> str:
    """Return a difference in points of a per cent, with its interval; '' for none."""
    found = change.difference
    if found is None:
        return ""
    values = {"value": found.value, "low": found.low, "high": found.high}
    return text("terms.difference", **{key: round(100 * each) for key, each in values.items()})
