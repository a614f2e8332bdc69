"""What each column describes: something fixed before the answer, the answer, or what followed. One choice for all pages
about ratings.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs.causality import BEFORE, UNKNOWN
from analytics.ask.logs.ratings import Ratings
from analytics.ui.components import formats
from analytics.ui.components.table import table

CHOICE = "columns-before-the-answer"
"""The place of the choices in the session, shared by the pages: whether each column is fixed before the answer."""


def pick_roles(ratings: Ratings) -> Ratings:
    """The ratings with the roles that the person chose; the popover shows each role and its reason."""
    names = list(ratings.dimensions)
    if not names:
        return ratings
    inferred = [name for name in names if ratings.dimensions[name].is_before]
    choices = st.session_state.setdefault(CHOICE, {})
    chosen = [name for name in names if choices.get(name, name in inferred)]
    with st.popover("Columns", icon=":material/fact_check:"):
        st.caption(
            "Only columns that are fixed before the answer can explain a rating. Change the list where it is wrong; "
            "it applies to all pages about ratings."
        )
        picked = st.multiselect("Fixed before the answer", names, default=chosen, key="before-columns")
        rows = [(name, one.role, one.reason) for name, one in ratings.dimensions.items()]
        columns = {"name": formats.text("Column"), "role": formats.text("Describes"), "reason": formats.text("Reason")}
        table(pd.DataFrame(rows, columns=list(columns)), columns, "What each column describes")
    for name in names:
        choices[name] = name in picked
    changed = {name: BEFORE if name in picked else UNKNOWN for name in names if (name in picked) != (name in inferred)}
    return ratings.with_roles(changed) if changed else ratings
