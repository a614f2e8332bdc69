"""Pictures on a page, and what was clicked in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import streamlit as st

from analytics.figures.template import LAYOUT

CONFIG = {"displayModeBar": False}

THEMED = "dataloupe in the theme"
"""What every figure of the dashboard begins with: the layout of the house in the theme's colours, light or dark as the
browser has it.
"""

pio.templates[THEMED] = go.layout.Template(pio.templates["streamlit"])
pio.templates[THEMED].layout.update(LAYOUT)
pio.templates.default = THEMED


def show(figure: go.Figure, alt: str) -> None:
    """A picture to look at."""
    st.plotly_chart(figure, config=CONFIG, alt=alt)


def clickable(figure: go.Figure, key: str, alt: str) -> list[Any] | None:
    """A picture whose marks can be clicked: the `customdata` of the clicked one, or None."""
    event = st.plotly_chart(figure, config=CONFIG, key=key, on_select="rerun", selection_mode="points", alt=alt)
    return _clicked(event)


def on_click(figure: go.Figure, key: str, alt: str, do: Callable[..., None], args: Sequence[Any] = ()) -> None:
    """A picture whose marks do something when clicked: calls `do(index of the mark, *args)` before the page runs
    anew.
    """

    def callback() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            do(points[0]["point_index"], *args)

    st.plotly_chart(figure, config=CONFIG, key=key, on_select=callback, selection_mode="points", alt=alt)


def _clicked(event: Any) -> list[Any] | None:
    points = event["selection"]["points"] if event else []
    return points[0].get("customdata") if points else None
