"""The Personal data page: kinds of personal data in numbers, and examples in which nothing can be read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import personal_data, personal_data_coverage
from analytics.signals.registry import SIGNALS
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

KIND_COLUMNS = {
    "title": formats.text("Kind", pinned=True),
    "findings": formats.count("Occurrences"),
    "documents": formats.count("Documents"),
    "share": formats.small_share("Share of documents"),
    "most_in": formats.text("Most frequent in source"),
}
COVERAGE_COLUMNS = {
    "title": formats.text("Kind", pinned=True),
    "recall": formats.share("Detected", help="Recall: planted values that were found as a whole."),
    "precision": formats.share("Correct", help="Precision: detected values that were planted."),
    "n": formats.count("Test values"),
    "where": formats.text("Countries", width=260),
    "definition": formats.text("Definition", width=420),
}
ID_COLUMNS = {
    "country": formats.text("Country", width=80),
    "number": formats.text("National ID number", width=260),
    "alone": formats.text("Counts without a word near it", width=220),
}
EXAMPLE_COLUMNS = {
    "source": formats.text("Source", width=100),
    "before": formats.text("Text before", width=250),
    "shape": formats.text("Masked value", width=190, help="Letters are shown as x, digits as 0."),
    "after": formats.text("Text after", width=200),
    "doc_id": formats.document_id(width=95),
}


def pick_kind(kinds: pd.DataFrame, documents: int) -> str:
    """Show the kinds with their numbers, and return the clicked one, or the most frequent one."""
    shown = kinds.sort_values("findings", ascending=False, kind="stable", ignore_index=True)
    shown = shown.assign(share=shown.documents / max(documents, 1))
    clicked = table(shown, KIND_COLUMNS, "Personal data by kind", select="cell", key="kinds")
    return str(shown.kind.iloc[clicked[0] if clicked else 0])


def examples(page: Page, kind: str) -> None:
    """Findings of a kind in their context, with letters and digits hidden."""
    signal = SIGNALS[f"{kind}_count"]
    st.subheader(plain(signal.title), anchor=False, help=plain(f"Definition: {signal.formula}."))
    rows = page.ask(personal_data.examples, kind)
    if rows.empty:
        st.caption("No personal data of this kind was found. Choose another kind above.")
        return
    one_line = {name: [" ".join(value.split()) for value in rows[name]] for name in ("before", "shape", "after")}
    table(rows.assign(**one_line), EXAMPLE_COLUMNS, f"Examples of {signal.title.lower()}, hidden")


def coverage() -> None:
    """What is looked for and how well it is detected, and what is not looked for."""
    with st.expander("What is looked for, and what is not"):
        table(personal_data_coverage.coverage(), COVERAGE_COLUMNS, "Kinds of personal data that are looked for")
        st.caption(plain(personal_data_coverage.MEASURED_TEXT))
        st.markdown(plain(personal_data_coverage.limits_text()))
        numbers = personal_data_coverage.id_numbers()
        table(numbers, ID_COLUMNS, "National ID numbers that are looked for", visible_rows=8)
