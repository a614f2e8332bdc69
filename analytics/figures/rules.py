"""Which rules would drop how much of which source? A table of shares whose cells can be clicked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import figure, safe, share_words

ROW_PIXELS = 30
FEW = 30
"""Below so many documents a cell shows counts and no colour: a share of them would say more than is known."""


def rule_failures(frame: pd.DataFrame, sources: int = 15) -> go.Figure:
    """Rules down, sources across, in each cell the share of the applicable documents that fail: "n/a" where the rule applies to none,
    counts where it applies to few.

    `frame` as of ask.rules.failures. A cell's `customdata` begins with the rule's and the source's place in their order of appearance.
    """
    rules, columns = list(dict.fromkeys(frame.rule)), list(dict.fromkeys(frame.source))[: sources + 1]
    shown = frame[frame.source.isin(columns)]
    across = {source: place for place, source in enumerate(columns)}
    down = {rule: place for place, rule in enumerate(rules)}
    x, y = shown.source.map(across), shown.rule.map(down)
    texts = [["n/a"] * len(columns) for _ in rules]
    shares = [[float("nan")] * len(columns) for _ in rules]
    for row in shown.itertuples():
        texts[down[row.rule]][across[row.source]] = _cell(row)
        if row.applicable >= FEW:
            shares[down[row.rule]][across[row.source]] = row.share
    found = figure(height=130 + ROW_PIXELS * len(rules), clickmode="event+select", dragmode=False, hovermode="closest")
    found.add_heatmap(
        z=shares,
        text=texts,
        texttemplate="%{text}",
        x=list(across.values()),
        y=list(down.values()),
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    # a heatmap's cells cannot be selected in Streamlit: invisible markers above them can
    found.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"symbol": "square", "size": ROW_PIXELS - 4, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[[down[row.rule], across[row.source], _hover(row)] for row in shown.itertuples()],
        hovertemplate="%{customdata[2]}<extra></extra>",
        showlegend=False,
    )
    found.update_xaxes(
        side="top",
        tickvals=list(across.values()),
        ticktext=[safe(source, limit=14) for source in columns],
        tickangle=-38,
        showgrid=False,
        range=[-0.5, len(columns) - 0.5],
    )
    found.update_yaxes(tickvals=list(down.values()), ticktext=[safe(rule) for rule in rules], range=[len(rules) - 0.5, -0.5], showgrid=False)
    found.update_layout(margin_r=44)
    return found


def _cell(row: Any) -> str:
    if row.applicable < FEW:
        return f"{row.failing}/{row.applicable}" if row.applicable else "n/a"
    return share_words(row.share)


def _hover(row: Any) -> str:
    heading = f"<b>{safe(row.rule)}</b>, {safe(row.source)}"
    if not row.applicable:
        return f"{heading}<br>not applicable to any of {row.documents:,} documents"
    inapplicable = row.documents - row.applicable
    left_out = f"<br>not applicable to {inapplicable:,} more" if inapplicable else ""
    return f"{heading}<br>{row.failing:,} of {row.applicable:,} fail: {row.share:.2%} (95% interval {row.low:.2%} to {row.high:.2%}){left_out}"
