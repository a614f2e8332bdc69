"""How duplicates look: what goes at every threshold, which source stands in which, and where a cluster lies on the
map.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.heatmap import heatmap
from analytics.figures.template import INK, OTHER, new_figure, safe_label, set_x_axis, set_y_axis, trace_colour

SOURCES_NAMED = 5


def removal_curve(removed: pd.DataFrame, threshold: float, unit: str, height: int = 330) -> go.Figure:
    """What goes at every threshold, sources stacked, with the present threshold marked. `removed` as of
    ask.duplicates.curve, `unit` "documents" or "tokens".
    """
    table = removed.assign(source=removed.source.fillna("(no source)")).pivot_table(
        index="source", columns="threshold", values=unit, aggfunc="sum"
    )
    table = table.loc[table.iloc[:, 0].sort_values(ascending=False).index] if len(table) else table
    if len(table) > SOURCES_NAMED + 1:
        table = pd.concat([table.iloc[:SOURCES_NAMED], table.iloc[SOURCES_NAMED:].sum().to_frame("other").T])
    found = new_figure(height, hovermode="x unified")
    for index, (source, row) in enumerate(table.iterrows()):
        found.add_scatter(
            x=row.index.to_numpy(float),
            y=row.to_numpy(float),
            name=safe_label(source, limit=24),
            mode="lines",
            stackgroup="removed",
            line={"width": 1, "color": trace_colour(index, str(source))},
            hovertemplate="%{y:,.0f}<extra>%{fullData.name}</extra>",
        )
    _mark(found, threshold)
    set_y_axis(found, title_text=f"{unit} that would go", rangemode="tozero")
    return found


def cluster_curve(clusters: pd.DataFrame, threshold: float, height: int = 330) -> go.Figure:
    """How many clusters there are at every threshold. `clusters` as of ask.duplicates.curve."""
    found = new_figure(height, showlegend=False)
    hover = "%{y:,} clusters at %{x:.2f}<extra></extra>"
    found.add_scatter(
        x=clusters.threshold, y=clusters.clusters, mode="lines", line={"shape": "hv", "width": 2}, hovertemplate=hover
    )
    _mark(found, threshold)
    set_y_axis(found, title_text="clusters", rangemode="tozero")
    return found


def overlap_matrix(frame: pd.DataFrame, unit: str) -> go.Figure:
    """How much of the source on the left stands also in the source above. `frame` as of ask.duplicates.overlap, `unit`
    "documents" or "tokens".

    A cell's `customdata` begins with the places of the two sources in their order of appearance.
    """
    names = list(dict.fromkeys(frame.source.fillna("(no source)")))
    place = {name: index for index, name in enumerate(names)}
    down, across = frame.source.fillna("(no source)").map(place), frame.other.fillna("(no source)").map(place)
    share = frame[f"share_of_{unit}"].to_numpy(float)
    shares = np.full((len(names), len(names)), np.nan)
    shares[down, across] = np.where(frame.documents > 0, share, np.nan)
    marks = [(y, x, _hover(row)) for y, x, row in zip(down, across, frame.itertuples(), strict=True)]
    texts = [[_share(value) for value in row] for row in shares]
    return heatmap(names, names, shares.tolist(), texts, marks, most=max(float(np.nanmax(shares, initial=0)), 0.01))


def cluster_on_map(background: pd.DataFrame, members: pd.DataFrame, height: int = 240) -> go.Figure:
    """Where the members of a cluster (doc_id, x, y) lie among the other documents (x, y)."""
    found = new_figure(height, showlegend=False, hovermode="closest", margin={"l": 0, "r": 0, "t": 0, "b": 0})
    found.add_scattergl(
        x=background.x,
        y=background.y,
        mode="markers",
        marker={"size": 2, "color": OTHER, "opacity": 0.35},
        hoverinfo="skip",
    )
    hover = "document %{customdata}<extra></extra>"
    found.add_scattergl(
        x=members.x,
        y=members.y,
        mode="markers",
        marker={"size": 9, "line": {"width": 1, "color": "white"}},
        customdata=members.doc_id,
        hovertemplate=hover,
    )
    set_x_axis(found, visible=False)
    set_y_axis(found, visible=False, scaleanchor="x")
    return found


def _mark(found: go.Figure, threshold: float) -> None:
    found.add_vline(
        x=threshold,
        line={"color": INK, "width": 1.5, "dash": "dot"},
        annotation={"text": f"{threshold:.2f}", "font": {"color": INK}},
    )
    set_x_axis(found, title_text="Jaccard at least", tickformat=".2f", dtick=0.1)


def _share(value: float) -> str:
    if np.isnan(value):
        return ""
    return "<1%" if 0 < value < 0.005 else f"{value:.0%}"


def _hover(row: object) -> str:
    source, other = (safe_label("(no source)" if pd.isna(name) else name) for name in (row.source, row.other))  # type: ignore[attr-defined]
    tokens = "" if pd.isna(row.tokens) else f"<br>{row.tokens:,.0f} tokens (est.), {row.share_of_tokens:.2%}"  # type: ignore[attr-defined]
    where = "in another document of it" if source == other else f"in <b>{other}</b>"
    return f"<b>{source}</b> {where}:<br>{row.documents:,} documents, {row.share_of_documents:.2%}{tokens}"  # type: ignore[attr-defined]
