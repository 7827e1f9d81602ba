"""Terms side by side as one page of HTML that needs nothing else."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.instructors.reports.class_report.render import environment
from autograder.instructors.reports.terms.sentences import (
    VERDICTS,
    caveats,
    in_points,
    in_range,
    in_words,
    signed,
    step_sentences,
    tells,
)
from autograder.instructors.reports.terms.statistics import LEAST

if TYPE_CHECKING:
    from autograder.instructors.reports.terms.compare import TermsFigures

_TEMPLATE = "page.html.jinja"
_FOLDER = Path(__file__).with_name("templates")


def terms_page(figures: "TermsFigures") -> str:
    """Return the page, with all names escaped."""
    found = environment(_FOLDER)
    found.filters |= {"points": in_points, "range": in_range, "verdict": in_words}
    found.filters |= {"signed": signed, "tells": tells}
    return found.get_template(_TEMPLATE).render(
        figures=figures,
        made=datetime.now().astimezone(),
        least=LEAST,
        verdicts=VERDICTS,
        caveats=tuple(caveats(figures)),
        sentences=[tuple(step_sentences(step)) for step in figures.steps],
    )
