"""Can we trust the labels?"""

import streamlit as st

from analytics import ui
from analytics.ui import labelling as view

with ui.open_page("annotators") as page:
    schema = view.pick(page)
    if schema is None:
        st.info("There is no schema yet. Make one on the page Label.", icon=":material/label:")
        st.stop()
    view.annotators(page, schema)
