"""The list of conversations, and the one that is open: a click, a link, or the one before and after."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs import conversations as ask
from analytics.ask.selection import Selection
from analytics.ui.components.table import table_height
from analytics.ui.components.text import plain
from analytics.ui.conversation import conversation
from analytics.ui.frame.page import Page

PARAMETER = "conversation"
ROWS, ROWS_SEEN = 25, 7


def conversations(page: Page, selection: Selection, showing: str, order: str) -> None:
    """The conversations with a selected turn, `ROWS` a page, and below them the one that is open: of the link, clicked,
    or the first.
    """
    total = ask.count(page.connection, selection, showing)
    if not total:
        st.info(
            "No conversation fits. Show all, try other words, or take a part of the selection away.",
            icon=":material/search_off:",
        )
        return
    pages = -(-total // ROWS)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{total:,} conversation{'s' * (total != 1)}. Click one to read it.", width="content")
        st.space("stretch")
        number = (
            min(max(st.pagination(pages, max_visible_pages=5, key="conversations-page"), 1), pages) if pages > 1 else 1
        )
    rows = ask.listing(page.connection, selection, showing, order, ROWS, (number - 1) * ROWS)
    st.dataframe(
        rows,
        hide_index=True,
        height=table_height(len(rows), ROWS_SEEN),
        placeholder="",
        key="conversations-table",
        on_select=lambda: _open_clicked(rows.conversation_id.tolist()),
        selection_mode="single-cell",
        alt="Conversations",
        column_order=["mean", "ratings", "turns", "branches", "model", "started", "excerpt"],
        column_config={
            "mean": st.column_config.NumberColumn(
                "Rating", format="%.2f", width=75, help="Mean of all its feedback, from 0 (worst) to 1 (best)."
            ),
            "ratings": st.column_config.NumberColumn("Ratings", width=75),
            "turns": st.column_config.NumberColumn("Turns", width=70, help="On the path that was shown."),
            "branches": st.column_config.NumberColumn(
                "Other", width=70, help="Turns on other branches: regenerated answers, edited prompts."
            ),
            "model": st.column_config.TextColumn("Model", width=110),
            "started": st.column_config.DatetimeColumn("Started", format="YYYY-MM-DD HH:mm", width=140),
            "excerpt": st.column_config.TextColumn("Text", width=430),
        },
    )
    opened = st.query_params.get(PARAMETER) or str(rows.conversation_id.iloc[0])
    before, after, place = ask.neighbours(page.connection, selection, showing, order, opened)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(f"Conversation {opened}", limit=80), anchor=False, width="content")
        st.caption(f"{place:,} of {total:,}" if place else "not in the list above", width="content")
        st.space("stretch")
        st.button(
            "Before",
            key="conversation-before",
            icon=":material/chevron_left:",
            disabled=before is None,
            on_click=_open,
            args=(before,),
        )
        st.button(
            "After",
            key="conversation-after",
            icon=":material/chevron_right:",
            disabled=after is None,
            on_click=_open,
            args=(after,),
        )
    conversation(ask.conversation(page.connection, opened))


def _open(conversation_id: str) -> None:
    st.query_params[PARAMETER] = conversation_id


def _open_clicked(ids: list[str]) -> None:
    cells = st.session_state["conversations-table"]["selection"]["cells"]
    if cells and cells[0][0] < len(ids):
        _open(ids[cells[0][0]])
