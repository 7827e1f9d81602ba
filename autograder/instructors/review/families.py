"""Groups that get one comment: those that fail alike, and one mistake in several variants.

What fails alike is other mistakes each. Where a course has variants of an assignment, one mistake
returns other values in each: two groups of different variants that have the same name by the
grading, the same failed facets and the same exception are shown as one. Nothing is put together by
its text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from autograder.instructors.review.store import digest_of

if TYPE_CHECKING:
    from autograder.instructors.review.shown import ShownGroup

# Two ways through a question: a comment for each group, or one for all that fail alike.
Way = Literal["groups", "families"]


@dataclass(frozen=True)
class Family:
    """Groups in which the same facets `failed` and which ended alike; `raised` is '' for neither.

    What its members have in common is what tests saw of them, and not what they do; but for those
    with a `name`: these are one mistake in several variants.
    """

    failed: tuple[str, ...]
    raised: str
    groups: tuple["ShownGroup", ...]
    name: str = ""

    @property
    def answers(self) -> int:
        """How many answers there are in it."""
        return sum(len(each.group.members) for each in self.groups)

    @property
    def waits(self) -> bool:
        """Whether one of its groups waits for a comment."""
        return any(each.waits for each in self.groups)

    @property
    def variants(self) -> tuple[str, ...]:
        """The letters of the variants that its members have."""
        return tuple(sorted({letter for each in self.groups for letter in each.variants}))

    @property
    def key(self) -> str:
        """A name for it that stays, whoever is in it: of what its groups share."""
        return digest_of(self.name, self.failed, self.raised)


@dataclass(frozen=True)
class Forms:
    """The forms of a question's page: of groups, of one mistake in `twins`, and of `families`."""

    groups: tuple["ShownGroup", ...]
    twins: tuple[Family, ...]
    families: tuple[Family, ...]

    def stops(self, way: Way) -> "tuple[ShownGroup | Family, ...]":
        """Return where a way through the page stops: at forms that wait, each group once."""
        twins = {each.number for family in self.twins for each in family.groups}
        if way == "groups":
            alone = (each for each in self.groups if each.waits and each.number not in twins)
            return (*(each for each in self.twins if each.waits), *alone)
        several = {each.number for family in self.families for each in family.groups}
        first = (
            each
            for each in self.twins
            if each.waits and not several & {its.number for its in each.groups}
        )
        alone = (e for e in self.groups if e.waits and e.number not in several | twins)
        return (*first, *alone, *(each for each in self.families if each.waits))

    def ways(self, form: "ShownGroup | Family") -> str:
        """Return the ways that stop at a form, for its page."""
        known: tuple[Way, ...] = ("groups", "families")
        return " ".join(way for way in known if any(each is form for each in self.stops(way)))


def forms_of(groups: Sequence["ShownGroup"]) -> Forms:
    """Return the forms of a question's page."""
    twins = twins_of(groups)
    same = [{each.number for each in family.groups} for family in twins]
    families = families_of(groups)
    others = (f for f in families if {each.number for each in f.groups} not in same)
    return Forms(tuple(groups), twins, tuple(others))


def families_of(groups: Iterable["ShownGroup"]) -> tuple[Family, ...]:
    """Return the families of more than one group that lost points, the largest first."""
    found: dict[tuple[tuple[str, ...], str], list[ShownGroup]] = {}
    for each in groups:
        if each.group.kind in ("wrong", "alone"):
            found.setdefault(_failure(each), []).append(each)
    return _largest_first(Family(*key, tuple(its)) for key, its in found.items() if len(its) > 1)


def twins_of(groups: Iterable["ShownGroup"]) -> tuple[Family, ...]:
    """Return the families of one mistake in several variants, the largest first.

    Groups of one variant are told apart by what they do, so of these none is in such a family.
    """
    found: dict[tuple[object, ...], list[ShownGroup]] = {}
    for each in groups:
        if each.group.kind == "wrong" and each.group.mistake and each.variants:
            found.setdefault((each.group.mistake, *_failure(each)), []).append(each)
    families = []
    for its in found.values():
        clash = {n for a, b in combinations(its, 2) if set(a.variants) & set(b.variants)
                 for n in (a.number, b.number)}  # fmt: skip
        left = tuple(each for each in its if each.number not in clash)
        if len(left) > 1:
            families.append(Family(*_failure(left[0]), left, left[0].group.mistake))
    return _largest_first(families)


def _failure(shown: "ShownGroup") -> tuple[tuple[str, ...], str]:
    raised = shown.group.raised
    return shown.group.failed, raised.kind if raised else ""


def _largest_first(families: Iterable[Family]) -> tuple[Family, ...]:
    return tuple(sorted(families, key=lambda each: (-each.answers, each.failed, each.raised)))
