"""The piece of the change page that looks at the traffic itself, rated or not."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs import drift as ask
from analytics.ask.logs.change import Sides
from analytics.ask.logs.ratings import Ratings
from analytics.figures.intervals import interval_dots
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain

SHOWN = 15


def drift(of: Ratings, sides: Sides, stratum: str) -> None:
    """Which columns drifted, and how the share of each group of one of them changed."""
    st.subheader(
        "Is other traffic asked?",
        anchor=False,
        help=f"All {of.unit}, rated or not: which share each group has on either side.",
    )
    st.text(ask.summary_text(ask.drifts(of, sides)))
    frame = ask.mix(of, sides, stratum).head(SHOWN)
    hover = [
        f"{row.before:.1%} before, {row.after:.1%} after<br>{row.value * 100:+.1f} points (95% interval {row.low * 100:+.1f} to {row.high * 100:+.1f}); {row.n_before:,} and {row.n_after:,} {of.unit}"
        for row in frame.itertuples()
    ]
    show(
        interval_dots(
            frame.assign(hover=hover),
            percent=True,
            reference=0,
            title=f"change of its share of all {of.unit}, in points",
            signed=True,
        ),
        f"Change of the mix by {stratum}",
    )
    st.caption(
        plain(
            f"Share of each {stratum} among all {of.unit}; the surest change first{f', {SHOWN} shown' if len(frame) == SHOWN else ''}."
        )
    )
