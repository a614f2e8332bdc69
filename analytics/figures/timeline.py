"""When are the documents from?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_y_axis, trace_colour

FORMATS = {"day": "%d %b %Y", "month": "%b %Y", "year": "%Y"}
SOURCES = 8


def timeline(frame: pd.DataFrame, period: str, height: int = 260) -> go.Figure:
    """Documents a period, stacked by source. `frame` as of ask.overview.timeline; the smaller sources are drawn as
    one.
    """
    found = new_figure(height, barmode="stack", bargap=0.08)
    frame = frame.assign(source=frame.source.astype("object").where(frame.source.notna(), "(no source)"))
    largest = frame.groupby("source").documents.sum().sort_values(ascending=False).index
    names = {source: source if place < SOURCES else "other" for place, source in enumerate(largest)}
    grouped = frame.assign(source=frame.source.map(names)).groupby(["source", "start"], as_index=False).documents.sum()
    for index, source in enumerate(dict.fromkeys(names.values())):
        part = grouped[grouped.source == source]
        found.add_bar(
            x=part.start,
            y=part.documents,
            name=safe_label(source, limit=24),
            marker={"color": trace_colour(index, source), "line": {"width": 0}},
            xperiod={"day": 86_400_000, "month": "M1", "year": "M12"}[period],
            xperiodalignment="middle",
            hovertemplate="%{x|" + FORMATS[period] + "}: %{y:,} documents<extra>%{fullData.name}</extra>",
        )
    found.layout.showlegend, found.layout.legend.traceorder = len(found.data) > 1, "normal"
    set_y_axis(found, title_text=f"documents a {period}", rangemode="tozero")
    return found
