"""Implicit feedback on the feedback page: what users do after an answer, and how it relates to their ratings."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import implicit as ask
from analytics.ask.logs.feedback import Satisfaction
from analytics.ask.logs.ratings import Ratings
from analytics.figures.intervals import interval_dots
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import keyed, keyed_connection, rating_column

METHOD = (
    "Implicit feedback is known for every answer, also for those without a rating, but its meaning is a guess. "
    "Kappa (Cohen 1960) compares the action, as a negative verdict, with ratings below 0.5: "
    "1 is perfect agreement, 0 is chance. The intervals of the rates and of kappa are "
    "clustered by user."
)


def implicit_feedback(page: Page, satisfaction: Satisfaction) -> None:
    """What users did after answers, how negative their ratings are, and how well both agree."""
    ratings = satisfaction.ratings
    page.needs("behaviour", "conversations")
    actions = page.derive(ask.actions, keyed_connection(page), keyed(ratings))
    st.markdown(plain(ask.summary_text(actions, ratings), limit=600))
    compared = actions[actions.difference.notna()]
    if len(compared):
        _differences(compared, ratings)
    _action_table(actions, ratings)
    with st.popover("Definitions", icon=":material/info:"):
        for row in actions.itertuples():
            st.text(f"{row.action}: {row.definition}.")
        st.text(METHOD)


def _differences(actions: pd.DataFrame, ratings: Ratings) -> None:
    scale, unit = (100, " points") if ratings.is_binary else (1, "")
    hover = [
        f"{scale * row.difference:+.1f}{unit} more negative (95 % confidence interval "
        f"{scale * row.difference_low:+.1f} to {scale * row.difference_high:+.1f}), {row.n_rated:,} rated"
        for row in actions.itertuples()
    ]
    names = {"action": "label", "difference": "value", "difference_low": "low", "difference_high": "high"}
    dots = actions[list(names)].rename(columns=names).assign(hover=hover)
    st.subheader(
        "Are ratings more negative after an action?",
        anchor=False,
        help=f"Ratings of {ratings.unit} with each action, compared with all other rated {ratings.unit}.",
    )
    title = f"excess negative ratings over the others{', in points' if ratings.is_binary else ''}"
    show(
        interval_dots(dots, percent=ratings.is_binary, reference=0, title=title, signed=True),
        "How much more negative ratings are after each action",
    )


def _action_table(actions: pd.DataFrame, ratings: Ratings) -> None:
    columns = {
        "action": formats.text("What users do"),
        "value": formats.share("How often"),
        "low": formats.share("Low"),
        "high": formats.share("High"),
        "n": formats.count(ratings.unit.capitalize()),
        "n_rated": formats.count("Rated"),
        "negative_with": rating_column(ratings, "Negative with it"),
        "negative_without": rating_column(ratings, "Negative without it"),
        "kappa": formats.number("Kappa"),
        "kappa_low": formats.number("Kappa low"),
        "kappa_high": formats.number("Kappa high"),
    }
    table(actions, columns, "Implicit feedback and ratings")
