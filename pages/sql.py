"""What else do you want to know?"""

import streamlit as st

from analytics import ui
from analytics.ui import sql as view

with ui.open_page("sql") as page:
    st.markdown(
        "Write one SELECT over the tables, in DuckDB's SQL. "
        "It runs in a separate process that reads only these tables and cannot change anything."
    )
    left, right = st.columns([5, 4], gap="medium")
    with left:
        statement = view.editor(page)
    with right:
        view.tables(page)
    answered = view.last_answer(page, statement)
    if answered:
        view.results(page, *answered)
