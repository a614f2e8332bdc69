"""Lines and paragraphs that recur across documents."""

from __future__ import annotations

import streamlit as st

from analytics.ask.duplicates import repeated_passages as ask
from analytics.ask.duplicates import share_of_characters
from analytics.ask.filters import HasPassage
from analytics.ask.selection import Selection
from analytics.ui.components.documents import document_table
from analytics.ui.components.text import plain
from analytics.ui.duplicates.queries import Asked


def repeated_passages(asked: Asked) -> None:
    """The most frequent parts, and the documents in which a chosen one stands."""
    if not asked.page.has("repeated_passages"):
        st.info(
            "Repeated parts have not been looked for yet: build this workspace again.", icon=":material/hourglass_top:"
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control("Kind", ["line", "paragraph"], key="part-kind", bind="query-params")
        pattern = st.text_input("That contains", key="part", bind="query-params", width=320)
    share = share_of_characters(asked.connection)
    found = ask(asked.connection, asked.selection, kind, pattern or "")
    if share is not None:
        st.caption(
            plain(
                f"{share:.1%} of all characters stand in lines that recur in five different texts or more. Copies of a text count once for that."
            )
        )
    if found.empty:
        st.info(
            "No repeated part fits." if kind or pattern else "No line or paragraph stands in five different texts.",
            icon=":material/search_off:",
        )
        return
    event = st.dataframe(
        found,
        hide_index=True,
        height=300,
        key="parts",
        on_select="rerun",
        selection_mode="single-row",
        alt="Repeated lines and paragraphs",
        column_order=["text", "documents", "occurrences", "characters", "sources", "kind"],
        column_config={
            "text": st.column_config.TextColumn("Text", width=480),
            "documents": st.column_config.NumberColumn("Documents", format="localized", width=95),
            "occurrences": st.column_config.NumberColumn("Times", format="localized", width=75),
            "characters": st.column_config.NumberColumn(
                "Characters", format="localized", help="In all its occurrences together", width=95
            ),
            "sources": st.column_config.NumberColumn("Sources", width=80),
            "kind": st.column_config.TextColumn("Kind", width=90),
        },
    )
    rows = [row for row in event["selection"]["rows"] if row < len(found)]
    if not rows:
        st.caption("Choose a row to read its documents.")
        return
    part = found.text.iloc[rows[0]]
    st.code(part, language=None, wrap_lines=True)
    document_table(asked.page, Selection((*asked.selection.filters, HasPassage(part))), "part-documents")
