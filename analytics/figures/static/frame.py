"""The frame of a panel: margins that fit its labels, grid lines, tick labels and titles of the axes."""

from __future__ import annotations

from analytics.figures.static.axes import Axis
from analytics.figures.static.drawing import number
from analytics.figures.static.ranges import Panel
from analytics.figures.static.text import cut, escape, text_width

FONT, TITLE_PIXELS, GAP = 12, 18, 6
X_TICK_PIXELS, Y_TICK_PIXELS = 58, 42
MAX_LABEL_SHARE = 0.4
"""Of the width, for the labels on the left."""


Margins = tuple[float, float, float, float]
"""Left, right, top and bottom, in pixels."""


def margins(panel: Panel, width: float, height: float) -> Margins:
    """The margins of a figure with this first panel: of panels in a row, only the first one has labels."""
    if not panel.y_layout.visible and panel.y_layout.visible is not None:
        return (0.0, 0.0, 0.0, 0.0) if panel.x_layout.visible is False else (8.0, 8.0, 8.0, _bottom(panel))
    labels = [label for _, label in panel.y_axis(height - 40, 10).ticks(Y_TICK_PIXELS)]
    widest = max((text_width(label, FONT) for label in labels), default=0.0)
    left = min(widest, MAX_LABEL_SHARE * width) + GAP
    left += TITLE_PIXELS if panel.y_layout.title.text else 0
    return left, 18.0, 14.0, _bottom(panel)


def axes_svg(panel: Panel, x: Axis, y: Axis) -> str:
    """Grid, tick labels and titles of both axes."""
    return (_x_svg(panel, x, y) if x.is_visible else "") + (_y_svg(panel, x, y) if y.is_visible else "")


def _bottom(panel: Panel) -> float:
    return 24.0 + (TITLE_PIXELS if panel.x_layout.title.text else 0) if panel.x_layout.visible is not False else 8.0


def _x_svg(panel: Panel, x: Axis, y: Axis) -> str:
    low = max(y.start, y.end)
    ticks = _without_overlaps([(float(x.place(value)), label) for value, label in x.ticks(X_TICK_PIXELS)], x)
    grid = "".join(f"M{number(left)} {number(y.end)}V{number(y.start)}" for left, _ in ticks)
    drawn = _grid(grid) if panel.x_layout.showgrid is not False and x.scale.kind != "category" else ""
    for left, label in ticks:
        drawn += _text(left, low + 16, "middle", label)
    if x.title:
        room = abs(x.end - x.start)
        drawn += _text((x.start + x.end) / 2, low + 16 + TITLE_PIXELS, "middle", cut(x.title, FONT, room))
    return drawn


def _y_svg(panel: Panel, x: Axis, y: Axis) -> str:
    ticks = [(float(y.place(value)), label) for value, label in y.ticks(Y_TICK_PIXELS)]
    grid = "".join(f"M{number(x.start)} {number(top)}H{number(x.end)}" for top, _ in ticks)
    drawn = _grid(grid) if panel.y_layout.showgrid is not False and y.scale.kind != "category" else ""
    if panel.y_layout.showticklabels is False or panel.x_domain[0] > 0:
        return drawn
    room = x.start - (TITLE_PIXELS if y.title else 0)
    for top, label in ticks:
        drawn += _text(x.start - GAP, top + 4, "end", cut(label, FONT, room))
    if y.title:
        middle, title = (y.start + y.end) / 2, cut(y.title, FONT, abs(y.end - y.start) + 30)
        drawn += (
            f'<text transform="translate(12 {number(middle)}) rotate(-90)" text-anchor="middle" '
            f'fill="currentColor">{escape(title)}</text>'
        )
    return drawn


def _grid(path: str) -> str:
    return f'<path d="{path}" stroke="currentColor" stroke-opacity="0.16" fill="none"/>' if path else ""


def _text(left: float, top: float, anchor: str, text: str) -> str:
    return (
        f'<text x="{number(left)}" y="{number(top)}" text-anchor="{anchor}" fill="currentColor">{escape(text)}</text>'
    )


def _without_overlaps(ticks: list[tuple[float, str]], x: Axis) -> list[tuple[float, str]]:
    """The ticks of the horizontal axis whose labels have room: every one, every second, every third ..."""
    if len(ticks) < 2:
        return ticks
    if x.scale.kind == "category":
        room = abs(ticks[1][0] - ticks[0][0]) - 4
        if room > 40:
            return [(left, cut(label, FONT, room)) for left, label in ticks]
    for every in range(1, len(ticks)):
        kept = ticks[::every]
        widths = [text_width(label, FONT) + 8 for _, label in kept]
        pairs = zip(kept, kept[1:], widths, widths[1:], strict=False)
        if all(abs(b[0] - a[0]) >= (wide + next_wide) / 2 for a, b, wide, next_wide in pairs):
            return kept
    return ticks[:1]
