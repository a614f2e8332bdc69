"""What was said?"""

import streamlit as st

from analytics import ui
from analytics.ask import documents
from analytics.ask.logs.conversations import ORDERS, SHOWING
from analytics.ui import logs
from analytics.ui.logs.annotation import annotation_set
from analytics.ui.logs.conversations import conversations

with ui.open_page("conversations") as page:
    logs.say_simulated(page)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        pattern = st.text_input(
            "Search the turns",
            key="q",
            bind="query-params",
            type="search",
            placeholder="words, or a pattern",
            width=250,
        )
        regex = st.toggle(
            "Regex", key="regex", bind="query-params", help="A regular expression (RE2). A dot matches line feeds too."
        )
        showing = st.selectbox("Show", list(SHOWING), key="show", bind="query-params", width=210)
        order = st.selectbox("Sort", list(ORDERS), key="sort", bind="query-params", width=210)

    found = documents.matching(page.connection, page.selection, pattern or "", regex)
    annotation_set(page, found)
    conversations(page, found, showing or "all", order or next(iter(ORDERS)))
