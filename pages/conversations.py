"""What did users and models write?"""

import streamlit as st

from analytics import ui
from analytics.ask import documents
from analytics.ask.logs.conversations import CONDITIONS, SORT_ORDERS
from analytics.ui import logs
from analytics.ui.logs.annotation import annotation_set
from analytics.ui.logs.conversations import conversations

with ui.open_page("conversations") as page:
    logs.show_simulated(page)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        pattern = st.text_input(
            "Search turns",
            key="q",
            bind="query-params",
            type="search",
            placeholder="words or a pattern",
            width=250,
        )
        is_regex = st.toggle(
            "Regex", key="regex", bind="query-params", help="A regular expression (RE2). A dot also matches line feeds."
        )
        condition = st.selectbox("Show conversations", list(CONDITIONS), key="show", bind="query-params", width=210)
        order = st.selectbox("Sort by", list(SORT_ORDERS), key="sort", bind="query-params", width=210)

    selection = documents.matching(page.connection, page.selection, pattern or "", is_regex)
    annotation_set(page, selection)
    conversations(page, selection, condition or next(iter(CONDITIONS)), order or next(iter(SORT_ORDERS)))
