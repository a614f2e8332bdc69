"""The items that people added to the report: their order, their notes, and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.access import Permission, action
from analytics.errors import DataloupeError
from analytics.report.items import Item, move_item, read_items, remove_item, set_note
from analytics.ui.components.text import counted, plain
from analytics.ui.contents import PAGES
from analytics.ui.frame.page import Page
from analytics.ui.frame.visitor import may

NOTE_HEIGHT, MAX_NOTE_CHARACTERS = 68, 2_000
EMPTY = (
    "Nothing is added yet. Click *Add to report* on a finding, a chart, a comparison, a selection or the answer of a "
    "query. It then appears here and in the report."
)


def item_list(page: Page) -> None:
    """All items, each with its note and buttons to move, open and remove it."""
    items = read_items(page.workspace.path)
    st.subheader("Added by people", anchor=False)
    if not items:
        st.caption(EMPTY)
        return
    st.caption(f"{counted(len(items), 'item')}, in the order of the report. Everybody sees this list.")
    for place, item in enumerate(items):
        _item(page.workspace.path, item, place, len(items))


def _item(folder: Path, item: Item, place: int, n_items: int) -> None:
    key = f"item-{item.item_id}"
    with st.container(border=True, key=key, gap="xsmall"):
        st.markdown(f"**{plain(item.title, limit=120)}**")
        note_key = f"{key}-note"
        if note_key not in st.session_state:
            st.session_state[note_key] = item.note
        st.text_area(
            "Note",
            key=note_key,
            height=NOTE_HEIGHT,
            max_chars=MAX_NOTE_CHARACTERS,
            placeholder="A note for the reader",
            label_visibility="collapsed",
            disabled=not may(Permission.REPORT),
            on_change=_save_note,
            args=(folder, item.item_id, note_key),
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _button("Up", f"{key}-up", place == 0, move_item, folder, item.item_id, place - 1)
            _button("Down", f"{key}-down", place == n_items - 1, move_item, folder, item.item_id, place + 1)
            _button("Remove", f"{key}-remove", False, remove_item, folder, item.item_id)
            if item.page in PAGES:
                st.page_link(PAGES[item.page].file, label="Open", query_params=dict(item.parameters))


def _button(label: str, key: str, disabled: bool, do: Callable[..., None], *args: Any) -> None:
    is_disabled = disabled or not may(Permission.REPORT)
    st.button(label, key=key, type="tertiary", disabled=is_disabled, on_click=_try, args=(do, *args))


def _save_note(folder: Path, item_id: str, key: str) -> None:
    _try(set_note, folder, item_id, st.session_state[key])


@action(Permission.REPORT)
def _try(do: Callable[..., None], *args: Any) -> None:
    try:
        do(*args)
    except DataloupeError as error:
        st.toast(plain(error), icon=":material/error:")
