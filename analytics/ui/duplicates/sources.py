"""Which source stands in which other: the matrix, and the pairs behind a cell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.duplicates import MEASURES, overlap, pairs_between, sharing
from analytics.figures.duplicates import overlap_matrix
from analytics.ui.components.charts import clickable
from analytics.ui.components.text import plain
from analytics.ui.duplicates.difference import difference
from analytics.ui.duplicates.queries import Asked

PAIRS_SHOWN = 500


def sources(asked: Asked) -> None:
    """How much of each source stands also in each other one; a click on a cell lists its pairs."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.segmented_control(
            "By", list(MEASURES), default="jaccard", key="overlap", bind="query-params", required=True
        )
        unit = st.segmented_control(
            "Count",
            ["documents", "tokens"],
            default="documents",
            key="overlap-unit",
            bind="query-params",
            required=True,
        )
        default = (asked.thresholds.jaccard if measure == "jaccard" else asked.thresholds.containment) or 0.8
    table = overlap(asked.connection, asked.graph, measure, default, asked.selection)
    st.caption(
        f"How much of the source on the left stands also in the source above: {unit} with {measure} at least {default:.2f}, {MEASURES[measure]}."
    )
    if not table.documents.sum():
        st.info("No source holds anything of another, or twice.", icon=":material/check_circle:")
        return
    every, table = table.source.nunique(dropna=False), sharing(table)
    clicked = clickable(
        overlap_matrix(table, unit),
        f"overlap-{measure}-{unit}",
        "Share of each source that stands also in each other source",
    )
    names = [None if pd.isna(name) else name for name in dict.fromkeys(table.source)]
    if not clicked:
        others = every - len(names)
        st.caption(
            "Click a cell to read its pairs."
            + (f" {others} more source{'s' * (others != 1)} share nothing." if others else "")
        )
    elif clicked[0] < len(names) and clicked[1] < len(names):
        _pairs(asked, names[clicked[0]], names[clicked[1]], measure, default)


def _pairs(asked: Asked, source: str | None, other: str | None, measure: str, least: float) -> None:
    pairs = pairs_between(asked.graph, source, other, measure, least)
    st.subheader(plain(f"{_name(source)} in {_name(other)}: {len(pairs):,} pairs"), anchor=False)
    if pairs.empty:
        return
    shown = pairs.head(PAIRS_SHOWN)
    event = st.dataframe(
        shown,
        hide_index=True,
        height=220,
        key="overlap-pairs",
        on_select="rerun",
        selection_mode="single-row",
        alt="Pairs of documents",
        column_config={
            "a": st.column_config.NumberColumn(f"In {plain(_name(source), 24)}", format="#%d"),
            "b": st.column_config.NumberColumn(f"In {plain(_name(other), 24)}", format="#%d"),
            "copy": st.column_config.CheckboxColumn("Same text"),
            "jaccard": st.column_config.ProgressColumn("Jaccard", format="%.2f", min_value=0, max_value=1),
            "containment": st.column_config.ProgressColumn(
                "Of the left in the right", format="%.2f", min_value=0, max_value=1
            ),
        },
    )
    if len(shown) < len(pairs):
        st.caption(f"The closest {len(shown):,} of {len(pairs):,} pairs.")
    rows = [row for row in event["selection"]["rows"] if row < len(shown)] or [0]
    difference(asked.connection, int(shown.a.iloc[rows[0]]), int(shown.b.iloc[rows[0]]), "overlap-difference")


def _name(source: object) -> str:
    return "(no source)" if source is None else str(source)
