"""What goes into training?"""

import streamlit as st

from analytics import ui
from analytics.ui import mixture as view

with ui.open_page("mixture") as page:
    said = st.container()
    plan = view.planned(page, view.pick(page))
    with said:
        st.markdown(ui.plain(plan.summary_text()))
        view.say_of_decisions(page)

    views = {
        "Weights": view.weights,
        "What each step takes": view.losses,
        "Balance": view.balance,
        "GPT-3's mixture": view.gpt3,
    }
    ui.tabs(views, plan, in_url=True)
