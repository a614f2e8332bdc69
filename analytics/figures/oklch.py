"""Colours of themes by their place on the map, as the map of the dashboard has them: hue by direction, lightness and
strength by distance from the middle, in OKLCH (Ottosson 2020).
"""

from __future__ import annotations

import math

from analytics.figures.map import Place


def colour_of_place(place: Place) -> str:
    """The colour on a light background, as `#rrggbb`."""
    direction, distance = place
    return oklch(0.46 + 0.26 * (1 - distance), 0.09 + 0.06 * distance, direction)


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """A colour in OKLCH (lightness from 0 to 1, hue in degrees) as `#rrggbb`; what sRGB lacks is cut."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(level)):02x}" for level in linear)


def _encoded(level: float) -> float:
    """The sRGB transfer function."""
    level = min(max(level, 0.0), 1.0)
    return 12.92 * level if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055
