"""How is a number distributed? Bars that can be clicked: a bar's `customdata` begins with its index."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis, tick_labels, trace_colour


def histogram(
    counts: pd.DataFrame,
    edges: np.ndarray,
    title: str,
    log: bool,
    integer: bool,
    percent: bool = False,
    height: int = 340,
) -> go.Figure:
    """Stacked bars by source over bins with these `edges` (bin i holds what is in (edges[i], edges[i + 1]]).

    `counts`: rows sources, columns bins. On a log axis positions are log10; the labels are the numbers themselves.
    """
    borders = _borders(edges, integer, log)
    middles, widths = (borders[:-1] + borders[1:]) / 2, np.diff(borders)
    hover = [_words(edges, index, integer, percent) for index in range(len(edges) - 1)]
    found = new_figure(height, barmode="stack", bargap=0.04, clickmode="event+select")
    for index, (source, row) in enumerate(counts.iterrows()):
        found.add_bar(
            x=middles,
            width=widths * 0.96,
            y=row.to_numpy(),
            name=safe_label(source, limit=24),
            marker={"color": trace_colour(index, str(source)) if len(counts) > 1 else None, "line": {"width": 0}},
            customdata=[[bin_index, words, str(source)] for bin_index, words in enumerate(hover)],
            hovertemplate="%{customdata[1]}: %{y:,} documents<extra>%{fullData.name}</extra>",
        )
    found.layout.showlegend, found.layout.legend.traceorder = len(counts) > 1, "normal"
    set_x_axis(found, title_text=safe_label(title), range=[borders[0], borders[-1]], **_labels(borders, log, percent))
    set_y_axis(found, title_text="documents", rangemode="tozero", dtick=1 if counts.sum().max() <= 5 else None)
    return found


def ecdf(quantiles: pd.DataFrame, title: str, log: bool, percent: bool = False, height: int = 340) -> go.Figure:
    """Which share of documents lies at or below each value, one line a source; "all" is drawn boldly. Rows sources,
    columns probabilities.
    """
    found = new_figure(height)
    sources = [source for source in quantiles.index if source != "all"]
    for index, source in enumerate(
        [*sources, *quantiles.index.intersection(["all"])]
    ):  # the colours of the histogram, then the whole
        whole, row = source == "all", quantiles.loc[source]
        values = row.to_numpy(float)
        found.add_scatter(
            x=np.where(values > 0, values, np.nan) if log else values,
            y=row.index.to_numpy(float),
            name=safe_label(source, limit=24),
            mode="lines",
            legendrank=0 if whole else 1000,
            line={
                "width": 4 if whole else 1.8,
                "color": "#808A91" if whole and sources else trace_colour(index, str(source)),
                "shape": "hv",
            },
            hovertemplate="%{y:.1%} of documents have at most %{x:"
            + (".1%" if percent else ",.6~g")
            + "}<extra>%{fullData.name}</extra>",
        )
    set_x_axis(
        found,
        title_text=safe_label(title),
        type="log" if log else "linear",
        tickformat=_format(quantiles.to_numpy(float), percent),
    )
    set_y_axis(found, title_text="share of documents at or below", tickformat=".0%", range=[0, 1.01])
    return found


def _borders(edges: np.ndarray, integer: bool, log: bool) -> np.ndarray:
    borders = edges.astype(float) + (0.5 if integer else 0.0)
    return np.log10(np.maximum(borders, 1e-300)) if log else borders


def _labels(borders: np.ndarray, log: bool, percent: bool) -> dict[str, object]:
    """How the x axis says its numbers."""
    if not log:
        return {"tickformat": _format(borders, percent)}
    low, high = math.floor(borders[0]), math.ceil(borders[-1])
    decades = [10.0**power for power in range(low, high + 1)]
    values = decades if len(decades) > 4 else sorted(factor * decade for decade in decades for factor in (1, 2, 5))
    values = [value for value in values if borders[0] <= math.log10(value) <= borders[-1]]
    return {"tickvals": [math.log10(value) for value in values], "ticktext": tick_labels(values)}


def _format(values: np.ndarray, percent: bool) -> str:
    return ".0%" if percent else "~s" if np.nanmax(np.abs(values), initial=0) >= 1000 else "~g"


def _words(edges: np.ndarray, index: int, integer: bool, percent: bool) -> str:
    low, high = edges[index], edges[index + 1]
    if integer:
        return f"{high:,.0f}" if low + 1 == high else f"{low + 1:,.0f} to {high:,.0f}"
    return f"{low:.2%} to {high:.2%}" if percent else f"{low:,.4g} to {high:,.4g}"
