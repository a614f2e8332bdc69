"""Which model wins against which? A matrix of win rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis

DIVERGING = ((0.0, "#8A3B12"), (0.25, "#D18D5B"), (0.5, "#F4F1EA"), (0.75, "#62A3BF"), (1.0, "#135C80"))
ROW_PIXELS = 34


def win_rate_matrix(
    win_rates: pd.DataFrame, models: Sequence[str], order: Sequence[int], min_comparisons: int
) -> go.Figure:
    """The share of comparisons that the model of the row wins against the model of the column, ties as halves. Cells
    below `min_comparisons` are empty.

    `win_rates` as of ask.logs.preferences.win_rates; `order` are the codes of the models, the best first.
    """
    place = {code: index for index, code in enumerate(order)}
    shares = [[float("nan")] * len(order) for _ in order]
    texts = [[""] * len(order) for _ in order]
    hovers = [[""] * len(order) for _ in order]
    for row in win_rates.itertuples():
        if row.n >= min_comparisons and row.model in place and row.opponent in place:
            i, j = place[row.model], place[row.opponent]
            shares[i][j], texts[i][j], hovers[i][j] = row.value, f"{row.value:.0%}", _hover(row, models)
    figure = new_figure(height=110 + ROW_PIXELS * max(len(order), 2))
    _add_cells(figure, shares, texts, hovers)
    ticks = {"tickvals": [*range(len(order))], "ticktext": [safe_label(models[code], limit=24) for code in order]}
    set_x_axis(figure, side="top", tickangle=-30, showgrid=False, **ticks)
    set_y_axis(figure, autorange="reversed", showgrid=False, **ticks)
    figure.layout.margin.r = 56  # room for the last slanted label
    return figure


def _add_cells(figure: go.Figure, shares: list[list[float]], texts: list[list[str]], hovers: list[list[str]]) -> None:
    places = [*range(len(shares))]
    figure.add_heatmap(
        z=shares,
        text=texts,
        customdata=hovers,
        texttemplate="%{text}",
        hovertemplate="%{customdata}<extra></extra>",
        x=places,
        y=places,
        zmin=0,
        zmax=1,
        colorscale=[list(step) for step in DIVERGING],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
    )


def _hover(row: Any, models: Sequence[str]) -> str:
    model, opponent = safe_label(models[row.model]), safe_label(models[row.opponent])
    return (
        f"{model} wins {row.value:.1%} against {opponent}<br>"
        f"95 % confidence interval {row.low:.1%} to {row.high:.1%}, {row.n:,} comparisons"
    )
