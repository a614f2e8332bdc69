"""How many tokens of each source reach training? A Sankey diagram, and shares before and after weighting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import CATEGORIES, INK, OTHER, new_figure, safe_label, set_x_axis, set_y_axis

MAX_SOURCES, MAX_GROUPS, ROW_PIXELS = 12, 15, 30
PASSED, FAILED, DUPLICATES, KEPT = "pass the rules", "fail a rule", "duplicates", "kept for training"
END_COLOURS = (INK, "#D55E00", "#CC79A7", "#009E73")
"""Of PASSED, FAILED, DUPLICATES and KEPT."""


class _Link(NamedTuple):
    start: int
    end: int
    tokens: float
    colour: str


def token_flow(sources: pd.DataFrame, height: int = 520) -> go.Figure:
    """Tokens from each source through the rules and deduplication. `sources` as of ask.mixture.outcomes_by_source; the
    smaller sources are drawn as one.
    """
    columns = ["tokens", "rules_tokens", "duplicates_tokens", "kept_tokens"]
    drawn = _with_others(sources[["source", *columns]])
    colours = [CATEGORIES[place] if place < min(len(CATEGORIES), MAX_SOURCES) else OTHER for place in range(len(drawn))]
    labels = [*(safe_label(source, limit=24) for source in drawn.source), *_end_labels(drawn[columns].sum())]
    figure = new_figure(height)
    figure.add_sankey(
        arrangement="snap",
        node={
            "label": labels,
            "color": [*colours, *END_COLOURS],
            "pad": 12,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,.3s} tokens (est.)<extra></extra>",
        },
        link=_link_properties(_links(drawn, colours)),
        valueformat=".3s",
        textfont={"size": 12, "shadow": "none"},  # the default shadow is made for a white page
    )
    return figure


def before_and_after(
    names: Sequence[str], before: Sequence[float], after: Sequence[float], legends: tuple[str, str], axis: str
) -> go.Figure:
    """Two shares of each name, joined by a line. The first name is at the top; `legends` name the two shares."""
    n_rows = min(len(names), MAX_GROUPS)
    rows = list(range(n_rows))
    figure = new_figure(height=90 + ROW_PIXELS * max(n_rows, 2), hovermode="closest")
    hovers = [safe_label(name, limit=60) for name in names[:n_rows]]
    style = {"size": 11, "line": {"width": 2}}
    _add_shares(figure, after[:n_rows], hovers, legends[1], style | {"symbol": "circle"}, legendrank=2)
    _add_shares(
        figure, before[:n_rows], hovers, legends[0], style | {"symbol": "circle-open", "color": INK}, legendrank=1
    )
    _join(figure, rows, before, after)
    labels = [safe_label(name, limit=36) for name in names[:n_rows]]
    set_y_axis(figure, tickvals=rows, ticktext=labels, range=[max(n_rows, 2) - 0.5, -0.5], showgrid=False)
    set_x_axis(figure, title_text=axis, tickformat=".0%", rangemode="tozero")
    return figure


def _add_shares(
    figure: go.Figure,
    shares: Sequence[float],
    hovers: Sequence[str],
    legend: str,
    marker: dict[str, object],
    legendrank: int,
) -> None:
    figure.add_scatter(
        x=list(shares),
        y=list(range(len(shares))),
        mode="markers",
        name=legend,
        legendrank=legendrank,
        marker=marker,
        customdata=list(hovers),
        hovertemplate="%{customdata}: %{x:.2%} " + legend + "<extra></extra>",
    )


def _with_others(sources: pd.DataFrame) -> pd.DataFrame:
    """The largest sources, and one row for all others when there are more than one."""
    if len(sources) <= MAX_SOURCES + 1:
        return sources
    others = sources.iloc[MAX_SOURCES:].drop(columns="source").sum()
    row = pd.DataFrame([{"source": f"{len(sources) - MAX_SOURCES} other sources", **others}])
    return pd.concat([sources.iloc[:MAX_SOURCES], row], ignore_index=True)


def _links(sources: pd.DataFrame, colours: Sequence[str]) -> list[_Link]:
    """The links from sources (nodes 0 to n - 1) to PASSED, FAILED, DUPLICATES and KEPT (the next four nodes)."""
    n = len(sources)
    passed, failed, duplicates, kept = range(n, n + 4)
    links = []
    for place, row in enumerate(sources.itertuples()):
        colour = colours[place]
        links += [
            _Link(place, failed, float(row.rules_tokens), colour),
            _Link(place, passed, float(row.tokens - row.rules_tokens), colour),
            _Link(passed, duplicates, float(row.duplicates_tokens), colour),
            _Link(passed, kept, float(row.kept_tokens), colour),
        ]
    return [link for link in links if link.tokens > 0]


def _link_properties(links: Sequence[_Link]) -> dict[str, object]:
    return {
        "source": [link.start for link in links],
        "target": [link.end for link in links],
        "value": [link.tokens for link in links],
        "color": [_faint(link.colour) for link in links],
        "hovertemplate": "%{source.label} to %{target.label}: %{value:,.3s} tokens (est.)<extra></extra>",
    }


def _end_labels(totals: pd.Series) -> list[str]:
    """The labels of PASSED, FAILED, DUPLICATES and KEPT with their shares of all tokens."""
    tokens = {
        PASSED: totals.tokens - totals.rules_tokens,
        FAILED: totals.rules_tokens,
        DUPLICATES: totals.duplicates_tokens,
        KEPT: totals.kept_tokens,
    }
    return [f"{name} ({n / totals.tokens:.1%})" if totals.tokens else name for name, n in tokens.items()]


def _join(figure: go.Figure, rows: Sequence[int], before: Sequence[float], after: Sequence[float]) -> None:
    """A line from `before` to `after` in each row, below the markers."""
    figure.add_scatter(
        x=[end for row in rows for end in (before[row], after[row], None)],
        y=[row for row in rows for _ in range(3)],
        mode="lines",
        line={"color": OTHER, "width": 2},
        hoverinfo="skip",
        showlegend=False,
        zorder=-1,
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.35)"
