"""What goes into training, and what is lost on the way? A Sankey diagram of tokens, and shares before and after
weighting.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import CATEGORIES, INK, OTHER, new_figure, safe_label, set_x_axis, set_y_axis

SOURCES, GROUPS, ROW_PIXELS = 12, 15, 30
PASSED, RULES, DUPLICATES, LEFT = "pass the rules", "fail a rule", "duplicates", "left for training"


def token_flow(steps: pd.DataFrame, height: int = 520) -> go.Figure:
    """Tokens from each source through the rules and deduplication. `steps` as of ask.mixture.steps; the smaller sources
    are drawn as one.
    """
    columns = ["tokens", "rules_tokens", "duplicates_tokens", "left_tokens"]
    shown = steps[["source", *columns]]
    if len(shown) > SOURCES + 1:
        rest = shown.iloc[SOURCES:][columns].sum()
        shown = pd.concat(
            [shown.iloc[:SOURCES], pd.DataFrame([{"source": f"{len(steps) - SOURCES} others", **rest}])],
            ignore_index=True,
        )
    n = len(shown)
    colours = [CATEGORIES[place] if place < min(len(CATEGORIES), SOURCES) else OTHER for place in range(n)]
    passed, rules, duplicates, left = range(n, n + 4)
    links = [
        (start, end, float(value), colours[place])
        for place, row in enumerate(shown.itertuples())
        for start, end, value in (
            (place, rules, row.rules_tokens),
            (place, passed, row.tokens - row.rules_tokens),
            (passed, duplicates, row.duplicates_tokens),
            (passed, left, row.left_tokens),
        )
        if value > 0
    ]
    totals = shown[columns].sum()
    sizes = {
        PASSED: totals.tokens - totals.rules_tokens,
        RULES: totals.rules_tokens,
        DUPLICATES: totals.duplicates_tokens,
        LEFT: totals.left_tokens,
    }
    ends = [f"{name} ({size / totals.tokens:.1%})" if totals.tokens else name for name, size in sizes.items()]
    found = new_figure(height)
    found.add_sankey(
        arrangement="snap",
        node={
            "label": [*(safe_label(source, limit=24) for source in shown.source), *ends],
            "color": [*colours, INK, "#D55E00", "#CC79A7", "#009E73"],
            "pad": 12,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,.3s} tokens (est.)<extra></extra>",
        },
        link={
            "source": [link[0] for link in links],
            "target": [link[1] for link in links],
            "value": [link[2] for link in links],
            "color": [_faint(link[3]) for link in links],
            "hovertemplate": "%{source.label} to %{target.label}: %{value:,.3s} tokens (est.)<extra></extra>",
        },
        valueformat=".3s",
        textfont={"size": 12, "shadow": "none"},  # the default shadow is made for a white page
    )
    return found


def before_and_after(
    names: Sequence[str], before: Sequence[float], after: Sequence[float], words: tuple[str, str], axis: str
) -> go.Figure:
    """Two shares of each name, joined by a line: where it was and where it comes to. The first name stands at the
    top.
    """
    shown = min(len(names), GROUPS)
    rows = list(range(shown))
    found = new_figure(height=90 + ROW_PIXELS * max(shown, 2), hovermode="closest")
    for shares, legend, symbol, colour in ((after, words[1], "circle", None), (before, words[0], "circle-open", INK)):
        found.add_scatter(
            x=list(shares)[:shown],
            y=rows,
            mode="markers",
            name=legend,
            legendrank=1 if shares is before else 2,
            marker={"size": 11, "symbol": symbol, "color": colour, "line": {"width": 2}},
            customdata=[safe_label(name, limit=60) for name in names[:shown]],
            hovertemplate="%{customdata}: %{x:.2%} " + legend + "<extra></extra>",
        )
    ends = [end for row in rows for end in (before[row], after[row], None)]
    found.add_scatter(
        x=ends,
        y=[row for row in rows for _ in range(3)],
        mode="lines",
        line={"color": OTHER, "width": 2},
        hoverinfo="skip",
        showlegend=False,
        zorder=-1,
    )
    set_y_axis(
        found,
        tickvals=rows,
        ticktext=[safe_label(name, limit=36) for name in names[:shown]],
        range=[max(shown, 2) - 0.5, -0.5],
        showgrid=False,
    )
    set_x_axis(found, title_text=axis, tickformat=".0%", rangemode="tozero")
    return found


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.35)"
