"""Documents as a table: a page of them at a time, a click opens one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.columns import Column
from analytics.ask.documents import listing
from analytics.ask.filters import Contains
from analytics.ask.selection import Selection
from analytics.ask.size import size
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

ROWS, ROWS_SEEN = 25, 8


def table_height(rows: int, seen: int) -> int:
    """Pixels of a table that shows its `rows`, at most `seen` at once, without a gap below them."""
    return 35 * (min(rows, seen) + 1) + 3


def documents(
    page: Page,
    selection: Selection,
    key: str,
    order: Column | None = None,
    descending: bool = False,
    match: Contains | None = None,
) -> None:
    """The documents of `selection` in the order of a column, `ROWS` a page, and below them in full the one that was
    clicked, or the first.
    """
    found = size(page.connection, selection)
    if not found.documents:
        st.info(
            "No document fits. Try other words, or take a part of the selection away.", icon=":material/search_off:"
        )
        return
    pages = -(-found.documents // ROWS)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(found.describe()) + ". Click one to read it.", width="content")
        added = selection.filters[len(page.selection.filters) :]
        if added:
            st.button(
                "Add to selection",
                key=f"{key}-add",
                icon=":material/filter_alt:",
                type="tertiary",
                on_click=select,
                args=added,
                help="Narrow every page to these documents.",
            )
        st.space("stretch")
        number = min(max(st.pagination(pages, max_visible_pages=5, key=f"{key}-page"), 1), pages) if pages > 1 else 1
    rows = listing(page.connection, selection, order, descending, ROWS, (number - 1) * ROWS, match)
    reader(page.connection, _table(rows, f"{key}-table", order))


def _table(rows: pd.DataFrame, key: str, order: Column | None) -> int:
    """Show the rows; the doc_id of the clicked one, or of the first."""
    shown = rows.drop(columns="value") if order is not None and order.name == "n_words" else rows
    event = st.dataframe(
        shown,
        hide_index=True,
        height=table_height(len(rows), ROWS_SEEN),
        placeholder="",
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
        alt="Documents",
        column_order=[name for name in ("source", "value", "words", "title", "excerpt", "doc_id") if name in shown],
        column_config={
            "source": st.column_config.TextColumn("Source", width=110),
            "value": st.column_config.Column(order.name if order else None, width=110),
            "words": st.column_config.NumberColumn("Words", format="localized", width=80),
            "title": st.column_config.TextColumn("Title", width=180),
            "excerpt": st.column_config.TextColumn("Text", width=470),
            "doc_id": st.column_config.NumberColumn("Id", width=70),
        },
    )
    clicked = event["selection"]["cells"]
    return int(rows.doc_id.iloc[clicked[0][0] if clicked and clicked[0][0] < len(rows) else 0])
