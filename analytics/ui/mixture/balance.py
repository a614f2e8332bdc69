"""What do the steps and the weights change in topics, languages and years?"""

from __future__ import annotations

import streamlit as st

from analytics.ask import mixture
from analytics.ask.groupings import groupings
from analytics.figures.mixture import MAX_GROUPS, before_and_after
from analytics.ui.components.charts import show
from analytics.ui.mixture.queries import Plan

PREFERRED = ("theme", "language")
LEGENDS = ("share of current tokens", "share of training tokens")


def balance(plan: Plan) -> None:
    """The share of each group in the tokens, now and in training."""
    by = _pick_grouping(plan)
    rows = mixture.group_shares(plan.page.connection, plan.outcomes, plan.planned.weight, by)
    if not plan.planned.weight.sum() or rows.empty:
        st.info("No document is kept. Relax the rules or deduplication above.", icon=":material/info:")
        return
    shown = rows.head(MAX_GROUPS)
    shown = shown.sort_values("group") if by == "year" else shown
    figure = before_and_after(
        shown.group.tolist(), shown.before.tolist(), shown.weighted.tolist(), LEGENDS, "share of tokens"
    )
    show(figure, f"Share of each {by} before and after")
    more = len(rows) - len(shown)
    rest = f" The chart shows the largest {MAX_GROUPS} groups of {len(rows)}." if more else ""
    st.caption(f"Within a source, every kept token has the same probability.{rest}")


def _pick_grouping(plan: Plan) -> str:
    options = [name for name in groupings(plan.page.connection) if name != "source"]
    default = next(name for name in (*PREFERRED, options[0]) if name in options)
    choice = st.segmented_control(
        "Group by",
        options,
        default=default,
        key="balance",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    return choice or default
