"""Does the data still pass?"""

import streamlit as st

from analytics import ui
from analytics.ui import checks as view

with ui.open_page("checks") as page:
    checks = view.load(page)
    runs = view.runs(page)
    view.summary(page, checks, runs)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view.offer_run(page, checks)
        view.offer_proposal(page, checks)

    if checks:
        views = {
            "State": lambda: view.state(page, runs),
            "History": lambda: view.history(runs),
            "Limits": lambda: view.limits(page, checks),
        }
        ui.tabs(views, in_url=True)
