"""Pictures in Chinese: summaries always, labels where a font has the characters."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from autograder import plots
from autograder.findings import text
from autograder.findings.language import LABELS, LANGUAGE, font_among
from autograder.instructors.doctor import fonts as doctor_fonts
from autograder.plots import Picture, look
from autograder.plots.labels import in_english
from tests.conftest import ROOT
from tests.translations.test_chinese import HAN

PICTURES: dict[str, Callable[[], Picture]] = {
    "bars": lambda: plots.accuracy_bars({"a": 0.5, "b": float("nan")}, "Two", chance=0.1),
    "time": lambda: plots.time_bars({"loops": 1.25, "matrices": 0.0025}),
    "graph": lambda: plots.computation_graph(["a", "b"], [[], [0]], [1.0, 2.0], [2.0, 1.0]),
    "probabilities": lambda: plots.bars_of_probabilities(np.eye(2), np.array([0, 1])),
    "softmax": lambda: plots.softmax_steps(
        np.zeros(3), np.ones(3) / 3, "Steps", moving=1, lowest=-1, highest=1
    ),
    "loss": lambda: plots.loss_curve([3.0, 2.0, 1.5], "Loss"),
}


def labels(picture: Picture) -> list[str]:
    """Return the texts in a picture, drawn as png() draws it."""
    with look.styled():
        figure: Any = picture.draw()
        return [each.get_text() for each in figure.findobj(Text)]


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE, "zh")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.mark.parametrize("name", PICTURES)
def test_without_a_font(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are labels English where no font has the characters, with the summary in Chinese?"""
    monkeypatch.setattr(look, "font_among", lambda _: "")
    picture = PICTURES[name]()
    assert picture.png()[:4] == b"\x89PNG"  # a missing character is a warning, and so an error
    assert all(each.isascii() for each in labels(picture))
    assert not picture.summary.isascii()


def test_with_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Are labels Chinese, and is the font asked for, where there is one?"""
    import matplotlib as mpl

    monkeypatch.setattr(look, "font_among", lambda names: names[0])
    with look.styled():
        assert "Noto Sans CJK SC" in mpl.rcParams["font.family"]
    assert text("plots.seconds") in labels(PICTURES["time"]())


def test_fonts_are_looked_for() -> None:
    """Is a font found that is there, and none that isn't?"""
    assert font_among(("No Such Font", "DejaVu Sans")) == "DejaVu Sans"
    assert font_among(("No Such Font",)) == ""


PAIRS = (
    ("第 {k} 步", "Step {k}"),
    ("{b:.2f} 与 {a}\n判为：{names[i]}", "{a} and {b:.2f}\nsaid: {names[i]}"),
    ("学习率太高", "rate too high"),
)


@pytest.mark.parametrize(
    ("label", "english"),
    [
        ("第 3 步", "Step 3"),
        ("0.25 与 W\n判为：学习率太高", "W and 0.25\nsaid: rate too high"),
        ("loss", "loss"),
        ("没有人说过 x", "□ x"),
    ],
)
def test_a_label_of_the_notebooks_own(label: str, english: str) -> None:
    """Is a label put back into English with its values, in their order, and what nobody knows?"""
    assert in_english(label, PAIRS) == english


def test_labels_of_a_notebook_without_a_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Are a notebook's own labels English where no font has theirs, and Chinese in the summary?"""
    (tmp_path / LABELS).write_text(json.dumps([["螺旋上的损失", "Loss"]]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(look, "font_among", lambda _: "")
    drawn: list[str] = []
    monkeypatch.setattr(
        "matplotlib.figure.Figure.savefig",
        lambda figure, *_, **__: drawn.extend(each.get_text() for each in figure.findobj(Text)),
    )
    picture = plots.loss_curve([3.0, 2.0, 1.5], "螺旋上的损失")
    picture.png()
    assert "Loss" in drawn and not re.search(HAN, " ".join(drawn))
    assert not picture.summary.isascii()


def test_doctor_says_which_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Says the doctor which font labels have, or what to install?"""
    monkeypatch.delenv(LANGUAGE)
    monkeypatch.chdir(ROOT)
    for font, said in (("Noto Sans CJK SC", "Noto Sans CJK SC"), ("", "fonts-noto-cjk")):
        monkeypatch.setattr(doctor_fonts, "font_among", lambda _, font=font: font)
        item = doctor_fonts.fonts()
        assert item.fine and said in f"{item.found} {item.to_do}" and "中文" in item.found
    monkeypatch.setattr(doctor_fonts, "translated_assignments", lambda *_: [])
    assert doctor_fonts.fonts().found == text("doctor-fonts.not-needed")
