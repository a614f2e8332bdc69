"""How do two selections differ?"""

import streamlit as st

from analytics import ui
from analytics.ask import comparison
from analytics.ui import compare as view

with ui.open_page("compare") as page:
    two = view.pick_two(page)

    if two is None:
        st.info(
            "There is nothing to compare: all documents have one source, one language and one length. "
            "Add other data on the Data page, or select documents on any page.",
            icon=":material/compare:",
        )
    else:
        sizes = page.ask_of(comparison.sizes, *two, shared=view.ANSWERS)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(ui.plain(sizes.summary_text()), width="content")
            if sizes.comparable:
                view.add_comparison(page, *two)
        if sizes.comparable:
            views = {"Terms": view.terms, "Columns and signals": view.columns}
            if page.has("feedback"):
                views["Feedback"] = view.feedback
            ui.tabs(views, page, *two)
