"""What the decisions do to each source, and a warning where they remove most of one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from analytics.figures.waterfall import waterfall as waterfall_figure
from analytics.recipe import outcome_tables
from analytics.recipe.outcome import Outcome
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain

MAX_NAMED_SOURCES = 5


def warn_sources_mostly_removed(outcome: Outcome) -> None:
    """Name the sources, of all documents, that lose more than half."""
    everything = np.ones(len(outcome.doc_ids), bool)
    lost = outcome_tables.sources_mostly_removed(outcome_tables.by_source(outcome, everything))
    if len(lost):
        named = ", ".join(
            f"{row.source} ({row.all - row.kept:,} of {row.all:,}, {row.lost:.0%})"
            for row in lost.head(MAX_NAMED_SOURCES).itertuples()
        )
        more = len(lost) - MAX_NAMED_SOURCES
        rest = f" and {more} more sources" if more > 0 else ""
        st.warning(plain(f"More than half is removed from {named}{rest}."), icon=":material/warning:")


def waterfall(outcome: Outcome) -> None:
    """What remains of each source after each step."""
    actions = [outcome.recipe.steps[step].action for step in outcome.removing]
    stages = ["All documents", *(action.describe() for action in actions)]
    figure = waterfall_figure(outcome_tables.remaining(outcome), stages, "documents")
    show(figure, "Documents of each source that remain after each step")


def by_source(outcome: Outcome, within: np.ndarray) -> None:
    """A table of the sources: all, kept, and what each step removes, in documents or tokens."""
    units = ["documents", "tokens"] if outcome.tokens is not None else ["documents"]
    unit = st.segmented_control(
        "Unit", units, default="documents", key="decisions-unit", required=True, label_visibility="collapsed"
    )
    unit = unit or "documents"
    rows = outcome_tables.by_source(outcome, within, unit)
    columns = {"Source": rows.source, "All": rows["all"], "Kept": rows.kept, "Share kept": (1 - rows.lost) * 100}
    for index in outcome.removing:
        columns[f"{index + 1}. {outcome.recipe.steps[index].action.kind}"] = rows[index]
    table = pd.DataFrame(columns)
    number = st.column_config.NumberColumn(format="localized")
    config = dict.fromkeys(table.columns[1:], number) | {
        "Source": st.column_config.TextColumn(pinned=True),
        "Share kept": st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100, color="primary"),
    }
    st.dataframe(table, hide_index=True, alt=f"{unit} that each step removes from each source", column_config=config)
    st.caption(f"{unit.capitalize()} that each step removes. A step does not count what an earlier step has removed.")
