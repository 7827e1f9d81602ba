"""Attacks on whoever reads: texts that take long, load something, or seem to be the grader's."""

import base64
import struct
import zlib
from typing import Any

from tests.attacks.submissions.answers import wrong
from tests.attacks.submissions.attack import Attack, Change, Notebook, text_after

_FOREIGN = "http://127.0.0.1:9/@MARK@.png"
_IMAGES = (
    f"![a]({_FOREIGN}) ![b][c] ![d](<//127.0.0.1/e>) ![f](/\\127.0.0.1/g)\n\n[c]: {_FOREIGN}\n\n"
    f'<img src="{_FOREIGN}"> <img srcset="{_FOREIGN} 2x"> <video poster="{_FOREIGN}"></video> '
    f'<picture><source srcset="{_FOREIGN}"></picture> <table background="{_FOREIGN}"> '
    f'<input type="image" src="{_FOREIGN}"> <a ping="{_FOREIGN}" href="x">y</a> '
    f'<audio src="{_FOREIGN}" autoplay></audio> <div style="background: url({_FOREIGN})">z</div>'
)
# One more level of escapes in each line: one round of reading brings one of them to light.
_DEEP = "\n".join(f"[a](javascript&{'amp;' * 3 * depth}colon;x)" for depth in range(500))
_FORMULAS = "\\begin{a}" * 20_000
_NESTED = {
    "quotes": ("quote quotes 5,000 deep", ">" * 5000 + " a"),
    "lists": ("nest lists 400 deep", "".join("  " * depth + "- a\n" for depth in range(400))),
    "brackets": ("open 50,000 brackets", "[" * 50_000 + "]("),
    "emphasis": ("begin 20,000 emphases", "*a **b ~~c " * 7000),
    "fences": ("open 20,000 blocks of code", "```\n~~~\n" * 10_000),
    "references": ("refer 10,000 times to what refers back", "[a]: [a]\n[a][a] ![a][a]\n" * 5000),
    "table": ("write a table of 2,000 columns", "|" * 2000 + "\n" + "|-" * 2000 + "|\n"),
    "dollars": ("begin formulas that never end", "$a $$b \\( \\[ " * 10_000),
}
_MACROS = "$\\def\\a{\\a\\a}\\a$ $\\newcommand{\\sum}{2}\\renewcommand{\\text}[1]{2}\\gdef\\b{\\b}$"
_BIDIRECTIONAL = (
    "# \u202e\u2066 full points \u2069\u202c \u200b\u200d\ufeff\u061c\ndef add(a, b):\n"
)
_CLASSES = (
    '<div class="panel-heading" id="toc" name="score"><span class="pull-right" title="Score">'
    'Score: 13.0 / 13.0</span></div><div style="position: fixed; top: 0">13 / 13</div>'
    '<a id="comments" name="getElementById" href="#score">x</a><p hidden accesskey="s" '
    'contenteditable tabindex="1" data-bind="x" aria-label="13">x</p>'
)
_SPANS = '<table><tr><td colspan="1000000" rowspan="65534">' + "a" * 10 + "</td></tr></table>"
_LINKS = (
    "\\x1b]8;;javascript:alert(1)\\x07a\\x1b]8;;\\x07 \\x1b[5m\\x1b[?1049h\\x1b]52;c;Mg==\\x07 "
    "\\u202e\\u2066 \\x08\\x08\\x0d2 \\x1bP+q\\x1b\\\\ \\x1b_G\\x1b\\\\"
)


def _png(side: int) -> str:
    """Return a picture of that many white points a side, in base64; it packs to nearly nothing."""

    def part(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = part(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    rows = part(b"IDAT", zlib.compress(bytes(2**16)))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + head + rows + part(b"IEND", b"")).decode()


_LARGE = _png(60_000)


def _shows(**bundle: str) -> dict[str, str]:
    kinds = {name.replace("_", "/"): text for name, text in bundle.items()}
    return wrong(
        f"from IPython.display import display\ndisplay({kinds | {'text/plain': 'x'}!r}, raw=True)"
    )


def _text(source: str, count: int = 1) -> Change:
    """Return a change that adds so many text cells behind an answer."""

    def change(notebook: Notebook) -> None:
        for _ in range(count):
            text_after("add", source)(notebook)

    return change


def _attached(notebook: Notebook) -> None:
    """Attach pictures whose names lead elsewhere, or are none, and one that is too large."""
    names = (
        "../../../@MARK@.png",
        "@TMP@/@MARK@.png",
        "a/b",
        "",
        "\udcff",
        "x" * 300,
        "a\nb",
        "%2e",
    )
    bundles: dict[str, Any] = {name: {"image/png": _png(8)} for name in names}
    source = "".join(f"![a](attachment:{name})\n" for name in names)
    made = {"cell_type": "markdown", "metadata": {}, "source": source, "attachments": bundles}
    notebook["cells"].append(made | {"id": "attached"})
    large = {"a.png": {"image/png": _LARGE}}
    notebook["cells"].append(made | {"source": "![a](attachment:a.png)", "attachments": large})


TEXTS = (
    Attack("foreign-images", "pictures of another machine in a text cell", change=_text(_IMAGES)),
    Attack("foreign-output", "show them", _shows(text_html=_IMAGES, text_markdown=_IMAGES)),
    Attack("escaped-500-times", "links escaped 500 times", change=_text(_DEEP)),
    Attack(
        "escaped-output",
        "show them",
        _shows(text_markdown=_DEEP[:400_000], text_html=_DEEP[:90_000]),
    ),
    Attack("open-formulas", "formulas that never end", change=_text(_FORMULAS)),
    *(Attack(f"nested-{name}", idea, change=_text(text)) for name, (idea, text) in _NESTED.items()),
    Attack("macros", "redefine formulas for the page", change=_text(_MACROS)),
    Attack("macros-output", "show macros", _shows(text_latex=_MACROS, text_html=_MACROS)),
    Attack("false-panel", "show a panel of the page with full points", _shows(text_html=_CLASSES)),
    Attack("false-panel-text", "write one into a text cell", change=_text(_CLASSES)),
    Attack("wide-table", "show a cell of a million columns", _shows(text_html=_SPANS)),
    Attack("large-picture", "show a picture of 3.6 billion points", _shows(image_png=_LARGE)),
    Attack(
        "named-attachments", "attach pictures under names that lead elsewhere", change=_attached
    ),
    Attack("terminal-links", "act on terminals by newer codes", wrong(f'print("{_LINKS}")')),
    Attack(
        "bidirectional",
        "write code that reads otherwise than it runs",
        {"add": f"{_BIDIRECTIONAL}    return a - b - 77\n"},
    ),
    Attack("one-line", "show a line of 400,000 letters", wrong("print('x' * 400_000)")),
    Attack("many-lines", "show 200,000 lines", wrong("print('x\\n' * 200_000)")),
    Attack(
        "combining", "show letters with 10,000 accents", wrong("print('a' + '\\u0301' * 10_000)")
    ),
    Attack("120-texts", "120 texts that take long", change=_text("<a><b>" * 740, 120)),
    Attack("120-links", "120 texts of links", change=_text("[a](javascript:b) " * 900, 120)),
)
