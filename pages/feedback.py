"""Are users happy?"""

import streamlit as st

from analytics import ui
from analytics.ui import logs
from analytics.ui.logs import feedback as view
from analytics.ui.logs.implicit import implicit_feedback

with ui.open_page("feedback") as page:
    satisfaction = view.satisfaction(page, logs.pick_ratings(page))
    st.markdown(ui.plain(satisfaction.summary_text()))
    view.key_figures(page, satisfaction)
    ui.tabs({"Ratings": view.explicit_feedback, "Implicit feedback": implicit_feedback}, page, satisfaction)
