"""When were the documents created?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_y_axis, trace_colour

DATE_FORMATS = {"day": "%d %b %Y", "month": "%b %Y", "year": "%Y"}
PERIOD_WIDTHS: dict[str, int | str] = {"day": 86_400_000, "month": "M1", "year": "M12"}
MAX_SOURCES = 8


def timeline(counts: pd.DataFrame, period: str, height: int = 260) -> go.Figure:
    """Documents in each period, stacked by source. `counts` as of ask.overview.Timeline; the smaller sources are drawn
    as one.
    """
    by_source = _with_other(counts)
    figure = new_figure(height, barmode="stack", bargap=0.08)
    for index, source in enumerate(by_source.source.unique()):
        rows = by_source[by_source.source == source]
        figure.add_bar(
            x=rows.start,
            y=rows.documents,
            name=safe_label(source, limit=24),
            marker={"color": trace_colour(index, source), "line": {"width": 0}},
            xperiod=PERIOD_WIDTHS[period],
            xperiodalignment="middle",
            hovertemplate="%{x|" + DATE_FORMATS[period] + "}: %{y:,} documents<extra>%{fullData.name}</extra>",
        )
    figure.layout.showlegend, figure.layout.legend.traceorder = len(figure.data) > 1, "normal"
    set_y_axis(figure, title_text=f"documents per {period}", rangemode="tozero")
    return figure


def _with_other(counts: pd.DataFrame) -> pd.DataFrame:
    """source, start and documents, the largest source first; all sources after MAX_SOURCES are "other"."""
    named = counts.assign(source=counts.source.astype("object").where(counts.source.notna(), "(no source)"))
    largest = named.groupby("source").documents.sum().sort_values(ascending=False).index
    names = {source: source if place < MAX_SOURCES else "other" for place, source in enumerate(largest)}
    order = list(dict.fromkeys(names.values()))
    source = pd.Categorical(named.source.map(names), categories=order, ordered=True)
    grouped = named.assign(source=source).groupby(["source", "start"], as_index=False, observed=True)
    return grouped.documents.sum().astype({"source": object})
