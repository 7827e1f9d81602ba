"""Attacks on whoever looks at the result: in a browser or in a terminal."""

from typing import Any

from tests.attacks.submissions.answers import wrong
from tests.attacks.submissions.attack import Attack, Change, Notebook, find, text_after

_SCRIPT = "<script>alert('@MARK@')</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
_FRAMES = (
    '<iframe src="javascript:alert(1)"></iframe><meta http-equiv="refresh" content="0">'
    '<form action="/"><input></form><object data="x"></object><base href="/">'
    '<style>.score { display: none }</style><a href="x" onclick="alert(1)">x</a>'
)
_LINKS = (
    "[a](javascript:alert(1)) [b](JaVa\tScript:alert(1)) [c](javascript&colon;alert(1))\n\n"
    "[d](vbscript:x) [e](data:text/html,x) <javascript:alert(1)> [f]: javascript:alert(1)"
)
_ESCAPED = (
    "[a](javascript\\:alert(1)) [b](<javascript\\:alert(1)>)\n\n[c]: javascript\\:alert(1)\n\n[c]"
)
_TWICE = "[a](javascript:1) [b](javascript&amp;colon;alert(1)) [c](javascript&amp;amp;colon;x)"
_TERMINAL = "\\x1b]0;@MARK@\\x07\\x1b[2J\\x1b[8m\\x9b2J\\x1bc\\x1b]8;;http://x\\x07link\\x1b[31mred"


def _shows(mime: str, text: str) -> dict[str, str]:
    return wrong(
        "from IPython.display import display\n"
        f'display({{{mime!r}: {text!r}, "text/plain": "x"}}, raw=True)'
    )


def _text(source: str) -> Change:
    return text_after("add", source)


def _attached(notebook: Notebook) -> None:
    html: dict[str, Any] = {"a.html": {"text/html": _SCRIPT}, "b": {"image/svg+xml": _SCRIPT}}
    text = {"cell_type": "markdown", "metadata": {}, "source": "![a](attachment:a.html)"}
    notebook["cells"].append({**text, "attachments": {**html, "c": 5}})


def _raw(notebook: Notebook) -> None:
    metadata = {"raw_mimetype": "text/html", "format": "text/html"}
    notebook["cells"].append({"cell_type": "raw", "metadata": metadata, "source": _SCRIPT})


def _titled(notebook: Notebook) -> None:
    notebook["metadata"]["title"] = notebook["metadata"]["authors"] = [{"name": _SCRIPT}]
    find(notebook, "add")["metadata"]["tags"] = [_SCRIPT, 'x" onclick="alert(1)']
    find(notebook, "add")["id"] = "x"


_NAMED = f"""
def fail(a, b):
    raise type({_SCRIPT!r}, (Exception,), {{}})({_SCRIPT!r})
fail.__name__ = fail.__qualname__ = {_SCRIPT!r}
add = fail
fail(1, 2)
"""
_MESSAGE = f"""
import sys
print("{_TERMINAL}")
print("{_TERMINAL}", file=sys.stderr)
def add(a, b):
    print("{_TERMINAL}")
    raise ValueError("{_TERMINAL} " + {_SCRIPT!r})
add(1, 2)
"""
_IN_CALL = f"""
from IPython.display import HTML, display
def add(a, b):
    display(HTML({_SCRIPT!r}))
    print({_SCRIPT!r})
    return -77
"""

SCREEN = (
    Attack("script-in-text", "a script in a text cell", change=_text(_SCRIPT)),
    Attack("frames-in-text", "frames and forms in a text cell", change=_text(_FRAMES)),
    Attack("links-in-text", "links that run a script", change=_text(_LINKS)),
    Attack("escaped-links", "the same with backslashes", change=_text(_ESCAPED)),
    Attack("links-escaped-twice", "the same, escaped twice", change=_text(_TWICE)),
    Attack("slow-text", "text that is slow to make harmless", change=_text("<b><p>" * 60_000)),
    Attack("attachments", "attachments that are pages", change=_attached),
    Attack("raw-cell", "a raw cell that is a page", change=_raw),
    Attack("metadata", "scripts in metadata", change=_titled),
    Attack("script-output", "show a script", _shows("text/html", _SCRIPT)),
    Attack("frames-output", "show frames and forms", _shows("text/html", _FRAMES)),
    Attack("slow-output", "show a page that is slow", _shows("text/html", "<b><p>" * 60_000)),
    Attack("picture-output", "show a picture with a script", _shows("image/svg+xml", _SCRIPT)),
    Attack("script-kind", "show JavaScript", _shows("application/javascript", "alert(1)")),
    Attack("markdown-output", "show text with a script", _shows("text/markdown", _SCRIPT + _LINKS)),
    Attack("latex-output", "show a formula with a script", _shows("text/latex", f"${_SCRIPT}$")),
    Attack(
        "formula-link",
        "show a formula that is a link to a script",
        _shows("text/html", "$\\href{java<!-- -->script:alert(1)}{x}$"),
    ),
    Attack("widget", "show a widget", _shows("application/vnd.jupyter.widget-view+json", "{}")),
    Attack("false-picture", "show a picture that is a page", _shows("image/png", _SCRIPT)),
    Attack("terminal", "act on the terminal in texts and messages", wrong(_MESSAGE)),
    Attack("names", "scripts in names of functions and exceptions", wrong(_NAMED)),
    Attack("in-call", "show a script in a call", wrong(_IN_CALL)),
    Attack(
        "file-names",
        "scripts and terminal codes in file names",
        files={"<img src=x onerror=alert(1)>.txt": "x", "a\x1b]0;title\x07.txt": "x"},
        links={"[a](javascript:alert(1)).txt": "nowhere\x1b[2J"},
    ),
)
