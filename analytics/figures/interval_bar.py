"""A small bar of one value, its confidence interval, and the value that would be no finding, as SVG."""

from __future__ import annotations

WIDTH, HEIGHT = 96, 18
TRACK, BAR, INTERVAL = "#8a949a", "#1f9a92", "#5f6b73"
"""Visible on a light and on a dark background."""


def interval_bar(value: float, low: float, high: float, reference: float) -> str:
    """The bar from `reference` to `value`, with its interval and a tick at the reference. All are places from 0 to 1
    of the width.
    """
    left, right = (WIDTH * end for end in sorted((value, reference)))
    middle = HEIGHT / 2
    interval = ""
    if high > low:
        interval = (
            f'<line x1="{WIDTH * low:.1f}" x2="{WIDTH * high:.1f}" y1="{middle}" y2="{middle}" '
            f'stroke="{INTERVAL}" stroke-width="2.5"/>'
        )
    tick = ""
    if reference > 0:
        x = WIDTH * reference
        tick = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="1" y2="{HEIGHT - 1}" stroke="{TRACK}" stroke-width="2"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect x="0" y="{middle - 4}" width="{WIDTH}" height="8" rx="4" fill="{TRACK}" fill-opacity="0.25"/>'
        f'<rect x="{left:.1f}" y="{middle - 4}" width="{max(right - left, 1.5):.1f}" height="8" rx="2" fill="{BAR}"/>'
        f"{interval}{tick}</svg>"
    )
