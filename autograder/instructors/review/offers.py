"""What is offered to a group: a comment of the bank on its mistake, else the mistake's own words.

Only a group whose members all have the name gets an offer, and nothing is given by itself: whoever
gives reads first what goes to whom.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.findings import text
from autograder.instructors.review.bank import Comment, as_said
from autograder.instructors.review.groups import Group
from autograder.results.mistake_words import Say

LONGEST = 5_000  # characters of a comment


@dataclass(frozen=True)
class Offer:
    """A comment; `times` is how often the bank's was given, 0 for a mistake's own words."""

    comment: str
    times: int = 0


def offer_for(group: Group, question: str, comments: Iterable[Comment], say: Say) -> Offer | None:
    """Return what is offered to a group of the question with this test cell, None for nothing.

    `say` has the words of mistakes in the language in force.
    """
    mistake = group.mistake
    if not mistake or not group.waits:
        return None
    said = [
        each
        for each in comments
        if (each.question, each.mistake) == (question, mistake)
        and as_said(each.comment)
        and len(each.comment) <= LONGEST
    ]
    if said:
        best = max(said, key=lambda each: each.times)
        return Offer(best.comment, best.times)
    own = own_words(group, say)
    return Offer(own) if own else None


def own_words(group: Group, say: Say) -> str:
    """Return what the catalogue says of a group's mistakes, '' where it hasn't all the words."""
    result = group.shown.result.question
    known = {each.name: each for each in (result.mistakes if result else ())}
    parts = []
    for name in group.mistakes:
        found = known.get(name)
        if found is None or not (found.known and found.seen and found.hint):
            return ""
        said = {word: say(name, word, getattr(found, word)) for word in ("seen", "hint", "reread")}
        code = "review.own-words" if said["reread"] else "review.own-words-alone"
        parts.append(text(code, **said))
    return "\n".join(parts)
