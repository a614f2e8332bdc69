"""Who beats whom? A matrix of win rates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis

DIVERGING = ((0.0, "#8A3B12"), (0.25, "#D18D5B"), (0.5, "#F4F1EA"), (0.75, "#62A3BF"), (1.0, "#135C80"))
ROW_PIXELS = 34


def win_rate_matrix(frame: pd.DataFrame, models: Sequence[str], order: Sequence[int], fewest: int) -> go.Figure:
    """The share of comparisons that the model of the row wins against the model of the column, ties as halves; empty
    below `fewest` comparisons.

    `frame` as of ask.logs.preferences.matrix; `order` are the codes of the models, best first.
    """
    place = {code: index for index, code in enumerate(order)}
    shares = [[float("nan")] * len(order) for _ in order]
    texts = [[""] * len(order) for _ in order]
    hovers = [[""] * len(order) for _ in order]
    for row in frame.itertuples():
        if row.n >= fewest and row.model in place and row.opponent in place:
            i, j = place[row.model], place[row.opponent]
            shares[i][j], texts[i][j] = row.value, f"{row.value:.0%}"
            hovers[i][j] = (
                f"{safe_label(models[row.model])} wins {row.value:.1%} against {safe_label(models[row.opponent])}<br>95% interval {row.low:.1%} to {row.high:.1%}, {row.n:,} comparisons"
            )
    labels = [safe_label(models[code], limit=24) for code in order]
    found = new_figure(height=110 + ROW_PIXELS * max(len(order), 2))
    found.add_heatmap(
        z=shares,
        text=texts,
        customdata=hovers,
        texttemplate="%{text}",
        hovertemplate="%{customdata}<extra></extra>",
        x=[*range(len(order))],
        y=[*range(len(order))],
        zmin=0,
        zmax=1,
        colorscale=[list(step) for step in DIVERGING],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
    )
    set_x_axis(found, side="top", tickvals=[*range(len(order))], ticktext=labels, tickangle=-30, showgrid=False)
    set_y_axis(found, tickvals=[*range(len(order))], ticktext=labels, autorange="reversed", showgrid=False)
    found.layout.margin.r = 56  # the last slanted label
    return found
