"""Which answer wins?"""

import streamlit as st

from analytics import ui
from analytics.ask.logs import preferences
from analytics.ui.logs import preferences as view

with ui.open_page("preferences") as page:
    compared = view.pick(page)
    said = st.container()
    found = view.rank(page, compared)
    with said:
        st.markdown(ui.plain(preferences.summary_text(compared, found)))
    view.ranking(compared, found)
    st.subheader(
        "Can the judges be trusted?",
        anchor=False,
        help="Whether they agree beyond chance, and whether what is shown first wins.",
    )
    view.trust(page, compared)
