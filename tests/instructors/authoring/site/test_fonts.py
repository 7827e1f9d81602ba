"""A site in Chinese brings a font for its pictures along: all characters, with a licence."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from matplotlib.font_manager import fontManager

from autograder.findings.language import folder_of, language, speaking
from autograder.findings.translation import read_entries
from autograder.findings.words import text
from autograder.instructors.authoring.site import fonts
from autograder.notebooks.cells import read_cells
from autograder.notebooks.translation import shown_texts, translation_file
from autograder.plots import labels
from tests.conftest import ROOT
from tests.translations.test_pictures import PICTURES
from tests.translations.test_pictures import labels as labels_of_picture

NAME = "Noto Sans CJK SC"
FREE = "https://scripts.sil.org/OFL"


def font_of(letters: Iterable[str], licence: str = FREE, name: str = NAME) -> TTFont:
    """Return a font with squares for these letters."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 900), (900, 900), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    glyphs = {letter: f"g{ord(letter)}" for letter in sorted(letters)}
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", *glyphs.values()])
    made.setupCharacterMap({ord(letter): glyph for letter, glyph in glyphs.items()})
    made.setupGlyf(dict.fromkeys((".notdef", *glyphs.values()), square))
    made.setupHorizontalMetrics(dict.fromkeys((".notdef", *glyphs.values()), (1000, 0)))
    made.setupHorizontalHeader(ascent=900, descent=0)
    made.setupOS2()
    made.setupPost()
    copyright_line = "Copyright of nobody"
    made.setupNameTable({"familyName": name, "styleName": "Regular", "copyright": copyright_line})
    made.font["name"].setName(licence, 14, 3, 1, 0x409)
    found: TTFont = made.font
    return found


def here(monkeypatch: pytest.MonkeyPatch, folder: Path, font: TTFont) -> None:
    """Let this be the only font of the machine with such letters."""
    font.save(folder / "here.ttf")
    monkeypatch.setattr(
        fontManager, "ttflist", [e for e in fontManager.ttflist if "CJK" not in e.name]
    )
    fontManager.addfont(folder / "here.ttf")


def shown_in_all_notebooks() -> set[str]:
    """Return the texts that the code of all Chinese notebooks shows."""
    found: set[str] = set()
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb")):
        entries = read_entries(translation_file(ROOT, "zh", path.parent.name))
        for cell in read_cells(path):
            found |= set(shown_texts(cell, entries.get(cell.key)))
    return found


def test_every_character_of_every_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the font all that pictures, notebooks' labels and clothes say, and no letter more?"""
    shown = shown_in_all_notebooks()
    needed = fonts.characters_of("zh", shown)
    here(monkeypatch, tmp_path, font_of([*needed, "龘", "a"]))
    made = fonts.picture_font("zh", shown)
    assert made is not None
    kept = {chr(code) for code in TTFont(BytesIO(made.data)).getBestCmap()}
    assert kept == needed == made.characters and "龘" not in kept
    with speaking("zh"):
        assert language() == "zh"
        said = {label for picture in PICTURES.values() for label in labels_of_picture(picture())}
        said |= {text("plots.seconds"), *shown}
    wide = {letter for each in said for letter in each if labels._NOT_DRAWN.match(letter)}
    assert len(wide) > 300 and wide <= kept


def test_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does its licence lie beside it, with the copyright, and is the font the same each time?"""
    here(monkeypatch, tmp_path, font_of(fonts.characters_of("zh")))
    one, other = fonts.picture_font("zh"), fonts.picture_font("zh")
    assert one and one == other and one.name == NAME
    files = one.files("zh")
    licence = files["autograder/plots/fonts/OFL.txt"].decode()
    assert licence.startswith(f"{NAME}: Copyright of nobody\n")
    assert "SIL OPEN FONT LICENSE" in licence and "PERMISSION & CONDITIONS" in licence
    assert files["autograder/plots/fonts/zh.otf"] == one.data


@pytest.mark.parametrize("lacks", ["a licence", "the name", "a letter"])
def test_no_such_font(lacks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a font left alone that mustn't be handed on, has another name, or lacks a letter?"""
    letters = sorted(fonts.characters_of("zh"))
    made = {
        "a licence": lambda: font_of(letters, licence="All rights reserved"),
        "the name": lambda: font_of(letters, name="Some CJK Font"),
        "a letter": lambda: font_of(letters[1:]),
    }
    here(monkeypatch, tmp_path, made[lacks]())
    assert fonts.picture_font("zh") is None
    assert fonts.fonts_for({"zh": [], "": []}) == {"zh": None}
    assert folder_of("zh")
