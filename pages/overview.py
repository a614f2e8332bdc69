"""What is in here?"""

import streamlit as st

from analytics import ui

with ui.frame("What is in here?", icon=":material/dashboard:") as page:
    page.needs("documents")
    st.text(page.selected.words())
