"""How much do the steps of a recipe leave of each source?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis, trace_colour

ROW_PIXELS, MAX_SOURCES = 38, 8
OTHER = "other sources"


def waterfall(remaining: pd.DataFrame, stages: Sequence[str], unit: str) -> go.Figure:
    """One bar for all and one after each step, stacked by source. `remaining` has stage (a place in `stages`), source
    and amount; the smaller sources are drawn as one.
    """
    largest = list(remaining[remaining.stage == 0].sort_values("amount", ascending=False).source[:MAX_SOURCES])
    names = remaining.source.where(remaining.source.isin(largest), OTHER)
    labels = [
        f"{number}. {safe_label(name, limit=40)}" if number else safe_label(name) for number, name in enumerate(stages)
    ]
    figure = new_figure(90 + ROW_PIXELS * len(stages), barmode="stack", bargap=0.3)
    for index, source in enumerate([*largest, OTHER]):
        rows = remaining[names == source].groupby("stage", as_index=False).amount.sum()
        if rows.empty:
            continue
        figure.add_bar(
            y=[labels[stage] for stage in rows.stage],
            x=rows.amount,
            name=safe_label(source, limit=24),
            orientation="h",
            marker={"color": trace_colour(index, source), "line": {"width": 0}},
            hovertemplate="%{fullData.name}: %{x:,} " + unit + "<extra></extra>",
        )
    figure.layout.legend.traceorder = "normal"
    set_y_axis(figure, autorange="reversed", type="category", showgrid=False)
    set_x_axis(figure, title_text=f"{unit} that remain", rangemode="tozero", tickformat=",")
    return figure
