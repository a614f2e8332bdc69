"""What stays when a threshold moves? A curve over all thresholds, with the present one marked."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import INK, OTHER, new_figure, safe_label, set_x_axis, set_y_axis


def retention_curve(
    curve: pd.DataFrame,
    title: str,
    present: float,
    published: float | None,
    percent: bool,
    log: bool,
    height: int = 270,
) -> go.Figure:
    """Shares of documents and of tokens that stay at each threshold. `curve` as of ask.thresholds.Line.retention.

    The `published` threshold is marked where it differs from the `present` one. The points of the first trace are the
    rows of `curve`; on a `log` axis those at zero or below are not drawn.
    """
    thresholds = curve.threshold.to_numpy(float)
    form = ".3~%" if percent else ",.6~g"
    found = new_figure(height, clickmode="event+select", dragmode=False, hovermode="x")
    for name, dash, width in (("documents", "solid", 2.5), ("tokens", "dot", 2)):
        if curve[name].isna().all():
            continue
        found.add_scatter(
            x=thresholds,
            y=curve[name],
            name=name if name == "documents" else "tokens (est.)",
            mode="lines+markers",
            marker={"size": 7, "opacity": 0},  # only a marker can be clicked
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            line={"dash": dash, "width": width},
            hovertemplate="%{y:.2%} of the " + name + " stay at %{x:" + form + "}<extra></extra>",
        )
    here = curve[curve.threshold == present]
    if len(here):
        found.add_scatter(
            x=[present],
            y=here.documents,
            mode="markers",
            marker={"size": 11, "color": INK, "line": {"width": 2, "color": "white"}},
            hoverinfo="skip",
            showlegend=False,
        )
    _mark(found, present, "now", INK, log, to_the_left=published is not None and present < published)
    if published is not None and published != present:
        _mark(found, published, "published", OTHER, log, to_the_left=published < present)
    set_x_axis(
        found,
        title_text=safe_label(title),
        type="log" if log else "linear",
        tickformat=".0%" if percent else "~s" if np.abs(thresholds).max() >= 1000 else "~g",
    )
    set_y_axis(found, title_text="stays", tickformat=".0%", range=[0, 1.08])
    return found


def _mark(found: go.Figure, threshold: float, words: str, colour: str, log: bool, to_the_left: bool) -> None:
    if log and threshold <= 0:
        return
    found.add_vline(x=threshold, line={"color": colour, "width": 1.5, "dash": "dot"})
    place = (
        math.log10(threshold) if log else threshold
    )  # on a logarithmic axis Plotly places words, unlike lines, by the exponent
    found.add_annotation(
        x=place,
        y=1.03,
        yref="y",
        text=words,
        showarrow=False,
        font={"color": colour, "size": 12},
        xanchor="right" if to_the_left else "left",
        xshift=-3 if to_the_left else 3,
    )
