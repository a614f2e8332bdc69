"""Let me read them."""

import streamlit as st

from analytics import ui
from analytics.ask import documents
from analytics.ask.filters import Contains

with ui.open_page("documents") as page:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pattern = st.text_input(
            "Search the texts",
            key="q",
            bind="query-params",
            type="search",
            placeholder="words, or a pattern",
            width=250,
        )
        regex = st.toggle(
            "Regex", key="regex", bind="query-params", help="A regular expression (RE2). A dot matches line feeds too."
        )
        case = st.toggle("Case", key="case", bind="query-params")
        order = ui.pick_order(page)
        descending = st.toggle("Largest first", key="descending", bind="query-params", disabled=order is None)

    found = documents.matching(page.connection, page.selection, pattern or "", regex, case)
    match = Contains(pattern, regex, case) if pattern else None
    ui.document_table(page, found, "documents", order, descending, match)
