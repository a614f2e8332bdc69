"""What do the documents say?"""

import streamlit as st

from analytics import ui
from analytics.ask import documents
from analytics.ask.filters import Contains
from analytics.ui.extraction import show_yield

with ui.open_page("documents") as page:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pattern, is_regex = ui.pick_pattern("Search texts")
        case = st.toggle("Match case", key="case", bind="query-params")
        plain = st.toggle("Ignore accents", key="plain", bind="query-params", disabled=is_regex)
        order = ui.pick_order(page)
        descending = st.toggle("Descending", key="descending", bind="query-params", disabled=order is None)

    matching = documents.matching(page.connection, page.selection, pattern, is_regex, case, not plain)
    match = Contains(pattern, is_regex, case, not plain) if pattern else None
    ui.document_table(page, matching, "documents", order, descending, match)
    show_yield(page)
