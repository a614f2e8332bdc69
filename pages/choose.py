"""Which N examples?"""

import streamlit as st

from analytics import ui
from analytics.ui import choice as view
from analytics.ui import evaluation

with ui.open_page("choose") as page:
    summary = st.container()
    result = view.make(page, view.pick(page))
    with summary:
        view.summary(page, result)
        evaluation.warn(page)

    views = {
        "Coverage": view.coverage,
        "On the map": view.on_map,
        "Groups": view.groups,
        "Not chosen": view.left_out,
        "Value": view.value,
        "Examples": view.examples,
    }
    ui.tabs(views, page, result, in_url=True)
