"""Marks as elements of SVG."""

from __future__ import annotations

import numpy as np

from analytics.figures.static.axes import Axis
from analytics.figures.static.marks import Area, Intervals, Line, Mark, Paint, Points, Rectangles
from analytics.figures.static.text import cut, escape
from analytics.figures.template import CATEGORIES, SEQUENTIAL

TEXT_ON_DARK, DARK_CELLS = "#ffffff", 4
"""Of the ten colours of the scale, the last four are so dark that text on them is white."""


def marks_svg(marks: list[Mark], x: Axis, y: Axis) -> str:
    """All marks in their order."""
    drawn = []
    for mark in marks:
        if isinstance(mark, Rectangles):
            drawn.append(_rectangles(mark, x, y))
        elif isinstance(mark, Line):
            drawn.append(_line(mark, x, y))
        elif isinstance(mark, Area):
            drawn.append(_area(mark, x, y))
        elif isinstance(mark, Points):
            drawn.append(_points(mark, x, y))
        else:
            drawn.append(_intervals(mark, x, y))
    return "".join(drawn)


def number(value: float) -> str:
    """A number of pixels with one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def paint_style(what: str, paint: Paint) -> str:
    """The attributes that fill or stroke with a colour. The first ten colours follow the theme of the page."""
    place = CATEGORIES.index(paint.colour) if paint.colour in CATEGORIES else None
    colour = escape(paint.colour)
    style = f'{what}="{colour}"' if place is None else f'style="{what}:var(--c{place},{colour})"'
    return style if paint.opacity >= 1 else f'{style} {what}-opacity="{paint.opacity:g}"'


def _rectangles(mark: Rectangles, x: Axis, y: Axis) -> str:
    left, right = np.sort([x.place(mark.x0), x.place(mark.x1)], axis=0)
    top, bottom = np.sort([y.place(mark.y0), y.place(mark.y1)], axis=0)
    drawn = np.isfinite(left + right + top + bottom) & (right > left) & (bottom > top)
    if not mark.paints:
        corners = [
            f"M{number(a)} {number(c)}H{number(b)}V{number(d)}H{number(a)}z"
            for a, b, c, d in zip(left[drawn], right[drawn], top[drawn], bottom[drawn], strict=True)
        ]
        return f'<path d="{"".join(corners)}" {paint_style("fill", mark.paint)}/>' if corners else ""
    cells = zip(left, right, top, bottom, mark.paints, mark.texts or [""] * len(mark.paints), strict=True)
    return "".join(_cell(*cell) for cell in cells)


def _cell(left: float, right: float, top: float, bottom: float, colour: str, text: str) -> str:
    is_dark = colour in SEQUENTIAL[-DARK_CELLS:]
    box = (
        f'<rect x="{number(left + 0.5)}" y="{number(top + 0.5)}" width="{number(max(right - left - 1, 0.1))}" '
        f'height="{number(max(bottom - top - 1, 0.1))}" fill="{escape(colour)}"/>'
    )
    if not text:
        return box
    ink = TEXT_ON_DARK if is_dark else "#1e2a32"
    middle = f'x="{number((left + right) / 2)}" y="{number((top + bottom) / 2 + 4)}"'
    return box + f'<text {middle} text-anchor="middle" fill="{ink}">{escape(cut(text, 12, right - left))}</text>'


def _line(mark: Line, x: Axis, y: Axis) -> str:
    path, pen_is_up = [], True
    for left, top in zip(x.place(mark.x), y.place(mark.y), strict=True):
        if not np.isfinite(left + top):
            pen_is_up = True
            continue
        step = f"H{number(left)}V{number(top)}" if mark.is_stepped else f"L{number(left)} {number(top)}"
        path.append(f"M{number(left)} {number(top)}" if pen_is_up else step)
        pen_is_up = False
    dash = {"dot": "2 3", "dash": "6 4"}.get(mark.dash, "")
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{"".join(path)}" fill="none" {paint_style("stroke", mark.paint)} stroke-width="{mark.width:g}" '
        f'stroke-linejoin="round"{dashes}/>'
        if path
        else ""
    )


def _area(mark: Area, x: Axis, y: Axis) -> str:
    drawn = np.isfinite(mark.x + mark.low + mark.high)
    across, low, high = x.place(mark.x[drawn]), y.place(mark.low[drawn]), y.place(mark.high[drawn])
    corners = [f"{number(a)} {number(b)}" for a, b in zip(across, high, strict=True)]
    corners += [f"{number(a)} {number(b)}" for a, b in zip(across[::-1], low[::-1], strict=True)]
    return f'<path d="M{"L".join(corners)}z" {paint_style("fill", mark.paint)}/>' if corners else ""


def _points(mark: Points, x: Axis, y: Axis) -> str:
    """Dots as lines without length that have round ends, one path for each size: few bytes a dot."""
    left, top = x.place(mark.x), y.place(mark.y)
    sizes = np.broadcast_to(mark.size, left.shape)
    drawn = ""
    for size in np.unique(sizes[sizes > 0]):
        at = np.flatnonzero((sizes == size) & np.isfinite(left + top))
        path = "".join(f"M{number(left[place])} {number(top[place])}h0" for place in at)
        if path and mark.is_open:
            path = "".join(_ring(left[place], top[place], size / 2) for place in at)
            drawn += f'<path d="{path}" fill="none" {paint_style("stroke", mark.paint)} stroke-width="1.5"/>'
        elif path:
            style = paint_style("stroke", mark.paint)
            drawn += f'<path d="{path}" {style} stroke-width="{size:g}" stroke-linecap="round"/>'
    return drawn


def _ring(left: float, top: float, radius: float) -> str:
    arc, across = f"a{number(radius)} {number(radius)} 0 1 0", number(2 * radius)
    return f"M{number(left - radius)} {number(top)}{arc} {across} 0{arc} -{across} 0"


def _intervals(mark: Intervals, x: Axis, y: Axis) -> str:
    along, across = (x, y) if mark.along == "x" else (y, x)
    low, high, at = along.place(mark.low), along.place(mark.high), across.place(mark.at)
    path = ""
    for start, end, place in zip(low, high, at, strict=True):
        if np.isfinite(start + end + place):
            first, last = (start, place), (end, place)
            (x1, y1), (x2, y2) = (first, last) if mark.along == "x" else (first[::-1], last[::-1])
            path += f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
    style = paint_style("stroke", mark.paint)
    return f'<path d="{path}" {style} stroke-width="{mark.width:g}" stroke-linecap="round"/>' if path else ""
