"""Drift on the change page: how the traffic changed, with or without ratings."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs import drift as ask
from analytics.ask.logs.compared_groups import ComparedGroups
from analytics.ask.logs.ratings import Ratings
from analytics.figures.intervals import interval_dots
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import keyed

MAX_LEVELS = 15


def drift(page: Page, ratings: Ratings, pair: ComparedGroups, stratifier: str) -> None:
    """Which columns drifted, and how the share of each level of one of them changed."""
    unit = ratings.unit
    st.subheader(
        "Did the traffic change?",
        anchor=False,
        help=f"All {unit}, with or without a rating: the share of each group on both sides.",
    )
    arguments = keyed(ratings), Keyed(pair, pair.names)
    st.text(ask.summary_text(page.derive(ask.drift_by_dimension, *arguments)))
    changes = page.derive(ask.share_changes, *arguments, stratifier).head(MAX_LEVELS)
    hover = [
        f"{row.before:.1%} before, {row.after:.1%} after<br>{row.value * 100:+.1f} points (95 % confidence interval "
        f"{row.low * 100:+.1f} to {row.high * 100:+.1f}); {row.n_before:,} and {row.n_after:,} {unit}"
        for row in changes.itertuples()
    ]
    title = f"change of the share of all {unit}, in points"
    show(
        interval_dots(changes.assign(hover=hover), percent=True, reference=0, title=title, signed=True),
        f"Change of the traffic by {stratifier}",
    )
    shown = f"; the first {MAX_LEVELS} are shown" if len(changes) == MAX_LEVELS else ""
    st.caption(plain(f"Share of each {stratifier} in all {unit}, the most certain change first{shown}."))
