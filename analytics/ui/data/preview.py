"""How each input will be read, before anything is built."""

from __future__ import annotations

import streamlit as st

from analytics.ask.workspaces.inspection import InputPreview
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain

MEGABYTE = 1e6
HEIGHT = 245
FIELDS = ("text", "title", "source", "kind", "lang", "label", "created_at", "score", "url")
PLAN_COLUMNS = {
    "column": formats.text("Column", pinned=True),
    "type": formats.text("Type"),
    "becomes": formats.text("Read as"),
}


def show_preview(count: int, previews: list[InputPreview]) -> None:
    """How many inputs there are, and one of them, the first or the chosen one, with its columns and first rows."""
    size = sum(one.bytes for one in previews) / MEGABYTE
    first = "" if count == len(previews) else " in the first of them"
    st.markdown(plain(f"{counted(count, 'input')}, {size:,.1f} MB{first}. They will be read as follows."))
    one = _pick(previews)
    if one.problem is not None:
        st.caption("This input cannot be read. Remove it to build the others.")
        return
    st.text(one.line)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        plan = one.plan.assign(becomes=one.plan.becomes.fillna("metadata"))
        table(plan, PLAN_COLUMNS, "Columns of the input", height=HEIGHT)
    with right:
        rows = one.rows
        columns = {name: formats.value() for name in FIELDS if name in rows and rows[name].notna().any()}
        table(rows, columns, "The first rows as documents", height=HEIGHT)


def _pick(previews: list[InputPreview]) -> InputPreview:
    names = {one.name: one for one in previews}
    if len(names) == 1:
        return previews[0]
    choice = st.selectbox("Input", list(names), key="adding-input", label_visibility="collapsed")
    return names.get(choice or "", previews[0])
