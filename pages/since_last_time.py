"""What is new?"""

import streamlit as st

from analytics import ui
from analytics.ui import history as view

with ui.open_page("since_last_time") as page:
    view.show_first(page)
    summary = st.container()
    compared = view.pick(page)

    if compared is not None:
        with summary:
            view.summary(compared)
        views = {"What differs": view.drift, "Documents": view.documents}
        if page.has("map"):
            views["Topics"] = view.topics
        if page.has("feedback"):
            views["Ratings"] = view.ratings
        views["Snapshots"] = view.versions
        ui.tabs(views, page, compared, in_url=True)
