"""Bars, histograms and matrices as rectangles in the coordinates of their axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.figures.static.axes import Scale
from analytics.figures.static.marks import Intervals, Mark, Paint, Rectangles
from analytics.figures.static.text import label_text
from analytics.figures.template import INK, SEQUENTIAL

MAX_BINS = 40


def bars(traces: Sequence[Any], scales: tuple[Scale, Scale], layout: Any, paints: Sequence[Paint]) -> list[list[Mark]]:
    """The rectangles of the bar traces of one pair of axes, one list a trace, with their intervals."""
    groups = _groups(traces) if layout.barmode in (None, "group") else [0] * len(traces)
    n_groups, gap = len(set(groups)), 0.2 if layout.bargap is None else layout.bargap
    tops: dict[float, float] = {}
    drawn: list[list[Mark]] = []
    for trace, group, paint in zip(traces, groups, paints, strict=True):
        is_flat = trace.orientation == "h"
        along, across = (trace.x, trace.y) if is_flat else (trace.y, trace.x)
        lengths = scales[0 if is_flat else 1].numbers(along)
        middles, width = _slots(trace, scales[1 if is_flat else 0].numbers(across), gap)
        start = middles - width / 2 + group * width / n_groups
        base = _stacked_on(tops, middles, lengths) if layout.barmode in ("stack", "relative") else 0 * lengths
        ends = (start, start + width / n_groups, base, base + lengths)
        x0, x1, y0, y1 = (*ends[2:], *ends[:2]) if is_flat else ends
        drawn.append([Rectangles(x0, x1, y0, y1, paint), *_errors(trace, (x0, x1, y0, y1), is_flat)])
    return drawn


def matrix(trace: Any, scales: tuple[Scale, Scale]) -> list[Mark]:
    """The cells of a heatmap in the colours of the scale, with their texts."""
    values = np.array([[np.nan if cell is None else cell for cell in row] for row in trace.z], float)
    rows, columns = np.indices(values.shape)
    x = scales[0].numbers(trace.x)[columns] if trace.x is not None else columns.astype(float)
    y = scales[1].numbers(trace.y)[rows] if trace.y is not None else rows.astype(float)
    low = float(np.nanmin(values)) if trace.zmin is None else trace.zmin
    high = float(np.nanmax(values)) if trace.zmax is None else trace.zmax
    is_known = np.isfinite(values)
    shares = np.clip((values[is_known] - low) / ((high - low) or 1), 0, 1)
    paints = tuple(SEQUENTIAL[round(share * (len(SEQUENTIAL) - 1))] for share in shares)
    texts = tuple(label_text(text) for text, known in zip(_flat(trace.text), is_known.ravel(), strict=False) if known)
    x, y = x[is_known], y[is_known]
    return [Rectangles(x - 0.5, x + 0.5, y - 0.5, y + 0.5, Paint(INK), paints, texts)]


def binned(trace: Any) -> Any:
    """A histogram of raw values as a bar trace: counts in at most MAX_BINS bins, or by value."""
    import pandas as pd
    import plotly.graph_objects as go

    values = pd.Series(list(trace.x)).dropna()
    if pd.api.types.is_numeric_dtype(values) and values.nunique() > MAX_BINS:
        counts, edges = np.histogram(values, MAX_BINS)
        x, y = (edges[:-1] + edges[1:]) / 2, counts
    else:
        by_value = values.value_counts().sort_index()
        x, y = by_value.index.to_numpy(), by_value.to_numpy()
    return go.Bar(x=x, y=y, name=trace.name, marker=trace.marker.to_plotly_json(), showlegend=trace.showlegend)


def _groups(traces: Sequence[Any]) -> list[int]:
    """The place of each trace in the groups of bars; traces of one `offsetgroup` share it."""
    names = [trace.offsetgroup or str(index) for index, trace in enumerate(traces)]
    order = list(dict.fromkeys(names))
    return [order.index(name) for name in names]


def _slots(trace: Any, at: np.ndarray, gap: float) -> tuple[np.ndarray, Any]:
    """The middle of the slot of each bar, and its width without the gap."""
    if trace.width is not None:
        return at, np.asarray(trace.width, float)
    places = np.unique(at[np.isfinite(at)])
    spacing = float(np.diff(places).min()) if len(places) > 1 else (1.0 if not trace.xperiod else 86_400_000.0)
    return at + (spacing / 2 if trace.xperiod else 0), spacing * (1 - gap)


def _stacked_on(tops: dict[float, float], at: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Where each bar begins on those below it; `tops` is brought up to date."""
    base = np.array([tops.get(float(place), 0.0) for place in at])
    for place, top in zip(at, base + np.nan_to_num(lengths), strict=True):
        tops[float(place)] = float(top)
    return base


def _errors(trace: Any, ends: tuple[np.ndarray, ...], is_flat: bool) -> list[Mark]:
    bar = trace.error_x if is_flat else trace.error_y
    if bar.array is None:
        return []
    x0, x1, y0, y1 = ends
    value, at, along = (x1, (y0 + y1) / 2, "x") if is_flat else (y1, (x0 + x1) / 2, "y")
    up = np.asarray(bar.array, float)
    down = up if bar.arrayminus is None else np.asarray(bar.arrayminus, float)
    return [Intervals(at, value - down, value + up, along, Paint(INK), bar.thickness or 1.5)]


def _flat(texts: Any) -> list[object]:
    return [] if texts is None else [text for row in texts for text in row]
