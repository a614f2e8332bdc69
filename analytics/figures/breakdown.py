"""Which values are there, and how much of it all is each?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis

ROW_PIXELS = 26


def breakdown(frame: pd.DataFrame, missing: str = "missing") -> go.Figure:
    """Shares of documents and of tokens by value, as bars side by side. `frame` as of ask.overview.breakdown; `missing`
    names the row without a value.
    """
    labels = [_label(row, missing) for row in frame.itertuples()]
    found = new_figure(height=76 + ROW_PIXELS * max(len(frame), 2), barmode="group", bargap=0.22)
    for name, column in (("tokens (est.)", "tokens"), ("documents", "documents")):
        counts = frame[column].astype("Float64")
        if counts.isna().all():
            continue
        total = counts.sum()
        found.add_bar(
            y=labels,
            x=(counts / total).astype(float) if total else counts.astype(float),
            customdata=counts.fillna(0).astype("int64"),
            name=name,
            orientation="h",
            hovertemplate="%{y}: %{x:.1%} of " + name + " (%{customdata:,})<extra></extra>",
            legendrank=0 if column == "documents" else 1,
            offsetgroup=column,
        )
    set_y_axis(
        found, autorange="reversed", showgrid=False, tickmode="array", tickvals=labels, ticktext=labels, type="category"
    )
    set_x_axis(found, tickformat=".0%", rangemode="tozero", nticks=6)
    found.data = found.data[::-1]
    return found


def _label(row: object, missing: str) -> str:
    value, values = row.value, row.values  # type: ignore[attr-defined]
    if values > 1:
        return f"{values:,} others"
    return missing if pd.isna(value) else safe_label(value, limit=28) or "(empty)"
