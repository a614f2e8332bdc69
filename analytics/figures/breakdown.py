"""How do documents and tokens divide over the values of a column?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import OTHER, new_figure, safe_label, set_x_axis, set_y_axis

ROW_PIXELS = 26


def breakdown(values: pd.DataFrame, missing: str = "missing") -> go.Figure:
    """The shares of documents and of tokens by value, as bars in pairs. `values` as of ask.overview.breakdown;
    `missing` is the label of the row without a value.
    """
    labels = [_label(row, missing) for row in values.itertuples()]
    figure = new_figure(height=76 + ROW_PIXELS * max(len(values), 2), barmode="group", bargap=0.22)
    for name, column in (("tokens (est.)", "tokens"), ("documents", "documents")):
        counts = values[column].astype("Float64")
        if not counts.isna().all():
            _add_shares(figure, labels, counts, name, column)
    ticks = {"tickmode": "array", "tickvals": labels, "ticktext": labels, "type": "category"}
    set_y_axis(figure, autorange="reversed", showgrid=False, **ticks)
    set_x_axis(figure, tickformat=".0%", rangemode="tozero", nticks=6)
    figure.data = figure.data[::-1]
    return figure


def crossfilter(values: pd.DataFrame, selected: Sequence[int | None], missing: str = "missing") -> go.Figure:
    """All documents by value as grey bars, and the selected ones as the filled part of each. `values` as of
    ask.overview.breakdown of all documents; `selected` has the selected documents of each row, None where unknown.
    """
    labels = [_label(row, missing) for row in values.itertuples()]
    figure = new_figure(height=76 + ROW_PIXELS * max(len(values), 2), barmode="overlay", bargap=0.3)
    bars = (("selected documents", list(selected), None, 1.0), ("all documents", list(values.documents), OTHER, 0.35))
    for place, (name, counts, colour, opacity) in enumerate(bars):
        figure.add_bar(
            y=labels,
            x=counts,
            name=name,
            orientation="h",
            marker={"color": colour, "opacity": opacity},
            zorder=1 - place,
            hovertemplate="%{y}: %{x:,} " + name + "<extra></extra>",
        )
    ticks = {"tickmode": "array", "tickvals": labels, "ticktext": labels, "type": "category"}
    set_y_axis(figure, autorange="reversed", showgrid=False, **ticks)
    set_x_axis(figure, title_text="documents", rangemode="tozero", nticks=6, tickformat=",")
    return figure


def _add_shares(figure: go.Figure, labels: Sequence[str], counts: pd.Series, name: str, group: str) -> None:
    total = counts.sum()
    figure.add_bar(
        y=labels,
        x=(counts / total if total else counts).astype(float),
        customdata=counts.fillna(0).astype("int64"),
        name=name,
        orientation="h",
        hovertemplate="%{y}: %{x:.1%} of " + name + " (%{customdata:,})<extra></extra>",
        legendrank=0 if group == "documents" else 1,
        offsetgroup=group,
    )


def _label(row: Any, missing: str) -> str:
    if row.values > 1:
        return f"{row.values:,} others"
    return missing if pd.isna(row.value) else safe_label(row.value, limit=28) or "(empty)"
