"""What goes into training?"""

import streamlit as st

from analytics import ui
from analytics.ui import evaluation
from analytics.ui import mixture as view

with ui.open_page("mixture") as page:
    summary = st.container()
    plan = view.make_plan(page, view.pick(page))
    with summary:
        st.markdown(ui.plain(plan.summary_text()))
        view.say_decisions_not_applied(page)
        evaluation.warn(page)

    views = {
        "Weights": view.weights,
        "Removed by each step": view.losses,
        "Balance": view.balance,
        "GPT-3's mixture": view.gpt3,
    }
    ui.tabs(views, plan, in_url=True)
