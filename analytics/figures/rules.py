"""How many documents fail each rule, and which rules fail together? A table of shares, and an UpSet plot; both can be
clicked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.heatmap import heatmap
from analytics.figures.template import GRID, INK, OTHER, format_share, new_figure, safe_label

UPSET_ROW_PIXELS = 24
MAX_GROUPS = 15
MIN_DOCUMENTS = 30
"""A cell of fewer documents shows counts and no colour: a share of so few would seem more certain than it is."""


def rule_failures(frame: pd.DataFrame, groups: int = MAX_GROUPS) -> go.Figure:
    """Rules down, groups of documents across; a cell shows the share of the applicable documents that fail, "n/a" where
    the rule applies to none, and counts where it applies to few.

    `frame` as from `ask.rules.by_group`. A cell's `customdata` begins with the numbers of the rule and the group.
    """
    shown = frame[frame.place <= groups]
    rules, columns = list(shown.name[shown.place == 0]), list(shown.group[shown.rule == 0])
    texts = [["n/a"] * len(columns) for _ in rules]
    shares = [[float("nan")] * len(columns) for _ in rules]
    for row in shown.itertuples():
        texts[row.rule][row.place] = _cell(row)
        if row.applicable >= MIN_DOCUMENTS:
            shares[row.rule][row.place] = row.share
    marks = [(row.rule, row.place, _hover(row)) for row in shown.itertuples()]
    return heatmap(rules, columns, shares, texts, marks, limits=(40, 14))


def upset(combinations: pd.DataFrame, names: list[str], sizes: list[int]) -> go.Figure:
    """Which rules do documents fail together? A bar for each combination of rules, dots below it for its rules, and
    the total of each rule on the left.

    `combinations` as the table of `ask.rules.Combinations`, `names` and `sizes` (failing documents) of all rules. Only
    rules of a combination are drawn, the largest first. A bar's `customdata` begins with its place. The form is Lex et
    al. 2014.
    """
    rules = _shown_rules(combinations, names, sizes)
    figure = new_figure(
        height=170 + UPSET_ROW_PIXELS * len(rules),
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
        showlegend=False,
        bargap=0.3,
    )
    _add_combination_bars(figure, combinations, names)
    _add_rule_bars(figure, rules)
    row = {rule.place: index for index, rule in enumerate(rules)}
    rows = [sorted(row[place] for place in places) for places in combinations.rules]
    _add_dots(figure, rows, len(rules))
    _lay_out(figure, rules, len(combinations))
    return figure


@dataclass(frozen=True)
class _ShownRule:
    place: int
    name: str
    size: int


def _shown_rules(combinations: pd.DataFrame, names: list[str], sizes: list[int]) -> list[_ShownRule]:
    places = {place for rules in combinations.rules for place in rules}
    ordered = sorted(places, key=lambda place: (-sizes[place], place))
    return [_ShownRule(place, names[place], sizes[place]) for place in ordered]


def _add_combination_bars(figure: go.Figure, combinations: pd.DataFrame, names: list[str]) -> None:
    hover = [
        "<br>".join(
            [
                f"{row.documents:,} documents fail exactly",
                *(safe_label(names[place]) for place in row.rules),
                f"{row.tokens:,} tokens (est.)",
            ]
        )
        for row in combinations.itertuples()
    ]
    figure.add_bar(
        x=list(range(len(combinations))),
        y=combinations.documents,
        text=[f"{documents:,}" for documents in combinations.documents],
        textposition="outside",
        textfont={"size": 11},
        constraintext="none",
        cliponaxis=False,
        customdata=[[place, text] for place, text in enumerate(hover)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _add_rule_bars(figure: go.Figure, rules: Sequence[_ShownRule]) -> None:
    figure.add_bar(
        x=[rule.size for rule in rules],
        y=list(range(len(rules))),
        orientation="h",
        marker={"color": OTHER},
        xaxis="x2",
        yaxis="y2",
        customdata=[[f"{safe_label(rule.name)}: {rule.size:,} documents fail"] for rule in rules],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _add_dots(figure: go.Figure, rows: Sequence[Sequence[int]], count: int) -> None:
    """A grid of grey dots, a dark dot for each rule of a combination, and a line that joins those of one."""
    grid = [(x, y) for x in range(len(rows)) for y in range(count)]
    dots = [(x, y) for x, ys in enumerate(rows) for y in ys]
    for points, size, colour in ((grid, 5, GRID), (dots, 9, INK)):
        figure.add_scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="markers",
            marker={"size": size, "color": colour},
            xaxis="x",
            yaxis="y2",
            hoverinfo="skip",
        )
    for x, ys in enumerate(rows):
        if len(ys) > 1:
            line = {"width": 2, "color": INK}
            ends = [ys[0], ys[-1]]
            figure.add_scatter(x=[x, x], y=ends, mode="lines", line=line, xaxis="x", yaxis="y2", hoverinfo="skip")


def _lay_out(figure: go.Figure, rules: Sequence[_ShownRule], combinations: int) -> None:
    """Bars of the combinations above the dots, bars of the rules to the left of them."""
    dots_share = UPSET_ROW_PIXELS * len(rules) / (140 + UPSET_ROW_PIXELS * len(rules))
    across, names = {"showgrid": False, "anchor": "y2"}, [safe_label(rule.name, limit=30) for rule in rules]
    width = max(combinations, 6)
    figure.update_layout(
        xaxis=across | {"domain": [0.38, 1], "showticklabels": False, "range": [-0.6, width - 0.4]},
        yaxis={"domain": [dots_share + 0.03, 1], "title": {"text": "documents"}, "rangemode": "tozero", "anchor": "x"},
        xaxis2=across | {"domain": [0, 0.12], "autorange": "reversed", "nticks": 3, "tickformat": "~s"},
        yaxis2={
            "domain": [0, dots_share],
            "anchor": "x",
            "range": [len(rules) - 0.5, -0.5],
            "tickvals": list(range(len(rules))),
            "ticktext": names,
            "showgrid": False,
            "side": "left",
        },
    )


def _cell(row: Any) -> str:
    if row.applicable < MIN_DOCUMENTS:
        return f"{row.failing}/{row.applicable}" if row.applicable else "n/a"
    return format_share(row.share)


def _hover(row: Any) -> str:
    heading = f"<b>{safe_label(row.name)}</b>, {safe_label(row.group)}"
    if not row.applicable:
        return f"{heading}<br>not applicable to any of {row.documents:,} documents"
    lines = [
        heading,
        f"{row.failing:,} of {row.applicable:,} fail: {row.share:.2%} "
        f"(95 % confidence interval {row.low:.2%} to {row.high:.2%})",
        f"{row.failing_tokens:,} of {row.tokens:,} tokens (est.)",
    ]
    if row.documents > row.applicable:
        lines.append(f"not applicable to {row.documents - row.applicable:,} more")
    return "<br>".join(lines)
