"""A film: pictures of something that changes by itself, one after the other, when asked to."""

import html
import itertools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.findings import text
from autograder.plots.picture import Picture, image_tag, png_address

# At two pictures a second the last one comes after four seconds.
_MOST_FRAMES = 9
_numbers = itertools.count()
# JupyterLab takes the arrow keys for itself, except from an element that has this attribute.
_KEYS = 'data-lm-suppress-shortcuts="true"'

# Works without a kernel, in an exported page, too. Where scripts are left out, as in a notebook
# that is not trusted, the last picture stands with its sentence.
_SCRIPT = """<script>(() => {
const box = document.getElementById(ID), films = FILMS;
const img = box.querySelector("img"), out = box.querySelector("output");
const play = box.querySelector("button"), slider = box.querySelector("input[type=range]");
const knobs = [...box.querySelectorAll("input[type=radio]")];
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let timer = 0;
const frames = () => films[Math.max(0, knobs.findIndex((knob) => knob.checked))];
const show = (k) => { const [source, said] = frames()[k]; slider.value = k;
  slider.setAttribute("aria-valuetext", said); img.src = source; img.alt = out.value = said; };
const stop = () => { clearInterval(timer); timer = 0; play.textContent = START; };
const next = () => { const k = Number(slider.value) + 1;
  if (k < frames().length) show(k); else stop(); };
play.onclick = () => { if (timer) return stop();
  if (Number(slider.value) === frames().length - 1) show(0); else if (calm) next();
  if (calm) return; play.textContent = STOP; timer = setInterval(next, 500); };
slider.oninput = () => { stop(); show(Number(slider.value)); };
knobs.forEach((knob) => { knob.onchange = () => { stop(); show(Number(slider.value)); }; });
})()</script>"""


@dataclass(frozen=True)
class Film:
    """Pictures by the value of a knob, each list from the first moment to the last.

    `label` names the slider, `knob` what the values are of ("" for a film without one).
    """

    takes: Mapping[str, tuple[Picture, ...]]
    label: str
    knob: str
    caption: str

    def __str__(self) -> str:
        return "\n".join([self.caption, *(take[-1].summary for take in self.takes.values())])

    __repr__ = __str__

    def show(self) -> None:
        """Show the film below the cell."""
        from IPython.display import display  # plots work without a notebook, too

        display(self)

    def _repr_html_(self) -> str:
        if "NBGRADER_EXECUTION" in os.environ:
            return f"<p>{'<br>'.join(map(html.escape, str(self).splitlines()))}</p>"
        films = [
            [(png_address(frame.png(cut=False)), frame.summary) for frame in take]
            for take in self.takes.values()
        ]
        name = f"agk-film-{os.getpid()}-{next(_numbers)}"
        source, said = films[0][-1]
        image = image_tag(source, said, "agk-chart")
        caption = f"<div>{html.escape(self.caption)}</div>"
        controls = (
            f"<div>{self._controls(name, len(films[0]))} <output>{html.escape(said)}</output></div>"
        )
        words = {"START": text("plots-film.play"), "STOP": text("plots-film.stop"), "ID": name}
        script = _SCRIPT
        for place, word in words.items():
            script = script.replace(place, _for_script(word))
        script = script.replace("FILMS", _for_script(films))  # last: letters in it are no places
        return f'<div id="{name}">{image}{controls}{caption}{script}</div>'

    def _controls(self, name: str, count: int) -> str:
        knobs = "".join(
            f'<label><input type="radio" {_KEYS} name="{name}"{" checked" * (not k)}> '
            f"{html.escape(value)}</label> "
            for k, value in enumerate(self.takes)
        )
        several = f"{html.escape(self.knob)}: {knobs}" if len(self.takes) > 1 else ""
        slider = f'<input type="range" {_KEYS} min="0" max="{count - 1}" value="{count - 1}">'
        start = f'<button type="button">{text("plots-film.play")}</button>'
        return f"{start} <label>{html.escape(self.label)} {slider}</label> {several}"


def film(
    frames: Sequence[Picture] | Mapping[Any, Sequence[Picture]],
    label: str,
    caption: str,
    knob: str = "",
) -> Film:
    """Return a film of 2 to 9 pictures of one size, or one for each value of a knob.

    It shows the last picture, and plays once when asked to. All lists are of one length;
    ValueError for others.
    """
    takes = frames if isinstance(frames, Mapping) else {"": frames}
    found = {str(value): tuple(take) for value, take in takes.items()}
    lengths = {len(take) for take in found.values()}
    if len(lengths) != 1 or not 2 <= max(lengths) <= _MOST_FRAMES:
        raise ValueError(text("plots-film.lengths", most=_MOST_FRAMES))
    return Film(found, label, knob, caption)


def _for_script(value: object) -> str:
    """Return a value for a script, which no text in it can end."""
    return json.dumps(value).replace("<", "\\u003c")
