"""The same question, different answers?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import prompts as view

with ui.open_page("prompts") as page:
    logs.show_simulated(page)
    sensitivity = view.sensitivity(page)

    if sensitivity.questions.empty:
        st.info(
            "There is nothing to compare. No question starts conversations in several wordings.",
            icon=":material/alt_route:",
        )
    else:
        st.markdown(ui.plain(sensitivity.summary_text()))
        view.features(sensitivity)
        st.subheader(
            "Which questions?",
            anchor=False,
            help="The most sensitive to their wording first. Click one to read its wordings.",
        )
        view.wordings(page, view.pick_question(sensitivity))
