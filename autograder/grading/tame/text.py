"""Plain text without what acts on a terminal: colours may stay, all else that is hidden goes."""

import re

# Everything but tab, line break, carriage return and what is printed; a colour is ESC [ digits m.
_COLOUR = r"\x1b\[[0-9;]{0,20}m"
_HIDDEN = re.compile(
    rf"({_COLOUR})|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.|"
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def tame_text(text: object, most: int = 501_000) -> str:
    """Return the text (or '' for something else) with colours, without other control characters."""
    if not isinstance(text, str):
        return ""
    return _HIDDEN.sub(lambda found: found.group(1) or "", text[:most])
