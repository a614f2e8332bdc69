"""GPT-3's mixture, to compare with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.training_plan import GPT3, GPT3_BUDGET
from analytics.figures.mixture import before_and_after
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.mixture.queries import Plan

LEGENDS = ("of the kept tokens", "in training")
COLUMNS = {
    "source": formats.text("Source"),
    "kept": formats.tokens("Kept tokens"),
    "weight": formats.share("Share", 0),
    "published_epochs": formats.value("Epochs, published"),
    "epochs": formats.number("Epochs, computed"),
}


def gpt3(plan: Plan) -> None:
    """The published table, and how far each mixture differs from the sizes of its sources."""
    st.caption(
        "Brown et al. 2020, “Language models are few-shot learners”, table 2.2, as published, for 300 billion tokens "
        "of training. The published weights are rounded and sum to 101 %. The published epochs differ slightly from "
        "weight × 300 billion / tokens, which the last column shows."
    )
    table(GPT3.assign(epochs=GPT3.weight * GPT3_BUDGET / GPT3.kept), COLUMNS, "GPT-3's mixture")
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("GPT-3", anchor=False)
        _shares(GPT3.set_index("source"), "GPT-3's sources: share of tokens and of training")
    with right:
        st.subheader("Your mixture", anchor=False)
        own = plan.planned[plan.planned.kept > 0]
        if len(own):
            _shares(own, "Your sources: share of tokens and of training")
        else:
            st.caption("No document is kept. Relax the rules or deduplication above.")


def _shares(sources: pd.DataFrame, alt: str) -> None:
    before = (sources.kept / sources.kept.sum()).tolist()
    show(before_and_after(list(sources.index), before, sources.weight.tolist(), LEGENDS, "share"), alt)
