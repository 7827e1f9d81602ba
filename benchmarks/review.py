"""How well does `autograder review` group a class whose answers are known, and how quickly?

    python benchmarks/review.py [--students 300] [--assignment softmax-loss] [--seed 1] [--json]

A class is made of the catalogue's mistakes and pairs of them, the bank's right variants, people's
attempts and stubs, each question drawn by itself, and graded. What behaves alike is judged by the
bank: it calls the functions on inputs of its own.

purity: of the members of groups that lost points, the share that does what most of its group does.
split: into how many such groups a planted mistake falls, or what an unplanted answer does.
seconds: from values that are kept to the index; computing: of these those of this process;
seconds_question: the slowest question's page.
seconds_values: to take them, once after grading. seconds_offers: to give all that is offered.

clicks: acts to comment on all of them, as evening.py counts them: each group its own comment;
clicks_offers: groups with an offer get it at once, all others their own; clicks_families: then
those that fail alike get one comment, which can say what failed, and not what each did.
stops_families is at how many forms that is. clicks_one_by_one and clicks_by_notebook: the same in
the formgrader.
offers: how many groups are offered something with an empty bank, and offered_answers theirs.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from review_class import Judge, KnownClass

from autograder.gradebook.course import Course
from autograder.instructors.review.answers import ClassAnswers
from autograder.instructors.review.giving import Giver
from autograder.instructors.review.groups import Group, groups_of
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.pages import Pages
from autograder.instructors.review.probes import Tell, take_values
from autograder.instructors.review.store import ReviewStore
from benchmarks.evening import acts, acts_after_offers, all_offered, by_notebook, one_by_one, stops

AUTOGRADER = (sys.executable, "-c", "from autograder.cli import main; main()")
LOST = ("wrong", "doubtful")
Groups = Mapping[str, list[Group]]  # those that lost points, by test cell


@dataclass(frozen=True)
class ReviewResult:
    """The figures; `impure` has what stands in a group that does something else."""

    students: int
    questions: int
    answers: int
    groups: int
    largest: int
    named: int
    purity: float
    split: float
    seconds: float
    computing: float
    seconds_question: float
    seconds_values: float
    seconds_grading: float
    seconds_offers: float
    offers: int
    offered_answers: int
    clicks: int
    clicks_offers: int
    clicks_families: int
    stops_families: int
    clicks_one_by_one: int
    clicks_by_notebook: int
    impure: tuple[str, ...]
    split_most: tuple[str, ...]


def review_of(known: KnownClass, jobs: int | None) -> ReviewResult:
    """Make, grade and review a class."""
    known.make()
    start = time.monotonic()
    workers = [f"--jobs={jobs}"] if jobs else []
    words = [*AUTOGRADER, "grade", known.assignment, *workers]
    subprocess.run(words, cwd=known.folder, check=True, stdout=subprocess.DEVNULL)
    graded = time.monotonic()
    with closing(ReviewStore(known.folder)) as store:
        take_values(Course(known.folder), known.assignment, store, Tell(), jobs)
        taken, begun = time.monotonic(), time.process_time()
        reader = AnswerReader(Course(known.folder), known.assignment, store)
        found = reader.answers()
        pages = Pages("/token/")
        pages.index(found)
        shown, computed = time.monotonic(), time.process_time() - begun
        slowest = max(_seconds(pages, found, number + 1) for number in range(len(found.questions)))
        told = Pages("/token/", reader.words())
        offers, clicks = all_offered(found, told), acts(found, told, "groups")
        start_offers = time.monotonic()
        given = Giver(reader, store).give_offered(offers).count if offers.groups else 0
        end_offers = time.monotonic()
        after = reader.answers()
    lost = {
        question.place[1]: [each for each in groups_of(found, question) if each.kind in LOST]
        for question in found.questions
    }
    judge = Judge(known)
    split = dict(_split(known, judge, lost))
    impure = tuple(_impure(judge, lost))
    members = sum(len(each.members) for groups in lost.values() for each in groups)
    count = sum(map(len, lost.values()))
    return ReviewResult(
        students=known.size,
        questions=len(found.questions),
        answers=members,
        groups=count,
        largest=max(len(each.members) for groups in lost.values() for each in groups),
        named=sum(bool(each.names) for groups in lost.values() for each in groups),
        purity=1.0 - len(impure) / members,
        split=fmean(split.values()),
        seconds=shown - taken,
        computing=computed,
        seconds_question=slowest,
        seconds_values=taken - graded,
        seconds_grading=graded - start,
        seconds_offers=end_offers - start_offers,
        offers=len(offers.groups),
        offered_answers=given,
        clicks=clicks,
        clicks_offers=acts_after_offers(after, told, "groups"),
        clicks_families=acts_after_offers(after, told, "families"),
        stops_families=stops(after, told, "families"),
        clicks_one_by_one=one_by_one(lost),
        clicks_by_notebook=by_notebook(lost),
        impure=impure,
        split_most=tuple(f"{name}: {n}" for name, n in split.items() if n > 1),
    )


def _seconds(pages: Pages, found: ClassAnswers, number: int) -> float:
    start = time.monotonic()
    pages.question(found, number, (), ())
    return time.monotonic() - start


def _impure(judge: Judge, lost: Groups) -> Iterator[str]:
    """Yield the members that do something else than most of their group."""
    for test, groups in lost.items():
        for group in groups:
            classes = sorted(judge.classes(group.students, test), key=len)
            yield from (f"{test}: {student}" for each in classes[:-1] for student in each)


def _split(known: KnownClass, judge: Judge, lost: Groups) -> Iterator[tuple[str, int]]:
    """Yield each planted mistake, and each thing that unplanted answers do, with its groups."""
    for test, groups in lost.items():
        place = {student: n for n, group in enumerate(groups) for student in group.students}
        planted: dict[frozenset[str], list[str]] = {}
        for student in place:
            planted.setdefault(known.truths[student, test].names, []).append(student)
        others = judge.classes(planted.pop(frozenset(), []), test)
        for names, students in planted.items():
            label = f"{test}: {' + '.join(sorted(names))}"
            yield label, len({place[student] for student in students})
        for students in others:
            yield f"{test}: as {students[0]}", len({place[student] for student in students})


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--assignment", default="softmax-loss")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "course"
        known = KnownClass(place, given.assignment, given.students, given.seed)
        found: dict[str, Any] = asdict(review_of(known, given.jobs))
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:>18}  {value}")


if __name__ == "__main__":
    main()
