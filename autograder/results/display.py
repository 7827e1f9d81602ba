"""A question's result in a notebook: in words for people, as the record for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.findings import text, words
from autograder.findings.card import Card, State, as_title, card_html
from autograder.results.mistake_words import in_words as in_language
from autograder.results.record import MIME, FacetResult, NamedMistake, QuestionResult, plain


def show(result: QuestionResult) -> None:
    """Display the result below the cell."""
    from IPython.display import display  # graded functions are also judged without a notebook

    display(bundle(result), raw=True)


def bundle(result: QuestionResult) -> dict[str, Any]:
    """Return the output by type."""
    said = card_html(_card(result))
    return {"text/plain": in_words(result), "text/html": said, MIME: plain(result)}


def _card(result: QuestionResult) -> Card:
    """Return the result as a card: what is off first, with its name, passed facets folded."""
    points = f"{result.points:g}/{result.max_points:g}"
    title = text("result.title", points=result.points, most=result.max_points)
    failed = [(f, seen) for f, seen in zip(result.facets, result.seen, strict=True) if not f.passed]
    rows = [(f"✗ {f.said_name} {f.points:g}/{f.max_points:g}", seen) for f, seen in failed]
    if result.common:
        rows = [(f"✗ {points}", words(result.common))]
    mistakes = [in_language(each, result.assignment) for each in result.mistakes]
    named = [(as_title(each.name), _explained(each)) for each in mistakes]
    said = [text("result.remark", remark=remark).strip() for remark in result.remarks]
    passed = [f"{f.said_name} {f.points:g}/{f.max_points:g}" for f in result.facets if f.passed]
    folded = [(text("card.passed-count", count=len(passed)), passed)] if passed else []
    seed = text("result.seed", seed=result.seed).strip()
    state: State = "passed" if not failed else "not-yet"
    return Card(state, result.question, title, (*said, seed), rows, named, folded)


def in_words(result: QuestionResult) -> str:
    """Return the result as lines of text: points, facets, mistakes, remarks, the seed."""
    values = {"question": result.question, "points": result.points, "most": result.max_points}
    lines = [text("result.points", **values), *_facets(result)]
    mistakes = [in_language(each, result.assignment) for each in result.mistakes]
    lines += [line for each in mistakes for line in _mistake(each)]
    lines += [text("result.remark", remark=remark) for remark in result.remarks]
    return "\n".join([*lines, text("result.seed", seed=result.seed)])


def _facets(result: QuestionResult) -> Iterator[str]:
    if result.common:  # one reason for all, said once
        yield text("result.all-failed", seen=result.common)
        return
    for facet, seen in zip(result.facets, result.seen, strict=True):
        yield _facet(facet, seen)


def _facet(facet: FacetResult, seen: str) -> str:
    status = text("status.passed" if facet.passed else "status.failed")
    line = f"  {status}  {facet.said_name:<14} {facet.points:g}/{facet.max_points:g}"
    return f"{line}\n          {seen}" if seen else line


def _mistake(mistake: NamedMistake) -> Iterator[str]:
    yield text("result.mistake", name=mistake.name)
    yield from (f"          {line}" for line in _explained(mistake))


def _explained(mistake: NamedMistake) -> tuple[str, ...]:
    return mistake.seen, mistake.hint, text("re-read", section=mistake.reread)


@dataclass(frozen=True)
class Figure:
    """A picture (a data: address) and a sentence that says what it shows."""

    source: str
    words: str
