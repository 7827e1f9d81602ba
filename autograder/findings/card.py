"""A card below a cell: a sign and a word, what it is about, the cause first, the rest folded.

Its tags are those that stay when outputs are sanitized, and without its styles it still reads in
order. The text has the theme's colour: a tint is the state's colour at 8 %.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.findings.words import text

State = Literal["passed", "not-yet", "stopped", "to-do"]

# Sign and colour: white on it has a contrast of at least 4.9, its edge on white or dark at least 3.
_LOOKS: dict[State, tuple[str, str]] = {
    "passed": ("✓", "#0B7C6D"),
    "not-yet": ("✗", "#B8400E"),
    "stopped": ("✗", "#B8400E"),
    "to-do": ("○", "#64728A"),
}
_PASSED = _LOOKS["passed"][1]
_FONT = "system-ui,-apple-system,'Segoe UI',sans-serif"
_MONO = "ui-monospace,Menlo,Consolas,monospace"


@dataclass(frozen=True)
class Card:
    """What a card says.

    `title` is the cause, `evidence` rows of a name and a value, `sections` headings with their
    lines, `said` paragraphs below them, and `folded` what opens by a click: a summary, and lines.
    `progress` is a number of checks, and that of all; a `seal` stands beside what is a success.
    """

    state: State
    about: str
    title: str
    said: Sequence[str] = ()
    evidence: Sequence[tuple[str, str]] = ()
    sections: Sequence[tuple[str, Sequence[str]]] = ()
    folded: Sequence[tuple[str, Sequence[str]]] = ()
    progress: tuple[int, int] | None = None
    seal: bool = False


def card_html(card: Card) -> str:
    """Return the card as HTML."""
    _, colour = _LOOKS[card.state]
    style = (
        f"border:1px solid {colour}73;border-left:5px solid {colour};border-radius:7px;"
        f"background:{colour}14;padding:10px 14px 11px;margin:4px 0;max-width:760px;"
        f"font-family:{_FONT};font-size:14px;line-height:1.5"
    )
    return f'<div style="{style}">{"".join(_parts(card))}</div>'


def _parts(card: Card) -> Iterator[str]:
    sign, colour = _LOOKS[card.state]
    chip = (
        f"background:{colour};color:#fff;border-radius:9px;padding:1px 9px 2px;font-size:12px;"
        "letter-spacing:.02em;white-space:nowrap"
    )
    word = html.escape(text(f"card-state.{card.state}"))
    code = "font-size:12.5px;background:none;color:inherit"
    about = f'<code style="{code}">{html.escape(card.about)}</code>'
    yield f'<div><b style="{chip}">{sign} {word}</b> {about}</div>'
    if card.title:
        style = "font-size:16px;font-weight:650;margin:5px 0 3px;overflow-wrap:anywhere"
        title = f'<div style="{style}">{html.escape(card.title)}</div>'
        yield _sealed(title, colour) if card.seal else title
    if card.evidence:
        yield _table(card.evidence)
    for heading, lines in card.sections:
        yield f'<div style="margin:6px 0 0;font-weight:650">{html.escape(heading)}</div>'
        yield from map(_paragraph, lines)
    for each in card.said:
        yield _paragraph(each)
    for summary, lines in card.folded:
        inner = "<br>".join(_lines(line) for line in lines)
        head = f'<summary style="cursor:pointer">{html.escape(summary)}</summary>'
        body = f'<div style="padding:3px 0 0 1.2em">{inner}</div>'
        yield f'<details style="margin-top:8px;font-size:13px">{head}{body}</details>'
    if card.progress:
        yield _steps(*card.progress)


# It grows once, where nobody has asked for less motion; an untrusted notebook drops the style.
_POPS = (
    "<style>@keyframes agk-pop{from{transform:scale(.6)}to{transform:scale(1)}}"
    "@media (prefers-reduced-motion:no-preference){.agk-seal{animation:agk-pop .5s}}</style>"
)


def _sealed(title: str, colour: str) -> str:
    """Return a title with a large sign of success beside it."""
    style = (
        f"width:46px;height:46px;line-height:46px;border-radius:50%;background:{colour};"
        "color:#fff;font-size:26px;text-align:center;flex:none"
    )
    seal = f'<div class="agk-seal" style="{style}" aria-hidden="true">✓</div>'
    row = "display:flex;align-items:center;gap:14px;margin:8px 0 4px"
    return _POPS + f'<div style="{row}">' + seal + title + "</div>"


_MOST_STEPS = 20


def _steps(passed: int, total: int) -> str:
    """Return how many of all checks have passed: cells that are filled or empty, and words."""
    said = html.escape(_progress_in_words(passed, total))
    cell = "display:inline-block;width:16px;height:8px;border-radius:2px;margin-right:3px;"
    full, empty = f"background:{_PASSED};border:1px solid {_PASSED}", f"border:1px solid {_PASSED}"
    drawn = "".join(
        f'<span style="{cell}{full if place < passed else empty}" aria-hidden="true"></span>'
        for place in range(total if total <= _MOST_STEPS else 0)
    )
    style = "margin-top:9px;font-size:13px"
    return f'<div style="{style}">{drawn} <span style="opacity:.8">{said}</span></div>'


def _progress_in_words(passed: int, total: int) -> str:
    """Return how many of a notebook's checks have passed, as a sentence."""
    return text("card.progress", passed=passed, total=total)


