"""The map as a still picture: a sample of its points, each theme in its colour, and the names that have room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from analytics.figures.static.text import cut, text_width
from analytics.figures.template import OTHER, new_figure, safe_label, set_x_axis, set_y_axis

NAME_PIXELS, MAX_NAME_PIXELS, LINE_PIXELS = 12, 160, 17
WIDTH, HEIGHT, DRAWN_HEIGHT = 700, 460, 430


class Theme(NamedTuple):
    """A theme on the map: its name, its colour, and its middle."""

    name: str
    colour: str
    middle: tuple[float, float]


def labelled_map(x: np.ndarray, y: np.ndarray, codes: np.ndarray, themes: Sequence[Theme]) -> go.Figure:
    """The points (x, y), each with the place of its theme in `themes`, the largest first; other codes are grey. A name
    is written at the middle of its theme where it covers no earlier name.
    """
    figure = new_figure(HEIGHT, showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    _add(figure, x, y, codes >= len(themes), "no theme with a colour", OTHER, 0.35)
    for code in reversed(range(len(themes))):
        _add(figure, x, y, codes == code, themes[code].name, themes[code].colour, 0.75)
    for text, place in _names(x, y, themes):
        figure.add_annotation(
            x=place[0], y=place[1], text=f"<b>{safe_label(text)}</b>", showarrow=False, font={"size": NAME_PIXELS}
        )
    set_x_axis(figure, visible=False)
    set_y_axis(figure, visible=False, scaleanchor="x")
    return figure


def _add(
    figure: go.Figure, x: np.ndarray, y: np.ndarray, shown: np.ndarray, name: str, colour: str, opacity: float
) -> None:
    figure.add_scatter(
        x=x[shown].astype("float32"),
        y=y[shown].astype("float32"),
        name=safe_label(name, limit=44),
        mode="markers",
        marker={"size": 3, "color": colour, "opacity": opacity},
    )


def _names(x: np.ndarray, y: np.ndarray, themes: Sequence[Theme]) -> list[tuple[str, tuple[float, float]]]:
    """The names that can be written, and where."""
    if not len(x):
        return []
    scale = min(WIDTH / ((np.ptp(x)) or 1), DRAWN_HEIGHT / (np.ptp(y) or 1))
    middle_x, reach = (x.min() + x.max()) / 2, WIDTH / 2 / scale
    taken: list[tuple[float, float, float]] = []
    names = []
    for theme in themes:
        text = cut(theme.name, NAME_PIXELS, MAX_NAME_PIXELS)
        half = text_width(text, NAME_PIXELS) * 0.62 / scale
        left = float(np.clip(theme.middle[0], middle_x - reach + half, middle_x + reach - half))
        is_free = all(
            abs(left - other) > half + width or abs(theme.middle[1] - top) * scale > LINE_PIXELS
            for other, top, width in taken
        )
        if is_free:
            taken.append((left, theme.middle[1], half))
            names.append((text, (left, theme.middle[1])))
    return names
