"""What was proved of a notebook, in words for instructors."""

from collections.abc import Iterator, Mapping

from autograder.engine.proof.record import Difference, Outcome, Proof, ProvedCell
from autograder.findings import text, words

# What instructors are told of first: what has to be mended.
_ORDER: tuple[Outcome, ...] = ("neither", "within", "after", "unsteady", "missing")


def lines(notebook: str, proof: Proof) -> list[str]:
    """Return the summary of a notebook, then what there is to say of each test, and why."""
    return list(_lines(notebook, proof))


def _lines(notebook: str, proof: Proof) -> Iterator[str]:
    if proof.unproved:
        yield text("together.unproved", notebook=notebook, reason=proof.unproved)
        return
    if not proof.submissions:
        yield text("together.only-apart", notebook=notebook, tests=proof.tests)
        return
    moved = len(proof.of("after")) + len(proof.of("within"))
    left_out = len(proof.of("unsteady")) + len(proof.of("missing"))
    yield text(
        "together.summary",
        notebook=notebook,
        tests=proof.tests,
        same=proof.tests - left_out - len(proof.of("neither")),
        moved=moved,
        submissions=proof.submissions,
        seconds=proof.seconds,
    )
    for outcome in _ORDER:
        for each in proof.of(outcome):
            yield from _of_cell(notebook, each)
    if proof.missing:
        yield text("together.not-installed", names=", ".join(proof.missing))
    if moved:
        yield text("together.given-up")


def _of_cell(notebook: str, each: ProvedCell) -> Iterator[str]:
    yield text(f"together-outcome.{each.outcome}", notebook=notebook, cell=each.cell)
    if each.difference is not None:
        yield text("together.difference", **_difference(each.difference))
    if each.construct:
        yield text(f"together-construct.{each.construct}")
        yield text(f"together-instead.{each.construct}")


def _difference(found: Difference) -> Mapping[str, str]:
    on = {"": text("together.solution"), None: text("together.handout")}
    answer = found.answer
    return {
        "on": on[answer] if answer in on else text("together.without", cell=answer),
        "stock": _points(found.stock),
        "kit": _points(found.kit),
        "ended": text("together.ended", reason=words(found.ended)) if found.ended else "",
    }


def _points(points: float | None) -> str:
    return text("together.no-points") if points is None else f"{points:g}"
