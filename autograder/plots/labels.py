"""Labels that a notebook's own code gives, where no font here has the letters of its language.

Beside a handout in another language lies a list of what its code shows, in that language and in
English: templates, with what stands in braces in both. A label is then drawn in English.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.findings.language import LABELS
from autograder.findings.own_texts import rewritten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Where nothing lies beside a notebook, as in Colab, the list comes with the kit.
_WITH_THE_KIT = Path(__file__).parent
_NOT_DRAWN = re.compile("[\u2e80-\uffef]+")  # what only a font for Chinese and the like has
_BOX = "\u25a1"

Pairs = tuple[tuple[str, str], ...]


def draw_in_english(figure: "Figure") -> None:
    """Put English in place of all texts of a figure whose letters can't be drawn."""
    from matplotlib.text import Text  # not before something is drawn

    pairs = pairs_in(Path.cwd()) + pairs_in(_WITH_THE_KIT)
    for axis in (each for axes in figure.axes for each in (axes.xaxis, axes.yaxis)):
        names = [each.get_text() for each in axis.get_ticklabels()]
        if any(map(_NOT_DRAWN.search, names)):  # they are written anew when it is drawn
            axis.set_ticks(axis.get_ticklocs(), [in_english(each, pairs) for each in names])
    for each in figure.findobj(Text):
        if isinstance(each, Text) and _NOT_DRAWN.search(said := each.get_text()):
            each.set_text(in_english(said, pairs))


def in_english(label: str, pairs: Pairs) -> str:
    """Return a label in English, with boxes for letters of which nobody knows what they mean."""
    for other, english in pairs:
        if _NOT_DRAWN.search(other):
            found = rewritten(label, other, english, lambda each: in_english(each, pairs))
            if found is not None:
                return found
    return _NOT_DRAWN.sub(_BOX, label)


def pairs_in(folder: Path) -> Pairs:
    """Return what lies beside a notebook: each text with the English one, none without a file."""
    try:
        path = folder / LABELS
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError):
        return ()


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Pairs:
    found = json.loads(path.read_text(encoding="utf-8"))
    return tuple((str(other), str(english)) for other, english in found)
