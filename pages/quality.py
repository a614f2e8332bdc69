"""Which documents are good?"""

import streamlit as st

from analytics import ui

with ui.frame("Which documents are good?", icon=":material/verified:") as page:
    page.needs("documents")
    st.text(page.selected.words())
