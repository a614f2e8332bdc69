"""The yield of extraction from web pages, as a table."""

from __future__ import annotations

import streamlit as st

from analytics.ask.extraction_yield import GROUPS, extraction_yield, has_pages
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page

EMPTY_HELP = "Share of pages without main content. They are rejected rows, and are counted only without a selection."
COLUMNS = {
    "name": formats.text(width=180, pinned=True),
    "pages": formats.count("Pages", width=80),
    "documents": formats.count("Documents", width=90),
    "empty": formats.share_bar("Empty", 1, width=110, help=EMPTY_HELP),
    "raw_characters": formats.count("Characters of HTML", width=140),
    "text_characters": formats.count("Characters of text", width=140),
    "share": formats.share_bar("Share of text", 1, width=110, help="Characters of text, of all characters of HTML."),
}


def show_yield(page: Page) -> None:
    """How much of the pages became text, by domain or type of page; nothing for documents that are no pages."""
    if not page.ask_of(has_pages):
        return
    with st.expander("Text extracted from web pages", icon=":material/web:"):
        by = st.segmented_control("Group by", list(GROUPS), default="domain", key="yield-by") or "domain"
        rows = page.ask(extraction_yield, by)
        if rows.empty:
            st.caption("No selected document was extracted from a web page.")
            return
        shown = rows.assign(name=rows.name.fillna("not known"))
        table(shown, COLUMNS, f"Yield of extraction by {by}")
