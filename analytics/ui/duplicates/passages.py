"""Repeated passages: lines and paragraphs that occur in several documents."""

from __future__ import annotations

import streamlit as st

from analytics.ask import duplicates
from analytics.ask.filters import HasPassage
from analytics.ask.selection import Selection
from analytics.ui.components import formats
from analytics.ui.components.documents import document_table
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.duplicates.queries import DuplicatesView

HEIGHT = 300
COLUMNS = {
    "text": formats.text("Passage", width=480),
    "documents": formats.count("Documents", width=95),
    "occurrences": formats.count("Occurrences", width=100),
    "characters": formats.count("Characters", help="In all occurrences together", width=95),
    "sources": formats.count("Sources", width=80),
    "kind": formats.text("Kind", width=90),
}


def repeated_passages(view: DuplicatesView) -> None:
    """The most frequent passages, and the documents that contain the chosen one."""
    if not view.page.has("repeated_passages"):
        st.info("Repeated passages are not computed yet. Build this workspace again.", icon=":material/hourglass_top:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control("Kind", ["line", "paragraph"], key="part-kind", bind="query-params")
        pattern = st.text_input("Contains text", key="part", bind="query-params", width=320) or ""
    _share(view)
    rows = duplicates.repeated_passages(view.connection, view.selection, kind, pattern)
    if rows.empty:
        _say_empty(bool(kind or pattern))
        return
    clicked = table(rows, COLUMNS, "Repeated lines and paragraphs", select="row", key="parts", height=HEIGHT)
    if not clicked:
        st.caption("Choose a passage to read its documents.")
        return
    passage = rows.text.iloc[clicked[0]]
    st.code(passage, language=None, wrap_lines=True)
    containing = Selection((*view.selection.filters, HasPassage(passage)))
    document_table(view.page, containing, "part-documents")


def _share(view: DuplicatesView) -> None:
    share = duplicates.share_of_characters(view.connection)
    if share is not None:
        st.caption(
            plain(
                f"{share:.1%} of all characters are in lines that occur in at least five different texts. "
                "Copies of a text count once."
            )
        )


def _say_empty(is_filtered: bool) -> None:
    if is_filtered:
        st.info("No repeated passage matches. Try another kind or other words.", icon=":material/search_off:")
    else:
        st.info("No line or paragraph occurs in five different texts.", icon=":material/search_off:")
