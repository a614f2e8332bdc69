"""What each step takes of each source."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.figures import mixture as figures
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.mixture.controls import said
from analytics.ui.mixture.queries import Plan


def losses(plan: Plan) -> None:
    """Tokens from each source through the rules and deduplication, and the same as numbers."""
    st.caption(plain(said(plan.wanted)))
    if not plan.steps.tokens.sum():
        st.info("There are no tokens to draw.", icon=":material/info:")
        return
    show(figures.token_flow(plan.steps), "Tokens of each source that fail a rule, are duplicates, or are left")
    names = {
        "source": "Source",
        "documents": "Documents",
        "rules_documents": "Fail a rule",
        "duplicates_documents": "Duplicates",
        "kept_documents": "Left",
    }
    tokens = {
        "tokens": "Tokens",
        "rules_tokens": "Tokens that fail",
        "duplicates_tokens": "Tokens in duplicates",
        "kept_tokens": "Tokens left",
    }
    shown: pd.DataFrame = plan.steps[[*names, *tokens]].rename(columns=names | tokens)
    number = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        shown,
        hide_index=True,
        alt="Documents and tokens by source and step",
        column_config=dict.fromkeys(shown.columns[1:], number),
    )
