"""How much does each threshold keep? A curve over all thresholds, with the present one marked."""

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
    """Shares of documents and of tokens that each threshold keeps. `curve` as of `ask.rules.ThresholdValues.retention`.

    The `published` threshold is marked where it differs from the `present` one. The points of the first trace are the
    rows of `curve`; on a `log` axis those at zero or below are not drawn.
    """
    thresholds = curve.threshold.to_numpy(float)
    figure = new_figure(height, clickmode="event+select", dragmode=False, hovermode="x")
    _add_curves(figure, curve, ".3~%" if percent else ",.6~g")
    at_present = curve[curve.threshold == present]
    if len(at_present):
        figure.add_scatter(
            x=[present],
            y=at_present.documents,
            mode="markers",
            marker={"size": 11, "color": INK, "line": {"width": 2, "color": "white"}},
            hoverinfo="skip",
            showlegend=False,
        )
    _mark(figure, present, "now", INK, log, is_left=published is not None and present < published)
    if published is not None and published != present:
        _mark(figure, published, "published", OTHER, log, is_left=published < present)
    number_format = "~s" if np.abs(thresholds).max() >= 1000 else "~g"
    set_x_axis(
        figure,
        title_text=safe_label(title),
        type="log" if log else "linear",
        tickformat=".0%" if percent else number_format,
    )
    set_y_axis(figure, title_text="share kept", tickformat=".0%", range=[0, 1.08])
    return figure


def _add_curves(figure: go.Figure, curve: pd.DataFrame, threshold_format: str) -> None:
    for name, dash, width in (("documents", "solid", 2.5), ("tokens", "dot", 2)):
        if curve[name].isna().all():
            continue
        figure.add_scatter(
            x=curve.threshold.to_numpy(float),
            y=curve[name],
            name=name if name == "documents" else "tokens (est.)",
            mode="lines+markers",
            marker={"size": 7, "opacity": 0},  # only a marker can be clicked
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            line={"dash": dash, "width": width},
            hovertemplate="%{x:" + threshold_format + "} keeps %{y:.2%} of the " + name + "<extra></extra>",
        )


def _mark(figure: go.Figure, threshold: float, text: str, colour: str, log: bool, is_left: bool) -> None:
    """A vertical line at a threshold, with a text on its left or right."""
    if log and threshold <= 0:
        return
    figure.add_vline(x=threshold, line={"color": colour, "width": 1.5, "dash": "dot"})
    figure.add_annotation(
        x=math.log10(threshold) if log else threshold,  # on a logarithmic axis texts, unlike lines, need the exponent
        y=1.03,
        yref="y",
        text=text,
        showarrow=False,
        font={"color": colour, "size": 12},
        xanchor="right" if is_left else "left",
        xshift=-3 if is_left else 3,
    )
