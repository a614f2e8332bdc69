"""Which rules would drop how much of which source? A table of shares whose cells can be clicked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import figure, safe

ROW_PIXELS = 30


def rule_failures(frame: pd.DataFrame, sources: int = 15) -> go.Figure:
    """Rules down, sources across, the share of the applicable documents that fail in each cell; "n/a" where a rule applies to none.

    `frame` as of ask.rules.failures. A cell's `customdata` begins with the rule's and the source's place in their order of appearance.
    """
    rules, columns = list(dict.fromkeys(frame.rule)), list(dict.fromkeys(frame.source))[: sources + 1]
    shown = frame[frame.source.isin(columns)]
    across = {source: place for place, source in enumerate(columns)}
    down = {rule: place for place, rule in enumerate(rules)}
    x, y = shown.source.map(across), shown.rule.map(down)
    shares = shown.pivot_table(index="rule", columns="source", values="share", dropna=False, sort=False).reindex(index=rules, columns=columns)
    found = figure(height=130 + ROW_PIXELS * len(rules), clickmode="event+select", dragmode=False, hovermode="closest")
    found.add_heatmap(
        z=shares.to_numpy(float),
        text=[[_cell(share) for share in row] for row in shares.to_numpy(float)],
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


def _cell(share: float) -> str:
    if pd.isna(share):
        return "n/a"
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


def _hover(row: object) -> str:
    heading = f"<b>{safe(row.rule)}</b>, {safe(row.source)}"  # type: ignore[attr-defined]
    if not row.applicable:  # type: ignore[attr-defined]
        return f"{heading}<br>not applicable to any of {row.documents:,} documents"  # type: ignore[attr-defined]
    inapplicable = row.documents - row.applicable  # type: ignore[attr-defined]
    left_out = f"<br>not applicable to {inapplicable:,} more" if inapplicable else ""
    return f"{heading}<br>{row.failing:,} of {row.applicable:,} fail: {row.share:.2%} (95% interval {row.low:.2%} to {row.high:.2%}){left_out}"  # type: ignore[attr-defined]
