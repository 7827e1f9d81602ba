"""Pictures in Chinese: summaries always, labels where a font has the characters."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder import plots
from autograder.findings import text
from autograder.findings.language import LANGUAGE
from autograder.plots import Picture, look

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
    from matplotlib.text import Text

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
    assert look.font_among(("No Such Font", "DejaVu Sans")) == "DejaVu Sans"
    assert look.font_among(("No Such Font",)) == ""
