"""A small bar of one value, its confidence interval, and the value elsewhere, as SVG."""

from __future__ import annotations

WIDTH, HEIGHT = 96, 20
TRACK, BAR, MARK = "#8a949a", "#1f9a92", "#7a858c"
"""Visible on a light and on a dark background."""

POINTS_SPAN = 0.3
"""The difference that fills half of a bar; larger ones are cut."""


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


def finding_bar(value: float, low: float, high: float, reference: float | None, is_points: bool) -> str:
    """The bar of a finding: a share from 0 to 100 %, or a difference from -POINTS_SPAN to POINTS_SPAN around the
    middle. `reference` is the share of all other data, where there is one.
    """
    if is_points:
        middle, *ends = (min(max(0.5 + number / (2 * POINTS_SPAN), 0.0), 1.0) for number in (value, low, high))
        return interval_bar(middle, ends[0], ends[1], origin=0.5, mark=0.5)
    middle, *ends = (min(max(number, 0.0), 1.0) for number in (value, low, high))
    return interval_bar(middle, ends[0], ends[1], mark=reference)


def _line(x1: float, x2: float, y1: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1}" y2="{y2}" stroke="{MARK}" stroke-width="2.5"/>'
