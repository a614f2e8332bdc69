"""Controls of the pages about feedback. They check each choice, because a link can contain any value."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs.ratings import Ratings
from analytics.errors import DataloupeError
from analytics.ui.frame.old_links import rename_old_dimension

MIN_USERS = 5


def pick_dimension(ratings: Ratings, label: str, key: str, default: str | None = None) -> str | None:
    """The name of a dimension; None when these rows have no dimension."""
    names = list(ratings.dimensions)
    if not names:
        return None
    rename_old_dimension(key, names, "answer")
    index = names.index(default) if default in names else 0
    name = st.selectbox(label, names, index=index, key=key, bind="query-params", width=230)
    return ratings.dimension(name).name


def pick_level(ratings: Ratings, dimension: str, label: str, key: str, default: int = 0) -> int:
    """The code of one level of a dimension."""
    labels = list(ratings.dimension(dimension).labels)
    choice = st.selectbox(label, labels, index=min(default, len(labels) - 1), key=key, bind="query-params", width=200)
    if choice not in labels:
        raise DataloupeError(f"{dimension!r} has no value {choice!r}. It has: {', '.join(labels)}.")
    return labels.index(choice)


def pick_min_users(ratings: Ratings) -> int:
    """The number of users that a group needs to be shown."""
    number = st.number_input(
        f"Minimum {ratings.user_noun}",
        1,
        1000,
        MIN_USERS,
        key="k",
        bind="query-params",
        width=190,
        help="Groups with fewer are hidden: they are uncertain, and could reveal the opinion of one person.",
    )
    return int(number)
