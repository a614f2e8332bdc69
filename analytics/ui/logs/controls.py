"""What the pages on feedback let people turn. Options are checked here again: the browser's word for them is no
proof.
"""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs.ratings import Ratings
from analytics.errors import DataloupeError

FEWEST_USERS = 5
NONE = "nothing"


def pick_dimension(
    of: Ratings, label: str, key: str, default: str | None = None, optional: bool = False, leave_out: str | None = None
) -> str | None:
    """The name of a dimension; None for "nothing" where the choice is `optional`, or when nothing divides these
    rows.
    """
    names = [name for name in of.dimensions if name != leave_out]
    options = [*([NONE] if optional else []), *names]
    if not options:
        return None
    index = options.index(default) if default in options else 0
    choice = st.selectbox(label, options, index=index, key=key, bind="query-params", width=230)
    if choice not in options:
        raise DataloupeError(f"there is nothing called {choice!r} to divide by - there is {', '.join(options)}")
    return None if choice == NONE else choice


def pick_level(of: Ratings, dimension: str, label: str, key: str, default: int = 0) -> int:
    """The code of one level of a dimension."""
    labels = list(of.dimension(dimension).labels)
    choice = st.selectbox(label, labels, index=min(default, len(labels) - 1), key=key, bind="query-params", width=200)
    if choice not in labels:
        raise DataloupeError(f"{dimension!r} is never {choice!r} - it is {', '.join(labels)}")
    return labels.index(choice)


def pick_k(of: Ratings) -> int:
    """The fewest users whose ratings may be shown as a group."""
    return int(
        st.number_input(
            f"Hide below {of.people}",
            1,
            1000,
            FEWEST_USERS,
            key="k",
            bind="query-params",
            width=190,
            help="Groups with ratings of fewer distinct users are not shown: they say little, and could tell what one person thinks.",
        )
    )
