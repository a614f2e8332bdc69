"""Where are users unhappy, beyond chance?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import slices as view
from analytics.ui.logs.feedback import whole_of_ratings

with ui.open_page("slices") as page:
    ratings = logs.pick_roles(logs.pick_ratings(page))
    summary = st.container()
    settings = view.pick_settings(ratings)

    if not ratings.dimensions:
        st.info("No column divides these ratings into groups.")
        whole_of_ratings(page, ratings)
    elif not settings.dimensions:
        st.info("Choose at least one column to search in.")
    else:
        findings = view.search(page, ratings, settings)
        with summary:
            st.markdown(ui.plain(findings.summary_text()))
        if not findings.is_tested:
            view.show_untested(findings)
        elif findings.independent:
            view.show_findings(findings)
        else:
            st.caption(
                "To find slices, add ratings from more users, search in fewer columns, or change the selection. "
                "A low rate alone is not evidence."
            )
