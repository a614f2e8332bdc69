"""What tells these apart?"""

import streamlit as st

from analytics import ui
from analytics.ask import comparison
from analytics.ui import compare as view

with ui.open_page("compare") as page:
    two = view.pick_two(page)

    if two is None:
        st.info(
            "Select documents on any page: they are compared with the rest, or with a selection that was set aside under Decide before."
        )
    else:
        found = page.ask_of(comparison.sizes, *two)
        st.markdown(ui.plain(found.summary_text()))
        if found.comparable:
            views = {"Terms": (view.terms, comparison.terms), "Columns and signals": (view.columns, comparison.columns)}
            views |= {"Feedback": (view.feedback, comparison.feedback)} if page.has("feedback") else {}
            for tab, (show, question) in zip(
                st.tabs(list(views), key="view", on_change="rerun"), views.values(), strict=True
            ):
                if tab.open:
                    with tab:
                        show(page.ask_of(question, *two))
