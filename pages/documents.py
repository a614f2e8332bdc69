"""Let me read them"""

import streamlit as st

from analytics import ui

with ui.frame("Let me read them", icon=":material/article:") as page:
    page.needs("documents")
    st.text(page.selected.words())
