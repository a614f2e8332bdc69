"""A figure as SVG: its axes, grid, marks, lines and texts; and its legend, for the page to lay out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from analytics.figures.static.axes import Axis
from analytics.figures.static.drawing import marks_svg, number, paint_style
from analytics.figures.static.frame import FONT, Margins, axes_svg, margins
from analytics.figures.static.marks import Paint
from analytics.figures.static.ranges import Panel, panels
from analytics.figures.static.text import escape, label_text

WIDTH, HEIGHT = 720, 320


@dataclass(frozen=True)
class Picture:
    """A figure as one `svg` element, and the names of its traces with their colours."""

    svg: str
    legend: tuple[tuple[str, str], ...]


def draw(figure: go.Figure, alt: str, width: int = WIDTH, height: int | None = None) -> Picture:
    """`figure` as SVG of `width` and `height` pixels, which the page scales. `alt` describes it to people who cannot
    see it.
    """
    shown = panels(figure)
    legend = _legend(shown) if figure.layout.showlegend is not False else ()
    tall = height or _height(figure, bool(legend))
    room = margins(shown[0], width, tall)
    body = "".join(_panel_svg(figure, panel, width, tall, room) for panel in shown)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" role="img" '
        f'aria-label="{escape(alt)}" font-size="{FONT}">{body}</svg>'
    )
    return Picture(svg, legend)


def _height(figure: go.Figure, has_legend: bool) -> int:
    """The height of the figure without the space for a legend, which the page shows above it."""
    height = int(figure.layout.height or HEIGHT)
    return height - 24 if has_legend else height - 12


def _panel_svg(figure: go.Figure, panel: Panel, width: float, height: float, room: Margins) -> str:
    left, right, top, bottom = room
    x_start, x_end = (left + share * (width - left - right) for share in panel.x_domain)
    y_end, y_start = (top + (1 - share) * (height - top - bottom) for share in reversed(panel.y_domain))
    x, y = panel.x_axis(x_start, x_end), panel.y_axis(y_start, y_end)
    if panel.is_equal:
        x, y = _equal(x, y)
    texts = _annotations(figure, panel, x, y)
    return axes_svg(panel, x, y) + marks_svg(panel.marks, x, y) + _lines(figure, panel, x, y) + texts


def _equal(x: Axis, y: Axis) -> tuple[Axis, Axis]:
    """The two axes with as many pixels a unit: the one with more space shows more."""
    per_pixel = max(abs((axis.high - axis.low) / ((axis.end - axis.start) or 1)) for axis in (x, y))
    widened = []
    for axis in (x, y):
        middle, half = (axis.low + axis.high) / 2, per_pixel * abs(axis.end - axis.start) / 2
        widened.append(Axis(axis.layout, axis.scale, middle - half, middle + half, axis.start, axis.end))
    return widened[0], widened[1]


def _lines(figure: go.Figure, panel: Panel, x: Axis, y: Axis) -> str:
    """The lines at a value, which Plotly calls shapes."""
    drawn = ""
    for shape in figure.layout.shapes:
        if shape.type != "line" or panel.x_name not in str(shape.xref) or panel.y_name not in str(shape.yref):
            continue
        if _first(shape.xref) != panel.x_name or _first(shape.yref) != panel.y_name:
            continue
        x1, x2 = _ends(shape.xref, shape.x0, shape.x1, x)
        y1, y2 = _ends(shape.yref, shape.y0, shape.y1, y)
        dash = "" if shape.line.dash in (None, "solid") else ' stroke-dasharray="3 3"'
        style = paint_style("stroke", Paint(shape.line.color or "currentColor"))
        drawn += (
            f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" fill="none" {style} '
            f'stroke-width="{shape.line.width or 1}"{dash}/>'
        )
    return drawn


def _first(reference: str) -> str:
    return str(reference).split(" ")[0]


def _ends(reference: str, low: Any, high: Any, axis: Axis) -> tuple[float, float]:
    """The pixels of two ends, which are values of the axis or shares of its length."""
    if "domain" in str(reference):
        length = axis.end - axis.start
        return axis.start + low * length, axis.start + high * length
    places = axis.place(axis.scale.numbers([low, high]))
    return float(places[0]), float(places[1])


def _annotations(figure: go.Figure, panel: Panel, x: Axis, y: Axis) -> str:
    drawn = ""
    for note in figure.layout.annotations:
        if not note.text or _first(note.xref or "x") != panel.x_name:
            continue
        left = _note_place(note.xref, note.x, x)
        down = max(_note_place(note.yref, note.y, y), y.end - 6 if y.end < y.start else y.start)
        anchor = {"left": "start", "right": "end"}.get(note.xanchor or "", "middle")
        drawn += (
            f'<text class="name" x="{number(left + (note.xshift or 0))}" y="{number(down)}" text-anchor="{anchor}" '
            f'fill="currentColor">{escape(label_text(note.text))}</text>'
        )
    return drawn


def _note_place(reference: Any, value: Any, axis: Axis) -> float:
    """The pixel of a text. Unlike lines, it has the exponent on a logarithmic axis."""
    if "domain" in str(reference) or str(reference) == "paper":
        return float(axis.start + value * (axis.end - axis.start))
    at = np.array([float(value)]) if axis.scale.kind == "log" else axis.scale.numbers([value])
    return float(axis.place(at)[0])


def _legend(shown: list[Panel]) -> tuple[tuple[str, str], ...]:
    named = {name: paint.colour for panel in shown for name, paint in panel.names}
    return tuple(named.items()) if len(named) > 1 else ()
