"""Charts on a page, and the marks that people click in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import streamlit as st

from analytics.figures.template import LAYOUT

CONFIG = {"displayModeBar": False}

THEMED = "dataloupe in the theme"
"""The template of every figure: the layout of dataloupe in the colours of the browser's theme, light or dark."""

pio.templates[THEMED] = go.layout.Template(pio.templates["streamlit"])
pio.templates[THEMED].layout.update(LAYOUT)
pio.templates.default = THEMED


AXIS_FONT_PIXELS = 12
"""Streamlit's theme draws smaller labels. A style sheet could enlarge them, but Plotly would not make room for them."""


def show(figure: go.Figure, alt: str) -> None:
    """A chart that cannot be clicked; `alt` describes it to people who cannot see it."""
    st.plotly_chart(_with_readable_axes(figure), config=CONFIG, alt=alt)


def clickable(figure: go.Figure, key: str, alt: str) -> list[Any] | None:
    """A chart whose marks can be clicked: the `customdata` of the clicked mark, or None."""
    event: Any = st.plotly_chart(
        _with_readable_axes(figure), config=CONFIG, key=key, on_select="rerun", selection_mode="points", alt=alt
    )
    points = event["selection"]["points"] if event else []
    return points[0].get("customdata") if points else None


def on_click(figure: go.Figure, key: str, alt: str, do: Callable[..., None], args: Sequence[Any] = ()) -> None:
    """A chart that calls `do(index of the mark, *args)` when a mark is clicked, before the page runs again."""

    def callback() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            do(points[0]["point_index"], *args)

    st.plotly_chart(
        _with_readable_axes(figure), config=CONFIG, key=key, on_select=callback, selection_mode="points", alt=alt
    )


def on_clicks(figure: go.Figure, key: str, alt: str, do: Callable[..., None], args: Sequence[Any] = ()) -> None:
    """A chart that calls `do(indices of the marks, *args)` when marks are clicked; shift-click adds a mark."""

    def callback() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            do(tuple(dict.fromkeys(point["point_index"] for point in points)), *args)

    st.plotly_chart(
        _with_readable_axes(figure), config=CONFIG, key=key, on_select=callback, selection_mode="points", alt=alt
    )


def _with_readable_axes(figure: go.Figure) -> go.Figure:
    """The figure with tick labels of 12 pixels, which the theme does not change."""
    axes = [name for name in figure.layout if name.startswith(("xaxis", "yaxis"))]
    for name in {"xaxis", "yaxis", *axes}:
        figure.layout[name].tickfont.size = AXIS_FONT_PIXELS
    return figure
