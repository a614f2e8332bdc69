"""The same question, different answers?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import prompts as view

with ui.open_page("prompts") as page:
    logs.say_simulated(page)
    found = view.sensitivity(page)

    if found.questions.empty:
        st.info(
            "No question opens conversations in several wordings here, so there is nothing to compare.",
            icon=":material/alt_route:",
        )
    else:
        st.markdown(ui.plain(found.summary_text()))
        view.features(found)
        st.subheader(
            "Which questions?",
            anchor=False,
            help="The most sensitive to their wording first. Click one to read its wordings.",
        )
        view.wordings(page, view.questions(found))
