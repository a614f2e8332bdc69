"""Which documents are like the ones you want?"""

import streamlit as st

from analytics import ui
from analytics.ask.classifier import training
from analytics.ui import classifier as view

with ui.open_page("classifier") as page:
    trained = training(page.manifest)
    if trained is None:
        st.markdown(
            "Choose documents that you want more of, and documents that you want less of. "
            "The classifier then gives every document a score from its words."
        )
        view.train(page)
    else:
        sides = f"More like **{ui.plain(trained.like)}**, less like **{ui.plain(trained.unlike)}**."
        st.markdown(f"{sides} {ui.plain(trained.summary_text())}")
        views = {"What to keep": view.keep, "Quality": view.quality, "Scores": view.scores, "Retrain": view.retrain}
        ui.tabs(views, page, trained)
