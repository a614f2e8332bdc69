"""How is a number distributed? A histogram whose bars can be clicked, and the cumulative distribution."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis, tick_labels, trace_colour
from analytics.number_text import number_range_text

WHOLE_COLOUR = "#808A91"


def histogram(
    counts: pd.DataFrame,
    edges: np.ndarray,
    title: str,
    log: bool,
    integer: bool,
    percent: bool = False,
    height: int = 340,
) -> go.Figure:
    """Stacked bars by source over bins with these `edges` (bin i has the values in (edges[i], edges[i + 1]]).

    `counts` has a row for each source and a column for each bin. The `customdata` of a bar are its index, its range and
    its source. On a log axis positions are log10; the tick labels are the numbers themselves.
    """
    borders = _borders(edges, integer, log)
    centres, widths = (borders[:-1] + borders[1:]) / 2, np.diff(borders)
    ranges = [_range_label(edges, index, integer, percent) for index in range(len(edges) - 1)]
    figure = new_figure(height, barmode="stack", bargap=0.04, clickmode="event+select")
    for index, (source, row) in enumerate(counts.iterrows()):
        figure.add_bar(
            x=centres,
            width=widths * 0.96,
            y=row.to_numpy(),
            name=safe_label(source, limit=24),
            marker={"color": trace_colour(index, str(source)) if len(counts) > 1 else None, "line": {"width": 0}},
            customdata=[[bin_index, label, str(source)] for bin_index, label in enumerate(ranges)],
            hovertemplate="%{customdata[1]}: %{y:,} documents<extra>%{fullData.name}</extra>",
        )
    figure.layout.showlegend, figure.layout.legend.traceorder = len(counts) > 1, "normal"
    ticks = _ticks(borders, log, percent)
    set_x_axis(figure, title_text=safe_label(title), range=[borders[0], borders[-1]], **ticks)
    set_y_axis(figure, title_text="documents", rangemode="tozero", dtick=1 if counts.sum().max() <= 5 else None)
    return figure


def ecdf(quantiles: pd.DataFrame, title: str, log: bool, percent: bool = False, height: int = 340) -> go.Figure:
    """The share of documents with at most each value, a line for each source and a bold one for "all". `quantiles` has
    a row for each source and a column for each probability.
    """
    figure = new_figure(height)
    sources = [source for source in quantiles.index if source != "all"]
    # in the order of the histogram, so that sources have the same colours; the whole is drawn last, on top
    for index, source in enumerate([*sources, *quantiles.index.intersection(["all"])]):
        is_whole = source == "all"
        colour = WHOLE_COLOUR if is_whole and sources else trace_colour(index, str(source))
        values = quantiles.loc[source].to_numpy(float)
        value_format = ".1%" if percent else ",.6~g"
        figure.add_scatter(
            x=np.where(values > 0, values, np.nan) if log else values,
            y=quantiles.columns.to_numpy(float),
            name=safe_label(source, limit=24),
            mode="lines",
            legendrank=0 if is_whole else 1000,
            line={"width": 4 if is_whole else 1.8, "color": colour, "shape": "hv"},
            hovertemplate=f"%{{y:.1%}} of documents have at most %{{x:{value_format}}}"
            "<extra>%{fullData.name}</extra>",
        )
    axis_type, tick_format = "log" if log else "linear", _number_format(quantiles.to_numpy(float), percent)
    set_x_axis(figure, title_text=safe_label(title), type=axis_type, tickformat=tick_format)
    set_y_axis(figure, title_text="share of documents at or below", tickformat=".0%", range=[0, 1.01])
    return figure


def _borders(edges: np.ndarray, integer: bool, log: bool) -> np.ndarray:
    """The edges as positions on the axis; whole numbers are in the middle of their bars."""
    borders = edges.astype(float) + (0.5 if integer else 0.0)
    return np.log10(np.maximum(borders, 1e-300)) if log else borders


def _ticks(borders: np.ndarray, log: bool, percent: bool) -> dict[str, object]:
    """Properties of the ticks of the x axis."""
    if not log:
        return {"tickformat": _number_format(borders, percent)}
    low, high = math.floor(borders[0]), math.ceil(borders[-1])
    decades = [10.0**power for power in range(low, high + 1)]
    values = decades if len(decades) > 4 else sorted(factor * decade for decade in decades for factor in (1, 2, 5))
    values = [value for value in values if borders[0] <= math.log10(value) <= borders[-1]]
    return {"tickvals": [math.log10(value) for value in values], "ticktext": tick_labels(values)}


def _number_format(values: np.ndarray, percent: bool) -> str:
    if percent:
        return ".0%"
    return "~s" if np.nanmax(np.abs(values), initial=0) >= 1000 else "~g"


def _range_label(edges: np.ndarray, index: int, integer: bool, percent: bool) -> str:
    low, high = edges[index], edges[index + 1]
    if integer:
        return f"{high:,.0f}" if low + 1 == high else f"{low + 1:,.0f} to {high:,.0f}"
    return f"{low:.2%} to {high:.2%}" if percent else number_range_text(low, high)
