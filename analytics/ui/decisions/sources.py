"""What the decisions do to each source, and an alarm when they would wipe one out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from analytics.recipe import outcome
from analytics.recipe.outcome import Outcome
from analytics.ui.components.text import plain

NAMED = 5


def warn_sources_mostly_removed(found: Outcome) -> None:
    """Say which sources, of all documents, lose more than half."""
    lost = outcome.sources_mostly_removed(outcome.by_source(found, np.ones(len(found.doc_ids), bool)))
    if len(lost):
        named = ", ".join(
            f"{row.source} ({row.all - row.kept:,} of {row.all:,}, {row.lost:.0%})"
            for row in lost.head(NAMED).itertuples()
        )
        more = f" and {len(lost) - NAMED} more sources" if len(lost) > NAMED else ""
        st.warning(plain(f"More than half goes from {named}{more}."), icon=":material/warning:")


def by_source(found: Outcome, within: np.ndarray) -> None:
    """Each source: all, kept, and what each step takes of it, in documents or tokens."""
    units = ["documents", "tokens"] if found.tokens is not None else ["documents"]
    unit = (
        st.segmented_control(
            "Count", units, default="documents", key="decisions-unit", required=True, label_visibility="collapsed"
        )
        or "documents"
    )
    rows = outcome.by_source(found, within, unit)
    shown = pd.DataFrame(
        {"Source": rows.source, "All": rows["all"], "Kept": rows.kept, "Kept share": (1 - rows.lost) * 100}
    )
    for index in found.alone:
        shown[f"{index + 1}. {found.recipe.steps[index].do.kind}"] = rows[index]
    number = st.column_config.NumberColumn(format="localized")
    config = dict.fromkeys(shown.columns[1:], number) | {
        "Source": st.column_config.TextColumn(pinned=True),
        "Kept share": st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100, color="primary"),
    }
    st.dataframe(shown, hide_index=True, alt=f"{unit} that each step takes of each source", column_config=config)
    st.caption(
        f"{unit.capitalize()} that each step takes in its place in the order: what an earlier step took, a later one does not count."
    )
