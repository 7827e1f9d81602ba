"""A font for pictures in a tab, where no system's can be asked: the characters needed, and no more.

It is cut from a font of this machine whose licence lets it be handed on, the SIL Open Font License;
that text lies beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.findings.language import FONTS, LICENCE, folder_of, languages
from autograder.findings.translation import read_entries
from autograder.findings.words import CATALOGUES

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_FIRST_WIDE = "\u2e80"  # what stands before comes with matplotlib's own font
_FREE = "scripts.sil.org/OFL", "openfontlicense.org"
_REGULAR = ("400", "normal", "regular", "book")
_SEVERAL = (".ttc", ".otc")
_FAMILY, _COPYRIGHT, _LICENCE_AT = 1, 0, 14  # names of the table `name`


@dataclass(frozen=True)
class PictureFont:
    """A font cut to some characters: its name, its copyright, and the file."""

    name: str
    copyright: str
    characters: frozenset[str]
    data: bytes

    def files(self, language: str) -> dict[str, bytes]:
        """Return it as files of the kit, its licence beside it."""
        licence = Path(__file__).with_name("OFL.txt").read_text(encoding="utf-8")
        return {
            f"{FONTS}/{language}.otf": self.data,
            f"{FONTS}/{LICENCE}": f"{self.name}: {self.copyright}\n\n{licence}".encode(),
        }


def characters_of(language: str, labels: Iterable[str] = ()) -> frozenset[str]:
    """Return the characters of all that a language's pictures may say.

    These are those of its messages for students and of the `labels` that notebooks give, as far as
    matplotlib's own font lacks them.
    """
    folder = folder_of(language)
    messages = read_entries(folder / CATALOGUES["students.toml"]) if folder else {}
    said = [*(each.text for each in messages.values()), *labels]
    return frozenset(letter for each in said for letter in each if letter >= _FIRST_WIDE)


def picture_font(language: str, labels: Iterable[str] = ()) -> PictureFont | None:
    """Return a font for a language's pictures, None where no free one with all of it is here."""
    needed = characters_of(language, labels)
    for name in languages()[language].fonts:
        for path in _files_with(name):
            if made := _cut_from(path, name, needed):
                return made
    return None


def _files_with(name: str) -> list[str]:
    """Return the files of regular fonts that may be, or hold, the font of a name."""
    from matplotlib.font_manager import fontManager  # half a second, and only where it is asked for

    regular = (
        each
        for each in fontManager.ttflist
        if each.style == "normal" and str(each.weight) in _REGULAR
    )
    # Of a collection matplotlib knows the first font alone.
    return sorted(
        {each.fname for each in regular if each.name == name or each.fname.endswith(_SEVERAL)}
    )


def _cut_from(path: str, name: str, needed: frozenset[str]) -> PictureFont | None:
    """Return a file's font of a name with these characters, if it may be handed on and has them."""
    from fontTools.ttLib import TTCollection, TTFont

    opened = TTCollection if path.endswith(_SEVERAL) else TTFont
    with opened(path, lazy=True) as found:
        for font in getattr(found, "fonts", [found]):
            free = any(address in _said(font, _LICENCE_AT) for address in _FREE)
            if free and _said(font, _FAMILY) == name and needed <= _letters(font):
                return PictureFont(name, _said(font, _COPYRIGHT), needed, _cut(font, needed))
    return None


def _letters(font: "TTFont") -> set[str]:
    return {chr(code) for code in font.getBestCmap()}


def _said(font: "TTFont", number: int) -> str:
    return str(font["name"].getDebugName(number) or "")


def _cut(font: "TTFont", letters: Iterable[str]) -> bytes:
    """Return the font's file with these characters alone, the same each time."""
    from fontTools.subset import Options, Subsetter

    options = Options(layout_features=[], hinting=False, recalc_timestamp=False)
    cutter = Subsetter(options)
    cutter.populate(text="".join(sorted(letters)))
    cutter.subset(font)
    font.recalcTimestamp = False
    target = BytesIO()
    font.save(target)
    return target.getvalue()


def fonts_for(all_labels: Mapping[str, Iterable[str]]) -> dict[str, PictureFont | None]:
    """Return the font of each language that needs one, by the labels that its notebooks give."""
    known = languages()
    return {
        language: picture_font(language, labels)
        for language, labels in all_labels.items()
        if language in known and known[language].fonts
    }
