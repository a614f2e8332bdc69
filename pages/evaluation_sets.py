"""What do we test models with, and is it in the training data?"""

import streamlit as st

from analytics import ui
from analytics.ui import evaluation as view

with ui.open_page("evaluation_sets") as page:
    chosen = view.pick(page)
    if chosen is None:
        view.save_set(page)
    else:
        st.markdown(ui.plain(f"Shown below: {chosen.describe()}."))
        views = {
            "In the corpus": lambda: view.leaks(page, chosen),
            "Models": lambda: view.scores(page, chosen),
            "Items": lambda: view.items(page, chosen),
            "New set": lambda: view.save_set(page),
        }
        ui.tabs(views, in_url=True)
