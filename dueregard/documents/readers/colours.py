"""Colours as documents write them, all turned into "#rrggbb"."""

from __future__ import annotations

import colorsys
import re

# The names that style sheets and word processors know and that a rating is likely to be painted in.
NAMES = {
    "red": "#ff0000", "darkred": "#8b0000", "crimson": "#dc143c", "firebrick": "#b22222", "tomato": "#ff6347",
    "indianred": "#cd5c5c", "lightcoral": "#f08080", "salmon": "#fa8072", "lightsalmon": "#ffa07a",
    "darksalmon": "#e9967a", "mistyrose": "#ffe4e1", "pink": "#ffc0cb", "lightpink": "#ffb6c1", "hotpink": "#ff69b4",
    "orangered": "#ff4500", "coral": "#ff7f50", "maroon": "#800000", "brown": "#a52a2a",
    "orange": "#ffa500", "darkorange": "#ff8c00", "amber": "#ffbf00", "gold": "#ffd700", "goldenrod": "#daa520",
    "yellow": "#ffff00", "lightyellow": "#ffffe0", "khaki": "#f0e68c", "lemonchiffon": "#fffacd",
    "moccasin": "#ffe4b5", "peachpuff": "#ffdab9", "papayawhip": "#ffefd5", "palegoldenrod": "#eee8aa",
    "wheat": "#f5deb3", "bisque": "#ffe4c4", "navajowhite": "#ffdead", "darkyellow": "#808000",
    "green": "#008000", "darkgreen": "#006400", "lime": "#00ff00", "limegreen": "#32cd32", "lightgreen": "#90ee90",
    "palegreen": "#98fb98", "forestgreen": "#228b22", "seagreen": "#2e8b57", "mediumseagreen": "#3cb371",
    "springgreen": "#00ff7f", "greenyellow": "#adff2f", "yellowgreen": "#9acd32", "lawngreen": "#7cfc00",
    "chartreuse": "#7fff00", "olive": "#808000", "olivedrab": "#6b8e23", "honeydew": "#f0fff0",
    "darkseagreen": "#8fbc8f", "lightseagreen": "#20b2aa", "mintcream": "#f5fffa",
    "blue": "#0000ff", "navy": "#000080", "darkblue": "#00008b", "lightblue": "#add8e6", "skyblue": "#87ceeb",
    "lightskyblue": "#87cefa", "steelblue": "#4682b4", "royalblue": "#4169e1", "aliceblue": "#f0f8ff",
    "cyan": "#00ffff", "aqua": "#00ffff", "darkcyan": "#008b8b", "teal": "#008080", "lightcyan": "#e0ffff",
    "purple": "#800080", "darkmagenta": "#8b008b", "magenta": "#ff00ff", "fuchsia": "#ff00ff", "lavender": "#e6e6fa",
    "white": "#ffffff", "snow": "#fffafa", "ivory": "#fffff0", "whitesmoke": "#f5f5f5", "gainsboro": "#dcdcdc",
    "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3", "silver": "#c0c0c0", "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9",
    "gray": "#808080", "grey": "#808080", "dimgray": "#696969", "dimgrey": "#696969", "black": "#000000",
    "beige": "#f5f5dc", "linen": "#faf0e6", "cornsilk": "#fff8dc", "antiquewhite": "#faebd7",
}  # fmt: skip

_HEX = re.compile(r"#?([0-9a-f]{3,8})", re.ASCII)
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,80})\)")
_NUMBER = re.compile(r"-?[0-9]{0,6}(?:\.[0-9]{0,6})?%?(?:deg)?", re.ASCII)


def from_css(value: str) -> str | None:
    """The colour in a CSS value such as "#F00", "rgb(255 0 0 / 50%)" or "lightgreen url(x)"; None if there is none.

    A transparent colour is none; a translucent one is laid over white.
    """
    value = value.strip().lower()[:300].replace("!important", " ")
    found = _FUNCTION.search(value)
    if found:
        return _from_function(found.group(1), found.group(2))
    for word in value.split():
        if word in NAMES:
            return NAMES[word]
        if word.startswith("#"):
            colour = from_hex(word)
            if colour:
                return colour
    return None


def from_hex(value: str) -> str | None:
    """The colour in 3, 4, 6 or 8 hexadecimal digits, with or without "#"; the alpha of 4 or 8 comes last."""
    found = _HEX.fullmatch(value.strip().lower())
    if not found:
        return None
    digits = found.group(1)
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) == 6:
        return "#" + digits
    if len(digits) == 8:
        red, green, blue, alpha = (int(digits[index : index + 2], 16) for index in (0, 2, 4, 6))
        return _over_white(red, green, blue, alpha / 255)
    return None


def from_legacy_html(value: str) -> str | None:
    """The colour in a bgcolor attribute, where "ff0000" needs no "#"."""
    return from_css(value) or from_hex(value)


def from_fractions(red: float, green: float, blue: float) -> str:
    """The colour of three numbers from 0 to 1."""
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in (red, green, blue))


def from_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> str:
    """The plain conversion of a printing colour of four numbers from 0 to 1."""
    return from_fractions((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))


def tinted(colour: str, tint: float) -> str:
    """The colour made lighter (tint up to 1) or darker (down to -1), as Excel's tint does on lightness."""
    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    tint = max(-1.0, min(1.0, tint))
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    return from_fractions(*colorsys.hls_to_rgb(hue, lightness, saturation))


def blended(colour: str, other: str, share: float) -> str:
    """The colour mixed with another one; share 1 gives the first, 0 the second. For patterns such as Word's pct20."""
    first = [int(colour[index : index + 2], 16) for index in (1, 3, 5)]
    second = [int(other[index : index + 2], 16) for index in (1, 3, 5)]
    return from_fractions(*((a * share + b * (1 - share)) / 255 for a, b in zip(first, second, strict=True)))


def _over_white(red: float, green: float, blue: float, alpha: float) -> str | None:
    if alpha <= 0.01:
        return None
    return from_fractions(*((part * alpha + 255 * (1 - alpha)) / 255 for part in (red, green, blue)))


def _from_function(name: str, body: str) -> str | None:
    words = [word for word in re.split(r"[\s,/]+", body.strip()) if word]
    if len(words) not in (3, 4) or not all(
        _NUMBER.fullmatch(word) and any(c.isdigit() for c in word) for word in words
    ):
        return None
    numbers = [float(word.rstrip("%deg")) for word in words]
    alpha = 1.0
    if len(words) == 4:
        alpha = numbers[3] / 100 if words[3].endswith("%") else numbers[3]
    if name == "hsl":
        parts = colorsys.hls_to_rgb((numbers[0] % 360) / 360, _unit(numbers[2] / 100), _unit(numbers[1] / 100))
        red, green, blue = (part * 255 for part in parts)
    else:
        red, green, blue = (
            number * 2.55 if word.endswith("%") else number for number, word in zip(numbers[:3], words[:3], strict=True)
        )
    return _over_white(min(red, 255), min(green, 255), min(blue, 255), _unit(alpha))


def _unit(number: float) -> float:
    return max(0.0, min(1.0, number))
