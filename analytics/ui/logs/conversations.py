"""The conversations page: the list, and the open conversation, from a click, a link, or the next and previous one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import conversations as ask
from analytics.ask.logs.conversations import ListPosition
from analytics.ask.marked_text import searches
from analytics.ask.selection import Selection
from analytics.ui.components import formats
from analytics.ui.components.documents import LIST_AND_READER
from analytics.ui.components.marked import Marker
from analytics.ui.components.table import pick_slice, table
from analytics.ui.components.text import plain
from analytics.ui.conversation import conversation
from analytics.ui.frame.page import Page

PARAMETER = "conversation"
ROWS, VISIBLE_ROWS = 25, 16


def conversations(page: Page, selection: Selection, condition: str, order: str) -> None:
    """The conversations with a selected turn, `ROWS` at a time, and to their right the open one: of the link, clicked,
    or the first.
    """
    total = ask.count(page.connection, selection, condition)
    if not total:
        st.info(
            "No conversation matches. Change “Show conversations”, try other words, or remove a filter above.",
            icon=":material/search_off:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{total:,} conversation{'s' * (total != 1)}. Click one to read it.", width="content")
        st.space("stretch")
        shown = pick_slice(total, ROWS, key="conversations-page")
    rows = ask.listing(page.connection, selection, condition, order, ROWS, shown.start)
    left, right = st.columns(LIST_AND_READER, gap="medium")
    with left:
        _list(rows)
    with right:
        opened = st.query_params.get(PARAMETER) or str(rows.conversation_id.iloc[0])
        position = ask.list_position(page.connection, selection, condition, order, opened)
        _header(opened, position, total)
        conversation(ask.conversation(page.connection, opened), Marker(page.connection, searches(selection)))


def _list(rows: pd.DataFrame) -> None:
    columns = {
        "mean": formats.number("Rating", width=65, help="Mean of all feedback, from 0 (worst) to 1 (best)."),
        "turns": formats.count("Turns", width=60, help="Turns of the final conversation, without other branches."),
        "excerpt": formats.text("Text", width=300),
        "model": formats.text("Model", width=100),
        "ratings": formats.count("Ratings", width=75),
        "branches": formats.count(
            "Other turns", width=95, help="Turns on other branches: regenerated answers, edited prompts."
        ),
        "started": formats.time("Started", width=140),
    }
    ids = rows.conversation_id.tolist()
    table(
        rows,
        columns,
        "Conversations",
        key="conversations-table",
        visible_rows=VISIBLE_ROWS,
        on_click=lambda place: _open(ids[place]),
    )


def _header(opened: str, position: ListPosition, total: int) -> None:
    """Which conversation is open, and the buttons to the ones before and after it in the list."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(f"Conversation {opened}", limit=80), anchor=False, width="content")
        place = f"{position.number:,} of {total:,}" if position.number else "not in the list"
        st.caption(place, width="content")
        st.space("stretch")
        _button("Previous", "before", "left", position.previous)
        _button("Next", "after", "right", position.next)


def _button(label: str, key: str, side: str, conversation_id: str | None) -> None:
    st.button(
        label,
        key=f"conversation-{key}",
        icon=f":material/chevron_{side}:",
        disabled=conversation_id is None,
        on_click=_open,
        args=(conversation_id,),
    )


def _open(conversation_id: str) -> None:
    st.query_params[PARAMETER] = conversation_id
