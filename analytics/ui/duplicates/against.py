"""Evaluation items, or items of another corpus, in the documents: which, how much of them, and where."""

from __future__ import annotations

import streamlit as st

from analytics.ask.duplicates.contamination import contamination, documents_with, found_items, passage
from analytics.ui.components.text import plain
from analytics.ui.duplicates.queries import Asked


def against(asked: Asked) -> None:
    """Items found, and for a chosen one the documents and the passage."""
    if not asked.page.has("evaluation_items"):
        st.info(
            plain(
                "Nothing was looked for yet. Build this workspace again with --against FILE, or with another workspace."
            ),
            icon=":material/fact_check:",
        )
        return
    st.markdown(plain(contamination(asked.connection, asked.selection).summary_text()))
    least = st.slider(
        "At least this share of the item's 13-grams",
        0.0,
        1.0,
        0.0,
        0.05,
        key="item-share",
        bind="query-params",
        width=360,
    )
    items = found_items(asked.connection, asked.selection, least)
    if items.empty:
        return
    share = st.column_config.ProgressColumn("Of the item", format="%.2f", min_value=0, max_value=1, width=110)
    event = st.dataframe(
        items,
        hide_index=True,
        height=250,
        placeholder="",
        key="items",
        on_select="rerun",
        selection_mode="single-row",
        alt="Items found in the documents",
        column_order=["containment", "documents", "sources", "against", "text"],
        column_config={
            "containment": share,
            "documents": "Documents",
            "sources": "Sources",
            "against": "Set",
            "text": st.column_config.TextColumn("Item", width=480),
        },
    )
    rows = [row for row in event["selection"]["rows"] if row < len(items)] or [0]
    _item(asked, int(items.item.iloc[rows[0]]))


def _item(asked: Asked, item: int) -> None:
    documents = documents_with(asked.connection, item, asked.selection)
    share = st.column_config.ProgressColumn("Of the item", format="%.2f", min_value=0, max_value=1)
    event = st.dataframe(
        documents,
        hide_index=True,
        height=150,
        placeholder="",
        key="item-documents",
        on_select="rerun",
        selection_mode="single-row",
        alt="Documents that hold the item",
        column_config={
            "doc_id": st.column_config.NumberColumn("Document", format="#%d"),
            "containment": share,
            "shared": "Shared 13-grams",
            "source": "Source",
            "title": "Title",
        },
    )
    rows = [row for row in event["selection"]["rows"] if row < len(documents)] or [0]
    found = passage(asked.connection, int(documents.doc_id.iloc[rows[0]]), item)
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption("The item")
        with st.container(border=True, height=260):
            st.text(found.item[:5000])
    with right:
        st.caption("The document: the longest passage that both hold, framed, and the text around it")
        with st.container(border=True, height=260):
            st.text(found.before)
            st.code(found.passage, language=None, wrap_lines=True)
            st.text(found.after)
