"""The pieces of the page on personal data: kinds in numbers, and examples in which nothing can be read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import personal_data
from analytics.errors import DataloupeError
from analytics.signals import CONTENT_SIGNALS
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page


def pick_kind(found: pd.DataFrame, documents: int) -> str:
    """Show the kinds with their numbers; the clicked one, or the most frequent."""
    shown = found.sort_values("findings", ascending=False, kind="stable").reset_index(drop=True)
    event = st.dataframe(
        shown.assign(share=100 * shown.documents / max(documents, 1)),
        hide_index=True,
        key="kinds",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Personal data by kind",
        column_order=["title", "findings", "documents", "share", "most_in"],
        column_config={
            "title": st.column_config.TextColumn("Kind", pinned=True),
            "findings": st.column_config.NumberColumn("Findings", format="localized"),
            "documents": st.column_config.NumberColumn("Documents", format="localized"),
            "share": st.column_config.NumberColumn("Of documents", format="%.2g%%"),
            "most_in": st.column_config.TextColumn("Most in"),
        },
    )
    cells = event["selection"]["cells"]
    row = cells[0][0] if cells else 0
    if not 0 <= row < len(shown):
        raise DataloupeError(f"there is no row {row} - there are {len(shown)}")
    return str(shown.kind.iloc[row])


def examples(page: Page, kind: str) -> None:
    """Findings of a kind in their context, their letters and digits hidden."""
    signal = CONTENT_SIGNALS[f"{kind}_count"]
    st.subheader(plain(signal.title), anchor=False, help=plain(f"Counted: {signal.formula}."))
    some = page.ask(personal_data.examples, kind)
    if some.empty:
        st.caption("None was found.")
        return
    one_line = {name: [" ".join(value.split()) for value in some[name]] for name in ("before", "shape", "after")}
    st.dataframe(
        pd.DataFrame(
            {
                "Source": some.source,
                **{name.capitalize(): values for name, values in one_line.items()},
                "Id": some.doc_id,
            }
        ),
        hide_index=True,
        alt=f"Examples of {signal.title.lower()}, hidden",
        column_config={
            "Source": st.column_config.TextColumn(width=100),
            "Before": st.column_config.TextColumn(width=250),
            "Shape": st.column_config.TextColumn(width=190, help="Letters are shown as x, digits as 0."),
            "After": st.column_config.TextColumn(width=200),
            "Id": st.column_config.NumberColumn(width=70),
        },
    )
