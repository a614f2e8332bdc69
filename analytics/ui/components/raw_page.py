"""The web page next to the text that was extracted from it, always as its source, never as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from analytics.ask.documents import Document
from analytics.ask.workspaces.raw_page import raw_page
from analytics.errors import DataloupeError

MAX_CHARACTERS = 300_000
"""How much of a page is shown: a browser lays out longer source slowly."""
CACHED_PAGES = 32


def is_page(shown: Document) -> bool:
    """Whether the document was extracted from a web page."""
    return shown.metadata.get("raw_characters") is not None


def text_and_page(shown: Document, workspace: Path, text: Callable[[], None], height: int) -> None:
    """The text of a document, and next to it the source of its page when the toggle is on."""
    if not st.toggle("Show source of the page", key="page-source"):
        text()
        return
    left, right = st.columns(2, gap="medium")
    with left:
        text()
    with right:
        try:
            page = _page(str(workspace), shown.doc_id)
        except DataloupeError as error:
            st.info(str(error))
            return
        st.code(page[:MAX_CHARACTERS], language="html", wrap_lines=True, height=height)
        if len(page) > MAX_CHARACTERS:
            st.caption(f"The first {MAX_CHARACTERS:,} of {len(page):,} characters.")


@st.cache_data(max_entries=CACHED_PAGES, ttl=600, show_spinner="Reading the page ...")
def _page(workspace: str, doc_id: int) -> str:
    return raw_page(Path(workspace), doc_id)
