"""What another corpus, or a file with evaluation items, has in common with the documents."""

from __future__ import annotations

import streamlit as st

from analytics.ask.duplicates import contamination as ask
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.duplicates.corpus import known_documents
from analytics.ui.duplicates.queries import DuplicatesView

ITEMS_HEIGHT, DOCUMENTS_HEIGHT, TEXT_HEIGHT = 250, 150, 260
MAX_ITEM_CHARACTERS = 5000
ITEM_COLUMNS = {
    "containment": formats.score_bar("Share of item", width=110),
    "documents": formats.count("Documents"),
    "sources": formats.value("Sources"),
    "against": formats.text("Set"),
    "text": formats.text("Item", width=480),
}
DOCUMENT_COLUMNS = {
    "doc_id": formats.document_id(),
    "containment": formats.score_bar("Share of item"),
    "shared": formats.count("Shared 13-grams"),
    "source": formats.text("Source"),
    "title": formats.text("Title"),
}


def contamination(view: DuplicatesView) -> None:
    """Documents that another corpus has already, and evaluation items that documents contain."""
    if view.page.has("corpora"):
        known_documents(view)
    if view.page.has("evaluation_items"):
        _evaluation_items(view)
    elif not view.page.has("corpora"):
        st.info(
            plain(
                "The documents were not compared with another corpus. Build this workspace again with "
                "--against WORKSPACE to find those that are already there, or with --against FILE for evaluation items."
            ),
            icon=":material/fact_check:",
        )


def _evaluation_items(view: DuplicatesView) -> None:
    """The items that the documents contain, and for the chosen one its documents and the passage."""
    st.markdown(plain(ask.contamination(view.connection, view.selection).summary_text()))
    lowest = st.slider(
        "Minimum share of an item's 13-grams",
        0.0,
        1.0,
        0.0,
        0.05,
        key="item-share",
        bind="query-params",
        width=360,
    )
    items = ask.contaminated_items(view.connection, view.selection, lowest)
    if items.empty:
        return
    clicked = table(
        items, ITEM_COLUMNS, "Evaluation items that documents contain", select="row", key="items", height=ITEMS_HEIGHT
    )
    _documents(view, int(items.item.iloc[clicked[0] if clicked else 0]))


def _documents(view: DuplicatesView, item: int) -> None:
    """The documents that contain the item, and the passage in the chosen one."""
    rows = ask.documents_with(view.connection, item, view.selection)
    clicked = table(
        rows,
        DOCUMENT_COLUMNS,
        "Documents that contain the item",
        select="row",
        key="item-documents",
        height=DOCUMENTS_HEIGHT,
    )
    passage = ask.passage(view.connection, int(rows.doc_id.iloc[clicked[0] if clicked else 0]), item)
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption("The item")
        with st.container(border=True, height=TEXT_HEIGHT):
            st.text(passage.item[:MAX_ITEM_CHARACTERS])
    with right:
        st.caption("The document: the longest passage that both contain, framed, and the text around it")
        with st.container(border=True, height=TEXT_HEIGHT):
            st.text(passage.before)
            st.code(passage.passage, language=None, wrap_lines=True)
            st.text(passage.after)
