"""A small bar of one value, its confidence interval, and the value elsewhere, as SVG."""

from __future__ import annotations

WIDTH, HEIGHT = 96, 20
TRACK, BAR, MARK = "#8a949a", "#1f9a92", "#7a858c"
"""Visible on a light and on a dark background."""


def interval_bar(value: float, low: float, high: float, origin: float = 0.0, mark: float | None = None) -> str:
    """The bar from `origin` to `value`, its interval as a line below, and a tick at `mark`. All are places from 0 to 1
    of the width, the same on every bar of one unit.
    """
    left, right = (WIDTH * end for end in sorted((value, origin)))
    shapes = [
        f'<rect x="0" y="3" width="{WIDTH}" height="8" rx="4" fill="{TRACK}" fill-opacity="0.25"/>',
        f'<rect x="{left:.1f}" y="3" width="{max(right - left, 1.5):.1f}" height="8" rx="2" fill="{BAR}"/>',
    ]
    if high > low:
        shapes.append(_line(WIDTH * low, WIDTH * high, 15.5, 15.5))
    if mark is not None:
        shapes.append(_line(WIDTH * mark, WIDTH * mark, 0, 14))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(shapes)}</svg>"
    )


def _line(x1: float, x2: float, y1: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1}" y2="{y2}" stroke="{MARK}" stroke-width="2.5"/>'
