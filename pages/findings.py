"""What stands out?"""

import streamlit as st

from analytics import ui
from analytics.ask import overview
from analytics.ui import data
from analytics.ui import findings as view

with ui.open_page("findings") as page:
    data.warn_outdated(page.manifest)
    st.markdown(ui.plain(page.ask_of(overview.summary, view.ALL).summary_text()))
    view.cards(page)
    left, middle, right = st.columns([3, 2, 2], gap="medium")
    with left:
        view.map_picture(page)
    with middle:
        view.sources(page)
    with right:
        view.lengths(page)
