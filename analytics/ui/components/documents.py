"""Documents as a table: one page at a time, and in full the one that is clicked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.columns import Column
from analytics.ask.documents import listing
from analytics.ask.filters import Contains, Filter
from analytics.ask.selection import Selection
from analytics.ask.size import Size, size
from analytics.ui.components import formats
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.table import pick_slice, table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

ROWS, VISIBLE_ROWS = 25, 8


def document_table(
    page: Page,
    selection: Selection,
    key: str,
    order: Column | None = None,
    descending: bool = False,
    match: Contains | None = None,
) -> None:
    """The documents of `selection` in the order of a column, `ROWS` at a time.

    Below them, in full, the document that is clicked, or the first. `match` is highlighted in the excerpts.
    """
    total = size(page.connection, selection)
    if not total.documents:
        st.info("No document matches. Try other words, or remove a filter above.", icon=":material/search_off:")
        return
    shown = _header(total, selection.filters[len(page.selection.filters) :], key)
    rows = listing(page.connection, selection, order, descending, ROWS, shown.start, match)
    reader(page.connection, _clicked(rows, f"{key}-table", order))


def clicked_documents(page: Page, filters: tuple[Filter, ...], key: str, order: Column | None = None) -> None:
    """The selected documents that match `filters` too, those with the largest value of `order` first."""
    st.subheader(plain(Selection(filters).describe(), limit=120), anchor=False)
    document_table(page, Selection((*page.selection.filters, *filters)), key, order, descending=True)


def _header(total: Size, added: tuple[Filter, ...], key: str) -> slice:
    """How many documents there are, a button for filters that the page's selection lacks, and which rows to show."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(total.describe()) + ". Click one to read it.", width="content")
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
        "source": formats.text("Source", width=110),
        "value": formats.value(order.name if order else None, width=110),
        "words": formats.count("Words", width=80),
        "title": formats.text("Title", width=180),
        "excerpt": formats.text("Text", width=470),
        "doc_id": formats.document_id(width=95),
    }
    clicked = table(shown, columns, "Documents", select="cell", key=key, visible_rows=VISIBLE_ROWS)
    return int(rows.doc_id.iloc[clicked[0] if clicked else 0])
