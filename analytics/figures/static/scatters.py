"""Lines, points, bands and error bars in the coordinates of their axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.figures.static.axes import Scale
from analytics.figures.static.marks import EMPTY, Area, Intervals, Line, Mark, Paint, Points

STACK_OPACITY, LINE_WIDTH, MARKER_SIZE = 0.5, 2.0, 6.0
Stack = dict[str, np.ndarray]


def scatter(
    trace: Any, scales: tuple[Scale, Scale], paint: Paint, before: np.ndarray, stacks: Stack
) -> tuple[list[Mark], np.ndarray]:
    """The marks of a scatter trace, and its values of y. `before` has those of the trace before it, to which a fill
    may reach; `stacks` has the sums of what is stacked.
    """
    x, y = scales[0].numbers(trace.x), scales[1].numbers(trace.y)
    marks: list[Mark] = []
    stack = getattr(trace, "stackgroup", None)  # scattergl has none
    if stack:
        low = stacks.get(stack, np.zeros(len(y)))
        y = stacks[stack] = low + np.nan_to_num(y)
        marks.append(Area(x, low, y, Paint(paint.colour, STACK_OPACITY)))
    elif trace.fill == "tonexty" and len(before) == len(y):
        marks.append(Area(x, y, before, Paint(trace.fillcolor or paint.colour)))
    elif trace.fill == "tozeroy":
        marks.append(Area(x, 0 * y, y, Paint(trace.fillcolor or paint.colour, STACK_OPACITY)))
    marks += _error_bars(trace, x, y, paint)
    mode = trace.mode or "lines+markers"
    if "lines" in mode and trace.line.width != 0:
        shape = trace.line.shape == "hv"
        marks.append(Line(x, y, paint, trace.line.width or LINE_WIDTH, trace.line.dash or "", shape))
    if "markers" in mode and trace.marker.opacity != 0:
        marks.append(_points(trace, x, y, paint))
    return marks, y


def _points(trace: Any, x: np.ndarray, y: np.ndarray, paint: Paint) -> Points:
    size = trace.marker.size
    sizes = np.full(len(x), MARKER_SIZE if size is None else float(size)) if np.ndim(size) == 0 else np.asarray(size)
    opacity = trace.marker.opacity
    shown = Paint(paint.colour, 1.0 if opacity is None or np.ndim(opacity) else float(opacity))
    return Points(x, y, shown, sizes.astype(float), "open" in str(trace.marker.symbol or ""))


def _error_bars(trace: Any, x: np.ndarray, y: np.ndarray, paint: Paint) -> list[Mark]:
    marks: list[Mark] = []
    for along, bars, value, at in (("x", trace.error_x, x, y), ("y", trace.error_y, y, x)):
        up = EMPTY if bars.array is None else np.asarray(bars.array, float)
        if len(up):
            down = up if bars.arrayminus is None else np.asarray(bars.arrayminus, float)
            marks.append(Intervals(at, value - down, value + up, along, paint, bars.thickness or LINE_WIDTH))
    return marks
