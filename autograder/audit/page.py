"""An audit as one page of HTML that needs nothing else."""

from collections import Counter
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.audit.result import Audit

_TEMPLATE = "page.html.jinja"


@dataclass(frozen=True)
class Row(Audit):
    """The audit of one solution cell; `anchor` is its place in the page."""

    cell: str = ""
    anchor: str = ""

    @property
    def facets(self) -> list[tuple[str, int]]:
        """What took points, and from how many mutants, most first."""
        kinds = ({loss.facet for loss in each.losses} for each in self.killed)
        return Counter(facet for each in kinds for facet in sorted(each)).most_common()


def page(audit: Audit) -> str:
    """Return the page, with everything that notebooks hold escaped."""
    environment = Environment(
        loader=PackageLoader(__package__, "."), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template(_TEMPLATE)
    return template.render(audit=audit, rows=_rows(audit))


def _rows(audit: Audit) -> list[Row]:
    return [
        Row(audit.assignment, part.verdicts, cell=cell, anchor=f"cell-{number}")
        for number, ((_, cell), part) in enumerate(audit.by_cell().items())
    ]
