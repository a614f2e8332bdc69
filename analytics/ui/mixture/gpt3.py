"""GPT-3's mixture, to compare with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.training_plan import GPT3, GPT3_BUDGET
from analytics.figures.mixture import before_and_after
from analytics.ui.components.charts import show
from analytics.ui.mixture.queries import Plan


def gpt3(plan: Plan) -> None:
    """The published table in the columns of this page, and how far each mixture moves away from its sources' sizes."""
    st.caption(
        "Brown et al. 2020, “Language models are few-shot learners”, table 2.2, as published: 300 billion tokens of training. Its rounded weights sum to 101 %, "
        "and its epochs differ a little from weight × 300 billion / tokens, which is shown beside them."
    )
    share = st.column_config.NumberColumn(format="%.0f%%")
    shown = pd.DataFrame(
        {
            "Source": GPT3.source,
            "Tokens left": GPT3.kept,
            "Share": GPT3.weight * 100,
            "Epochs, published": GPT3.published_epochs,
            "Epochs, computed": GPT3.weight * GPT3_BUDGET / GPT3.kept,
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        alt="GPT-3's mixture",
        column_config={
            "Tokens left": st.column_config.NumberColumn(format="compact"),
            "Share": share,
            "Epochs, computed": st.column_config.NumberColumn(format="%.2f"),
        },
    )
    left, right = st.columns(2, gap="medium")
    words = ("of the tokens left", "in training")
    with left:
        st.subheader("GPT-3", anchor=False)
        show(
            before_and_after(
                GPT3.source.tolist(), (GPT3.kept / GPT3.kept.sum()).tolist(), GPT3.weight.tolist(), words, "share"
            ),
            "GPT-3's sources: share of tokens and of training",
        )
    with right:
        st.subheader("Yours", anchor=False)
        own = plan.planned[plan.planned.kept > 0]
        if len(own):
            show(
                before_and_after(
                    list(own.index), (own.kept / own.kept.sum()).tolist(), own.weight.tolist(), words, "share"
                ),
                "Your sources: share of tokens and of training",
            )
        else:
            st.caption("Nothing is left to train on.")
