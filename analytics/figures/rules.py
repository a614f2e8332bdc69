"""Which rules would drop how much of what, and which together? A table of shares, and an UpSet plot; both can be
clicked.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.heatmap import heatmap
from analytics.figures.template import GRID, INK, OTHER, format_share, new_figure, safe_label

UPSET_PIXELS = 24
FEW = 30
"""Below so many documents a cell shows counts and no colour: a share of them would say more than is known."""


def rule_failures(frame: pd.DataFrame, groups: int = 15) -> go.Figure:
    """Rules down, groups of documents across, in each cell the share of the applicable documents that fail: "n/a" where
    the rule applies to none, counts where it applies to few.

    `frame` as of ask.rules.by_group. A cell's `customdata` begins with the rule's and the group's number.
    """
    shown = frame[frame.place <= groups]
    rules, columns = list(shown.name[shown.place == 0]), list(shown.group[shown.rule == 0])
    texts = [["n/a"] * len(columns) for _ in rules]
    shares = [[float("nan")] * len(columns) for _ in rules]
    for row in shown.itertuples():
        texts[row.rule][row.place] = _cell(row)
        if row.applicable >= FEW:
            shares[row.rule][row.place] = row.share
    marks = [(row.rule, row.place, _hover(row)) for row in shown.itertuples()]
    return heatmap(rules, columns, shares, texts, marks, limits=(40, 14))


def upset(combinations: pd.DataFrame, names: list[str], sizes: list[int]) -> go.Figure:
    """Which rules do documents fail together? A bar for each combination of rules, dots below it for the rules, and
    each rule's own total at the left.

    `combinations` as of ask.rules.Verdicts.combinations, `names` and `sizes` (failing documents) of all rules. Only
    rules that occur are drawn, the largest first. A bar's `customdata` begins with its place. The form is Lex et al.
    2014.
    """
    used = sorted(
        {place for places in combinations.rules for place in places}, key=lambda place: (-sizes[place], place)
    )
    row = {place: index for index, place in enumerate(used)}
    found = new_figure(
        height=170 + UPSET_PIXELS * len(used),
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
        showlegend=False,
        bargap=0.3,
    )
    hover = [
        f"{documents:,} documents fail exactly<br>"
        + "<br>".join(safe_label(names[place]) for place in places)
        + f"<br>{tokens:,} tokens (est.)"
        for documents, tokens, places in zip(
            combinations.documents, combinations.tokens, combinations.rules, strict=True
        )
    ]
    across = list(range(len(combinations)))
    found.add_bar(
        x=across,
        y=combinations.documents,
        text=[f"{documents:,}" for documents in combinations.documents],
        textposition="outside",
        textfont={"size": 11},
        constraintext="none",
        cliponaxis=False,
        customdata=[[place, words] for place, words in enumerate(hover)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )
    found.add_bar(
        x=[sizes[place] for place in used],
        y=list(row.values()),
        orientation="h",
        marker={"color": OTHER},
        xaxis="x2",
        yaxis="y2",
        customdata=[[f"{safe_label(names[place])}: {sizes[place]:,} documents fail"] for place in used],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    dots = [(x, row[place]) for x, places in zip(across, combinations.rules, strict=True) for place in places]
    grid = [(x, y) for x in across for y in row.values()]
    for places, size, mark in ((grid, 5, GRID), (dots, 9, INK)):
        found.add_scatter(
            x=[x for x, _ in places],
            y=[y for _, y in places],
            mode="markers",
            marker={"size": size, "color": mark},
            xaxis="x",
            yaxis="y2",
            hoverinfo="skip",
        )
    for x, places in zip(across, combinations.rules, strict=True):
        rows = [row[place] for place in places]
        if len(rows) > 1:
            line = {"width": 2, "color": INK}
            found.add_scatter(
                x=[x, x], y=[min(rows), max(rows)], mode="lines", line=line, xaxis="x", yaxis="y2", hoverinfo="skip"
            )
    dots_share = UPSET_PIXELS * len(used) / (140 + UPSET_PIXELS * len(used))
    found.update_layout(
        xaxis={
            "domain": [0.38, 1],
            "anchor": "y2",
            "showticklabels": False,
            "showgrid": False,
            "range": [-0.6, max(len(across), 6) - 0.4],
        },
        yaxis={"domain": [dots_share + 0.03, 1], "title": {"text": "documents"}, "rangemode": "tozero", "anchor": "x"},
        xaxis2={
            "domain": [0, 0.12],
            "anchor": "y2",
            "autorange": "reversed",
            "showgrid": False,
            "nticks": 3,
            "tickformat": "~s",
        },
        yaxis2={
            "domain": [0, dots_share],
            "anchor": "x",
            "range": [len(used) - 0.5, -0.5],
            "tickvals": list(row.values()),
            "ticktext": [safe_label(names[place], limit=30) for place in used],
            "showgrid": False,
            "side": "left",
        },
    )
    return found


def _cell(row: Any) -> str:
    if row.applicable < FEW:
        return f"{row.failing}/{row.applicable}" if row.applicable else "n/a"
    return format_share(row.share)


def _hover(row: Any) -> str:
    heading = f"<b>{safe_label(row.name)}</b>, {safe_label(row.group)}"
    if not row.applicable:
        return f"{heading}<br>not applicable to any of {row.documents:,} documents"
    inapplicable = row.documents - row.applicable
    left_out = f"<br>not applicable to {inapplicable:,} more" if inapplicable else ""
    return f"{heading}<br>{row.failing:,} of {row.applicable:,} fail: {row.share:.2%} (95% interval {row.low:.2%} to {row.high:.2%})<br>{row.failing_tokens:,} of {row.tokens:,} tokens (est.){left_out}"
