"""Documents as a table: one page at a time, and in full the one that is clicked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.columns import Column
from analytics.ask.documents import listing
from analytics.ask.filters import Contains, Filter
from analytics.ask.marked_text import searches
from analytics.ask.selection import Selection
from analytics.ask.size import Size, size
from analytics.ui.components import formats
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.table import pick_slice, table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

ROWS, VISIBLE_ROWS = 25, 16
LIST_AND_READER = [9, 11]
"""The widths of the list on the left and the text on the right."""


def document_table(
    page: Page,
    selection: Selection,
    key: str,
    order: Column | None = None,
    descending: bool = False,
    match: Contains | None = None,
) -> None:
    """The documents of `selection` in the order of a column, `ROWS` at a time, and to their right, in full, the one
    that is clicked or reached by the arrow keys, or the first. The excerpts begin near `match`; it and the searches of
    the selection are marked in the text.
    """
    total = size(page.connection, selection)
    if not total.documents:
        st.info("No document matches. Try other words, or remove a filter above.", icon=":material/search_off:")
        return
    shown = _header(total, selection.filters[len(page.selection.filters) :], key)
    rows = listing(page.connection, selection, order, descending, ROWS, shown.start, match)
    left, right = st.columns(LIST_AND_READER, gap="medium")
    with left:
        doc_id = _clicked(rows, f"{key}-table", order)
    with right:
        reader(page.connection, doc_id, page.workspace.path, searches(selection, match))


def clicked_documents(page: Page, filters: tuple[Filter, ...], key: str, order: Column | None = None) -> None:
    """The selected documents that match `filters` too, those with the largest value of `order` first."""
    st.subheader(plain(Selection(filters).describe(), limit=120), anchor=False)
    document_table(page, Selection((*page.selection.filters, *filters)), key, order, descending=True)


def _header(total: Size, added: tuple[Filter, ...], key: str) -> slice:
    """How many documents there are, a button for filters that the page's selection lacks, and which rows to show."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(total.describe()) + ". Click one, or use the arrow keys, to read.", width="content")
        if added:
            st.button(
                "Add to selection",
                key=f"{key}-add",
                icon=":material/filter_alt:",
                type="tertiary",
                on_click=select,
                args=added,
                help="Show only these documents on every page.",
            )
        st.space("stretch")
        return pick_slice(total.documents, ROWS, key=f"{key}-page")


def _clicked(rows: pd.DataFrame, key: str, order: Column | None) -> int:
    """Show the rows; the doc_id of the clicked one, or of the first."""
    shown = rows.drop(columns="value") if order is not None and order.name == "n_words" else rows
    columns = {
        "value": formats.value(order.name if order else None, width=90),
        "words": formats.count("Words", width=65),
        "source": formats.text("Source", width=90),
        "excerpt": formats.text("Text", width=300),
        "title": formats.text("Title", width=180),
        "doc_id": formats.document_id(width=80),
    }
    clicked = table(shown, columns, "Documents", select="cell", key=key, visible_rows=VISIBLE_ROWS)
    return int(rows.doc_id.iloc[clicked[0] if clicked else 0])
