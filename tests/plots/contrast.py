"""The contrast of two colours, as the Web Content Accessibility Guidelines measure it."""

from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType


def contrast(one: ColorType, other: ColorType) -> float:
    """Return the contrast, from 1 (none) to 21 (black on white)."""
    bright, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: ColorType) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
