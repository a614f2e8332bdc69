"""Figures of duplicates: what each threshold removes, how sources overlap, and where a cluster is on the map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.heatmap import heatmap
from analytics.figures.template import (
    INK,
    new_figure,
    safe_label,
    set_x_axis,
    set_y_axis,
    trace_colour,
)

NO_SOURCE = "(no source)"
MAX_SOURCES = 5


def removal_curve(removed: pd.DataFrame, threshold: float, unit: str, height: int = 330) -> go.Figure:
    """What each threshold removes, sources stacked, with the current threshold marked. `removed` as of
    ask.duplicates.RemovalCurve, `unit` "documents" or "tokens".
    """
    figure = new_figure(height, hovermode="x unified")
    for index, (source, row) in enumerate(_by_source(removed, unit).iterrows()):
        figure.add_scatter(
            x=row.index.to_numpy(float),
            y=row.to_numpy(float),
            name=safe_label(source, limit=24),
            mode="lines",
            stackgroup="removed",
            line={"width": 1, "color": trace_colour(index, str(source))},
            hovertemplate="%{y:,.0f}<extra>%{fullData.name}</extra>",
        )
    _mark_threshold(figure, threshold)
    set_y_axis(figure, title_text=f"{unit} removed", rangemode="tozero")
    return figure


def cluster_curve(clusters: pd.DataFrame, threshold: float, height: int = 330) -> go.Figure:
    """The number of clusters at each threshold. `clusters` as of ask.duplicates.RemovalCurve."""
    figure = new_figure(height, showlegend=False)
    figure.add_scatter(
        x=clusters.threshold,
        y=clusters.clusters,
        mode="lines",
        line={"shape": "hv", "width": 2},
        hovertemplate="%{y:,} clusters at %{x:.2f}<extra></extra>",
    )
    _mark_threshold(figure, threshold)
    set_y_axis(figure, title_text="clusters", rangemode="tozero")
    return figure


def overlap_matrix(overlaps: pd.DataFrame, unit: str) -> go.Figure:
    """The share of the source on the left that is also in the source above. `overlaps` as of ask.duplicates.overlap,
    `unit` "documents" or "tokens".

    The `customdata` of a cell begins with the places of the two sources in their order of appearance.
    """
    sources, others = overlaps.source.fillna(NO_SOURCE), overlaps.other.fillna(NO_SOURCE)
    names = list(dict.fromkeys(sources))
    place = {name: index for index, name in enumerate(names)}
    rows, columns = sources.map(place), others.map(place)
    shares = np.full((len(names), len(names)), np.nan)
    shares[rows, columns] = np.where(overlaps.documents > 0, overlaps[f"share_of_{unit}"].to_numpy(float), np.nan)
    marks = [(y, x, _hover(row)) for y, x, row in zip(rows, columns, overlaps.itertuples(), strict=True)]
    texts = [["" if np.isnan(share) else _percent(share) for share in row] for row in shares]
    return heatmap(names, names, shares.tolist(), texts, marks, largest=max(float(np.nanmax(shares, initial=0)), 0.01))


def _by_source(removed: pd.DataFrame, unit: str) -> pd.DataFrame:
    """`unit` by source (rows, the largest first, the smaller ones as "other") and threshold (columns)."""
    named = removed.assign(source=removed.source.fillna(NO_SOURCE))
    table = named.pivot_table(index="source", columns="threshold", values=unit, aggfunc="sum")
    if len(table):
        table = table.loc[table.iloc[:, 0].sort_values(ascending=False).index]
    if len(table) > MAX_SOURCES + 1:
        table = pd.concat([table.iloc[:MAX_SOURCES], table.iloc[MAX_SOURCES:].sum().to_frame("other").T])
    return table


def _mark_threshold(figure: go.Figure, threshold: float) -> None:
    figure.add_vline(
        x=threshold,
        line={"color": INK, "width": 1.5, "dash": "dot"},
        annotation={"text": f"{threshold:.2f}", "font": {"color": INK}},
    )
    set_x_axis(figure, title_text="Jaccard threshold", tickformat=".2f", dtick=0.1)


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _hover(row: Any) -> str:
    source, other = (safe_label(NO_SOURCE if pd.isna(name) else name) for name in (row.source, row.other))
    place = "in another document of the same source" if source == other else f"in <b>{other}</b>"
    documents = f"{row.documents:,} documents, {row.share_of_documents:.2%}"
    tokens = "" if pd.isna(row.tokens) else f"<br>{row.tokens:,.0f} tokens (est.), {row.share_of_tokens:.2%}"
    return f"<b>{source}</b> {place}:<br>{documents}{tokens}"
