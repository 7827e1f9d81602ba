"""Groups that fail alike: other mistakes each, and what has failed is the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.instructors.review.pages import ShownGroup


@dataclass(frozen=True)
class Family:
    """Groups in which the same facets `failed` and which ended alike; `raised` is '' for neither.

    What its members have in common is what tests saw of them, and not what they do.
    """

    failed: tuple[str, ...]
    raised: str
    groups: tuple["ShownGroup", ...]

    @property
    def answers(self) -> int:
        """How many answers there are in it."""
        return sum(len(each.group.members) for each in self.groups)


def families_of(groups: Iterable["ShownGroup"]) -> tuple[Family, ...]:
    """Return the families of more than one group that lost points, the largest first."""
    found: dict[tuple[tuple[str, ...], str], list[ShownGroup]] = {}
    for each in groups:
        if each.group.kind in ("wrong", "alone"):
            raised = each.group.raised.kind if each.group.raised else ""
            found.setdefault((each.group.failed, raised), []).append(each)
    families = (Family(*key, tuple(its)) for key, its in found.items() if len(its) > 1)
    return tuple(sorted(families, key=lambda each: (-each.answers, each.failed, each.raised)))
