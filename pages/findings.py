"""What stands out?"""

import streamlit as st

from analytics import ui
from analytics.ask.headline import headline
from analytics.ui import data, logs
from analytics.ui import findings as view

with ui.open_page("findings") as page:
    data.warn_outdated(page.manifest)
    logs.show_simulated(page)
    st.markdown(ui.plain(page.ask_of(headline)))
    view.cards(page)
    if not view.ranking(page):
        left, middle, right = st.columns([3, 2, 2], gap="medium")
        with left:
            view.map_picture(page)
        with middle:
            view.sources(page)
        with right:
            view.lengths(page)
