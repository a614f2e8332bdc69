"""What do the steps and the weights do to topics, languages and years?"""

from __future__ import annotations

import streamlit as st

from analytics.ask import mixture
from analytics.ask.groupings import groupings
from analytics.figures.mixture import MAX_GROUPS, before_and_after
from analytics.ui.components.charts import show
from analytics.ui.mixture.queries import Plan


def balance(plan: Plan) -> None:
    """Shares of the tokens of each group, as they are and in training."""
    there = [name for name in groupings(plan.page.connection) if name != "source"]
    default = next(name for name in ("theme", "language", there[0]) if name in there)
    by = (
        st.segmented_control(
            "By",
            there,
            default=default,
            key="balance",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
        or default
    )
    found = mixture.group_shares(plan.page.connection, plan.outcomes, plan.planned.weight, by)
    if not plan.planned.weight.sum() or found.empty:
        st.info("Nothing is left to train on.", icon=":material/info:")
        return
    shown = found.head(MAX_GROUPS)
    shown = shown.sort_values("group") if by == "year" else shown
    show(
        before_and_after(
            shown.group.tolist(),
            shown.before.tolist(),
            shown.weighted.tolist(),
            ("of the tokens as they are", "in training"),
            "share of tokens",
        ),
        f"Share of each {by} before and after",
    )
    more = len(found) - len(shown)
    st.caption(
        "Within a source, every token left is as likely as any other."
        + (f" The largest {MAX_GROUPS} are drawn, {more} more are not." if more else "")
    )
