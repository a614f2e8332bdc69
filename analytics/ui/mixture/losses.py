"""What does each step remove of each source?"""

from __future__ import annotations

import streamlit as st

from analytics.figures.mixture import token_flow
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.mixture.queries import Plan

COLUMNS = {
    "source": formats.text("Source"),
    "documents": formats.count("Documents"),
    "rules_documents": formats.count("Fail a rule"),
    "duplicates_documents": formats.count("Duplicates"),
    "kept_documents": formats.count("Kept"),
    "tokens": formats.count("Tokens"),
    "rules_tokens": formats.count("Tokens that fail a rule"),
    "duplicates_tokens": formats.count("Tokens in duplicates"),
    "kept_tokens": formats.count("Kept tokens"),
}


def losses(plan: Plan) -> None:
    """The tokens of each source through the rules and deduplication, as a chart and as numbers."""
    st.caption(plain(plan.options.describe()))
    if not plan.steps.tokens.sum():
        st.info("These documents have no tokens to show. Remove a filter above.", icon=":material/info:")
        return
    show(token_flow(plan.steps), "Tokens of each source that fail a rule, are duplicates, or are kept")
    table(plan.steps, COLUMNS, "Documents and tokens by source and step")
