"""Where are users unhappy, and is it real?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import slices as view

with ui.open_page("slices") as page:
    ratings = logs.feedback(page)
    said = st.container()
    how = view.pick_search(ratings)

    if not how.dimensions:
        st.info(
            "Nothing to search in: pick at least one column."
            if ratings.dimensions
            else "Nothing divides these ratings into groups."
        )
    else:
        found = view.search(page, ratings, how)
        with said:
            st.markdown(ui.plain(found.summary_text()))
        if found.own:
            view.findings(found)
        else:
            st.caption(
                "More ratings of more users, fewer columns to search in or a selection can change that. A low rate by itself proves nothing."
            )
