"""More like this, less like that: which documents are like the ones you want?"""

import streamlit as st

from analytics import ui
from analytics.ask.classifier import training
from analytics.ui import classifier as view
from analytics.ui.training import sides

with ui.open_page("classifier") as page:
    trained = training(page.manifest)
    if trained is None:
        st.markdown(
            "Choose documents that there should be more of, and some that there should be less of. A classifier then scores every document by its words."
        )
        sides(page)
        st.stop()
    st.markdown(
        f"More like **{ui.plain(trained.like)}**, less like **{ui.plain(trained.unlike)}**. {ui.plain(trained.summary_text())}"
    )
    views = {
        "What to keep": view.keep,
        "Can it be trusted?": view.trust,
        "Scores": view.scores,
        "Train anew": lambda page, trained: sides(page),
    }
    ui.tabs(views, page, trained)
