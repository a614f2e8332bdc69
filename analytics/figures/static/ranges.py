"""The panels of a figure - a pair of axes each, with its marks - and what their axes show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from analytics.figures.static.axes import Axis, Scale, scale_of
from analytics.figures.static.bars import bars, binned, matrix
from analytics.figures.static.marks import EMPTY, Intervals, Mark, Paint, Points, Rectangles, extent
from analytics.figures.static.scatters import Stack, scatter
from analytics.figures.template import CATEGORIES

DRAWN = ("bar", "scatter", "scattergl", "heatmap", "histogram")
"""The types of traces that can be drawn."""
PADDING = 0.05


@dataclass(frozen=True)
class Panel:
    """A pair of axes, its marks, and the names of its traces for the legend."""

    x_name: str
    y_name: str
    x_layout: Any
    y_layout: Any
    scales: tuple[Scale, Scale]
    marks: list[Mark]
    names: list[tuple[str, Paint]]
    lines: tuple[tuple[str, float], ...] = ()
    """Lines at a value, which the axes show too: ("x" or "y", number of the scale)."""

    @property
    def x_domain(self) -> tuple[float, float]:
        low, high = self.x_layout.domain or (0.0, 1.0)
        return low, high

    @property
    def y_domain(self) -> tuple[float, float]:
        low, high = self.y_layout.domain or (0.0, 1.0)
        return low, high

    @property
    def is_equal(self) -> bool:
        """Whether a unit is as long on both axes, as on a map."""
        return self.y_layout.scaleanchor is not None or self.x_layout.scaleanchor is not None

    def x_axis(self, start: float, end: float) -> Axis:
        """The horizontal axis over these pixels."""
        return Axis(self.x_layout, self.scales[0], *self._range(self.x_layout, "x"), start, end)

    def y_axis(self, start: float, end: float) -> Axis:
        """The vertical axis over these pixels, `start` at the bottom."""
        return Axis(self.y_layout, self.scales[1], *self._range(self.y_layout, "y"), start, end)

    def _range(self, layout: Any, along: str) -> tuple[float, float]:
        """From where to where the axis goes, in numbers of its scale."""
        if layout.range is not None:
            low, high = layout.range
            return float(low), float(high)
        values = [value for mark in self.marks for value in extent(mark, along)]
        values += [value for axis, value in self.lines if axis == along]
        finite = np.array(values, float)[np.isfinite(np.array(values, float))]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        low, high = self._padded(low, high, along, layout.rangemode)
        return (high, low) if layout.autorange == "reversed" else (low, high)

    def _padded(self, low: float, high: float, along: str, mode: str | None) -> tuple[float, float]:
        has_bars = any(isinstance(mark, Rectangles) for mark in self.marks)
        has_points = any(isinstance(mark, (Points, Intervals)) for mark in self.marks)
        room = PADDING * ((high - low) or 1)
        if has_bars:
            return low - (room if low < 0 else 0), high + (room if high > 0 and not self._is_across(along) else 0)
        if mode == "tozero":
            return min(low, 0.0), high + room
        return (low - room, high + room) if has_points or along == "y" else (low, high)

    def _is_across(self, along: str) -> bool:
        """Whether bars stand next to each other along this axis."""
        return self.scales[0 if along == "x" else 1].kind in ("category", "date")


def panels(figure: go.Figure) -> list[Panel]:
    """The panels of a figure. Raises ValueError for a type of trace that cannot be drawn."""
    traces = [binned(trace) if trace.type == "histogram" else trace for trace in figure.data]
    for trace in traces:
        if trace.type not in DRAWN:
            raise ValueError(f"A chart of type {trace.type!r} cannot be drawn. There are: {', '.join(DRAWN)}.")
    colours = figure.layout.colorway or CATEGORIES
    paints = [_paint(trace, colours[index % len(colours)]) for index, trace in enumerate(traces)]
    pairs = list(dict.fromkeys((trace.xaxis or "x", trace.yaxis or "y") for trace in traces)) or [("x", "y")]
    return _shared_ranges([_panel(figure, pair, traces, paints) for pair in pairs])


def _shared_ranges(shown: list[Panel]) -> list[Panel]:
    """The panels, each vertical axis that follows another one with its range."""
    by_name = {panel.y_name: panel for panel in shown}
    for panel in shown:
        first = by_name.get(panel.y_layout.matches or "")
        if first is not None and first is not panel:
            panel.y_layout.range = first.y_axis(1, 0).bounds
    return shown


def _panel(figure: go.Figure, pair: tuple[str, str], traces: Sequence[Any], paints: Sequence[Paint]) -> Panel:
    own = [place for place, trace in enumerate(traces) if (trace.xaxis or "x", trace.yaxis or "y") == pair]
    layouts = [figure.layout[f"{name[0]}axis{name[1:]}"] for name in pair]
    columns = [[getattr(traces[place], name) for place in own] for name in "xy"]
    known = [[column for column in columns[i] if column is not None] for i in (0, 1)]
    scales = scale_of(layouts[0], known[0]), scale_of(layouts[1], known[1])
    marks = _marks([traces[place] for place in own], scales, figure.layout, [paints[place] for place in own])
    names = [
        (traces[place].name, paints[place])
        for place in sorted(own, key=lambda place: (_rank(traces[place]), place))
        if traces[place].name and traces[place].showlegend is not False
    ]
    lines = tuple(_lines(figure, pair, scales))
    return Panel(pair[0], pair[1], layouts[0], layouts[1], scales, marks, names, lines)


def _lines(figure: go.Figure, pair: tuple[str, str], scales: tuple[Scale, Scale]) -> Iterator[tuple[str, float]]:
    for shape in figure.layout.shapes:
        for along, reference, value, name, scale in zip(
            "xy", (shape.xref, shape.yref), (shape.x0, shape.y0), pair, scales, strict=True
        ):
            if reference == name and shape.type == "line":
                yield along, float(scale.numbers([value])[0])


def _marks(traces: Sequence[Any], scales: tuple[Scale, Scale], layout: Any, paints: Sequence[Paint]) -> list[Mark]:
    """The marks of the traces of a panel, those with the lowest `zorder` first."""
    bar_traces = [(trace, paint) for trace, paint in zip(traces, paints, strict=True) if trace.type == "bar"]
    of_bars = iter(bars([trace for trace, _ in bar_traces], scales, layout, [paint for _, paint in bar_traces]))
    before, stacks, layers = EMPTY, Stack(), []
    for trace, paint in zip(traces, paints, strict=True):
        if trace.type == "bar":
            layers.append((trace.zorder or 0, next(of_bars)))
        elif trace.type == "heatmap":
            layers.append((0, matrix(trace, scales)))
        else:
            marks, before = scatter(trace, scales, paint, before, stacks)
            layers.append((getattr(trace, "zorder", None) or 0, marks))
    return [mark for _, marks in sorted(layers, key=lambda layer: layer[0]) for mark in marks]


def _rank(trace: Any) -> float:
    return 1000.0 if trace.legendrank is None else float(trace.legendrank)


def _paint(trace: Any, default: str) -> Paint:
    """The colour of a trace: that of its line or marker, or its place in the colours of the page."""
    line = getattr(trace, "line", None)
    marker = getattr(trace, "marker", None)
    colour = getattr(line, "color", None) or getattr(marker, "color", None)
    opacity = getattr(marker, "opacity", None)
    shown = opacity if trace.type == "bar" and isinstance(opacity, float) else 1.0
    return Paint(colour if isinstance(colour, str) else default, shown)
