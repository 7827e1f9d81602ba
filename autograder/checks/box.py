"""Text as an HTML box, the way every check and result is shown in a notebook."""

import html


def box(text: str, border: str = "none") -> str:
    """Return `text` as preformatted HTML with a left border of a CSS style (solid, dashed, none).

    Lines wrap between words: JupyterLab would break them anywhere.
    """
    style = "padding: 0 0.8em; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere"
    return f'<pre style="border-left: 4px {border}; {style}">{html.escape(text)}</pre>'
