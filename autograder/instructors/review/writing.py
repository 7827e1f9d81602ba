"""Gifts on their way into the gradebook and back out of it, noted before they are written.

Whatever ends a process, what was given is known, and can be taken back. Points and a comment are
two things: each is taken back where it still stands, and nothing else with it.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from autograder.batch.lock import CourseLocked, lock_course
from autograder.findings import text
from autograder.gradebook.by_hand import KINDS, ByHand, Change, Kind, Standing
from autograder.gradebook.give_by_hand import (
    ChangedMeanwhile,
    GradebookBusy,
    by_hand_of,
    standings,
    write_by_hand,
)
from autograder.instructors.review.seen import Given, Refused
from autograder.instructors.review.store import Giving, Place, ReviewStore, given_to

if TYPE_CHECKING:
    from autograder.instructors.review.load import AnswerReader

_PATIENCE = 1.0  # seconds, for somebody who gives or takes back just now
Later = Mapping[tuple[str, Kind], float | str]  # by a grade's row, what later gifts gave to it


class GiftWriter:
    """Writes the gifts of one assignment, and takes them back."""

    def __init__(self, reader: "AnswerReader", store: ReviewStore) -> None:
        self._reader, self._store = reader, store
        self._settle()

    def given_to(self, place: Place) -> dict[str, ByHand]:
        """Return what groups' gifts gave to each student, the newest of points and comment."""
        return given_to(each for each in self._given() if each.place == place)

    def give(
        self, parts: Sequence[tuple[Place, str, Sequence[Change]]], *, together: bool = False
    ) -> None:
        """Write gifts, each with its place and title, all or none; `together` they go back, too.

        Raises Refused.
        """
        batch = secrets.token_hex(8) if together else ""
        with self.alone():
            self._find_out()
            # Noted first: whatever happens then, it is known what may be taken back.
            assignment = self._reader.assignment
            numbers = [self._store.begin_giving(assignment, *each, batch) for each in parts]
            try:
                self.put([change for _, _, changes in parts for change in changes])
            except Refused:
                for number in numbers:
                    self._store.set_state(number, None)
                raise  # whatever else ends it: `_settle` finds out
            for number in numbers:
                self._store.set_state(number, "given")

    def take_back(self, number: int) -> Given:
        """Take back what was given, from all who still have it; raises Refused."""
        return self._take_back(lambda each: each.number == number)

    def take_back_batch(self, batch: str) -> Given:
        """Take back what was given together; raises Refused."""
        return self._take_back(lambda each: bool(batch) and each.batch == batch)

    def put(self, changes: Sequence[Change]) -> None:
        """Write changes to the gradebook, for who holds the course; raises Refused."""
        try:
            write_by_hand(self._reader.course, changes)
        except ChangedMeanwhile as error:
            said = text("review.changed-meanwhile", student=error.student)
            raise Refused("changed", said, [error.student]) from error
        except GradebookBusy as error:
            raise Refused("busy", str(error)) from error

    def put_one(self, stands: Standing, after: ByHand) -> None:
        """Give one written answer what is to stand there, for who holds the course.

        Raises Refused, which names nobody.
        """
        change = Change(stands.student, stands.grade, stands.comment, stands.by_hand, after)
        try:
            self.put([change])
        except Refused as error:
            if error.why != "changed":
                raise
            raise Refused("changed", text("review.other-answer")) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the course within; raises Refused while somebody else does."""
        with ExitStack() as held:
            until = time.monotonic() + _PATIENCE
            while True:
                try:
                    held.enter_context(lock_course(self._reader.course.root))
                    break
                except CourseLocked as error:
                    if time.monotonic() > until:
                        raise Refused("busy", text("review.held", **error.holder)) from error
                time.sleep(0.02)
            yield

    def _given(self) -> list[Giving]:
        known = self._store.givings(self._reader.assignment)
        return [each for each in known if each.state == "given"]

    def _take_back(self, wanted: Callable[[Giving], bool]) -> Given:
        with self.alone():
            # Looked up within: another command may have taken it back just now.
            givings = [each for each in self._given() if wanted(each)]
            if not givings:
                raise Refused("changed", text("review.undone-already"))
            changes = [change for giving in givings for change in giving.gifts]
            now, later = self._now(changes), self._later(max(each.number for each in givings))
            _must_be_last(changes, now, later)
            back, left = [], dict[str, None]()
            for change in changes:
                has = now.get(change.grade)
                free = [kind for kind in change.kinds if (change.grade, kind) not in later]
                there = [kind for kind in free if has and change.stands_in(has, kind)]
                if has and there:
                    back.append(change.back_from(has, there))
                gone = [kind for kind in free if has and change.is_back_in(has, kind)]
                if len({*there, *gone}) < len(change.kinds):
                    left[change.student] = None
            if back:
                self.put(back)
            for giving in givings:
                self._store.set_state(giving.number, "undone")
        code = "review.undone-but" if back else "review.undone-none"
        return Given(len(back), tuple(left), (text(code, names=list(left)),) if left else ())

    def _later(self, number: int) -> Later:
        """Return what gifts after this one gave, the newest of each."""
        found: dict[tuple[str, Kind], float | str] = {}
        for giving in self._given():
            for change in giving.changes if giving.number > number else ():
                for kind in KINDS:
                    # Whoever had the same already got it, too.
                    value = getattr(change.gave, kind) or getattr(giving.gave, kind)
                    if value is not None and value == getattr(change.after, kind):
                        found.setdefault((change.grade, kind), value)
        return found

    def _now(self, changes: Sequence[Change]) -> Mapping[str, ByHand]:
        """Return what stands in the gradebook now, by row of a grade."""
        rows = standings(self._reader.course, self._reader.assignment)
        by_id = {row["id"]: row for of in rows.values() for row in of.values()}
        return {
            each.grade: by_hand_of(by_id[each.grade], by_id.get(each.comment))
            for each in changes
            if each.grade in by_id
        }

    def _settle(self) -> None:
        """Find out what became of gifts that were on their way when a process ended.

        Not while another process holds the course: its own gift may be on the way.
        """
        known = self._store.givings(self._reader.assignment)
        if any(each.state == "pending" for each in known):
            with suppress(Refused), self.alone():
                self._find_out()

    def _find_out(self) -> None:
        for giving in self._store.givings(self._reader.assignment):
            if giving.state == "pending":
                there = _arrived(giving.gifts, self._now(giving.changes))
                self._store.set_state(giving.number, "given" if there else None)


def _arrived(gifts: Sequence[Change], now: Mapping[str, ByHand]) -> bool:
    """Return whether a gift was written: to all at once, so whoever is as before never had it.

    Whoever has it may have got it from a person since.
    """
    rows = [(change, now[change.grade]) for change in gifts if change.grade in now]
    has = [all(change.stands_in(row, kind) for kind in change.kinds) for change, row in rows]
    return any(has) and not any(change.before == row for change, row in rows)


def _must_be_last(changes: Sequence[Change], now: Mapping[str, ByHand], later: Later) -> None:
    """Raise Refused where a later gift stands in the place of one that is to be taken back."""
    names = dict.fromkeys(
        change.student
        for change in changes
        for kind in change.kinds
        if (has := now.get(change.grade)) and (change.grade, kind) in later
        if later[change.grade, kind] == getattr(has, kind)
    )
    if names:
        raise Refused("changed", text("review.given-since", names=list(names)), list(names))