def card_text(card: Card) -> str:
    """Return the card as text: for terminals, for exported notebooks, for screen readers."""
    sign, _ = _LOOKS[card.state]
    word = text(f"card-state.{card.state}").upper()
    about = text("of-part", part=card.about, seen=card.title) if card.title else card.about
    lines = [f"{sign} {word}  {about}", *_columns(card.evidence)]
    for heading, below in card.sections:
        lines += [heading, *(f"  {line}" for line in below)]
    lines += [*card.said]
    for summary, folded in card.folded:
        lines += [summary, *(f"  {line}" for line in folded)]
    if card.progress:
        lines.append(_progress_in_words(*card.progress))
    first, *rest = lines
    return "\n".join([first, *(f"  {line}" for part in rest for line in part.split("\n"))])


def _columns(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        yield f"{name:<{width}}  {value}"


def _paragraph(said: str) -> str:
    return f'<div style="margin:2px 0;overflow-wrap:anywhere">{_lines(said)}</div>'


def _lines(said: str) -> str:
    """Return text whose lines stay lines; one that is indented is code."""
    shown = []
    for line in said.split("\n"):
        escaped = html.escape(line)
        indented = line.startswith("  ")
        mono = f'<span style="font-family:{_MONO};white-space:pre-wrap">{escaped}</span>'
        shown.append(mono if indented else escaped)
    return "<br>".join(shown)


def _table(rows: Sequence[tuple[str, str]]) -> str:
    name = "padding:1px 14px 1px 0;opacity:.8;text-align:left"
    value = "padding:1px 0;text-align:left;overflow-wrap:anywhere"
    cells = (
        f'<tr style="background:none"><td style="{name}">{html.escape(one)}</td>'
        f'<td style="{value}">{_lines(other)}</td></tr>'
        for one, other in rows
    )
    style = (
        "border-collapse:collapse;margin:6px 0 4px;font-size:13.5px;background:none;color:inherit"
    )
    return f'<table style="{style}">{"".join(cells)}</table>'


_LONGEST_TITLE = 70
_NO_CAPITALS = re.compile("[\u2e80-\uffef]")


def as_title(said: str) -> str:
    """Return words with a capital, but for what begins with a name such as dW.

    Letters that begin a Chinese sentence are a name.
    """
    is_word = said[:2].isalpha() and said[:2].islower() and not _NO_CAPITALS.search(said)
    return said[:1].upper() + said[1:] if is_word else said


# Where the first part of a sentence ends, also in languages with wide marks.
_ENDS = (": ", ". ", "; ", "\n", "：", "。", "；")  # noqa: RUF001


def split_title(said: str) -> tuple[str, list[str]]:
    """Return the first part of a sentence as a title, and the rest; no title where it is long."""
    ends = [place for end in _ENDS if (place := said.find(end)) > 0]
    place = min(ends, default=len(said))
    if place > _LONGEST_TITLE:
        return "", [said]
    rest = said[place:].lstrip("".join(_ENDS))
    return as_title(said[:place]), [rest] if rest else []
